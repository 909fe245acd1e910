//! Folding and word splitting that keeps the place of every word in the original text.

use serde::{Deserialize, Serialize};

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
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
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
        } else if !is_joiner(character) {
            open = false;
        }
    }
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

fn is_joiner(character: char) -> bool {
    // Apostrophes as typed by phones, and marks that are invisible or combine with a letter.
    matches!(character, '\'' | '’' | '‘' | '`' | '´' | '\u{200b}'..='\u{200d}' | '\u{ad}')
        || matches!(character, '\u{300}'..='\u{36f}')
}

fn fold_into(folded: &mut String, character: char) {
    for lower in character.to_lowercase() {
        match lower {
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ì'..='ï' | 'ī' => folded.push('i'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => folded.push('o'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ł' => folded.push('l'),
            'š' | 'ś' => folded.push('s'),
            'ž' | 'ź' | 'ż' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            // Full-width letters, as some keyboards send them.
            '\u{ff10}'..='\u{ff5a}' => {
                folded.push(char::from_u32((lower as u32).wrapping_sub(0xfee0)).unwrap_or(lower));
            }
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
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
    fn cutting_never_splits_a_character() {
        assert_eq!(shorten("žluťoučký", 4), "žlu…");
        assert_eq!(shorten("kurz", 4), "kurz");
    }
}
