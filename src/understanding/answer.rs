//! Answers to what the assistant asked, and messages that name nothing but an order.

use super::{
    Command, Confidence, EntityKind, HeardCommand, Pointer, Skill,
    embedded::Reading,
    lexicon::Meaning,
    normal::Token,
    wish::{best, denied, found},
};
use crate::{
    base::text::Span,
    conversation::{Awaiting, ConversationState},
};

/// The answer to what was just asked, where the message is one.
pub(super) fn answer(reading: &Reading<'_>) -> Option<HeardCommand> {
    let Reading { words, lexicon, .. } = reading;
    let heard = |command, permille, span| {
        HeardCommand::new(command, Confidence::from_permille(permille), vec![span])
    };
    let whole = Span {
        start: words.first()?.span.start,
        end: words.last().map_or(0, |word| word.span.end),
    };
    let Some(awaiting) = &reading.state.awaiting else { return unasked(reading, whole) };
    // "None of those" chooses nothing.
    let none = best(words, lexicon)
        .is_some_and(|found| found.meaning == Meaning::No && found.first == 0)
        && !super::says_more(reading.text);
    if matches!(awaiting, Awaiting::ChooseOrder { .. }) && !none {
        let wish = best(words, lexicon).filter(|found| {
            found.permille >= 800
                && !matches!(
                    found.meaning,
                    Meaning::Skill(Skill::OrderStatus) | Meaning::No | Meaning::Yes
                )
                && !repeats_question(&meant(found.meaning), reading.state)
                && !is_aside(found.meaning, reading)
        });
        if wish.is_some() {
            return None;
        }
        // "Both lamps" are things, whichever orders they are in.
        let of_things = words.iter().any(|word| reading.known.is_product_word(&word.typed));
        let counts = |order: &Pointer| matches!(order, Pointer::All | Pointer::Both);
        let mut orders = reading.orders(words).into_iter();
        if let Some(order) = orders.next().filter(|order| !(of_things && counts(order))) {
            return Some(heard(Command::SetOrder { order }, 900, whole));
        }
    }
    let yes_or_no = matches!(
        awaiting,
        Awaiting::Consent { .. }
            | Awaiting::ConfirmNotReceived { .. }
            | Awaiting::Offer { .. }
            | Awaiting::Stay { .. }
    );
    if !yes_or_no {
        return informed(reading, whole);
    }
    let all = found(words, lexicon);
    let place = |meaning: Meaning| all.iter().find(|found| found.meaning == meaning);
    let other = all.iter().find(|found| {
        matches!(found.meaning, Meaning::Skill(_) | Meaning::Person | Meaning::Knowledge)
            && found.permille >= 850
    });
    let denied = |word: Option<&Token>| {
        let no = place(Meaning::No).is_some_and(|no| no.first == 0);
        no || word.is_some_and(|word| lexicon.is("denies", word))
    };
    match (place(Meaning::Yes), place(Meaning::No)) {
        // "yes" at the beginning is one, whatever is said after it.
        (Some(yes), _) if yes.first <= 1 && !denied(words.first()) => {
            Some(heard(Command::Confirm, yes.permille, yes.span))
        }
        (_, Some(no)) if no.first == 0 => Some(heard(Command::Deny, no.permille, no.span)),
        _ if other.is_some() && !matches!(awaiting, Awaiting::ConfirmNotReceived { .. }) => None,
        (None, Some(no)) => Some(heard(Command::Deny, no.permille.saturating_sub(100), no.span)),
        (Some(yes), None) => {
            Some(heard(Command::Confirm, yes.permille.saturating_sub(100), yes.span))
        }
        // "Tell me", to whether it is to be told.
        _ if is_offered(awaiting) && words.iter().any(|word| lexicon.is("tells", word)) => {
            Some(heard(Command::Confirm, 850, whole))
        }
        _ => None,
    }
}

/// Whether it was asked whether something is to be told once it is back.
fn is_offered(awaiting: &Awaiting) -> bool {
    matches!(awaiting, Awaiting::Offer { skill: Skill::BackInStock, .. })
}

/// A bare yes or no where nothing was asked.
fn unasked(reading: &Reading<'_>, whole: Span) -> Option<HeardCommand> {
    let all = found(reading.words, reading.lexicon);
    let first = all.first()?;
    let command = match first.meaning {
        Meaning::Yes => Command::Confirm,
        Meaning::No => Command::Deny,
        Meaning::Chitchat(_)
        | Meaning::Drop
        | Meaning::Knowledge
        | Meaning::Person
        | Meaning::Skill(_) => return None,
    };
    let alone = all.iter().all(|found| found.meaning == first.meaning);
    let confidence = Confidence::from_permille(first.permille);
    (alone && !super::says_more(reading.text))
        .then(|| HeardCommand::new(command, confidence, vec![whole]))
}

