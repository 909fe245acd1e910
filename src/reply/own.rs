//! What the merchant may say in their own words, and what such words must hold.
//!
//! A wording tells facts. Put otherwise it still tells all that it told in any case, and nothing that it does
//! not know; what is there only sometimes stands behind `{% if … %}`. So no other words make a reply say
//! less than happened, or something that nobody read.

use std::collections::{BTreeMap, BTreeSet};

use super::{sentence::is_sentence, wording::Wordings};
use crate::{
    base::text::pointer_part,
    playbook::{LANGUAGES, Playbook, PlaybookFault},
};

/// Characters of one text.
const CHARS_MAX: usize = 1_000;

/// Alternatives of one wording.
const ALTERNATIVES_MAX: usize = 5;

/// How deep one `if` may stand in another.
const DEPTH_MAX: usize = 3;

/// What is said as it is, whatever the merchant would like: nobody is told that a person is writing.
pub(super) const FIXED: &[&str] = &["are_you_human"];

/// What a wording knows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct WordingValues {
    /// Values that it tells in any case.
    pub always: BTreeSet<String>,
    /// Values that it may have, these among them.
    pub known: BTreeSet<String>,
}

/// The wordings that may be put into other words, with the product's own texts in a language and what they
/// know. Those that tell lists are not among them.
#[must_use]
pub fn own_wordings(language: &str) -> BTreeMap<&'static str, (&'static [String], WordingValues)> {
    let wordings = Wordings::of(language);
    let names = wordings.names().filter(|name| is_sentence(name) && !FIXED.contains(name));
    let of_name = |name: &'static str| {
        let texts = wordings.alternatives(name);
        let all = Wordings::english().alternatives(name).iter().chain(texts);
        Some((name, (texts, values(all)?)))
    };
    names.filter_map(of_name).collect()
}

/// A piece of a template.
enum Piece<'a> {
    /// `{{ value }}`
    Value(&'a str),
    /// `{% tag %}`
    Tag(&'a str),
}

/// The pieces of a template between its words; nothing where a brace stands anywhere else.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if before.contains('}') {
            return None;
        }
        let (piece, left) = if let Some(value) = after.strip_prefix('{') {
            let (value, left) = value.split_once("}}")?;
            (Piece::Value(value.trim()), left)
        } else {
            let (tag, left) = after.strip_prefix('%')?.split_once("%}")?;
            (Piece::Tag(tag.trim()), left)
        };
        pieces.push(piece);
        rest = left;
    }
    (!rest.contains('}')).then_some(pieces)
}

/// What the product's own texts of a wording know; nothing where they tell a list.
fn values<'a>(texts: impl Iterator<Item = &'a String>) -> Option<WordingValues> {
    let mut known = BTreeSet::new();
    let mut always: Option<BTreeSet<String>> = None;
    for text in texts {
        let (mut depth, mut told) = (0_usize, BTreeSet::new());
        for piece in pieces(text)? {
            match piece {
                Piece::Value(name) if is_name(name) => {
                    known.insert(name.to_owned());
                    if depth == 0 {
                        told.insert(name.to_owned());
                    }
                }
                Piece::Value(_) => return None,
                Piece::Tag(tag) => {
                    let (word, condition) = tag.split_once(' ').unwrap_or((tag, ""));
                    match word {
                        "if" => depth = depth.saturating_add(1),
                        "endif" => depth = depth.saturating_sub(1),
                        "elif" | "else" => {}
                        _ => return None,
                    }
                    let words = condition.split(' ').filter(|word| is_name(word));
                    known.extend(words.filter(|it| !OPERATORS.contains(it)).map(str::to_owned));
                }
            }
        }
        always = Some(match always {
            None => told,
            Some(before) => before.intersection(&told).cloned().collect(),
        });
    }
    Some(WordingValues { always: always.unwrap_or_default(), known })
}

/// Words of a condition that are no values.
const OPERATORS: &[&str] = &["and", "or", "not", "is", "none"];

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    text.bytes().all(fits) && !text.is_empty()
}

