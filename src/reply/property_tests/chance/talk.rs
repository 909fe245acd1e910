//! What is said to what is no wish, drawn at random.

use serde_json::{Value, json};

use super::Chance;

impl Chance {
    pub(super) fn talk(&mut self) -> Value {
        let (one, other) = (self.below(2) == 0, self.below(2) == 0);
        let of = ["abuse", "compliment", "emergency", "how_are_you", "joke", "legal", "listening"];
        let more = [
            "nothing_done",
            "out_of_scope",
            "repeated",
            "too_long",
            "unmoved",
            "upset",
            "which_shop",
        ];
        let kind =
            self.of(&[of.as_slice(), more.as_slice(), &["which_shop", "who_made_you"]].concat());
        json!({
            "talk": kind, "boundary": one, "offers_person": other, "crisis": one,
            "words": self.maybe(Self::text), "text": self.text(),
        })
    }
}
