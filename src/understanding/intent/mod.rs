//! Intents: what a message tries to achieve, learnt from examples.
//!
//! A message becomes [`Features`] (hashed words and letter groups, and the vector of a small
//! sentence encoder). A [`Linear`] classifier ranks the intents it was trained on; a [`FewShot`]
//! classifier ranks those that a playbook adds with a handful of sentences and no training. Both
//! say how sure they are in probabilities that were fitted on messages they had not seen.
//!
//! Everything is a pure function of the message and the model file, with the same bits natively and
//! in WebAssembly. Time is bounded for any message, and no bytes can make reading a model panic.

mod encoder;
mod few_shot;
mod file;
mod hashing;
mod linear;
mod normal;
mod number;
#[cfg(test)]
mod tests;

pub use encoder::{Encoder, WIDTH};
pub use few_shot::{EXAMPLES_MAX, FewShot, nearest};
pub use file::{ModelFault, Writer, round};
pub use hashing::{Feature, Hashing, weight_byte};
pub use linear::{Calibration, Evidence, Linear, Logistic, Scale};
pub use number::logistic;

use std::sync::LazyLock;

use file::Reader;
use number::fixed;

/// What a message looks like to a classifier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    /// Hashed words and letter groups, by place.
    pub hashed: Vec<Feature>,
    /// The encoder's vector, of length one.
    pub vector: Vec<f32>,
    /// The same in fixed point.
    pub fixed: Vec<i16>,
}

/// Turns messages into features.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// Where words and letter groups go.
    pub hashing: Hashing<'a>,
    /// What meaning is.
    pub encoder: Encoder<'a>,
}

/// A whole model file.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    /// How messages are looked at.
    pub reading: Reading<'a>,
    /// The assistant's own intents.
    pub intents: Linear<'a>,
}

/// Intents of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// All intents, the likeliest first.
    pub scored: Vec<Scored>,
    /// How likely it is that the message means any of them, from 0 to 1.
    pub in_scope: f32,
}

/// One intent of a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Its number.
    pub intent: usize,
    /// How far it is on the side of "yes".
    pub margin: f32,
    /// How likely it is meant, from 0 to 1.
    pub confidence: f32,
}

impl<'a> Model<'a> {
    /// The shipped English model; nothing if its bytes are damaged, which a test rules out.
    #[must_use]
    pub fn english() -> Option<&'static Model<'static>> {
        static ENGLISH: LazyLock<Option<Model<'static>>> =
            LazyLock::new(|| Model::read(include_bytes!("../model/en.bin")).ok());
        ENGLISH.as_ref()
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// [`ModelFault`] says what is wrong with the bytes.
    pub fn read(file: &'a [u8]) -> Result<Self, ModelFault> {
        let mut reader = Reader::open(file)?;
        let reading = Reading::read(&mut reader)?;
        let intents = Linear::read(&mut reader)?;
        if !reader.is_empty() {
            return Err(ModelFault::Malformed("end"));
        }
        Ok(Self { reading, intents })
    }

    /// The part of a model file that knows no intent, for a file with other intents.
    ///
    /// # Errors
    ///
    /// [`ModelFault`] says what is wrong with the bytes.
    pub fn base(file: &'a [u8]) -> Result<&'a [u8], ModelFault> {
        let mut reader = Reader::open(file)?;
        let whole = reader.rest();
        Reading::read(&mut reader)?;
        Ok(whole.strip_suffix(reader.rest()).unwrap_or_default())
    }
}

/// The vector of a text in fixed point, for comparing texts; nothing if the shipped model is damaged.
#[must_use]
pub fn vector(text: &str) -> Option<Vec<i16>> {
    Some(Model::english()?.reading.features(text).fixed)
}

impl Ranking {
    /// Ranks what there is evidence for. Of two equals, the one of the lower number stands first.
    #[must_use]
    pub fn new(evidence: &Evidence, calibration: &Calibration) -> Self {
        let scored = evidence.margins.iter().enumerate().map(|(intent, margin)| Scored {
            intent,
            margin: *margin,
            confidence: calibration.confidence.probability(evidence.of(*margin)),
        });
        let mut scored: Vec<Scored> = scored.collect();
        scored.sort_by(|left, right| right.margin.total_cmp(&left.margin));
        let best = scored.first().map(|best| evidence.of(best.margin));
        let in_scope = best.map_or(0.0, |best| calibration.scope.probability(best));
        Self { scored, in_scope }
    }
}

impl<'a> Reading<'a> {
    /// Reads hashing and encoder from parts without a head.
    ///
    /// # Errors
    ///
    /// [`ModelFault`] says what is wrong with the bytes.
    pub fn from_parts(parts: &'a [u8]) -> Result<Self, ModelFault> {
        Self::read(&mut Reader::of(parts))
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, ModelFault> {
        Ok(Self { hashing: Hashing::read(reader)?, encoder: Encoder::read(reader)? })
    }

    /// What a message looks like.
    #[must_use]
    pub fn features(&self, message: &str) -> Features {
        let words = normal::normal_words(message);
        let vector = self.encoder.encode(&words);
        let fixed = vector.iter().copied().map(fixed).collect();
        Features { hashed: self.hashing.features(&words), vector, fixed }
    }

    /// The places of a message's hashed features, as often as they occur, for counting.
    #[must_use]
    pub fn buckets(&self, message: &str) -> Vec<u32> {
        self.hashing.hashed(&normal::normal_words(message))
    }

    /// The numbers of a message's word pieces, for training the encoder.
    #[must_use]
    pub fn pieces(&self, message: &str) -> Vec<usize> {
        self.encoder.pieces(&normal::normal_words(message))
    }
}
