//! What a clause wants: the phrases of the lexicon that stand in it.

use super::{
    ChitchatKind, Skill,
    lexicon::{Hit, Lexicon, Meaning, Target, hits},
    normal::Token,
    stock::to_be_told,
};
use crate::base::{sort, text::Span};

/// What a misspelt word costs in certainty, in thousandths.
const TYPO_PERMILLE: u16 = 120;

/// What it costs in weight against other meanings, in thousandths.
const TYPO_WEIGHT: u16 = 10;

/// A phrase found in a clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) meaning: Meaning,
    pub(super) permille: u16,
    /// What it is weighed by against other meanings: a slip of the finger makes less sure of all
    /// of them, and must not make another one likelier.
    weight: u16,
    /// The place of its first word in the clause.
    pub(super) first: usize,
    pub(super) span: Span,
}

impl Found {
    /// A meaning that no phrase names.
    pub(super) const fn sure(meaning: Meaning, permille: u16, first: usize, span: Span) -> Self {
        Self { meaning, permille, weight: permille, first, span }
    }
}

/// What a clause means most surely.
pub(super) fn best(clause: &[Token], lexicon: &Lexicon) -> Option<Found> {
    found(clause, lexicon).into_iter().next()
}

/// All meanings found in a clause, surest first, each once.
pub(super) fn found(clause: &[Token], lexicon: &Lexicon) -> Vec<Found> {
    let mut all: Vec<(usize, Found)> = Vec::new();
    for Hit { target, permille, place, whole, index } in hits(clause) {
        let Target::Meaning(meaning) = target else { continue };
        // An "amazon order" is another shop's, an "amazon tablet order" may be one of this.
        let elsewhere = meaning == Meaning::Chitchat(ChitchatKind::WhichShop);
        if elsewhere && !whole
            || is_negated(clause, place.first, meaning, lexicon)
            || is_aside(clause, place.first)
        {
            continue;
        }
        let weight = if place.exact { permille } else { permille.saturating_sub(TYPO_WEIGHT) };
        let permille = if place.exact { permille } else { permille.saturating_sub(TYPO_PERMILLE) };
        let found = Found { meaning, permille, weight, first: place.first, span: place.span };
        match all.iter_mut().find(|(_, held)| held.meaning == meaning) {
            None => all.push((index, found)),
            // Of equally sure phrases the one that stands first in the file.
            Some((at, held)) if (held.weight, index) < (weight, *at) => {
                (*at, *held) = (index, found)
            }
            Some(_) => {}
        }
    }
    all.extend(to_be_told(clause, lexicon).map(|found| (usize::MAX, found)));
    // "For one with no lid" holds a no, and wants something all the same.
    let talk =
        |found: &Found| matches!(found.meaning, Meaning::No | Meaning::Yes | Meaning::Chitchat(_));
    let sure = all.iter().any(|(_, found)| found.permille >= SWAP_PERMILLE && !talk(found));
    if !sure && let Some(found) = swapped(clause, lexicon).or_else(|| again(clause, lexicon)) {
        all.push((usize::MAX, found));
    }
    sort::by(&mut all, |(a_at, a), (b_at, b)| {
        b.weight.cmp(&a.weight).then(a.first.cmp(&b.first)).then(a_at.cmp(b_at))
    });
    all.into_iter().map(|(_, found)| found).collect()
}

/// How sure a swap is that no phrase names, in thousandths.
const SWAP_PERMILLE: u16 = 810;

/// "Change the lamp to a black one": something is changed into something, and no phrase says what.
fn swapped(clause: &[Token], lexicon: &Lexicon) -> Option<Found> {
    let verb = clause.iter().position(|word| lexicon.is("swaps", word))?;
    let rest = clause.get(verb.saturating_add(1)..)?;
    let turns = rest
        .iter()
        .position(|word| matches!(word.typed.as_str(), "to" | "for" | "into" | "with"))?;
    // "To one with an SD card" says what the thing is made of.
    let described = |at: usize| {
        let led = at.checked_sub(1).and_then(|at| rest.get(at)).map(|word| word.typed.as_str());
        at > turns
            && !matches!(led, Some("my" | "the" | "credit" | "debit" | "gift" | "bank" | "other"))
    };
    let other = rest.iter().enumerate().any(|(at, word)| {
        lexicon.is("addresses", word)
            || lexicon.is("no_goods", word) && !(word.typed == "card" && described(at))
    });
    if turns == 0 || other {
        return None;
    }
    let meaning = Meaning::Skill(Skill::ChangeItems);
    if is_negated(clause, verb, meaning, lexicon) {
        return None;
    }
    let span = clause.get(verb)?.span;
    Some(Found::sure(meaning, SWAP_PERMILLE, verb, span))
}

