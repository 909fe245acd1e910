//! What only says more of a wish: who pays, what a thing is made of, where something goes. Said in a
//! clause of its own it looks like another wish; here it is put back where it belongs.

use super::{Command, HeardCommand, Skill, lexicon::Lexicon, piece::is_alike};
use crate::base::text::{self, Span};

/// What is less sure than this may only say more of a wish beside it, in thousandths.
pub(super) const SURE_PERMILLE: u16 = 800;

/// "To my default address" says where an order goes; "my default address to …" what is changed.
fn addressed(command: Command, part: &str) -> Command {
    let Command::StartSkill { skill: Skill::DefaultAddress, order, not_received } = command else {
        return command;
    };
    let words: Vec<String> = text::words(part).into_iter().map(|word| word.folded).collect();
    let names = |word: &String| {
        word == "user" || ["default", "profile", "account"].iter().any(|name| is_alike(word, name))
    };
    let named = words.iter().position(names);
    let led = named.and_then(|at| words.get(at.saturating_sub(3)..at));
    let target = led.is_some_and(|led| led.iter().any(|word| word == "to"));
    let before = words.get(..named.unwrap_or_default()).unwrap_or_default();
    let of_order = before.iter().any(|word| {
        word.starts_with("order") || matches!(word.as_str(), "delivery" | "it" | "them" | "package")
    });
    let skill = if target && of_order { Skill::ChangeAddress } else { Skill::DefaultAddress };
    Command::StartSkill { skill, order, not_received }
}

/// "Return the lamp and get the same one in red" is an exchange, however it is said.
pub(super) fn exchanged(commands: Vec<HeardCommand>, text: &str) -> Vec<HeardCommand> {
    let said = |heard: &HeardCommand| -> Vec<String> {
        let part = |part: &Span| text.get(part.start..part.end).unwrap_or_default();
        let words = heard.parts.iter().flat_map(|span| text::words(part(span)));
        words.map(|word| word.folded).collect()
    };
    let is = |heard: &HeardCommand, wanted: Skill| matches!(heard.command, Command::StartSkill { skill, .. } if skill == wanted);
    let mut kept: Vec<HeardCommand> = Vec::new();
    for mut heard in commands {
        let another = gets_another(&said(&heard));
        if another
            && is(&heard, Skill::Reorder)
            && let Some(before) = kept.last_mut().filter(|it| is(it, Skill::Return))
        {
            before.parts.append(&mut heard.parts);
            as_exchange(before);
            continue;
        }
        if another && is(&heard, Skill::Return) {
            as_exchange(&mut heard);
        }
        kept.push(heard);
    }
    kept
}

fn as_exchange(heard: &mut HeardCommand) {
    if let Command::StartSkill { skill, .. } = &mut heard.command {
        *skill = Skill::Exchange;
    }
}

/// Whether words want another thing of the same kind: "and get the same one in red".
fn gets_another(words: &[String]) -> bool {
    const NEAR: usize = 4;
    let near = |at: usize, of: &[&str]| {
        let until = at.saturating_add(NEAR).min(words.len());
        let after = words.get(at.saturating_add(1)..until).unwrap_or_default();
        let found = after.iter().position(|word| of.contains(&word.as_str()))?;
        Some(at.saturating_add(1).saturating_add(found))
    };
    // "To get one with wheels".
    let named_so = |at: usize| {
        let word = |more: usize| words.get(at.saturating_add(more)).map_or("", String::as_str);
        word(1) == "one" && matches!(word(2), "with" | "in" | "that" | "which")
    };
    words.iter().enumerate().any(|(at, word)| {
        let led = at.checked_sub(1).and_then(|before| words.get(before)).map(String::as_str);
        let theirs = matches!(led, Some("you" | "do" | "ive" | "we"));
        !theirs
            && matches!(word.as_str(), "get" | "receive")
            && (named_so(at)
                || near(at, &["new", "same", "another", "different", "other"])
                    .and_then(|other| {
                        near(other, &["one", "ones", "item", "items", "version", "model"])
                    })
                    .is_some())
    })
}