/// A message that says what was asked for, unless it wants something else.
fn informed(reading: &Reading<'_>, whole: Span) -> Option<HeardCommand> {
    let Reading { words, lexicon, state, .. } = reading;
    let all = found(words, lexicon);
    let first = all.first().filter(|_| !taps(reading));
    let other = first.is_some_and(|found| match found.meaning {
        // The same wish again says more of the things that it is about.
        Meaning::Skill(skill) => found.permille >= 800 && (is_weighty(skill) || asks(reading)),
        Meaning::Person | Meaning::Drop | Meaning::Knowledge => found.permille >= 800,
        Meaning::Chitchat(_) => !super::says_more(reading.text),
        Meaning::No | Meaning::Yes => false,
    });
    if other {
        return None;
    }
    // "I don't want to return it": what is asked about is not wanted at all.
    let unwanted = |meaning: Meaning| repeats_question(&meant(meaning), state);
    if first.is_none() && denied(words, lexicon).into_iter().any(unwanted) {
        let sure = Confidence::from_permille(800);
        return Some(HeardCommand::new(Command::Cancel, sure, vec![whole]));
    }
    let denied = first.is_some_and(|found| found.meaning == Meaning::No && found.first == 0);
    if denied && !super::says_more(reading.text) {
        let command = Command::Deny;
        return Some(HeardCommand::new(command, Confidence::from_permille(900), vec![whole]));
    }
    let mut heard = HeardCommand::new(Command::Inform, Confidence::from_permille(800), vec![whole]);
    heard.parts = vec![whole];
    heard.about = reading.references(words, state.skill_asked_for());
    Some(heard)
}

/// Whether a message is one of the answers that were offered, word for word.
fn taps(reading: &Reading<'_>) -> bool {
    let Some(Awaiting::Say { options, .. }) = &reading.state.awaiting else { return false };
    options.iter().any(|option| option.eq_ignore_ascii_case(reading.text.trim()))
}

/// Whether a meaning says at most more of what was asked: "the one with the lamp, refund to my card".
fn is_aside(meaning: Meaning, reading: &Reading<'_>) -> bool {
    matches!(meaning, Meaning::Skill(skill) if !is_weighty(skill)) && !asks(reading)
}

/// Whether a message is a question: by its mark, or by the word that it begins with.
fn asks(reading: &Reading<'_>) -> bool {
    let begins = reading.words.iter().take(2).any(|word| reading.lexicon.is("questions", word));
    begins || reading.text.contains('?')
}

/// Whether a wish is one beside any question: what is paid with or asked about may be the answer.
pub(super) const fn is_weighty(skill: Skill) -> bool {
    !matches!(
        skill,
        Skill::Account
            | Skill::AskKnowledge
            | Skill::Cart
            | Skill::ChangePayment
            | Skill::Discount
            | Skill::Loyalty
            | Skill::OrderQuestion
            | Skill::OrderStatus
            | Skill::ProductQuestion
            | Skill::Recommendation
            | Skill::RefundStatus
            | Skill::Reorder
    )
}

/// What a meaning asks, as far as it is a wish.
const fn meant(meaning: Meaning) -> Command {
    match meaning {
        Meaning::Skill(skill) => Command::StartSkill { skill, order: None, not_received: false },
        Meaning::Person => Command::AskPerson,
        Meaning::Knowledge => Command::AskKnowledge,
        Meaning::Drop => Command::Cancel,
        Meaning::Chitchat(_) | Meaning::No | Meaning::Yes => Command::CannotHandle,
    }
}

/// Whether a command only repeats what was just asked.
pub(super) fn repeats_question(command: &Command, state: &ConversationState) -> bool {
    let Command::StartSkill { skill, .. } = command else { return false };
    match &state.awaiting {
        Some(Awaiting::Consent { proposals }) => {
            proposals.iter().any(|proposal| proposal.skill == *skill)
        }
        Some(Awaiting::ConfirmNotReceived { .. }) => *skill == Skill::OrderStatus,
        Some(Awaiting::Offer { skill: offered, .. }) => skill == offered,
        Some(_) => state.skill_asked_for() == Some(*skill),
        None => false,
    }
}

/// A message in which no phrase was found: a bare order number is a question about that order.
pub(super) fn unnamed(reading: &Reading<'_>) -> HeardCommand {
    let number = reading.entities.iter().find(|entity| entity.kind == EntityKind::OrderNumber);
    let (command, permille, spans) = match number {
        // Who writes in a language that is not spoken here may want anything done with an order.
        Some(_) if reading.foreign && reading.state.awaiting.is_none() => {
            (Command::CannotHandle, 600, Vec::new())
        }
        Some(number) => {
            let order = Pointer::Number(number.value.clone());
            let command = if reading.state.awaiting.is_some() {
                Command::SetOrder { order }
            } else {
                Command::StartSkill {
                    skill: Skill::OrderStatus,
                    order: Some(order),
                    not_received: false,
                }
            };
            (command, if reading.words.len() <= 4 { 850 } else { 600 }, vec![number.span])
        }
        None => match reading.pointed_at(reading.words) {
            // "And the other one?", once orders have been spoken of.
            Some(order) if !reading.state.orders_in_focus.is_empty() => {
                (Command::SetOrder { order }, 700, Vec::new())
            }
            Some(_) | None => (Command::CannotHandle, 600, Vec::new()),
        },
    };
    HeardCommand::new(command, Confidence::from_permille(permille), spans)
}
