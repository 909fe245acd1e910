//! Goal: what public corpora of support messages show stays as good as it is said to be.
//! Method: read them from `../shared/data` where they are; without them these tests say so and pass.

use std::{collections::BTreeMap, fs, path::PathBuf};

use edgewise::{
    base::{text::Span, time::Timestamp},
    conversation::ConversationState,
    playbook::Playbook,
    profile::Profile,
    understanding::{EntityKind, Known, fresh_text, understand},
};
use serde_json::Value;

/// The kinds that the corpus marks, by its names for them.
const BITEXT_KINDS: &[(&str, EntityKind)] = &[
    ("account_type", EntityKind::AccountTier),
    ("delivery_city", EntityKind::City),
    ("delivery_country", EntityKind::Country),
    ("invoice_id", EntityKind::InvoiceNumber),
    ("order_id", EntityKind::OrderNumber),
    ("person_name", EntityKind::Name),
    ("refund_amount", EntityKind::Money),
];

/// Spans found, marked, and both.
#[derive(Clone, Copy, Default)]
struct Count {
    found: usize,
    marked: usize,
    right: usize,
}

impl Count {
    fn add(&mut self, found: usize, marked: usize, right: usize) {
        self.found = self.found.saturating_add(found);
        self.marked = self.marked.saturating_add(marked);
        self.right = self.right.saturating_add(right);
    }

    fn f1(self) -> f64 {
        let both = self.found.saturating_add(self.marked).max(1);
        #[expect(clippy::cast_precision_loss, reason = "a corpus has thousands of lines")]
        let (right, both) = (self.right as f64, both as f64);
        2.0 * right / both
    }
}

#[test]
fn spans_of_support_messages_are_found() {
    let now = Timestamp::parse("2026-05-13T12:00:00Z").unwrap();
    let known = Known::of(&Profile::default(), &Playbook::default(), now);
    for file in ["dev", "test-open"] {
        let Some(lines) = lines(&format!("nlu/bitext/{file}.jsonl")) else { continue };
        let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
        for line in &lines {
            count(line, &known, &mut counts);
        }
        for (name, count) in &counts {
            eprintln!("bitext {file} {name}: F1 {:.3} of {}", count.f1(), count.marked);
        }
        let all = counts.get("all").copied().unwrap_or_default();
        assert!(all.f1() >= 0.97, "{file}: {:.3}", all.f1());
    }
}

fn count(line: &Value, known: &Known, counts: &mut BTreeMap<&str, Count>) {
    let text = line["text"].as_str().unwrap();
    let understood = understand(text, &ConversationState::default(), known);
    let mark = line.get("entity").filter(|mark| !mark.is_null());
    let span = |key: &str| {
        let chars = usize::try_from(mark?[key].as_u64()?).ok()?;
        Some(text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at))
    };
    let marked = span("start").zip(span("end"));
    for (name, kind) in BITEXT_KINDS {
        let this = mark.is_some_and(|mark| mark["type"] == *name);
        let found: Vec<Span> = understood
            .entities
            .iter()
            .filter(|entity| entity.kind == *kind)
            .map(|entity| entity.span)
            .collect();
        let right = |span: &&Span| this && marked == Some((span.start, span.end));
        let right = found.iter().filter(right).count();
        for name in [name, "all"] {
            counts.entry(name).or_default().add(found.len(), usize::from(this), right);
        }
    }
}

#[test]
fn history_and_signatures_of_mails_are_left_out() {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut results: Vec<(String, bool)> = Vec::new();
    if let Some(Value::Object(index)) = document("wire/email/reply_stripping/expected.json") {
        for case in index["files"].as_array().unwrap() {
            let name = case["file"].as_str().unwrap();
            let Some(text) = read(&format!("wire/email/{name}")) else { continue };
            let fresh = plain(&fresh_text(&text));
            let demanded = case["asserted_by_upstream_test"].as_str().map(plain);
            let right = match demanded {
                Some(demanded) => fresh == demanded,
                None => fresh == plain(case["reference_visible_text"].as_str().unwrap()),
            };
            results.push((name.to_owned(), right));
        }
    }
    if let Some(Value::Object(pairs)) =
        document("wire/email/reply_stripping/talon_plain_pairs.json")
    {
        for case in pairs["vectors"].as_array().unwrap() {
            let text = |key: &str| case[key].as_str().unwrap();
            let right = plain(&fresh_text(text("message"))) == plain(text("expected_reply"));
            results.push((text("id").to_owned(), right));
        }
    }
    let wrong: Vec<&String> =
        results.iter().filter(|(_, right)| !right).map(|(name, _)| name).collect();
    eprintln!("reply stripping: {} of {} differ: {wrong:?}", wrong.len(), results.len());
    assert!(
        wrong.len().saturating_mul(100) <= results.len().saturating_mul(MAILS_WRONG_PERCENT_MAX)
    );
}

/// Parsers disagree with each other about a quarter of the mails.
const MAILS_WRONG_PERCENT_MAX: usize = 20;

fn document(file: &str) -> Option<Value> {
    read(file).map(|text| serde_json::from_str(&text).unwrap())
}

/// A file of the corpora as text, where it is there.
fn read(file: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    match fs::read(&path) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(_) => {
            eprintln!("skipped: no {}", path.display());
            None
        }
    }
}

/// The lines of a corpus, where it is there.
fn lines(file: &str) -> Option<Vec<Value>> {
    let text = read(file)?;
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}
