//! What a language model makes of a message: the second maker of an [`Understanding`].
//!
//! The model is shown the parts of the message, with personal data taken out, and names the wish that each
//! holds, from a closed list. All else stays with the embedded understanding: whether a question was
//! answered, and above all whether a yes was said; which orders and things are meant; how it sounds; what it
//! must not be taken for. A wish that it names wrongly starts a goal that the guardrails and the customer's
//! own yes stand before, like every other.

use super::{
    Alternative, ChitchatKind, Command, Confidence, EntityKind, HeardCommand, Known, Skill,
    Understanding,
    clause::Clause,
    embedded::{Reading, parts_of, understand_with},
    entity::entities,
    lexicon::Meaning,
};
use crate::{
    base::{json, pii::Pii, text::Span},
    commerce::{MODEL_PARTS_MAX, ModelQuestion, ModelWish},
    conversation::ConversationState,
};

/// Wishes that a model may name beside the skills.
pub const ASK_PERSON: &str = "ask_person";
/// A message that has nothing to do with a shop.
pub const OUT_OF_SCOPE: &str = "out_of_scope";

/// How sure a model is taken to be, in thousandths: it says no such thing by itself that could be relied
/// upon.
const MODEL_PERMILLE: u16 = 800;

/// Digits that stand for themselves. A longer number is a card, an account, a parcel.
const DIGITS_MAX: usize = 5;

/// Whether an understanding is so unsure of a message that another may read it.
#[must_use]
pub fn is_unsure(understanding: &Understanding, below_permille: u16, served: &[String]) -> bool {
    let foreign = understanding.language.as_ref().is_some_and(|code| !served.contains(code));
    let answers = |command: &Command| {
        matches!(command, Command::Confirm | Command::Deny | Command::Inform)
            || matches!(command, Command::SetOrder { .. })
    };
    let answered = understanding.commands.iter().any(|heard| answers(&heard.command));
    let out_of_scope = Command::Chitchat { kind: ChitchatKind::OutOfScope };
    let wants = |command: &Command| {
        matches!(command, Command::AskKnowledge | Command::StartSkill { .. })
            || *command == out_of_scope
    };
    let unsure = |heard: &HeardCommand| {
        heard.command == Command::CannotHandle
            || wants(&heard.command) && heard.confidence.permille() < below_permille
    };
    foreign && !answered || understanding.commands.iter().any(unsure)
}

/// What a model is asked about a message.
#[must_use]
pub fn question(text: &str, state: &ConversationState, known: &Known) -> ModelQuestion {
    let personal: Vec<(Span, EntityKind)> = entities(text, known)
        .into_iter()
        .filter(|entity| is_personal(entity.kind))
        .map(|entity| (entity.span, entity.kind))
        .collect();
    let parts = parts_of(text, state, known);
    let mut under_way: Vec<String> = state.goals.iter().map(|goal| goal.skill.name()).collect();
    under_way.dedup();
    ModelQuestion {
        parts: parts
            .into_iter()
            .take(MODEL_PARTS_MAX)
            .map(|part| Pii::new(without_personal(text, part, &personal)))
            .collect(),
        under_way,
    }
}

/// Understands a message with the wishes that a model has found in it.
#[must_use]
pub fn understand_proposed(
    text: &str,
    state: &ConversationState,
    known: &Known,
    wishes: &[ModelWish],
    model: &str,
) -> Understanding {
    let understanding = understand_with(text, state, known, Some(wishes));
    Understanding { maker: model.to_owned(), ..understanding }
}

/// What may not leave. What is bought, where a country lies and what something costs says nobody's name.
const fn is_personal(kind: EntityKind) -> bool {
    matches!(
        kind,
        EntityKind::Address
            | EntityKind::Email
            | EntityKind::InvoiceNumber
            | EntityKind::Name
            | EntityKind::OrderNumber
            | EntityKind::Payment
            | EntityKind::Phone
            | EntityKind::Tracking
            | EntityKind::Zip
    )
}

