//! Goal: no text whatever breaks the understanding. Method: seeded mutations of real messages, byte
//! by byte and piece by piece; the seed is in the message of a failure and replays.

use super::*;
use crate::{
    base::{text::Span, time::Timestamp},
    conversation::ConversationState,
    playbook::Playbook,
    profile::Profile,
};

/// A small generator of the congruential kind: the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from(self.0.wrapping_shr(33)).unwrap().checked_rem(bound).unwrap_or_default()
    }
}

const SEEDS: &[&str] = &[
    "where is my order #F10234? It was due between 3 and 5 May, 12/03/2026",
    "cancel it if it hasn't shipped, otherwise return everything but the tablet",
    "my name is Ada Lovelace, 12 High Street, Flat 2, London SW1A 1AA, +44 20 7946 0018",
    "refund $1,299.50 to the card ending in 1234 asap or I'll call my lawyer!!",
    "¿Dónde está mi pedido? ｃａｎｃｅｌ 𝐨𝐫𝐝𝐞𝐫 👍🏽 whereismyorder soooo late",
    "On 3 May 2026, Shop <a@b.c> wrote:\n> Is it there?\n\n-- \nAda",
];

const PIECES: &[&str] = &[
    "\u{301}",
    "\u{200b}",
    "🏳️‍🌈",
    "İ",
    "ß",
    "ﬁ",
    "#",
    "$",
    "@",
    ".",
    ",",
    "-",
    "'",
    "\0",
    "\n",
    "999999999999",
    "the",
    "if",
    "\u{202e}",
    "Ａ",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "é",
    "٣",
    "½",
];

fn mutated(seed: u64) -> String {
    let mut chance = Chance(seed);
    let mut bytes = SEEDS[chance.below(SEEDS.len())].as_bytes().to_vec();
    for _ in 0..chance.below(12) {
        let at = chance.below(bytes.len().saturating_add(1));
        match chance.below(4) {
            0 => bytes.insert(at, u8::try_from(chance.below(256)).unwrap()),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 if at < bytes.len() => bytes.truncate(at),
            _ => {
                let piece = PIECES[chance.below(PIECES.len())].bytes();
                bytes.splice(at..at, piece);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn known() -> Known {
    let now = Timestamp::parse("2026-05-13T12:00:00Z").unwrap();
    let mut known = Known::of(&Profile::default(), &Playbook::default(), now);
    known.order_patterns.push("F#####".to_owned());
    known.add_title("Walnut Desk Lamp");
    known.add_option("Color", "Forest Green");
    known
}

fn spans(understood: &Understanding) -> Vec<Span> {
    let heard = understood.commands.iter().flat_map(|heard| {
        let about = heard.about.iter().map(|reference| reference.span);
        let condition = heard.condition.iter().map(|condition| condition.span);
        heard.spans.iter().copied().chain(about).chain(condition).collect::<Vec<_>>()
    });
    let entities = understood.entities.iter().map(|entity| entity.span);
    heard.chain(entities).chain(understood.signals.injection.iter().copied()).collect()
}

#[test]
fn any_bytes_as_text_are_understood_alike_every_time_with_spans_on_characters() {
    let (known, state) = (known(), ConversationState::default());
    for seed in 0..3_000 {
        let text = mutated(seed);
        let understood = understand(&text, &state, &known);
        assert_eq!(understood, understand(&text, &state, &known), "seed {seed}");
        assert!(!understood.commands.is_empty(), "seed {seed}");
        for span in spans(&understood) {
            assert!(text.get(span.start..span.end).is_some(), "seed {seed}: {text:?} {span:?}");
        }
        for part in fresh_parts(&text) {
            assert!(text.get(part.start..part.end).is_some(), "seed {seed}: {text:?} {part:?}");
        }
        let stored = serde_json::to_string(&understood).unwrap();
        let read: Understanding = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, understood, "seed {seed}");
    }
}

#[test]
fn pieces_of_a_message_do_not_overlap() {
    let known = known();
    for seed in 0..1_000 {
        let text = mutated(seed);
        let found = understand(&text, &ConversationState::default(), &known).entities;
        for pair in found.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "seed {seed}: {text:?} {pair:?}");
        }
    }
}

/// The work is bounded, not only fast: what stands beyond the bound is not looked at.
#[test]
fn words_beyond_the_bound_change_nothing() {
    let (known, state) = (known(), ConversationState::default());
    let filled = format!("where is my order? {}", "xylophone ".repeat(normal::WORDS_MAX));
    let longer = format!("{filled} cancel my subscription, order #F10234 for $50");
    let (short, long) = (understand(&filled, &state, &known), understand(&longer, &state, &known));
    assert_eq!(short.commands, long.commands);
    assert_eq!(short.entities, long.entities);
}
