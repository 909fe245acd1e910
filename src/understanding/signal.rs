//! How a customer sounds.

use super::{Tone, lexicon::Lexicon, normal::Token};

pub(super) fn tone(text: &str, words: &[Token], lexicon: &Lexicon) -> Tone {
    let mut weight: u32 = 0;
    for word in words {
        weight = weight.saturating_add(lexicon.anger(word));
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    if letters >= 12 && capitals.saturating_mul(10) > letters.saturating_mul(7) {
        weight = weight.saturating_add(2);
    }
    if text.contains("!!") {
        weight = weight.saturating_add(1);
    }
    match weight {
        0 => Tone::Calm,
        1 | 2 => Tone::Upset,
        _ => Tone::Furious,
    }
}
