//! Questions that are about nothing of one's own: "how do points work", "can I pay in instalments".

use super::{Skill, answer::is_weighty, piece::pieces};

/// Words that a question begins with, at most so far from the beginning of what is said.
const BEGINS: &[&str] = &[
    "how", "what", "whats", "which", "who", "where", "when", "do", "does", "can", "could", "is",
    "are", "may", "will", "would", "should", "como", "cuanto", "cuantos", "cuantas", "que", "cual",
    "cuando", "donde", "quien", "puedo", "podria", "hay", "teneis", "tienen", "tienes", "aceptais",
    "aceptan", "ofreceis", "ofrecen", "haceis", "hacen",
];

/// Words before it that say nothing.
const BEFORE_MAX: usize = 3;

/// What is one's own, or was spoken of before.
const OWN: &[&str] = &[
    "my", "mine", "our", "it", "its", "them", "they", "this", "these", "those", "mi", "mis", "lo",
    "la", "los", "las", "esto", "este", "esta", "ese", "esa", "pedido", "ordered", "bought",
    "paid", "received", "me",
];

/// What "I" do of one's own: "I have".
const HAS: &[&str] = &["have", "had", "got", "get", "see", "save"];

/// Questions in which "I" is whoever asks, and not somebody.
const PERSONAL: &[&str] =
    &["when", "where", "cuando", "donde", "many", "much", "did", "was", "am", "didnt"];

/// Words that a thing of one's own is called with. To whom something is to be done, "the lamp" is theirs.
const NAMED: &[&str] = &["the", "that", "el", "un", "una"];

/// Whether a text asks something that holds for everybody. What a skill would change is asked for in
/// general only where nothing is named that it could be done to.
#[must_use]
pub fn asks_in_general(text: &str, skill: Skill) -> bool {
    let typed: Vec<String> = pieces(text).into_iter().map(|piece| piece.typed).collect();
    let has = |of: &[&str]| typed.iter().any(|word| of.contains(&word.as_str()));
    let numbered = typed.iter().any(|word| {
        word.len() >= NUMBER_DIGITS_MIN && word.chars().any(|digit| digit.is_ascii_digit())
    });
    let begins = typed.iter().take(BEFORE_MAX).any(|word| BEGINS.contains(&word.as_str()));
    let holds = typed
        .windows(2)
        .any(|pair| matches!(pair, [i, verb] if i == "i" && HAS.contains(&verb.as_str())));
    // How many points it takes is told by how many somebody has.
    let counted = skill == Skill::Loyalty && has(&["many", "cuantos"]);
    let own = has(OWN) || numbered || counted || holds || has(&["i"]) && has(PERSONAL);
    let of_order = matches!(skill, Skill::OrderQuestion | Skill::OrderStatus);
    let named =
        (is_weighty(skill) || of_order) && has(NAMED) || of_order && has(&["order", "orders"]);
    begins && !own && !named
}

/// Digits from which on a number may be an order's.
const NUMBER_DIGITS_MIN: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_for_everybody_is_told_from_what_is_ones_own() {
        for (text, skill) in [
            ("how do points work?", Skill::Loyalty),
            ("how do subscriptions work", Skill::Subscription),
            ("hi, is the loyalty program free to join", Skill::Loyalty),
            ("do you have a student discount", Skill::Discount),
            ("can I pay with Klarna?", Skill::ChangePayment),
            ("how do I cancel an order?", Skill::CancelOrder),
            ("can I return several things in one box", Skill::Return),
            ("how long does a refund take", Skill::RefundStatus),
            ("where are your products made", Skill::OrderStatus),
            ("¿tenéis descuento para estudiantes?", Skill::Discount),
        ] {
            assert!(asks_in_general(text, skill), "{text}");
        }
        for (text, skill) in [
            ("how many points do I have", Skill::Loyalty),
            ("how many points until the next tier", Skill::Loyalty),
            ("can I use my points", Skill::Loyalty),
            ("when do I get the money", Skill::RefundStatus),
            ("can I return the lamp", Skill::Return),
            ("can you cancel it", Skill::CancelOrder),
            ("is the parcel late", Skill::OrderStatus),
            ("can you cancel 1001?", Skill::CancelOrder),
            ("give me a discount", Skill::Discount),
            ("¿dónde está mi pedido?", Skill::OrderStatus),
        ] {
            assert!(!asks_in_general(text, skill), "{text}");
        }
    }
}
