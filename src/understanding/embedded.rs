//! The embedded understanding: phrases of a lexicon, found in the clauses of a message.
//!
//! Bounded work: every phrase is tried at every word, and a message has at most
//! [`WORDS_MAX`] words that are looked at.

use super::{
    Alternative, Command, Confidence, Entity, EntityKind, HeardCommand, Known, OrderRef, Skill,
    Tone, Understanding,
    entity::entities,
    lexicon::{Hit, Lexicon, Meaning, Said, Target},
    normal::{self, Token},
};
use crate::{
    base::text::Span,
    conversation::{Awaiting, ConversationState},
};

/// What a misspelt word costs in certainty, in thousandths.
const TYPO_PERMILLE: u16 = 120;

/// Understands a message in the state of its dialogue.
#[must_use]
pub fn understand(text: &str, state: &ConversationState, known: &Known) -> Understanding {
    let entities = entities(text, known);
    let words = normal::tokens(text, Lexicon::english(), known);
    let clauses = clauses(text, &words);
    let not_received = says_not_received(&words);
    let mut commands: Vec<HeardCommand> = Vec::new();
    if let Some(answer) = answer(&words, state, &entities) {
        commands.push(answer);
    }
    let answered = !commands.is_empty();
    for clause in &clauses {
        commands.extend(clause_commands(
            clause,
            &entities,
            state,
            not_received,
            commands.is_empty(),
        ));
    }
    if answered {
        // "Yes, cancel it" says the same thing twice.
        commands.retain(|heard| !repeats_question(&heard.command, state));
    }
    let mut commands = merged(commands);
    if commands.is_empty() {
        commands.push(unnamed(&words, &entities, state));
    }
    Understanding {
        maker: "embedded".to_owned(),
        language: language(&words),
        tone: tone(text, &words),
        commands,
        entities,
    }
}

/// A piece of a message that may hold a wish of its own.
type Clause<'a> = &'a [Token];

/// Splits at the ends of sentences, and at joining words where both sides want something else.
fn clauses<'a>(text: &str, words: &'a [Token]) -> Vec<Clause<'a>> {
    let mut clauses = Vec::new();
    for sentence in split(words, |before, _| {
        let gap = gap_after(text, words, before);
        gap.contains(['.', '?', '!', ';', '\n'])
    }) {
        let pieces = split(sentence, |before, after| {
            let gap = gap_between(text, sentence, before, after);
            let joins =
                sentence.get(after).is_some_and(|word| Lexicon::english().is("joins", word));
            joins || gap.contains([',', '&', '+'])
        });
        let meant: Vec<Option<Meaning>> =
            pieces.iter().map(|piece| best(piece).map(|found| found.meaning)).collect();
        let mut distinct: Vec<Meaning> = Vec::new();
        for meaning in meant.iter().flatten() {
            if !distinct.contains(meaning) {
                distinct.push(*meaning);
            }
        }
        let negated = pieces
            .iter()
            .zip(&meant)
            .any(|(piece, meaning)| meaning.is_none() && piece.iter().any(is_negation));
        if distinct.len() > 1 || (negated && !distinct.is_empty()) {
            clauses.extend(with_their_wish(sentence, &pieces, &meant));
        } else {
            clauses.push(sentence);
        }
    }
    clauses
}

/// A piece without a wish of its own belongs to the piece before it ("where's #1 and #2").
fn with_their_wish<'a>(
    sentence: Clause<'a>,
    pieces: &[Clause<'a>],
    meant: &[Option<Meaning>],
) -> Vec<Clause<'a>> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    let mut at = 0_usize;
    for (piece, meaning) in pieces.iter().zip(meant) {
        let end = at.saturating_add(piece.len());
        match joined.last_mut() {
            Some((_, last)) if meaning.is_none() => *last = end,
            _ => joined.push((at, end)),
        }
        at = end;
    }
    joined.iter().filter_map(|(start, end)| sentence.get(*start..*end)).collect()
}