/// Finds what is wrong with the merchant's own wordings.
#[must_use]
pub fn check_wordings(playbook: &Playbook) -> Vec<PlaybookFault> {
    let mut faults = Vec::new();
    for (language, named) in &playbook.wordings {
        let place = format!("/wordings/{language}");
        if !LANGUAGES.contains(&language.as_str()) {
            let detail = format!("must be one of {}", LANGUAGES.join(", "));
            faults.push(PlaybookFault { pointer: place, detail });
            continue;
        }
        let shipped = own_wordings(language);
        for (name, texts) in named {
            let pointer = format!("{place}/{}", pointer_part(name));
            let Some((_, values)) = shipped.get(name.as_str()) else {
                let detail = "is no wording that may be put otherwise".to_owned();
                faults.push(PlaybookFault { pointer, detail });
                continue;
            };
            if texts.is_empty() || texts.len() > ALTERNATIVES_MAX {
                let detail = format!("must have 1 to {ALTERNATIVES_MAX} alternatives");
                faults.push(PlaybookFault { pointer: pointer.clone(), detail });
            }
            for (index, text) in texts.iter().enumerate() {
                if let Err(detail) = check_text(text, values, playbook) {
                    faults.push(PlaybookFault { pointer: format!("{pointer}/{index}"), detail });
                }
            }
        }
    }
    faults
}

fn check_text(text: &str, values: &WordingValues, playbook: &Playbook) -> Result<(), String> {
    if text.trim().is_empty() || text.chars().count() > CHARS_MAX {
        return Err(format!("must have 1 to {CHARS_MAX} characters"));
    }
    if playbook.names_secret(text) {
        return Err("names a connector's secret, which nobody is told".to_owned());
    }
    let told = check_template(text, &values.always, &values.known)?;
    if outside_values(text).chars().any(char::is_numeric) {
        return Err("must not hold a number: numbers are told from facts".to_owned());
    }
    match values.always.iter().find(|name| !told.contains(name.as_str())) {
        Some(left) => Err(format!("must tell `{{{{ {left} }}}}` in any case")),
        None => Ok(()),
    }
}

/// A text without the names of its values.
fn outside_values(text: &str) -> String {
    let mut outside = text.to_owned();
    for piece in pieces(text).unwrap_or_default() {
        if let Piece::Value(name) = piece {
            outside = outside.replacen(name, "", 1);
        }
    }
    outside
}

/// Checks a template that tells some of the known values: those that are always there at any place, the others
/// where it has asked for them. Gives those that it tells in any case.
pub(super) fn check_template<'a>(
    text: &'a str,
    always: &BTreeSet<String>,
    known: &BTreeSet<String>,
) -> Result<BTreeSet<&'a str>, String> {
    let only = "may hold values such as {{ number }} and `{% if number %} … {% else %} … {% endif %}`, and no \
                other braces";
    let mut told = BTreeSet::new();
    // Each open `if` with the value that it asks for; none once its `else` has begun.
    let mut open: Vec<Option<&str>> = Vec::new();
    for piece in pieces(text).ok_or(only)? {
        match piece {
            Piece::Value(name) => {
                let sure = always.contains(name);
                if !sure && !known.contains(name) {
                    return Err(unknown(name, known));
                }
                if !sure && !open.contains(&Some(name)) {
                    return Err(format!(
                        "must ask with `{{% if {name} %}}` before it tells `{name}`, which is not always there"
                    ));
                }
                if open.is_empty() {
                    told.insert(name);
                }
            }
            Piece::Tag(tag) => match (tag.split_once(' '), tag) {
                (Some(("if", name)), _) if is_name(name) && !OPERATORS.contains(&name) => {
                    if !known.contains(name) {
                        return Err(unknown(name, known));
                    }
                    if open.len() >= DEPTH_MAX {
                        return Err(format!("has more than {DEPTH_MAX} conditions in one another"));
                    }
                    open.push(Some(name));
                }
                (None, "else") => match open.last_mut() {
                    Some(asked @ Some(_)) => *asked = None,
                    Some(None) | None => return Err(only.to_owned()),
                },
                (None, "endif") => {
                    open.pop().ok_or(only)?;
                }
                _ => return Err(only.to_owned()),
            },
        }
    }
    if !open.is_empty() {
        return Err("has an `{% if … %}` without its `{% endif %}`".to_owned());
    }
    Ok(told)
}

