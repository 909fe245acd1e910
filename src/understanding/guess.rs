//! What a message means in which no phrase of the lexicon stands: what it resembles most among the
//! sentences that the intents were learnt from.

use super::{
    Alternative, Command, Confidence, HeardCommand,
    embedded::Reading,
    intent::{Model, Scored},
    lexicon::{Lexicon, named},
};
use crate::base::text::Span;

/// Least probability that a message means anything we know. Below it, nothing is guessed.
const IN_SCOPE_MIN: f32 = 0.5;

/// Least probability of the meaning itself: below half, it is likelier wrong than right.
const CONFIDENCE_MIN: f32 = 0.5;

/// Other meanings that are kept beside the likeliest.
const ALTERNATIVES_MAX: usize = 3;

/// The likeliest meaning of a whole message; nothing where it resembles none, or is in a language
/// that the model has not learnt.
pub(super) fn guess(reading: &Reading<'_>) -> Option<HeardCommand> {
    // Where no word is known, letters alone resemble anything.
    let known = reading.words.iter().any(|word| word.id.is_some());
    if !known || !std::ptr::eq(reading.lexicon, Lexicon::english()) {
        return None;
    }
    let model = Model::english()?;
    let ranking = model.intents.rank(&model.reading.features(reading.text));
    let best = ranking.scored.first()?;
    if ranking.in_scope < IN_SCOPE_MIN || best.confidence < CONFIDENCE_MIN {
        return None;
    }
    // "You people are …": who is angry does not ask who is writing.
    let angry = reading.words.iter().any(|word| reading.lexicon.anger(word) > 0);
    let meant = |scored: &Scored| {
        let command = command(reading, model.intents.names().get(scored.intent)?)?;
        Some(Alternative { command, confidence: confidence(scored.confidence) })
    };
    let mut likely = ranking.scored.iter().take(ALTERNATIVES_MAX.saturating_add(1)).map(meant);
    let first = likely.next()??;
    if angry && matches!(first.command, Command::Chitchat { .. }) {
        return None;
    }
    let about = if let Command::StartSkill { skill, .. } = first.command {
        reading.references(reading.words, Some(skill))
    } else {
        Vec::new()
    };
    let start = reading.words.first()?.span.start;
    let end = reading.words.last()?.span.end;
    Some(HeardCommand {
        about,
        alternatives: likely.flatten().collect(),
        ..HeardCommand::new(first.command, first.confidence, vec![Span { start, end }])
    })
}

/// The command of an intent, by its name in the model. Nothing for what is out of scope.
fn command(reading: &Reading<'_>, intent: &str) -> Option<Command> {
    Some(match intent {
        "ask_knowledge" => Command::AskKnowledge,
        "ask_person" => Command::AskPerson,
        _ => match intent.strip_prefix("chitchat_") {
            Some(kind) => Command::Chitchat { kind: named(kind)? },
            None => Command::StartSkill {
                skill: named(intent)?,
                order: reading.orders(reading.words).into_iter().next(),
                not_received: false,
            },
        },
    })
}

fn confidence(probability: f32) -> Confidence {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to thousandths, which is what a confidence counts"
    )]
    let permille = (probability.clamp(0.0, 1.0) * 1_000.0) as u16;
    Confidence::from_permille(permille)
}