fn split<'a>(words: &'a [Token], cut: impl Fn(usize, usize) -> bool) -> Vec<Clause<'a>> {
    let mut pieces = Vec::new();
    let mut start = 0_usize;
    for after in 1..words.len() {
        if cut(after.saturating_sub(1), after) {
            pieces.extend(words.get(start..after));
            start = after;
        }
    }
    pieces.extend(words.get(start..).filter(|piece| !piece.is_empty()));
    pieces
}

fn gap_after<'t>(text: &'t str, words: &[Token], before: usize) -> &'t str {
    gap_between(text, words, before, before.saturating_add(1))
}

fn gap_between<'t>(text: &'t str, words: &[Token], before: usize, after: usize) -> &'t str {
    match (words.get(before), words.get(after)) {
        (Some(before), Some(after)) => {
            text.get(before.span.end..after.span.start).unwrap_or_default()
        }
        _ => "",
    }
}

/// A phrase found in a clause.
#[derive(Clone, Copy, Debug)]
struct Found {
    meaning: Meaning,
    permille: u16,
    first: usize,
    span: Span,
}

fn best(clause: Clause<'_>) -> Option<Found> {
    found(clause).into_iter().next()
}

/// All meanings found in a clause, surest first, each once.
fn found(clause: Clause<'_>) -> Vec<Found> {
    let mut all: Vec<(usize, Found)> = Vec::new();
    for Hit { target, permille, place, index } in Lexicon::english().hits(clause) {
        let Target::Meaning(meaning) = target else { continue };
        if is_negated(clause, place.first, meaning) {
            continue;
        }
        let permille = if place.exact { permille } else { permille.saturating_sub(TYPO_PERMILLE) };
        let found = Found { meaning, permille, first: place.first, span: place.span };
        match all.iter_mut().find(|(_, held)| held.meaning == meaning) {
            None => all.push((index, found)),
            // Of equally sure phrases the one that stands first in the file.
            Some((at, held)) if (held.permille, index) < (permille, *at) => {
                (*at, *held) = (index, found)
            }
            Some(_) => {}
        }
    }
    all.sort_by(|(a_at, a), (b_at, b)| {
        b.permille.cmp(&a.permille).then(a.first.cmp(&b.first)).then(a_at.cmp(b_at))
    });
    all.into_iter().map(|(_, found)| found).collect()
}

/// "I don't want to cancel": a wish that is denied is no wish. Where an order is stays a question
/// however it is said ("it has not arrived").
fn is_negated(clause: Clause<'_>, first: usize, meaning: Meaning) -> bool {
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
    wish && before.iter().any(is_negation)
}

fn is_negation(word: &Token) -> bool {
    Lexicon::english().is("denies", word)
}

fn clause_commands(
    clause: Clause<'_>,
    entities: &[Entity],
    state: &ConversationState,
    not_received: bool,
    alone: bool,
) -> Vec<HeardCommand> {
    let all: Vec<Found> = found(clause)
        .into_iter()
        // A yes or no is an answer only where something was asked; `answer` has looked at that.
        .filter(|found| !matches!(found.meaning, Meaning::No | Meaning::Yes))
        .collect();
    let Some(first) = all.first() else { return Vec::new() };
    if !alone && matches!(first.meaning, Meaning::Chitchat(_)) {
        return Vec::new();
    }
    let references = references(clause, entities, state);
    let orders: Vec<Option<OrderRef>> =
        if references.is_empty() { vec![None] } else { references.into_iter().map(Some).collect() };
    orders
        .into_iter()
        .map(|order| HeardCommand {
            command: command(first.meaning, order.clone(), not_received),
            confidence: Confidence::from_permille(first.permille),
            spans: vec![first.span],
            alternatives: all
                .iter()
                .skip(1)
                .take(3)
                .map(|other| Alternative {
                    command: command(other.meaning, order.clone(), not_received),
                    confidence: Confidence::from_permille(other.permille),
                })
                .collect(),
        })
        .collect()
}