/// How sure a wish for the same again is that no phrase names, in thousandths.
const AGAIN_PERMILLE: u16 = 820;

/// "Can I get that earl grey tea again?": what was had before is named and wanted, and the name is too
/// long for a phrase to span it.
fn again(clause: &[Token], lexicon: &Lexicon) -> Option<Found> {
    let is = |class: &'static str| move |word: &Token| lexicon.is(class, word);
    if !clause.iter().any(is("again")) {
        return None;
    }
    let first = clause.iter().position(is("wants"))?;
    let names_goods = |word: &Token| {
        let is_name = word.typed.chars().count() > 2 && word.typed.chars().all(char::is_alphabetic);
        is_name && !["again", "filler", "polite", "wants"].iter().any(|class| is(class)(word))
    };
    // "Can I get the code again?" and "it is late again" are about something else.
    let other = |word: &Token| lexicon.is("no_goods", word) || lexicon.is("not_again", word);
    let meaning = Meaning::Skill(Skill::Reorder);
    if !clause.iter().any(names_goods)
        || clause.iter().any(other)
        || is_negated(clause, first, meaning, lexicon)
    {
        return None;
    }
    let span = clause.get(first)?.span;
    Some(Found::sure(meaning, AGAIN_PERMILLE, first, span))
}

/// "I don't want to cancel": a wish that is denied is no wish. Where an order is stays a question
/// however it is said ("it has not arrived").
fn is_negated(clause: &[Token], first: usize, meaning: Meaning, lexicon: &Lexicon) -> bool {
    // "Not sure", "I don't agree" are no yes.
    if meaning == Meaning::Yes {
        let before = clause.get(first.saturating_sub(2)..first).unwrap_or_default();
        return before.iter().any(|word| is_negation(word, lexicon));
    }
    let wish = match meaning {
        Meaning::Skill(skill) => {
            !matches!(skill, Skill::OrderStatus | Skill::Claim | Skill::RefundStatus)
        }
        Meaning::Person => true,
        Meaning::Chitchat(_) | Meaning::Drop | Meaning::Knowledge | Meaning::No | Meaning::Yes => {
            false
        }
    };
    let before = clause.get(first.saturating_sub(4)..first).unwrap_or_default();
    // "Maybe I'll return it later" wants nothing now.
    let maybe = |word: &Token| matches!(word.typed.as_str(), "maybe" | "perhaps" | "might");
    if wish && before.iter().any(maybe) && clause.iter().any(|word| word.typed == "later") {
        return true;
    }
    // "But keep my subscription" wants nothing done with it either.
    let kept = |word: &Token| lexicon.is("keeps", word);
    // "I'd rather not" denies, and so does what is wanted less than something else.
    let less = before
        .windows(2)
        .any(|pair| matches!(pair, [one, two] if one.typed == "rather" && two.typed == "than"));
    wish && (less || before.iter().any(|word| is_negation(word, lexicon) || kept(word)))
}

/// "The total after the address change": what is spoken of as done, or as still to come, is no wish.
fn is_aside(clause: &[Token], first: usize) -> bool {
    let word = |back: usize| first.checked_sub(back).and_then(|at| clause.get(at));
    let typed = |back: usize| word(back).map_or("", |word| word.typed.as_str());
    let leads = |word: &str| matches!(word, "after" | "before" | "since" | "despite" | "following");
    leads(typed(1)) || leads(typed(2)) && matches!(typed(1), "the" | "this" | "my" | "a" | "an")
}

/// The wishes that a clause denies: "I don't want to return it".
pub(super) fn denied(clause: &[Token], lexicon: &Lexicon) -> Vec<Meaning> {
    let denied = |hit: Hit| {
        let Target::Meaning(meaning) = hit.target else { return None };
        is_negated(clause, hit.place.first, meaning, lexicon).then_some(meaning)
    };
    hits(clause).filter_map(denied).collect()
}

pub(super) fn is_negation(word: &Token, lexicon: &Lexicon) -> bool {
    lexicon.is("denies", word)
}