/// A part of a text in which what is personal is replaced by what it is, such as `[email]`.
fn without_personal(text: &str, part: Span, personal: &[(Span, EntityKind)]) -> String {
    let mut told = String::new();
    let mut at = part.start;
    let mut inside: Vec<&(Span, EntityKind)> = personal
        .iter()
        .filter(|(span, _)| span.start < part.end && part.start < span.end)
        .collect();
    crate::base::sort::by_key(&mut inside, |(span, _)| (span.start, std::cmp::Reverse(span.end)));
    for (span, kind) in inside {
        if span.end <= at {
            continue;
        }
        told.push_str(text.get(at..span.start.max(at)).unwrap_or_default());
        told.push_str(&format!("[{}]", json::name(kind).replace('_', " ")));
        at = span.end;
    }
    told.push_str(text.get(at..part.end.max(at)).unwrap_or_default());
    without_numbers(told.trim())
}

/// Long numbers are left out, however they are grouped.
fn without_numbers(text: &str) -> String {
    let mut told = String::new();
    let mut run = String::new();
    let mut digits = 0_usize;
    let flush = |run: &mut String, digits: &mut usize, told: &mut String| {
        if *digits > DIGITS_MAX {
            let kept = run.trim_end_matches(|it: char| !it.is_ascii_digit());
            told.push_str("[number]");
            told.push_str(run.get(kept.len()..).unwrap_or_default());
        } else {
            told.push_str(run);
        }
        run.clear();
        *digits = 0;
    };
    for it in text.chars() {
        if it.is_ascii_digit() {
            digits = digits.saturating_add(1);
            run.push(it);
        } else if digits > 0 && matches!(it, ' ' | '-' | '.' | '/') {
            run.push(it);
        } else {
            flush(&mut run, &mut digits, &mut told);
            told.push(it);
        }
    }
    flush(&mut run, &mut digits, &mut told);
    told
}

impl Reading<'_> {
    /// The wishes that a model has found in a part; nothing where it was not shown that part.
    pub(super) fn proposed_for(&self, part: usize) -> Option<Vec<Meaning>> {
        let wishes = self.proposed.filter(|_| part < MODEL_PARTS_MAX)?;
        let here = wishes.iter().filter(|wish| {
            // Two questions are two questions; a wish that is spread over parts is one.
            let question = wish.wish == Skill::AskKnowledge.name();
            if question { wish.parts.first() == Some(&part) } else { wish.parts.contains(&part) }
        });
        Some(here.filter_map(|wish| meaning(&wish.wish)).collect())
    }

    /// What a clause means by what a model has found in it. What was found here with the same meaning keeps
    /// its details; a call for a person, a change of mind and small talk are heard as ever.
    pub(super) fn as_proposed(
        &self,
        wishes: &[Meaning],
        clause: &Clause<'_>,
        part: Span,
        heard: Vec<HeardCommand>,
    ) -> Vec<HeardCommand> {
        let sure = Confidence::from_permille(MODEL_PERMILLE);
        let small_talk = |command: &Command| {
            let Command::Chitchat { kind } = command else { return false };
            *kind != ChitchatKind::OutOfScope && wishes.is_empty()
        };
        let stays = |heard: &HeardCommand| {
            matches!(heard.command, Command::AskPerson | Command::Cancel)
                || small_talk(&heard.command)
        };
        let mut meant: Vec<HeardCommand> = heard.iter().filter(|it| stays(it)).cloned().collect();
        for wish in wishes {
            let not_received = self.says_not_received();
            let mut new = self.meant(clause, *wish, MODEL_PERMILLE, part, not_received);
            for new in &mut new {
                let same = |held: &&HeardCommand| is_same(&held.command, &new.command);
                if let Some(held) = heard.iter().find(same) {
                    *new = HeardCommand { confidence: held.confidence.max(sure), ..held.clone() };
                } else {
                    let others = heard.iter().filter(|held| !is_same(&held.command, &new.command));
                    new.alternatives = others
                        .take(3)
                        .map(|other| Alternative {
                            command: other.command.clone(),
                            confidence: other.confidence,
                        })
                        .collect();
                }
            }
            new.retain(|new| meant.iter().all(|held| held.command != new.command));
            meant.extend(new);
        }
        meant
    }
}

