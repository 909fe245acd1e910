//! Folding and word splitting that keeps the place of every word in the original text.

use serde::{Deserialize, Serialize};

use super::fold::{fold_into, is_joiner, unmasked};

/// A piece of a message: bytes `start..end` of the original text, on character boundaries.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// One word of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Word {
    /// Lower case, without accents and apostrophes.
    pub folded: String,
    /// Where it stands in the original.
    pub span: Span,
}

/// Splits a text into folded words. Apostrophes join (`where's` is `wheres`), everything else that
/// is neither letter nor digit separates. Time is linear in the length.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    if text.is_ascii() { ascii_words(text) } else { any_words(text) }
}

/// The same of a text of plain letters, as most are: by stretches of bytes.
fn ascii_words(text: &str) -> Vec<Word> {
    let joined = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'`');
    let mut words: Vec<Word> = Vec::new();
    let mut start = 0_usize;
    for stretch in text.as_bytes().chunk_by(|left, right| joined(*left) == joined(*right)) {
        let next = start.saturating_add(stretch.len());
        // Apostrophes around a word are no part of it.
        let first = stretch.iter().position(u8::is_ascii_alphanumeric);
        let last = stretch.iter().rposition(u8::is_ascii_alphanumeric);
        if let (Some(first), Some(last)) = (first, last) {
            let end = start.saturating_add(last).saturating_add(1);
            let span = Span { start: start.saturating_add(first), end };
            let mut folded = text.get(span.start..end).unwrap_or_default().to_ascii_lowercase();
            if !folded.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                folded.retain(|character| character.is_ascii_alphanumeric());
            }
            words.push(Word { folded, span });
        }
        start = next;
    }
    words
}

fn any_words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    let close = |words: &mut Vec<Word>| {
        if let Some(word) = words.last_mut()
            && !word.folded.is_ascii()
        {
            word.folded = unmasked(std::mem::take(&mut word.folded));
        }
    };
    for (start, character) in text.char_indices() {
        let end = start.saturating_add(character.len_utf8());
        if character.is_alphanumeric() {
            if !open {
                words.push(Word { folded: String::new(), span: Span { start, end } });
                open = true;
            }
            if let Some(word) = words.last_mut() {
                fold_into(&mut word.folded, character);
                word.span.end = end;
            }
        } else if open && !is_joiner(character) {
            open = false;
            close(&mut words);
        }
    }
    close(&mut words);
    words
}

/// Lower case, no accents, single spaces: for comparing names and titles.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.folded);
    }
    folded
}

/// The last `chars` characters: the end of an id tells those of one list apart.
#[must_use]
pub fn ending(text: &str, chars: usize) -> &str {
    let cut = text.char_indices().rev().nth(chars.saturating_sub(1)).map_or(0, |(index, _)| index);
    text.get(cut..).unwrap_or(text)
}

/// At most `chars_max` characters, cut on a character boundary, with an ellipsis where cut.
#[must_use]
pub fn shorten(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// A folded English word without the ending of the plural.
#[must_use]
pub fn singular(word: &str) -> String {
    let stem = word.strip_suffix("es").filter(|stem| stem.ends_with(['s', 'x', 'h']));
    let stem = stem.or_else(|| word.strip_suffix('s').filter(|stem| !stem.ends_with('s')));
    stem.unwrap_or(word).to_owned()
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: impl IntoIterator<Item = u8>) -> String {
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16));
    bytes.into_iter().flat_map(digits).flatten().collect()
}

/// A key or a position as one part of a JSON pointer (RFC 6901).
#[must_use]
pub fn pointer_part(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key that one part of a JSON pointer stands for.
#[must_use]
pub fn pointer_key(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_keep_their_place() {
        let text = "Where’s my Café-Crème?";
        let found = words(text);
        let folded: Vec<_> = found.iter().map(|word| word.folded.as_str()).collect();
        assert_eq!(folded, ["wheres", "my", "cafe", "creme"]);
        assert_eq!(&text[found[2].span.start..found[2].span.end], "Café");
    }

    #[test]
    fn plain_letters_are_read_like_all_others() {
        for text in ["", "'", "a'", "'a' b``c 'd", "WHERE'S  my-order #12?! `x`", "o''clock '' .5'"]
        {
            assert_eq!(ascii_words(text), any_words(text), "{text}");
        }
    }

    #[test]
    fn cutting_never_splits_a_character() {
        assert_eq!(shorten("žluťoučký", 4), "žlu…");
        assert_eq!(shorten("kurz", 4), "kurz");
    }
}
