//! The words of a message as the features and the encoder see them.

use crate::base::text;

/// Letters of a word that are looked at; what is longer is not a word.
const LETTERS_MAX: usize = 40;

/// Words of a message that are looked at: four thousand characters hold fewer in any real message,
/// and a bound on the words is a bound on the time.
const WORDS_MAX: usize = 1_000;

/// Digits that a number keeps of its length; two digits keep their value too.
const DIGITS_MAX: usize = 4;

/// Folded words, where long numbers are only as good as their length and a letter repeats at most
/// twice: `sooooo` is `soo`, order `113542` is `0000`.
pub(super) fn normal_words(message: &str) -> Vec<String> {
    let words = text::words(message);
    words.iter().take(WORDS_MAX).map(|word| normal(&word.folded)).collect()
}

fn normal(word: &str) -> String {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let mut normal = String::with_capacity(word.len());
    let mut kept = 0_usize;
    let mut last = None;
    let mut repeated = 0_usize;
    for letter in word.chars().take(LETTERS_MAX) {
        if letter.is_ascii_digit() && digits > 2 {
            if kept < DIGITS_MAX {
                normal.push('0');
            }
            kept = kept.saturating_add(1);
            last = None;
            continue;
        }
        repeated = if last == Some(letter) { repeated.saturating_add(1) } else { 0 };
        last = Some(letter);
        if repeated < 2 {
            normal.push(letter);
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_elongations_are_cut() {
        let words = normal_words("Sooooo, WHERE's order #113542-B9 (2 items)??");
        assert_eq!(words, ["soo", "wheres", "order", "0000", "b9", "2", "items"]);
    }

    #[test]
    fn a_flood_is_cut() {
        assert_eq!(normal_words(&"a ".repeat(5_000)).len(), WORDS_MAX);
        assert_eq!(normal_words(&"ab".repeat(5_000))[0].len(), LETTERS_MAX);
    }
}