fn is_same(one: &Command, other: &Command) -> bool {
    match (one, other) {
        (
            Command::StartSkill { skill, order, .. },
            Command::StartSkill { skill: also, order: too, .. },
        ) => skill == also && order == too,
        _ => one == other,
    }
}

/// What a wish means that a model names; nothing for a name that is none.
fn meaning(wish: &str) -> Option<Meaning> {
    match wish {
        ASK_PERSON => Some(Meaning::Person),
        OUT_OF_SCOPE => Some(Meaning::Chitchat(ChitchatKind::OutOfScope)),
        name => {
            let skill = Skill::named(name)?;
            let knowledge = skill == Skill::AskKnowledge;
            Some(if knowledge { Meaning::Knowledge } else { Meaning::Skill(skill) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understanding::understand;

    fn parts(text: &str) -> Vec<String> {
        let asked = question(text, &ConversationState::default(), &Known::default());
        serde_json::from_value(json::value(&asked)["parts"].clone()).unwrap()
    }

    #[test]
    fn what_is_personal_is_left_out() {
        let said =
            "Hi, this is Ada Lovelace, ada@example.com, +1 303 555 0199. Where is order #1001?";
        let asked = parts(said).join(" ");
        for personal in ["Lovelace", "ada@", "555", "1001"] {
            assert!(!asked.contains(personal), "{asked}");
        }
        assert!(asked.contains("[email]") && asked.contains("Where is order"), "{asked}");
        let asked = parts("my card 4242-4242 4242 4242 was charged twice, 3 weeks ago").join(" ");
        assert!(!asked.contains("4242") && asked.contains("3 weeks ago"), "{asked}");
        let asked = parts("send it to 12 Oak Street, 80202 Denver").join(" ");
        assert!(!asked.contains("Oak") && !asked.contains("80202"), "{asked}");
    }

    #[test]
    fn nothing_but_the_personal_is_left_out() {
        let said = "Cancel the grey lamp please. And what about my points?";
        assert_eq!(parts(said), ["Cancel the grey lamp please.", "And what about my points"]);
    }

    #[test]
    fn whoever_is_sure_asks_nobody() {
        let served = ["en".to_owned()];
        let unsure = |text: &str| {
            let known = Known { languages: served.to_vec(), ..Known::default() };
            let understood = understand(text, &ConversationState::default(), &known);
            is_unsure(&understood, 700, &served)
        };
        assert!(!unsure("cancel my order") && !unsure("hello") && !unsure("talk to a person"));
        assert!(unsure("zork the blib") && unsure("je voudrais annuler ma commande"));
    }

    #[test]
    fn any_proposal_for_any_text_gives_ranges_of_it() {
        let texts = ["", "é", "a. b! c?", "cancel 1001 and return 1002, then yes", "🦊 ¿qué?"];
        let wishes = ["return", "ask_knowledge", "ask_person", "out_of_scope", "custom:x", "zork"];
        for text in texts {
            for wish in wishes {
                for parts in [vec![0], vec![1, 0], vec![7], Vec::new()] {
                    let proposed = [ModelWish { wish: wish.to_owned(), parts }];
                    let state = ConversationState::default();
                    let read = understand_proposed(text, &state, &Known::default(), &proposed, "m");
                    assert!(!read.commands.is_empty() && read.maker == "m");
                    for span in read.commands.iter().flat_map(|it| it.spans.iter().chain(&it.parts))
                    {
                        assert!(text.get(span.start..span.end).is_some(), "{text} {span:?}");
                    }
                }
            }
        }
    }
}