fn unknown(name: &str, known: &BTreeSet<String>) -> String {
    if known.is_empty() {
        return format!("names `{name}`; this wording has no values");
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    format!("names `{name}`, which it does not know; it has {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(name: &str, texts: &[&str]) -> Vec<String> {
        let mut playbook = Playbook::default();
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        playbook.wordings.entry("en".to_owned()).or_default().insert(name.to_owned(), texts);
        check_wordings(&playbook)
            .into_iter()
            .map(|fault| format!("{} {}", fault.pointer, fault.detail))
            .collect()
    }

    #[track_caller]
    fn refused(name: &str, text: &str, why: &str) {
        let found = faults(name, &[text]);
        assert!(found.len() == 1 && found.iter().all(|it| it.contains(why)), "{text}: {found:?}");
    }

    #[test]
    fn words_that_tell_what_the_wording_tells_are_taken() {
        let none: Vec<String> = Vec::new();
        assert_eq!(
            faults("greeting", &["Ahoy!", "Ahoy{% if first_name %} {{ first_name }}{% endif %}!"]),
            none
        );
        assert_eq!(faults("thanks", &["Any time – ¡con gusto! 😊"]), none);
        let told = "{{ asked }}? I can't see it{% if asked %}.{% else %}!{% endif %}";
        assert_eq!(faults("order_not_found", &[told]), none);
    }

    #[test]
    fn words_that_would_tell_less_or_more_are_refused() {
        refused("order_not_found", "I can't find it.", "must tell `{{ asked }}`");
        refused(
            "order_not_found",
            "{% if asked %}{{ asked }}{% endif %}",
            "must tell `{{ asked }}`",
        );
        refused(
            "order_not_found",
            "{{ asked }} of {{ total }}",
            "names `total`, which it does not know; it has asked",
        );
        refused("thanks", "Thanks, {{ first_name }}", "this wording has no values");
        refused("greeting", "Hi {{ first_name }}", "must ask with `{% if first_name %}`");
        refused(
            "greeting",
            "{% if first_name %}Hi{% else %}Hi {{ first_name }}{% endif %}",
            "must ask with",
        );
        refused("thanks", "Open 24/7.", "must not hold a number");
        refused("thanks", "Free for Ⅷ days", "must not hold a number");
        refused("thanks", " ", "1 to 1000 characters");
        refused("thanks", &"x".repeat(1_001), "1 to 1000 characters");
    }

    #[test]
    fn what_is_no_plain_template_is_refused() {
        for bad in [
            "{% for x in y %}{% endfor %}",
            "{{ first_name | upper }}",
            "{{ first_name.a }}",
            "{% if not first_name %}x{% endif %}",
            "{% set x = first_name %}",
            "{# no #}",
            "{ first_name }",
            "{{ first_name",
            "first_name }}",
            "{% include 'x' %}",
            "{% else %}",
            "{% endif %}",
            "{% if first_name %}a{% else %}b{% else %}c{% endif %}",
        ] {
            assert_eq!(faults("greeting", &[bad]).len(), 1, "{bad}");
        }
        refused("greeting", "{% if first_name %}x", "without its `{% endif %}`");
        let deep = format!("{}x{}", "{% if first_name %}".repeat(4), "{% endif %}".repeat(4));
        refused("greeting", &deep, "more than 3 conditions");
    }

    #[test]
    fn what_is_no_sentence_or_must_stay_true_keeps_its_words() {
        for name in
            ["are_you_human", "topic_cancel_order", "code_message", "handed_over", "no/such"]
        {
            assert_eq!(faults(name, &["x"]).len(), 1, "{name}");
        }
        assert!(faults("no/such", &["x"]).concat().contains("/wordings/en/no~1such"));
        assert_eq!(faults("thanks", &[]).len(), 1);
        assert_eq!(faults("thanks", &["a"; 6]).len(), 1);
        let mut playbook = Playbook::default();
        playbook.wordings.entry("fr".to_owned()).or_default();
        assert_eq!(check_wordings(&playbook).len(), 1);
    }

    #[test]
    fn the_products_own_words_keep_to_the_same_rules() {
        let mut plain = 0_usize;
        for language in LANGUAGES {
            for (name, (texts, values)) in own_wordings(language) {
                assert!(values.always.is_subset(&values.known), "{name}");
                for text in texts.iter().filter(|text| !text.contains("{%")) {
                    // Alternatives may tell more than each other, never less than all of them do.
                    let told = check_text(text, &values, &Playbook::default());
                    assert!(
                        told.is_ok() || !values.known.is_subset(&values.always),
                        "{name}: {told:?}"
                    );
                    plain = plain.saturating_add(1);
                }
            }
        }
        assert!(plain > 200, "{plain}");
    }
}
