//! What is said of something that is sold out: to be told when it is back, or no more.

use super::Skill;
use super::{
    lexicon::{Lexicon, Meaning},
    normal::Token,
    said::Said,
    wish::Found,
};

/// How sure a wish to be told is, in thousandths. Surer than the question whether it is in stock.
const SURE_PERMILLE: u16 = 950;

/// "Let me know when the earl grey supreme is back in stock": whoever is to be told, when, and that
/// something can be had then. What is waited for may stand anywhere between, and be long.
pub(super) fn to_be_told(clause: &[Token], lexicon: &Lexicon) -> Option<Found> {
    let is = |class: &'static str| move |word: &Token| lexicon.is(class, word);
    let typed = |at: usize| clause.get(at).map_or("", |word| word.typed.as_str());
    let first = clause.iter().position(is("tells"))?;
    let rest = clause.get(first.saturating_add(1)..)?;
    // "Do you know when it is available" asks.
    let asks = typed(first) == "know"
        && !(1..=3).any(|back| first.checked_sub(back).is_some_and(|at| typed(at) == "let"));
    let plain = matches!(typed(first), "tell" | "know" | "dime" | "decirme");
    // "Tell me when it will be back" may ask for the day.
    let asks_day = plain && rest.iter().any(|word| matches!(word.typed.as_str(), "will" | "youll"));
    let returns = rest.iter().any(is("returns"));
    let can_be_had = returns || rest.iter().any(is("stocked"));
    let when = rest.iter().any(is("whens"));
    let whether = rest.iter().any(is("conditions"));
    let told = when && can_be_had || whether && returns;
    if !told || asks || asks_day || clause.iter().any(is("no_stock")) {
        return None;
    }
    let denied = clause.get(first.saturating_sub(3)..first).unwrap_or_default();
    if denied.iter().any(is("denies")) {
        return None;
    }
    let meaning = Meaning::Skill(Skill::BackInStock);
    let span = clause.get(first)?.span;
    Some(Found::sure(meaning, SURE_PERMILLE, first, span))
}

/// Whether it is not to be told any more.
#[must_use]
pub fn stops_waiting(texts: &[&str]) -> bool {
    let said = Said::of(texts.last().map_or(&[], std::slice::from_ref));
    let stops = said.has(&[
        "stop",
        "cancel",
        "remove",
        "delete",
        "forget",
        "unsubscribe",
        "off",
        "deja",
        "dejen",
        "cancela",
        "cancelar",
        "quita",
        "quitar",
        "olvida",
        "olvidalo",
    ]);
    let denies =
        said.has(&["dont", "not", "never", "longer", "anymore", "no"]) && !said.has(&["if", "si"]);
    stops || denies
}

/// Whether all of several are meant, or whichever comes first.
#[must_use]
pub fn means_all(texts: &[&str]) -> bool {
    let said = Said::of(texts.last().map_or(&[], std::slice::from_ref));
    said.has(&[
        "all",
        "any",
        "both",
        "either",
        "every",
        "everything",
        "whichever",
        "todos",
        "todas",
        "ambos",
        "ambas",
        "cualquiera",
        "todo",
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        conversation::ConversationState,
        understanding::{Command, Known, understand},
    };

    fn is_wish(text: &str, language: &str) -> bool {
        let known = Known { languages: vec![language.to_owned()], ..Known::default() };
        let heard = understand(text, &ConversationState::default(), &known).commands;
        heard.iter().any(|heard| {
            matches!(heard.command, Command::StartSkill { skill: Skill::BackInStock, .. })
        })
    }

    #[test]
    fn a_wish_to_be_told_is_heard_and_no_question_is() {
        for text in [
            "let me know when the earl grey is back in stock",
            "can you notify me when the big linen duvet cover in oat queen size is available again?",
            "plz tell me wen its back in stock",
            "email me once you have the kettle back in stock",
            "text me as soon as the blue one is restocked",
            "ping me when it's in stock again",
            "could you let me know if it comes back",
            "put me on the waitlist for the teapot",
            "give me a heads up when the mug is available",
            "notfy me when avalable",
            "I'd like a back in stock alert for the lamp",
            "stop telling me about the lamp",
            "stop telling me",
            "don't notify me about the earl grey anymore",
            "remove me from the waitlist",
        ] {
            assert!(is_wish(text, "en"), "{text}");
        }
        for text in [
            "when will the earl grey be back in stock?",
            "is the lamp in stock?",
            "tell me if the lamp is in stock",
            "let me know when my order ships",
            "tell me when my refund is back on my card",
            "do you know when it will be available?",
            "notify me when an agent is available",
            "don't tell me it's out of stock again",
            "tell me about the kettle",
            "stop sending me emails",
        ] {
            assert!(!is_wish(text, "en"), "{text}");
        }
        for text in [
            "avísame cuando vuelva a haber té earl grey",
            "avisame cuando este disponible la lampara",
            "¿me puedes avisar cuando haya stock?",
            "dime cuando vuelva la tetera",
            "notifícame en cuanto repongan la manta",
            "deja de avisarme de la lámpara",
        ] {
            assert!(is_wish(text, "es"), "{text}");
        }
        for text in ["dime si hay stock", "avísame cuando llegue mi pedido", "¿hay existencias?"]
        {
            assert!(!is_wish(text, "es"), "{text}");
        }
    }

    #[test]
    fn an_end_and_all_of_it_are_told_from_the_rest() {
        assert!(stops_waiting(&["stop telling me about the lamp"]));
        assert!(stops_waiting(&["tell me when it's back", "I no longer want to know"]));
        assert!(!stops_waiting(&["stop", "tell me when the lamp is back"]));
        assert!(!stops_waiting(&["if it's not in stock, let me know when it's back"]));
        assert!(means_all(&["either is fine"]));
        assert!(!means_all(&["the big one"]));
    }
}
