//! What is said to what is no wish, and the one sentence of languages that have no wordings.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::compose::Composer;
use crate::base::json;
use crate::conversation::TalkFact;

/// What is said in a language that is not served: which ones are, and what becomes of the message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    /// Where the message stays with the assistant; `{languages}` stands for those that are served.
    possible: String,
    /// Where a person takes over.
    handed_over: String,
    /// What stands between two languages.
    and: String,
    /// Names of languages by their code.
    names: BTreeMap<String, String>,
}

// A fault in the file is found by the test below.
static FOREIGN: LazyLock<BTreeMap<String, Foreign>> =
    LazyLock::new(|| json::read(include_str!("languages.json")).unwrap_or_default());

impl Composer<'_> {
    /// Says something to what is no wish.
    pub(super) fn talk(&mut self, talk: &TalkFact) {
        let mut fields = self.wordings.fields();
        fields.text("brand", self.brand);
        fields.flag("people", self.offers_person);
        let name = match talk {
            TalkFact::Abuse { boundary: false, .. } => "talk_abuse",
            TalkFact::Abuse { offers_person, .. } => {
                fields.flag("offers", *offers_person);
                if *offers_person {
                    self.offer(&["person"]);
                }
                "talk_boundary"
            }
            TalkFact::Compliment => "talk_compliment",
            TalkFact::Emergency { crisis, words } => {
                fields.passage("words", words.clone().unwrap_or_default());
                if *crisis { "talk_crisis" } else { "talk_emergency" }
            }
            TalkFact::HowAreYou => "talk_how_are_you",
            TalkFact::Joke => "talk_joke",
            TalkFact::Legal => "talk_legal",
            TalkFact::Listening => "talk_listening",
            TalkFact::NothingDone => "talk_nothing_done",
            TalkFact::OtherLanguage { spoken, languages, handed_over } => {
                self.offer(if *handed_over { &[] } else { &["person"] });
                return self.other_language(spoken, languages, *handed_over);
            }
            TalkFact::OutOfScope => "talk_out_of_scope",
            TalkFact::Repeated { text, quick_replies } => {
                self.reply.quick_replies.extend(quick_replies.iter().cloned());
                fields.passage("text", text.expose().clone());
                "talk_repeated"
            }
            TalkFact::TooLong => "talk_too_long",
            TalkFact::Unmoved => "talk_unmoved",
            TalkFact::Upset => {
                if self.offers_person {
                    self.offer(&["person"]);
                }
                "talk_upset"
            }
            TalkFact::WhichShop => "talk_which_shop",
            TalkFact::WhoMadeYou => "talk_who_made_you",
        };
        self.say(name, &fields);
    }

    /// In the customer's own language where that one sentence is known, else in the reply's.
    fn other_language(&mut self, spoken: &str, languages: &[String], handed_over: bool) {
        let code = [spoken, self.language, "en"].into_iter().find(|it| FOREIGN.contains_key(*it));
        let Some(foreign) = code.and_then(|code| FOREIGN.get(code)) else { return };
        let named = |code: &String| foreign.names.get(code).cloned();
        let names: Vec<String> = languages.iter().filter_map(named).collect();
        let names = names.join(&format!(" {} ", foreign.and));
        let sentence = if handed_over { &foreign.handed_over } else { &foreign.possible };
        self.say_plainly(sentence.replace("{languages}", &names), "talk_other_language");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::LANGUAGES;

    #[test]
    fn every_language_of_the_file_names_all_that_can_be_served() {
        for code in ["de", "en", "es", "fr", "it", "nl", "pl", "pt"] {
            let foreign = FOREIGN.get(code).unwrap();
            for language in LANGUAGES {
                assert!(foreign.names.contains_key(*language), "{code} does not name {language}");
            }
            for sentence in [&foreign.possible, &foreign.handed_over] {
                assert!(sentence.contains("{languages}"), "{code}: {sentence}");
            }
        }
    }
}