fn command(meaning: Meaning, order: Option<OrderRef>, not_received: bool) -> Command {
    match meaning {
        Meaning::Chitchat(kind) => Command::Chitchat { kind },
        Meaning::Drop => Command::Cancel,
        Meaning::Knowledge => Command::AskKnowledge,
        Meaning::No => Command::Deny,
        Meaning::Person => Command::AskPerson,
        Meaning::Skill(skill) => Command::StartSkill {
            skill,
            order,
            not_received: not_received && skill == Skill::OrderStatus,
        },
        Meaning::Yes => Command::Confirm,
    }
}

/// Whether a message says that something counts as delivered and is not there.
fn says_not_received(clause: Clause<'_>) -> bool {
    let said = Target::Said(Said::NotReceived);
    Lexicon::english().hits(clause).any(|hit| hit.target == said)
}

/// The answer to what was just asked, where the message is one.
fn answer(words: &[Token], state: &ConversationState, entities: &[Entity]) -> Option<HeardCommand> {
    let awaiting = state.awaiting.as_ref()?;
    let heard = |command, permille, span| HeardCommand {
        command,
        confidence: Confidence::from_permille(permille),
        spans: vec![span],
        alternatives: Vec::new(),
    };
    let whole = Span {
        start: words.first()?.span.start,
        end: words.last().map_or(0, |word| word.span.end),
    };
    if matches!(awaiting, Awaiting::ChooseOrder { .. }) {
        let wish = best(words).filter(|found| {
            found.permille >= 800
                && !matches!(found.meaning, Meaning::Skill(Skill::OrderStatus) | Meaning::Yes)
        });
        if wish.is_some() {
            return None;
        }
        let order = references(words, entities, state).into_iter().next()?;
        return Some(heard(Command::SetOrder { order }, 900, whole));
    }
    let all = found(words);
    let place = |meaning: Meaning| all.iter().find(|found| found.meaning == meaning);
    let other = all.iter().find(|found| {
        matches!(found.meaning, Meaning::Skill(_) | Meaning::Person | Meaning::Knowledge)
            && found.permille >= 850
    });
    match (place(Meaning::Yes), place(Meaning::No)) {
        // "yes" at the beginning is one, whatever is said after it.
        (Some(yes), _) if yes.first == 0 => Some(heard(Command::Confirm, yes.permille, yes.span)),
        (_, Some(no)) if no.first == 0 => Some(heard(Command::Deny, no.permille, no.span)),
        _ if other.is_some() && !matches!(awaiting, Awaiting::ConfirmNotReceived { .. }) => None,
        (None, Some(no)) => Some(heard(Command::Deny, no.permille.saturating_sub(100), no.span)),
        (Some(yes), None) => {
            Some(heard(Command::Confirm, yes.permille.saturating_sub(100), yes.span))
        }
        _ => None,
    }
}

/// The orders that a clause names.
fn references(clause: Clause<'_>, entities: &[Entity], state: &ConversationState) -> Vec<OrderRef> {
    let inside = |span: Span| {
        clause.first().is_some_and(|first| first.span.start <= span.end)
            && clause.last().is_some_and(|last| span.start <= last.span.end)
    };
    let numbers: Vec<OrderRef> = entities
        .iter()
        .filter(|entity| entity.kind == EntityKind::OrderNumber && inside(entity.span))
        .map(|entity| OrderRef::Number(entity.value.clone()))
        .collect();
    if !numbers.is_empty() {
        return numbers;
    }
    if let Some(order) = pointed_at(clause, state) {
        return vec![order];
    }
    let lexicon = Lexicon::english();
    let content: Vec<String> = clause
        .iter()
        .filter(|word| word.typed.len() > 2 && !lexicon.is("filler", word))
        .map(|word| word.typed.clone())
        .collect();
    if content.is_empty() { Vec::new() } else { vec![OrderRef::Words(content)] }
}