/// Joins to a wish for a change what only says more of it: who pays, what it is made of. A question
/// stays one, and so does what has a sentence of its own and a verb of its own.
pub(super) fn with_details(commands: Vec<HeardCommand>, text: &str) -> Vec<HeardCommand> {
    let mut kept: Vec<HeardCommand> = Vec::new();
    for mut heard in commands {
        let phrase = heard.spans.first().map_or(0, |span| span.start);
        let holds = |part: &&Span| part.start <= phrase && phrase < part.end;
        let own = heard.parts.iter().find(holds).or(heard.parts.last());
        let own = own.and_then(|part| text.get(part.start..part.end));
        heard.command = addressed(heard.command, own.unwrap_or_default());
        let Command::StartSkill { skill, .. } = heard.command else {
            kept.push(heard);
            continue;
        };
        let part = heard.parts.last().and_then(|part| text.get(part.start..part.end));
        let part = part.unwrap_or_default().trim();
        let alone = heard.parts.first().is_none_or(|first| {
            let before = text.get(..first.start).unwrap_or_default().trim_end();
            before.ends_with(['.', '!', '?', '\n'])
        });
        let pays = skill == Skill::ChangePayment && !part.to_lowercase().contains("change");
        let method = is_light(skill) && only_pays(part);
        let unsure = heard.confidence.permille() < SURE_PERMILLE;
        let more = match skill {
            Skill::ChangePayment => pays,
            Skill::RefundStatus => true,
            // "To my new home, where the order with the lamp goes."
            Skill::OrderStatus if !alone => kept.last().is_some_and(|held| {
                matches!(held.command, Command::StartSkill { skill: Skill::ChangeAddress, .. })
            }),
            // "My profile has my old address. Please change it to the one from my last order."
            Skill::ChangeItems if changes_it(part) => kept.last().is_some_and(|held| {
                matches!(
                    held.command,
                    Command::StartSkill { skill: Skill::ChangeAddress | Skill::DefaultAddress, .. }
                )
            }),
            // "My default address too, the address of the lamp order."
            Skill::ChangeAddress if !alone && names_place(part) => {
                kept.last().is_some_and(|held| {
                    matches!(
                        held.command,
                        Command::StartSkill {
                            skill: Skill::ChangeAddress | Skill::DefaultAddress,
                            ..
                        }
                    )
                })
            }
            Skill::Account
            | Skill::AskKnowledge
            | Skill::Discount
            | Skill::Loyalty
            | Skill::ProductQuestion
            | Skill::Recommendation => !alone,
            Skill::BackInStock
            | Skill::CancelOrder
            | Skill::ChangeAddress
            | Skill::ChangeItems
            | Skill::Claim
            | Skill::Custom(_)
            | Skill::DefaultAddress
            | Skill::Exchange
            | Skill::OrderQuestion
            | Skill::OrderStatus
            | Skill::RedeemReward
            | Skill::Reorder
            | Skill::Return
            | Skill::Cart
            | Skill::Subscription => unsure,
        };
        let detail = more || method;
        let asks = matches!(skill, Skill::OrderQuestion) && !alone;
        let status = |held: &HeardCommand| {
            matches!(held.command, Command::StartSkill { skill: Skill::OrderStatus, .. })
        };
        if asks && let Some(held) = kept.pop_if(|held| status(held)) {
            // "She has not received it, so which address was it sent to?"
            heard.parts.splice(0..0, held.parts);
        }
        // "Could you change it for one with a lid?" asks once, at its end.
        let asked = part.ends_with('?') && (alone || is_question(part));
        let wanted = kept.iter_mut().rev().find(|held| is_change(&held.command));
        match wanted {
            Some(wanted) if detail && heard.tie.is_none() && !asked => {
                wanted.parts.extend(heard.parts);
            }
            _ => kept.push(heard),
        }
    }
    kept
}

/// "Change it to …": what is changed was named before.
fn changes_it(part: &str) -> bool {
    let words = text::words(part);
    words.windows(2).any(|pair| {
        matches!(pair, [verb, it] if it.folded == "it"
            && matches!(verb.folded.as_str(), "change" | "update" | "switch" | "correct"))
    })
}

/// Whether words only name a place: "the address of the lamp order", "my home address".
fn names_place(part: &str) -> bool {
    const VERBS: &[&str] =
        &["change", "update", "send", "ship", "go", "goes", "deliver", "correct", "is", "use"];
    let words: Vec<String> = text::words(part).into_iter().map(|word| word.folded).collect();
    let begins = words.iter().take(4).any(|word| word == "address");
    begins && !words.iter().any(|word| VERBS.contains(&word.as_str()))
}

/// Whether a command wants something of the customer's changed.
const fn is_change(command: &Command) -> bool {
    matches!(
        command,
        Command::StartSkill {
            skill: Skill::CancelOrder
                | Skill::ChangeAddress
                | Skill::ChangeItems
                | Skill::ChangePayment
                | Skill::Claim
                | Skill::DefaultAddress
                | Skill::Exchange
                | Skill::Return,
            ..
        }
    )
}

/// Whether words only name a way to pay or to be paid: "my gift card for the rest", "the money goes to
/// my PayPal account".
fn only_pays(part: &str) -> bool {
    const WORDS_MAX: usize = 12;
    let words: Vec<String> = text::words(part).into_iter().map(|word| word.folded).collect();
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    let names = has(&["paypal", "visa", "mastercard", "amex", "giftcard"])
        || has(&["card"]) && has(&["gift", "credit", "debit", "ending", "my", "the"]);
    let else_wanted =
        has(&["change", "buy", "balance", "left", "order", "code", "delete", "close"]);
    names && !else_wanted && !is_question(part) && words.len() <= WORDS_MAX
}

/// Whether a wish may be no wish at all, where a way to pay is named.
const fn is_light(skill: Skill) -> bool {
    matches!(
        skill,
        Skill::Account
            | Skill::ChangePayment
            | Skill::Discount
            | Skill::Loyalty
            | Skill::OrderQuestion
            | Skill::Recommendation
            | Skill::RefundStatus
    )
}

/// Whether words ask something: "is it waterproof", "what does it cost".
fn is_question(part: &str) -> bool {
    let lexicon = Lexicon::english();
    let words = text::words(part);
    let asks = |word: &str| {
        lexicon.is_word_of("questions", word)
            || matches!(word, "is" | "are" | "do" | "does" | "can" | "could" | "will" | "would")
    };
    words.iter().take(3).any(|word| asks(&word.folded))
}
