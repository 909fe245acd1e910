//! What of a passage is quoted: its own words, whole sentences, one stretch of them.

use super::{Passage, word::stems};

/// The sentences of a text, without the space between them.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0_usize;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().copied();
        let ends = letter == '\n'
            || matches!(letter, '.' | '!' | '?') && next.is_none_or(|(_, it)| it.is_whitespace());
        let before = text.get(start..at).unwrap_or_default();
        if ends && !(letter == '.' && is_abbreviation(before)) {
            let end = at.saturating_add(letter.len_utf8());
            found.push(text.get(start..end).unwrap_or_default().trim());
            start = end;
        }
    }
    found.push(text.get(start..).unwrap_or_default().trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Whether a full stop after this ends no sentence: "e.g.", "approx.", "No.", "1.".
fn is_abbreviation(before: &str) -> bool {
    const SHORT: &[&str] =
        &["e.g", "i.e", "etc", "approx", "no", "nr", "incl", "excl", "mr", "mrs", "dr", "st", "vs"];
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let number = !word.is_empty() && word.chars().all(|letter| letter.is_ascii_digit());
    // "1. Pack it" at the beginning of a line is the item's own number.
    let begins = number && before.trim().len() == word.len();
    begins || SHORT.iter().any(|short| word.eq_ignore_ascii_case(short))
}

/// The part of a passage to quote for a question: all of it where it is short, else the stretch of
/// whole sentences within the bound that says most of what was asked about. Never mixed, never cut
/// within a sentence; nothing where no sentence is short enough.
#[must_use]
pub fn quote(passage: &Passage, question: &str, chars_max: usize) -> String {
    let text = passage.text.trim();
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let asked = stems(question);
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .flat_map(|(line, text)| sentences(text).into_iter().map(move |it| (line, it)))
        .collect();
    let worth = |sentence: &str| {
        let said = stems(sentence);
        asked.iter().filter(|stem| said.contains(stem)).count()
    };
    let mut best: Option<(usize, usize, usize)> = None;
    for start in 0..lines.len() {
        let (mut length, mut value, mut end) = (0_usize, 0_usize, start);
        for (_, sentence) in lines.iter().skip(start) {
            let longer = length.saturating_add(sentence.chars().count()).saturating_add(1);
            if longer > chars_max {
                break;
            }
            length = longer;
            value = value.saturating_add(worth(sentence));
            end = end.saturating_add(1);
        }
        if end > start && best.is_none_or(|(most, ..)| value > most) {
            best = Some((value, start, end));
        }
    }
    let Some((_, start, end)) = best else { return String::new() };
    let mut quoted = String::new();
    let mut line_before = None;
    for (line, sentence) in lines.get(start..end).unwrap_or_default() {
        if let Some(before) = line_before {
            quoted.push(if before == *line { ' ' } else { '\n' });
        }
        quoted.push_str(sentence);
        line_before = Some(*line);
    }
    quoted
}