/// "The other one", "the second", "my last order", "both": an order by where it stands.
fn pointed_at(clause: Clause<'_>, state: &ConversationState) -> Option<OrderRef> {
    let choosing = matches!(state.awaiting, Some(Awaiting::ChooseOrder { .. }));
    let hits = Lexicon::english().hits(clause);
    let orders = hits.filter_map(|hit| {
        let Target::Said(said) = hit.target else { return None };
        let order = match said {
            Said::EveryOrder => OrderRef::All,
            Said::LastOrder => OrderRef::Last,
            Said::OtherOrder => OrderRef::Other,
            Said::Position(position) if choosing => OrderRef::Position(position),
            Said::NotReceived | Said::Position(_) => return None,
        };
        // Exactly: "my order" is one letter from "my orders" and means something else.
        hit.place.exact.then_some((hit.index, order))
    });
    orders.min_by_key(|(index, _)| *index).map(|(_, order)| order)
}

/// Whether a command only repeats what was just asked.
fn repeats_question(command: &Command, state: &ConversationState) -> bool {
    let asked = match &state.awaiting {
        Some(Awaiting::ChooseOrder { skill, .. }) => *skill,
        Some(Awaiting::ConfirmCancel { .. }) => Skill::CancelOrder,
        Some(Awaiting::ConfirmNotReceived { .. }) => Skill::OrderStatus,
        None => return false,
    };
    matches!(command, Command::StartSkill { skill, .. } if *skill == asked)
}

/// One command per wish: the same skill said twice about the same thing is one wish.
fn merged(commands: Vec<HeardCommand>) -> Vec<HeardCommand> {
    let mut kept: Vec<HeardCommand> = Vec::new();
    for heard in commands {
        let twin = kept.iter_mut().find(|held| same_wish(&held.command, &heard.command));
        match twin {
            None => kept.push(heard),
            Some(held) => {
                held.spans.extend(heard.spans);
                if let (
                    Command::StartSkill { order, not_received, .. },
                    Command::StartSkill { order: more, not_received: also, .. },
                ) = (&mut held.command, heard.command)
                {
                    *not_received |= also;
                    let vague = matches!(order, None | Some(OrderRef::Words(_)));
                    if vague && more.is_some() {
                        *order = more;
                    }
                }
                held.confidence = held.confidence.max(heard.confidence);
            }
        }
    }
    kept
}

fn same_wish(held: &Command, new: &Command) -> bool {
    match (held, new) {
        (
            Command::StartSkill { skill, order, .. },
            Command::StartSkill { skill: other, order: more, .. },
        ) => {
            let precise =
                |order: &Option<OrderRef>| !matches!(order, None | Some(OrderRef::Words(_)));
            skill == other && (order == more || !precise(order) || !precise(more))
        }
        _ => held == new,
    }
}

/// A message in which no phrase was found: a bare order number is a question about that order.
fn unnamed(words: &[Token], entities: &[Entity], state: &ConversationState) -> HeardCommand {
    let number = entities.iter().find(|entity| entity.kind == EntityKind::OrderNumber);
    let (command, permille, spans) = match number {
        Some(number) => {
            let order = OrderRef::Number(number.value.clone());
            let command = if state.awaiting.is_some() {
                Command::SetOrder { order }
            } else {
                Command::StartSkill {
                    skill: Skill::OrderStatus,
                    order: Some(order),
                    not_received: false,
                }
            };
            (command, if words.len() <= 4 { 850 } else { 600 }, vec![number.span])
        }
        None => (Command::CannotHandle, 600, Vec::new()),
    };
    HeardCommand {
        command,
        confidence: Confidence::from_permille(permille),
        spans,
        alternatives: Vec::new(),
    }
}

fn language(words: &[Token]) -> Option<String> {
    let english = words.iter().any(|word| Lexicon::english().is("common", word));
    english.then(|| "en".to_owned())
}

fn tone(text: &str, words: &[Token]) -> Tone {
    let mut weight: u32 = 0;
    for word in words {
        weight = weight.saturating_add(Lexicon::english().anger(word));
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    if letters >= 12 && capitals.saturating_mul(10) > letters.saturating_mul(7) {
        weight = weight.saturating_add(2);
    }
    if text.contains("!!") {
        weight = weight.saturating_add(1);
    }
    match weight {
        0 => Tone::Calm,
        1 | 2 => Tone::Upset,
        _ => Tone::Furious,
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
