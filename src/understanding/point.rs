//! What a clause points at.

use super::{
    EntityKind, Pointer,
    embedded::Reading,
    lexicon::{Said, Target},
    normal::Token,
};
use crate::{base::text::Span, conversation::Awaiting};

impl Reading<'_> {
    /// The orders that a clause names.
    pub(super) fn orders(&self, clause: &[Token]) -> Vec<Pointer> {
        let inside = |span: Span| {
            clause.first().is_some_and(|first| first.span.start <= span.end)
                && clause.last().is_some_and(|last| span.start <= last.span.end)
        };
        let numbers: Vec<Pointer> = self
            .entities
            .iter()
            .filter(|entity| entity.kind == EntityKind::OrderNumber && inside(entity.span))
            .map(|entity| Pointer::Number(entity.value.clone()))
            .collect();
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
    fn pointed_at(&self, clause: &[Token]) -> Option<Pointer> {
        let choosing = matches!(self.state.awaiting, Some(Awaiting::ChooseOrder { .. }));
        let hits = self.lexicon.hits(clause);
        let orders = hits.filter_map(|hit| {
            let Target::Said(said) = hit.target else { return None };
            let order = match said {
                Said::EveryOrder => Pointer::All,
                Said::LastOrder => Pointer::Last,
                Said::OtherOrder => Pointer::Other,
                Said::Position(position) if choosing => Pointer::Position(position),
                Said::NotReceived | Said::Position(_) => return None,
            };
            // Exactly: "my order" is one letter from "my orders" and means something else.
            hit.place.exact.then_some((hit.index, order))
        });
        orders.min_by_key(|(index, _)| *index).map(|(_, order)| order)
    }
}
