//! Goal: what public corpora of support messages show stays as good as it is said to be.
//! Method: read them from `../shared/data` where they are; without them these tests say so and pass.

use std::{collections::BTreeMap, fs, path::PathBuf};

use edgewise::{
    base::{text::Span, time::Timestamp},
    conversation::ConversationState,
    playbook::Playbook,
    profile::Profile,
    understanding::{EntityKind, Known, understand},
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

/// The lines of a corpus, where it is there.
fn lines(file: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("skipped: no {}", path.display());
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}
