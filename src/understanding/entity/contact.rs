//! Email addresses, telephone numbers and people's names.

use super::{
    EntityKind,
    gazetteer::List,
    scan::{Piece, Scan},
};

/// `ada.lovelace+shop@example.co.uk`: words joined by the marks that addresses may hold.
pub(super) fn email(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    const WORDS_MAX: usize = 12;
    let mark = |gap: &str| matches!(gap, "." | "-" | "_" | "+" | "@");
    if mark(scan.gap(at)) && scan.gap(at) != "@" {
        // The middle of an address, whose beginning was looked at before.
        return None;
    }
    let mut end = at.saturating_add(1);
    let mut parts = (0_usize, 0_usize);
    while end < scan.count() && end.saturating_sub(at) < WORDS_MAX && mark(scan.gap(end)) {
        match scan.gap(end) {
            "@" => parts.0 = parts.0.saturating_add(1),
            "." if parts.0 == 1 => parts.1 = parts.1.saturating_add(1),
            _ => {}
        }
        end = end.saturating_add(1);
    }
    (parts.0 == 1 && parts.1 > 0)
        .then(|| Piece::new(EntityKind::Email, at..end, scan.typed(at..end).to_lowercase()))
}

/// Words near a number that say that it is one to call.
const CALLED: &[&str] = &[
    "phone",
    "call",
    "mobile",
    "cell",
    "tel",
    "telephone",
    "telefono",
    "text",
    "handy",
    "whatsapp",
];

/// `+49 30 1234567`, `(415) 555-0123`, or bare digits where a word says so.
pub(super) fn phone(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    const GROUPS_MAX: usize = 7;
    let plus = scan.gap(at).ends_with('+') || scan.gap(at).ends_with("+(");
    let bracket = scan.gap(at).ends_with('(');
    let joins = |gap: &str| {
        gap.chars().count() <= 2
            && gap.chars().all(|c| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')'))
    };
    let mut digits = scan.digits(at)?;
    let mut end = at.saturating_add(1);
    while end < scan.count() && end.saturating_sub(at) < GROUPS_MAX && joins(scan.gap(end)) {
        let Some(more) = scan.digits(end) else { break };
        if digits.saturating_add(more) > 15 {
            return None;
        }
        digits = digits.saturating_add(more);
        end = end.saturating_add(1);
    }
    let groups = end.saturating_sub(at);
    let called = scan.any_before(at, 6, |at| CALLED.contains(&scan.word(at)));
    let told = called && !scan.any_before(at, 2, |at| scan.is(at, List::Order));
    let shaped = (10..=12).contains(&digits) && groups >= 3;
    let likely = (plus && digits >= 8)
        || (bracket && digits >= 9 && groups >= 2)
        || (shaped
            && (scan.gap(at.saturating_add(1)) == "-" || scan.digits(at) == Some(3) || told))
        || (told && digits >= 7);
    if !likely {
        return None;
    }
    let number: String = scan.typed(at..end).chars().filter(char::is_ascii_digit).collect();
    let value = if plus { format!("+{number}") } else { number };
    Some(Piece::new(EntityKind::Phone, at..end, value))
}

/// `Mr. Smith`, `Dr Ada Lovelace`.
pub(super) fn titled_name(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let first = at.saturating_add(1);
    let gap = scan.gap(first);
    if !scan.is(at, List::Title) || !matches!(gap, " " | ". " | ".") || !may_be_named(scan, first) {
        return None;
    }
    // "dr" is also a street and "miss" also a verb: they need a capital on both words.
    let strict = matches!(scan.word(at), "dr" | "miss" | "sir" | "madam" | "frau" | "prof");
    if strict && !(scan.is_capital(at) && scan.is_capital(first)) {
        return None;
    }
    let end = with_surnames(scan, first.saturating_add(1), 2);
    Some(Piece::new(EntityKind::Name, at..end, scan.typed(at..end)))
}

/// Words after which a name is told, whether or not it has capitals: "my name is", "this is".
const INTRODUCTIONS: &[(&[&str], bool)] = &[
    (&["my", "name", "is"], true),
    (&["name", "is"], true),
    (&["my", "names"], true),
    (&["name"], false),
    (&["me", "llamo"], true),
    (&["mi", "nombre", "es"], true),
    (&["ich", "heisse"], true),
    (&["je", "mappelle"], true),
    (&["this", "is"], false),
    (&["its"], false),
    (&["it", "is"], false),
    (&["im"], false),
    (&["i", "am"], false),
    (&["regards"], false),
    (&["sincerely"], false),
];

/// `my name is ada lovelace`, `it's Albert Sanders`.
pub(super) fn introduced_name(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let said = |words: &[&str]| {
        let start = at.checked_sub(words.len());
        start.is_some_and(|start| (start..at).zip(words).all(|(at, word)| scan.word(at) == *word))
    };
    let &(_, sure) = INTRODUCTIONS.iter().find(|(words, _)| said(words))?;
    let given = scan.is(at, List::Given);
    let capital = scan.is_capital(at) && is_surname(scan, at.saturating_add(1));
    let named = if sure { may_be_named(scan, at) } else { given || capital };
    if !named || !may_be_named(scan, at) || scan.longest(at, List::City).is_some() {
        return None;
    }
    let second = at.saturating_add(1);
    // Who writes the first name small writes the second one small too.
    let small = sure && !scan.is_capital(at) && scan.follows(second) && may_be_named(scan, second);
    let end = if small { second.saturating_add(1) } else { with_surnames(scan, second, 2) };
    Some(Piece::new(EntityKind::Name, at..end, scan.typed(at..end)))
}

/// `Anna Freeman` anywhere: a known given name and a surname, both with capitals.
pub(super) fn plain_name(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let second = at.saturating_add(1);
    let given = scan.is(at, List::Given) && scan.is_capital(at);
    if !given || !scan.follows(second) || !is_surname(scan, second) {
        return None;
    }
    let end = with_surnames(scan, second, 2);
    Some(Piece::new(EntityKind::Name, at..end, scan.typed(at..end)))
}

/// One past at most so many surnames from a place on.
fn with_surnames(scan: &Scan<'_>, from: usize, most: usize) -> usize {
    let surnames = (from..).take(most).take_while(|at| scan.follows(*at) && is_surname(scan, *at));
    from.saturating_add(surnames.count())
}

/// A word with a capital that is not written all in capitals and is no word of another list.
fn is_surname(scan: &Scan<'_>, at: usize) -> bool {
    scan.is_free(at) && scan.is_capital(at) && may_be_named(scan, at) && !scan.is(at, List::Month)
}

/// Whether a word may be somebody's name: letters, and no word of ordinary talk.
fn may_be_named(scan: &Scan<'_>, at: usize) -> bool {
    let word = scan.word(at);
    scan.is_free(at)
        && word.chars().count() > 1
        && word.chars().all(char::is_alphabetic)
        && !crate::understanding::lexicon::Lexicon::english().is_known(word)
}
