//! Which language a message is in: by its common words and the endings of the others.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use crate::base::{table::Table, text::Word};

/// The code of BCP 47 for a language that we cannot name.
const OTHER: &str = "und";

/// Words of a message that are looked at.
const WORDS_MAX: usize = 60;
/// What a common word, a short one and an ending weigh, shared among the languages that have it.
const WORD_WEIGHT: u32 = 120;
const SHORT_WEIGHT: u32 = 70;
const ENDING_WEIGHT: u32 = 60;
/// Least weight that tells a language: one word that only it has, or two that others have too.
const WEIGHT_MIN: u32 = 100;
/// Least share of the best language in all that was found, in percent.
const SHARE_MIN: u32 = 45;
/// Words of a message without any common word, from which on it is in some other language.
const OTHER_WORDS_MIN: usize = 4;
/// Letters of a word that an ending is looked for in.
const ENDED_MIN: usize = 6;

/// The language of a text, where it can be told.
#[must_use]
pub fn language_of(text: &str) -> Option<&'static str> {
    language(text, &crate::base::text::words(text), Lexicon::english())
        .filter(|code| *code != OTHER)
}

/// The language of a message, where it can be told. What holds a word of `lexicon` is not foreign.
pub(super) fn language(text: &str, words: &[Word], lexicon: &Lexicon) -> Option<&'static str> {
    if is_foreign_script(text) {
        return Some(OTHER);
    }
    let tables = &*TABLES;
    let mut weights = vec![0_u32; tables.codes.len()];
    let spoken = words.iter().filter(|word| word.folded.chars().all(char::is_alphabetic));
    let mut count = 0_usize;
    for word in spoken.take(WORDS_MAX) {
        // Names and addresses, which have capitals, are in no language.
        let typed = text.get(word.span.start..word.span.end).unwrap_or_default();
        count = count.saturating_add(usize::from(typed.starts_with(char::is_lowercase)));
        let (languages, weight) = tables.evidence(&word.folded);
        let each = weight.checked_div(u32::try_from(languages.len()).ok()?).unwrap_or_default();
        for language in languages {
            if let Some(total) = weights.get_mut(*language) {
                *total = total.saturating_add(each);
            }
        }
    }
    let all = weights.iter().fold(0_u32, |sum, weight| sum.saturating_add(*weight));
    let best = weights.iter().max().copied().unwrap_or_default();
    if all == 0 && count >= OTHER_WORDS_MIN {
        let english = words.iter().take(WORDS_MAX).any(|word| lexicon.is_known(&word.folded));
        return (!english).then_some(OTHER);
    }
    let clear = best >= WEIGHT_MIN && best.saturating_mul(100) >= all.saturating_mul(SHARE_MIN);
    let alone = weights.iter().filter(|weight| **weight == best).count() == 1;
    let index = weights.iter().position(|weight| *weight == best)?;
    tables.codes.get(index).copied().filter(|_| clear && alone)
}

/// Whether most letters are of an alphabet that none of our languages uses.
fn is_foreign_script(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (foreign, all) = letters.fold((0_usize, 0_usize), |(foreign, all), letter| {
        // Latin letters with all their accents stand below the Greek ones, and further up again.
        let latin = letter < '\u{370}' || ('\u{1e00}'..'\u{1f00}').contains(&letter);
        (foreign.saturating_add(usize::from(!latin)), all.saturating_add(1))
    });
    all >= 3 && foreign.saturating_mul(2) > all && !text.chars().any(|c| ('𝐀'..='𝟿').contains(&c))
}

/// The tables of the file.
#[derive(Debug, Default)]
struct Tables {
    codes: Vec<&'static str>,
    /// The languages that have a word.
    words: Table<&'static str, Vec<usize>>,
    /// The languages that have an ending.
    ends: Table<&'static str, Vec<usize>>,
}

// A fault in the file is found by the test below; without tables no language is told.
static TABLES: LazyLock<Tables> =
    LazyLock::new(|| Tables::read(include_str!("languages.txt")).unwrap_or_default());

impl Tables {
    /// The languages that a word speaks for, and how much it weighs.
    fn evidence(&self, word: &str) -> (&[usize], u32) {
        if let Some(languages) = self.words.get(word) {
            return (languages, if word.len() > 3 { WORD_WEIGHT } else { SHORT_WEIGHT });
        }
        let long = word.is_ascii() && word.len() >= ENDED_MIN;
        let ends = (2..=6)
            .rev()
            .filter(|_| long)
            .filter_map(|length| self.ends.get(word.get(word.len().saturating_sub(length)..)?));
        ends.map(Vec::as_slice).next().map_or((&[], 0), |languages| (languages, ENDING_WEIGHT))
    }

    fn read(text: &'static str) -> Result<Self, &'static str> {
        let mut tables = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            tables.add(line).ok_or(line)?;
        }
        Ok(tables)
    }

    fn add(&mut self, line: &'static str) -> Option<()> {
        let (head, words) = line.split_once(": ")?;
        let (code, kind) = head.split_once(' ')?;
        let known = self.codes.iter().position(|known| *known == code);
        let language = known.unwrap_or_else(|| {
            self.codes.push(code);
            self.codes.len().saturating_sub(1)
        });
        let table = match kind {
            "words" => &mut self.words,
            "ends" => &mut self.ends,
            _ => return None,
        };
        for word in words.split(' ') {
            let languages = table.learn(word)?;
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text;

    #[track_caller]
    fn check(cases: &[(&str, Option<&str>)]) {
        for (text, expected) in cases {
            assert_eq!(language(text, &text::words(text), Lexicon::english()), *expected, "{text}");
        }
    }

    #[test]
    fn the_file_is_read_whole() {
        let tables = Tables::read(include_str!("languages.txt")).unwrap();
        assert_eq!(
            tables.codes,
            ["de", "en", "es", "fr", "it", "nl", "pt", "sv", "da", "fi", "tr", "ro", "cs", "pl"]
        );
        assert!(Tables::read("de: der").is_err() && Tables::read("de moods: sad").is_err());
    }

    #[test]
    fn languages_are_told_by_their_words() {
        check(&[
            ("where is my order", Some("en")),
            ("I ordered a lamp two weeks ago and it has not arrived", Some("en")),
            ("¿dónde está mi pedido?", Some("es")),
            ("quiero cancelar mi pedido", Some("es")),
            ("Wo ist meine Bestellung?", Some("de")),
            ("ich möchte das zurückgeben", Some("de")),
            ("où est ma commande ?", Some("fr")),
            ("je veux annuler ma commande", Some("fr")),
            ("dove è il mio ordine", Some("it")),
            ("vorrei annullare il mio ordine", Some("it")),
            ("onde está o meu pedido?", Some("pt")),
            ("minha encomenda ainda não chegou", Some("pt")),
            ("waar is mijn bestelling", Some("nl")),
            ("ik wil mijn bestelling annuleren", Some("nl")),
        ]);
    }

    #[test]
    fn what_is_too_short_or_strange_is_not_guessed() {
        check(&[
            ("", None),
            ("ok", None),
            ("12345", None),
            ("lamp", None),
            ("3328 Circle Drive, San Lima, NY 58584", None),
            ("cminh149@email.com", None),
            ("где мой заказ", Some("und")),
            ("私の注文はどこですか", Some("und")),
            ("gdzie jest moje zamówienie proszę szybko", Some("pl")),
            ("nerede benim siparişim çabuk lütfen", Some("tr")),
            ("hvor er pakken min", Some("da")),
            ("köszönöm szépen csomagom hol", Some("und")),
        ]);
    }
}
