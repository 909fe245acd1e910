//! The promises of the module, on the shipped model.

use std::sync::LazyLock;

use super::*;

static FILE: &[u8] = include_bytes!("../model/en.bin");

static MODEL: LazyLock<Model<'static>> = LazyLock::new(|| Model::read(FILE).unwrap());

fn best(message: &str) -> &'static str {
    let ranking = MODEL.intents.rank(&MODEL.reading.features(message));
    MODEL.intents.names()[ranking.scored[0].intent]
}

#[test]
fn everyday_messages_mean_what_they_say() {
    for (message, intent) in [
        ("where on earth is my parcel", "order_status"),
        ("pls cancel the order i made this morning", "cancel_order"),
        ("Can you ship it to my office instead?", "change_address"),
        ("i want to send these boots back", "return"),
        ("when do i get my money back, i returned it last week", "refund_status"),
        ("can i talk to a real person", "ask_person"),
        ("the vase came shattered in pieces", "claim"),
        ("skip the next box of my subscription", "subscription"),
        ("hello there", "chitchat_greeting"),
    ] {
        assert_eq!(best(message), intent, "{message}");
    }
}

#[test]
fn a_typing_mistake_is_read_through() {
    assert_eq!(best("wheer is my oredr"), "order_status");
    assert_eq!(best("cnacel my ordr pleese"), "cancel_order");
}

#[test]
fn what_no_shop_does_is_less_likely_in_scope() {
    let in_scope = |message| MODEL.intents.rank(&MODEL.reading.features(message)).in_scope;
    assert!(in_scope("where is my order") > 0.5);
    assert!(in_scope("what is the capital of mongolia") < 0.5);
    assert!(in_scope("zxqv wkjh") < 0.5);
}

#[test]
fn every_message_gets_a_ranking_within_bounds() {
    let long = "wo ist mein Paket ".repeat(300);
    for message in ["", " ", "?!", "🙂🙂", "\u{0}", "привет", "0".repeat(4_000).as_str(), &long]
    {
        let features = MODEL.reading.features(message);
        let ranking = MODEL.intents.rank(&features);
        assert_eq!(ranking.scored.len(), MODEL.intents.names().len());
        assert!((0.0..=1.0).contains(&ranking.in_scope), "{message}");
        for pair in ranking.scored.windows(2) {
            assert!(pair[0].margin >= pair[1].margin);
            assert!((0.0..=1.0).contains(&pair[0].confidence));
        }
        assert_eq!(
            features,
            MODEL.reading.features(message),
            "the same message, the same features"
        );
    }
}

#[test]
fn any_changed_byte_is_noticed() {
    for place in (0..FILE.len()).step_by(FILE.len() / 97) {
        let mut changed = FILE.to_vec();
        changed[place] ^= 0x20;
        assert!(Model::read(&changed).is_err(), "byte {place}");
    }
}

#[test]
fn a_model_cut_short_is_refused() {
    for length in (0..FILE.len()).step_by(FILE.len() / 97) {
        assert!(Model::read(&FILE[..length]).is_err(), "{length} bytes");
    }
    assert_eq!(Model::read(b"").err(), Some(ModelFault::Foreign));
    assert_eq!(Model::read(b"EDGWINT\x01").err(), Some(ModelFault::Truncated));
}

#[test]
fn bytes_with_a_right_checksum_and_wrong_sizes_are_refused() {
    let parts = &FILE[16..];
    // The places where sizes stand: hashing, then whatever comes at these distances.
    for place in (0..64).chain(16_384..16_640).chain((16_640..parts.len()).step_by(4_099)) {
        for byte in [0x00, 0x7f, 0xff] {
            let mut changed = parts.to_vec();
            changed[place] = byte;
            let mut writer = Writer::default();
            writer.bytes(&changed);
            // Refused or read: never a panic, not even when asked.
            if let Ok(model) = Model::read(&writer.into_file()) {
                let ranking = model.intents.rank(&model.reading.features("where is my order"));
                assert_eq!(ranking.scored.len(), model.intents.names().len());
            }
        }
    }
}

const CUSTOM: [(&str, [&str; 5]); 2] = [
    (
        "book_fitting",
        [
            "I want to book a bra fitting",
            "can I make an appointment in the store",
            "schedule a fitting for saturday",
            "do you do fittings",
            "reserve a slot with a stylist",
        ],
    ),
    (
        "repair",
        [
            "can you repair my watch",
            "my strap needs fixing",
            "do you replace batteries in watches",
            "I'd like my necklace mended",
            "how much is a repair",
        ],
    ),
];

#[test]
fn custom_skills_need_five_sentences_and_no_training() {
    let skills = FewShot::new(&MODEL.reading, CUSTOM);
    for (message, skill) in [
        ("could i book an appointment for a fitting", 0),
        ("the clasp of my watch needs a repair", 1),
    ] {
        let ranking = skills.rank(&MODEL.reading.features(message));
        assert_eq!(ranking.scored[0].intent, skill, "{message}");
        assert!(ranking.scored[0].confidence > ranking.scored[1].confidence);
    }
}

#[test]
fn no_custom_skills_and_empty_ones_are_fine() {
    let features = MODEL.reading.features("hello");
    let none: [(&str, [&str; 0]); 0] = [];
    assert!(FewShot::new(&MODEL.reading, none).rank(&features).scored.is_empty());
    let empty = FewShot::new(&MODEL.reading, [("a", ["", ""]), ("b", ["", ""])]);
    assert!(empty.rank(&features).scored.iter().all(|scored| scored.margin.is_finite()));
}
