//! What a clause points at.

use std::ops::Range;

use super::{
    EntityKind, Pointer, Reference, Referent, Skill,
    embedded::Reading,
    lexicon::{Said, Target, hits},
    normal::Token,
};
use crate::base::sort;
use crate::{base::text::Span, conversation::Awaiting};

/// References of one clause that are kept.
const REFERENCES_MAX: usize = 8;

/// A pointer with the words of the clause that it was found in.
struct Found {
    by: Pointer,
    words: Range<usize>,
}

impl Reading<'_> {
    /// The orders that a clause names.
    pub(super) fn orders(&self, clause: &[Token]) -> Vec<Pointer> {
        let numbers: Vec<Pointer> = self.numbers(clause).map(|found| found.by).collect();
        if !numbers.is_empty() {
            return numbers;
        }
        if let Some(order) = self.pointed_at(clause) {
            return vec![order];
        }
        let content: Vec<String> = clause
            .iter()
            .filter(|word| word.typed.len() > 2 && !self.lexicon.is("filler", word))
            .map(|word| word.typed.clone())
            .collect();
        if content.is_empty() { Vec::new() } else { vec![Pointer::Words(content)] }
    }

    /// "The other one", "the second", "my last order", "both": an order by where it stands.
    pub(super) fn pointed_at(&self, clause: &[Token]) -> Option<Pointer> {
        let choosing = matches!(self.state.awaiting, Some(Awaiting::ChooseOrder { .. }));
        let orders = self.said(clause).filter_map(|(index, said, _)| {
            let order = match said {
                Said::Both => Pointer::Both,
                Said::EveryOrder => Pointer::All,
                // "Everything", where the question was which order.
                Said::All if choosing => Pointer::All,
                Said::FirstOrder => Pointer::First,
                Said::LastOrder => Pointer::Last,
                Said::OtherOrder => Pointer::Other,
                Said::Position(position) => Pointer::Position(position),
                Said::All | Said::Cheapest | Said::Dearest | Said::Except | Said::It => {
                    return None;
                }
                Said::NotReceived | Said::PartOfOrder | Said::Same | Said::WholeOrder => {
                    return None;
                }
            };
            Some((index, order))
        });
        orders.min_by_key(|(index, _)| *index).map(|(_, order)| order)
    }

    /// What is said of things in a clause, with the place in the file and in the clause.
    fn said<'c>(
        &'c self,
        clause: &'c [Token],
    ) -> impl Iterator<Item = (usize, Said, Range<usize>)> + 'c {
        let choosing = match &self.state.awaiting {
            Some(
                Awaiting::ChooseLine { .. }
                | Awaiting::ChooseOrder { .. }
                | Awaiting::ChooseSubscription { .. }
                | Awaiting::ChooseVariant { .. },
            ) => true,
            Some(Awaiting::Say { options, .. }) => !options.is_empty(),
            Some(_) | None => false,
        };
        hits(clause).filter_map(move |hit| {
            let Target::Said(said) = hit.target else { return None };
            // Exactly: "my order" is one letter from "my orders" and means something else.
            let real = hit.place.exact
                && match said {
                    Said::Position(_) => choosing,
                    // "But I have not" leaves nothing out.
                    Said::All | Said::Both | Said::Except | Said::It | Said::Same => hit.whole,
                    Said::Cheapest | Said::Dearest | Said::EveryOrder | Said::FirstOrder => true,
                    Said::LastOrder | Said::NotReceived | Said::OtherOrder => true,
                    Said::PartOfOrder | Said::WholeOrder => true,
                };
            let words = hit.place.first..hit.place.last.saturating_add(1);
            real.then_some((hit.index, said, words))
        })
    }

    fn numbers<'c>(&'c self, clause: &'c [Token]) -> impl Iterator<Item = Found> + 'c {
        self.placed(clause, EntityKind::OrderNumber)
            .map(|(words, value)| Found { by: Pointer::Number(value.to_owned()), words })
    }

    /// The entities of a kind in a clause.
    fn placed<'c>(
        &'c self,
        clause: &'c [Token],
        kind: EntityKind,
    ) -> impl Iterator<Item = (Range<usize>, &'c str)> + 'c {
        let whole = span_of(clause, 0..clause.len());
        let entities = self.entities.iter().filter(move |entity| {
            let Span { start, end } = entity.span;
            entity.kind == kind && whole.start <= end && start <= whole.end
        });
        entities.map(move |entity| {
            let Span { start, end } = entity.span;
            let first = clause.iter().position(|word| word.span.end > start);
            let last = clause.iter().rposition(|word| word.span.start < end);
            let first = first.unwrap_or_default();
            let last = last.map_or(first, |last| last.saturating_add(1));
            (first..last.max(first), entity.value.as_str())
        })
    }

    /// Everything that a clause points at, in its order. `skill` is what the clause wants done.
    pub(super) fn references(&self, clause: &[Token], skill: Option<Skill>) -> Vec<Reference> {
        let mark = |wanted: Said| {
            self.said(clause).find(|(_, said, _)| *said == wanted).map(|(_, _, words)| words)
        };
        let (except, same) = (mark(Said::Except), mark(Said::Same));
        let mut references: Vec<Reference> = Vec::new();
        for Found { by, words } in self.pointers(clause) {
            if except.as_ref().is_some_and(|mark| words.start >= mark.end) {
                let from = except.clone().unwrap_or_default();
                let orders = clause.iter().take(from.start).any(|w| self.lexicon.is("orders", w));
                leave_out(&mut references, by, span_of(clause, from), orders);
                continue;
            }
            let other = same.as_ref().is_some_and(|mark| words.start >= mark.end);
            let by = if other { Pointer::Of(Box::new(by)) } else { by };
            let to = self.referent(clause, &words, skill, other);
            references.push(Reference { to, by, except: Vec::new(), span: span_of(clause, words) });
        }
        references
    }

    /// All pointers of a clause in its order, none within another. "It" only where nothing else is
    /// pointed at.
    fn pointers(&self, clause: &[Token]) -> Vec<Found> {
        let mut found: Vec<Found> = self.numbers(clause).collect();
        found.extend(self.said(clause).filter_map(|(_, said, words)| {
            let by = match said {
                Said::All | Said::EveryOrder => Pointer::All,
                Said::Both => Pointer::Both,
                Said::Cheapest => Pointer::Cheapest,
                Said::Dearest => Pointer::Dearest,
                Said::FirstOrder => Pointer::First,
                Said::LastOrder => Pointer::Last,
                Said::OtherOrder => Pointer::Other,
                Said::Position(position) => Pointer::Position(position),
                Said::Except
                | Said::It
                | Said::NotReceived
                | Said::PartOfOrder
                | Said::Same
                | Said::WholeOrder => {
                    return None;
                }
            };
            Some(Found { by, words })
        }));
        found.extend(self.days(clause));
        found.extend(self.names(clause));
        if found.is_empty() {
            let it = self.said(clause).find(|(_, said, _)| *said == Said::It);
            found.extend(it.map(|(_, _, words)| Found { by: Pointer::It, words }));
        }
        sort::by_key(&mut found, |found| (found.words.start, std::cmp::Reverse(found.words.end)));
        let mut end = 0_usize;
        found.retain(|found| {
            let free = found.words.start >= end;
            end = end.max(found.words.end);
            free
        });
        found.truncate(REFERENCES_MAX);
        found
    }

    /// "What I ordered last Tuesday", "the order from 3 May".
    fn days<'c>(&'c self, clause: &'c [Token]) -> impl Iterator<Item = Found> + 'c {
        self.placed(clause, EntityKind::Date).filter_map(move |(words, value)| {
            let before = clause.get(words.start.saturating_sub(4)..words.start).unwrap_or_default();
            let ordered = before.iter().any(|word| self.lexicon.is("ordered", word));
            ordered.then(|| Found { by: Pointer::Placed(value.to_owned()), words })
        })
    }

    /// "The lamp", "my New York address": names after a determiner, or words of the customer's goods.
    fn names<'c>(&'c self, clause: &'c [Token]) -> impl Iterator<Item = Found> + 'c {
        let described: Vec<Range<usize>> =
            [EntityKind::City, EntityKind::Color, EntityKind::Option, EntityKind::Size]
                .into_iter()
                .flat_map(|kind| self.placed(clause, kind).map(|(words, _)| words))
                .collect();
        let names = move |at: usize, word: &Token| {
            let plain = word.typed.len() > 2 && word.typed.chars().all(char::is_alphabetic);
            let known = word.id.is_some() && !self.known.names(&word.typed);
            plain && (!known || described.iter().any(|words| words.contains(&at)))
        };
        let mut from = 0_usize;
        std::iter::from_fn(move || {
            loop {
                let rest = clause.get(from..)?;
                let start = rest
                    .iter()
                    .enumerate()
                    .position(|(at, word)| names(from.saturating_add(at), word))?;
                let start = from.saturating_add(start);
                let run = clause.get(start..)?.iter().enumerate();
                let run =
                    run.take_while(|(at, word)| names(start.saturating_add(*at), word)).count();
                let end = start.saturating_add(run.max(1));
                from = end;
                let words = clause.get(start..end)?;
                let led = start.checked_sub(1).and_then(|at| clause.get(at));
                let led = led.is_some_and(|word| self.lexicon.is("determiners", word));
                if led || words.iter().any(|word| self.known.is_product_word(&word.typed)) {
                    let names = words.iter().map(|word| word.typed.clone()).collect();
                    return Some(Found { by: Pointer::Words(names), words: start..end });
                }
            }
        })
    }

    /// What sort of thing is meant: by the word that follows or belongs to the pointer, else by what
    /// is wanted.
    fn referent(
        &self,
        clause: &[Token],
        words: &Range<usize>,
        skill: Option<Skill>,
        same: bool,
    ) -> Referent {
        let near = clause.get(words.start..words.end.saturating_add(1)).unwrap_or_default();
        let has = |words: &[Token], class: &str| words.iter().any(|w| self.lexicon.is(class, w));
        if has(near, "addresses") || (same && has(clause, "addresses")) {
            return Referent::Address;
        }
        if has(near, "subscriptions") {
            return Referent::Subscription;
        }
        if has(near, "orders") || self.numbers(clause).any(|number| number.words == *words) {
            return Referent::Order;
        }
        let named = self.names(clause).any(|name| name.words == *words);
        match skill {
            Some(Skill::Subscription) => Referent::Subscription,
            Some(
                Skill::Claim
                | Skill::Exchange
                | Skill::ProductQuestion
                | Skill::Reorder
                | Skill::Return,
            ) => Referent::Line,
            _ if named => Referent::Line,
            _ => Referent::Order,
        }
    }
}

/// Leaves something out of what was pointed at before; of everything, where nothing was. "Everything
/// but the lamp" speaks of things in orders, unless orders were named.
fn leave_out(references: &mut Vec<Reference>, by: Pointer, mark: Span, orders: bool) {
    match references.last_mut() {
        Some(last) => {
            if last.by == Pointer::All && matches!(by, Pointer::Words(_)) && !orders {
                last.to = Referent::Line;
            }
            last.except.push(by);
        }
        None => references.push(Reference {
            to: Referent::Line,
            by: Pointer::All,
            except: vec![by],
            span: mark,
        }),
    }
}

fn span_of(words: &[Token], range: Range<usize>) -> Span {
    let words = words.get(range).unwrap_or_default();
    let start = words.first().map_or(0, |word| word.span.start);
    Span { start, end: words.last().map_or(start, |word| word.span.end) }
}
