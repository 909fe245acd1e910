//! Hashed words and letter groups: the features that carry most of the meaning.
//!
//! A feature is a word, two words that follow each other, or three to five letters within a word and
//! its borders. Its hash names one of [`Hashing::buckets`] numbered places. How much a place counts
//! was measured on support messages: what stands in every message says little.

use super::{ModelFault, file::Reader, number};
use crate::base::hash::Hash;

/// Letters of the shortest and the longest group.
const GROUP_MIN: usize = 3;
const GROUP_MAX: usize = 5;

/// How far the weight of a place goes: 255 stands for this.
const WEIGHT_MAX: f32 = 8.0;

/// The numbered places and their weights.
#[derive(Clone, Copy, Debug)]
pub struct Hashing<'a> {
    weights: &'a [u8],
}

/// One feature of a message: its place, and how strong it is in fixed point.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Feature {
    /// Which place.
    pub bucket: u32,
    /// How strong.
    pub value: i16,
}

impl<'a> Hashing<'a> {
    /// Places by their weights, of which 255 is the greatest.
    ///
    /// # Errors
    ///
    /// The number of places is no power of two, or too large.
    pub fn new(weights: &'a [u8]) -> Result<Self, ModelFault> {
        if !weights.len().is_power_of_two() || weights.len() > 1 << 20 {
            return Err(ModelFault::Malformed("hashing"));
        }
        Ok(Self { weights })
    }

    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, ModelFault> {
        let buckets = reader.length()?;
        Self::new(reader.bytes(buckets)?)
    }

    /// How many places there are.
    #[must_use]
    pub const fn buckets(&self) -> usize {
        self.weights.len()
    }

    /// The features of words, in the order of their places, together of length one.
    pub(super) fn features(&self, words: &[String]) -> Vec<Feature> {
        let mut buckets = self.hashed(words);
        buckets.sort_unstable();
        let mut strengths: Vec<(u32, f32)> = Vec::with_capacity(buckets.len());
        for same in buckets.chunk_by(|left, right| left == right) {
            if let Some(bucket) = same.first() {
                strengths.push((*bucket, self.strength(*bucket, same.len())));
            }
        }
        let square: f32 = strengths.iter().map(|(_, strength)| strength * strength).sum();
        let factor = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
        strengths
            .into_iter()
            .map(|(bucket, strength)| Feature { bucket, value: number::fixed(strength * factor) })
            .collect()
    }

    /// The place of every feature, as often as it occurs.
    pub(super) fn hashed(&self, words: &[String]) -> Vec<u32> {
        let mut buckets = Vec::with_capacity(words.len().saturating_mul(16));
        let mut before = begun(b'^');
        for word in words {
            let mut single = begun(b'w');
            word.bytes().for_each(|byte| single.add(byte));
            buckets.push(self.place(single));
            before.add(b' ');
            word.bytes().for_each(|byte| before.add(byte));
            buckets.push(self.place(before));
            before = single;
            self.groups(word, &mut buckets);
        }
        buckets
    }

    fn groups(&self, word: &str, buckets: &mut Vec<u32>) {
        let letters: Vec<char> =
            std::iter::once('<').chain(word.chars()).chain(std::iter::once('>')).collect();
        for start in 0..letters.len() {
            let mut hash = begun(b'c');
            let tail = letters.iter().skip(start).take(GROUP_MAX);
            for (index, letter) in tail.enumerate() {
                add_letter(&mut hash, *letter);
                if index.saturating_add(1) >= GROUP_MIN {
                    buckets.push(self.place(hash));
                }
            }
        }
    }

    fn place(&self, hash: Hash) -> u32 {
        let mask = u32::try_from(self.weights.len()).unwrap_or(u32::MAX).wrapping_sub(1);
        hash.finish() & mask
    }

    /// More occurrences count more, but ever less so.
    fn strength(&self, bucket: u32, count: usize) -> f32 {
        let weight = usize::try_from(bucket).ok().and_then(|place| self.weights.get(place));
        let weight = f32::from(weight.copied().unwrap_or_default()) * (WEIGHT_MAX / 255.0);
        let count = f32::from(u16::try_from(count).unwrap_or(u16::MAX));
        weight * count.sqrt()
    }
}

/// The weight of a place as the model file holds it.
#[must_use]
pub fn weight_byte(weight: f32) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, and that is meant"
    )]
    let byte = (weight * (255.0 / WEIGHT_MAX) + 0.5) as u8;
    byte
}

/// The hash of a kind of feature, before its letters.
fn begun(kind: u8) -> Hash {
    let mut hash = Hash::new();
    hash.add(kind);
    hash
}

fn add_letter(hash: &mut Hash, letter: char) {
    let mut utf8 = [0; 4];
    letter.encode_utf8(&mut utf8).bytes().for_each(|byte| hash.add(byte));
}
