//! Names, streets and towns: words in a row that are replaced by others, in the case that they are
//! written in.

use crate::{
    base::{
        sort,
        text::{Span, Word},
    },
    understanding::{is_unknown, named_like},
};

/// What is looked for: the longest first.
#[derive(Default)]
pub(super) struct Phrases(Vec<Phrase>);

/// Folded words that are replaced by others.
struct Phrase {
    words: Vec<String>,
    to: Vec<String>,
    /// Whether it is said every day, too: then only its place tells that it is a name.
    everyday: bool,
}

impl Phrases {
    /// Adds a phrase; a single word that is said every day is replaced only where it is a name.
    pub(super) fn add(&mut self, words: Vec<String>, to: Vec<String>) {
        let everyday = matches!(words.as_slice(), [word] if is_everyday(word));
        self.0.push(Phrase { words, to, everyday });
    }

    /// To be called when all are added.
    pub(super) fn sort(&mut self) {
        sort::by_key(&mut self.0, |phrase| usize::MAX.saturating_sub(phrase.words.len()));
    }

    /// The longest phrase that begins at a word: how many words it has, and what stands for them.
    pub(super) fn at(
        &self,
        text: &str,
        words: &[Word],
        at: usize,
    ) -> Option<(usize, Vec<(Span, String)>)> {
        let rest = words.get(at..)?;
        let fits = |phrase: &&Phrase| {
            phrase.words.len() <= rest.len()
                && phrase.words.iter().zip(rest).all(|(wanted, word)| *wanted == word.folded)
                && (!phrase.everyday || self.is_name_there(text, words, at))
        };
        let phrase = self.0.iter().find(fits)?;
        Some((phrase.words.len(), replaced(text, rest.get(..phrase.words.len())?, &phrase.to)))
    }

    /// Whether an everyday word is a name where it stands: it has a capital that no sentence gives it, or
    /// another name beside it.
    fn is_name_there(&self, text: &str, words: &[Word], at: usize) -> bool {
        let Some(word) = words.get(at) else { return false };
        let before = text.get(..word.span.start).unwrap_or_default().trim_end();
        let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':']);
        let typed = text.get(word.span.start..).unwrap_or_default();
        let beside = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten();
        let named = |at: usize| {
            let word = words.get(at).map(|word| word.folded.as_str()).unwrap_or_default();
            self.0.iter().any(|phrase| phrase.words == [word])
        };
        typed.starts_with(char::is_uppercase) && (!begins || beside.into_iter().any(named))
    }
}

/// Words with others in their place, each in the case of its own; all at once where there are not as many.
pub(super) fn replaced(text: &str, words: &[Word], to: &[String]) -> Vec<(Span, String)> {
    let typed = |span: Span| text.get(span.start..span.end).unwrap_or_default();
    if words.len() == to.len() {
        let each = words.iter().zip(to);
        return each.map(|(word, to)| (word.span, cased(typed(word.span), to))).collect();
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Vec::new() };
    let span = Span { start: first.span.start, end: last.span.end };
    let to: Vec<String> = to.iter().map(|to| cased(typed(span), to)).collect();
    vec![(span, to.join(" "))]
}

/// A word with the capitals of another.
fn cased(typed: &str, to: &str) -> String {
    let small = typed.chars().any(char::is_lowercase);
    let letters = typed.chars().filter(|letter| letter.is_alphabetic()).count();
    if !small && (letters > 1 || typed.starts_with(|c: char| c.is_ascii_digit())) {
        return to.to_uppercase();
    }
    if !typed.starts_with(char::is_uppercase) {
        return to.to_owned();
    }
    let mut letters = to.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Whether a word is said every day, though it may be a name.
fn is_everyday(word: &str) -> bool {
    let known = !is_unknown(word) && named_like(word).is_empty();
    known || word.chars().count() < 3 || EVERYDAY.contains(&word)
}

/// Given names and towns that are everyday words.
const EVERYDAY: &[&str] = &[
    "bath", "bill", "cork", "frank", "grace", "june", "mark", "may", "queens", "rob", "rose",
    "sue", "will",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::words;

    #[test]
    fn an_everyday_word_is_replaced_only_where_it_is_a_name() {
        let mut phrases = Phrases::default();
        phrases.add(vec!["may".into()], vec!["nora".into()]);
        phrases.add(vec!["okonkwo".into()], vec!["zelmor".into()]);
        phrases.sort();
        let told = |text: &str| {
            let words = words(text);
            let found = (0..words.len()).filter_map(|at| phrases.at(text, &words, at));
            found.flat_map(|(_, to)| to).map(|(_, to)| to).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("May I return it? may i?"), "");
        assert_eq!(told("May Okonkwo here"), "Nora Zelmor");
        assert_eq!(told("It is for May, OKONKWO"), "Nora ZELMOR");
    }
}
