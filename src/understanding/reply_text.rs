//! What is new in an email: the text without quoted history and signature.
//!
//! Mail programs mark history in a few dozen ways, none of them binding. What stands between quoted
//! pieces is new too, so the fresh text may have several parts.

mod mark;

use mark::{attribution, is_closing, is_header_block, is_separator, is_signature};

use crate::base::text::Span;

/// Lines that are looked at; beyond them a mail holds nothing that was written by hand.
const LINES_MAX: usize = 2_000;

/// One line with its place.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    text: &'a str,
    span: Span,
}

/// The parts of an email's plain text that were written for this message, in their order. Time is
/// linear in the length.
#[must_use]
pub fn fresh_parts(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let mut parts: Vec<Span> = Vec::new();
    let mut open = false;
    // Whether the line before was history.
    let mut quoted = false;
    let mut at = 0_usize;
    while let Some(rest) = lines.get(at..).filter(|rest| !rest.is_empty()) {
        let texts: Vec<&str> = rest.iter().take(mark::REACH).map(|line| line.text).collect();
        if is_quoted(&texts) || (quoted && is_wrapped(&texts)) {
            open = false;
            quoted = true;
            at = at.saturating_add(1);
            continue;
        }
        quoted = false;
        if let Some(count) = attribution(&texts) {
            at = at.saturating_add(count);
            open = false;
            // Without marks on the lines after it, all the rest is history.
            let after = lines.get(at..).unwrap_or_default();
            let next = after.iter().map(|line| line.text).find(|line| !line.trim().is_empty());
            if next.is_some_and(|line| is_quoted(&[line])) {
                continue;
            }
            break;
        }
        if is_separator(&texts) || is_header_block(&texts) || is_signature(&texts) {
            break;
        }
        if is_closing(&texts) && is_short_end(rest) {
            break;
        }
        if let Some(line) = rest.first() {
            extend(&mut parts, *line, open);
        }
        open = true;
        at = at.saturating_add(1);
    }
    parts.iter().filter_map(|part| trimmed(text, *part)).collect()
}

/// The fresh parts as one text, one a paragraph.
#[must_use]
pub fn fresh_text(text: &str) -> String {
    let parts = fresh_parts(text);
    let texts = parts.iter().filter_map(|part| text.get(part.start..part.end));
    texts.collect::<Vec<_>>().join("\n")
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0_usize;
    text.split_inclusive('\n')
        .take(LINES_MAX)
        .map(|line| {
            let span = Span { start, end: start.saturating_add(line.len()) };
            start = span.end;
            Line { text: line.trim_end(), span }
        })
        .collect()
}

fn is_quoted(lines: &[&str]) -> bool {
    lines.first().is_some_and(|line| line.trim_start().starts_with('>'))
}

/// The end of a quoted line that a mail program broke in two: it goes on in small letters.
fn is_wrapped(lines: &[&str]) -> bool {
    let first = lines.first().and_then(|line| line.trim_start().chars().next());
    first.is_some_and(|first| first.is_lowercase() || matches!(first, '(' | '_'))
}

/// Whether only a name and an address can stand here to the end.
fn is_short_end(rest: &[Line<'_>]) -> bool {
    const LINES: usize = 10;
    const CHARS: usize = 80;
    const SIGNED_WITHIN: usize = 20;
    let own = rest.iter().skip(1).take_while(|line| !is_quoted(&[line.text]));
    let mut full = own.filter(|line| !line.text.trim().is_empty()).peekable();
    full.by_ref().take(LINES).all(|line| line.text.chars().count() <= CHARS)
        && full.peek().is_none()
        || rest.iter().skip(1).take(SIGNED_WITHIN).any(|line| is_signature(&[line.text]))
}

fn extend(parts: &mut Vec<Span>, line: Line<'_>, open: bool) {
    match parts.last_mut() {
        Some(part) if open => part.end = line.span.end,
        _ => parts.push(line.span),
    }
}

fn trimmed(text: &str, part: Span) -> Option<Span> {
    let whole = text.get(part.start..part.end)?;
    let end = part.start.saturating_add(whole.trim_end().len());
    let lead = whole.len().saturating_sub(whole.trim_start().len());
    let start = part.start.saturating_add(lead);
    (start < end).then_some(Span { start, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fresh_text(text), expected, "{text}");
    }

    #[test]
    fn quoted_history_is_left_out() {
        check(
            "Where is it?\n\nOn 3 May 2026, Shop <a@b.c> wrote:\n> It is sent.\n",
            "Where is it?",
        );
        check("Where is it?\n\nOn Tue, May 3 at 10:00\nShop <a@b.c>\nwrote:\n> Hi", "Where is it?");
        check("Nein.\n\nAm 03.05.2026 um 10:00 schrieb Laden:\n> Ist es da?", "Nein.");
        check("Non\n\nLe 3 mai 2026 à 10:00, Shop a écrit :\n\nBonjour", "Non");
        check("No\n-----Original Message-----\nFrom: x", "No");
        check("Yes\n\nFrom: Shop\nSent: Tuesday\nTo: me\nSubject: Re\n\nHello", "Yes");
        check("> What colour?\nGreen\n> What size?\nXL", "Green\nXL");
    }

    #[test]
    fn signatures_are_left_out() {
        check("Cancel it\n-- \nAda", "Cancel it");
        check("Cancel it\n\nSent from my iPhone", "Cancel it");
        check("Cancel it\n\nKind regards,\nAda Lovelace\nLondon", "Cancel it");
        check("Regards the lamp:\nit broke", "Regards the lamp:\nit broke");
        check("The mail sent from my iPhone is lost", "The mail sent from my iPhone is lost");
    }

    #[test]
    fn a_mail_without_history_is_all_new() {
        check("", "");
        check("On Monday it came.\nIt was broken:", "On Monday it came.\nIt was broken:");
    }
}
