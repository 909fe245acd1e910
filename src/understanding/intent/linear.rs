//! The linear classifier: one row of byte weights an intent, and what its evidence is worth.
//!
//! Every intent was trained against all others. A margin above zero says "this one"; several may.
//! Sums run over whole numbers, so their order does not matter and every processor agrees.

use super::{
    Features, ModelFault, Ranking,
    file::{Reader, Writer},
    number::{ONE, logistic},
};

/// Weights of all intents.
#[derive(Clone, Debug)]
pub struct Linear<'a> {
    names: Vec<&'a str>,
    scales: Vec<Scale>,
    calibration: Calibration,
    /// One row a place of the hashing, one byte an intent.
    hashed: &'a [u8],
    /// One row an output of the encoder, one byte an intent.
    dense: &'a [u8],
}

/// What makes an intent's whole-number sums real.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scale {
    /// Of the hashed features.
    pub hashed: f32,
    /// Of the encoder's vector.
    pub dense: f32,
    /// What is added to every margin.
    pub bias: f32,
}

/// How evidence becomes probability, as fitted on messages that the weights were not trained on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calibration {
    /// That an intent is meant.
    pub confidence: Logistic,
    /// That the message is in scope at all.
    pub scope: Logistic,
}

/// A logistic function of the evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Logistic {
    /// What is added.
    pub bias: f32,
    /// How much the evidence counts.
    pub slope: f32,
}

/// What a classifier sees of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// How far each intent is on the side of "yes", by its number.
    pub margins: Vec<f32>,
    /// Which share of the message's features speaks for any intent, from 0 to 1: a message of
    /// strange words is less likely to mean anything that we know.
    pub known: f32,
}

impl Evidence {
    /// The evidence for an intent. Margin and share count alike: of the mixtures tried, this one
    /// ranked strange messages lowest on all the sets of real customers.
    #[must_use]
    pub fn of(&self, margin: f32) -> f32 {
        margin + self.known
    }
}

impl Logistic {
    /// The probability, from 0 to 1.
    #[must_use]
    pub fn probability(&self, evidence: f32) -> f32 {
        logistic(self.bias + self.slope * evidence)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ModelFault> {
        Ok(Self { bias: reader.real()?, slope: reader.real()? })
    }

    fn write(&self, writer: &mut Writer) {
        [self.bias, self.slope].into_iter().for_each(|value| writer.real(value));
    }
}

impl<'a> Linear<'a> {
    /// Reads what [`Linear::write`] wrote.
    ///
    /// # Errors
    ///
    /// The bytes end early, or sizes do not fit.
    pub fn from_parts(parts: &'a [u8]) -> Result<Self, ModelFault> {
        Self::read(&mut Reader::of(parts))
    }

    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, ModelFault> {
        let count = reader.length()?;
        let names = (0..count).map(|_| reader.text()).collect::<Result<Vec<_>, _>>()?;
        let scale = |reader: &mut Reader<'a>| -> Result<Scale, ModelFault> {
            Ok(Scale { hashed: reader.real()?, dense: reader.real()?, bias: reader.real()? })
        };
        let scales = (0..count).map(|_| scale(reader)).collect::<Result<Vec<_>, _>>()?;
        let calibration =
            Calibration { confidence: Logistic::read(reader)?, scope: Logistic::read(reader)? };
        let buckets = reader.length()?;
        let outputs = reader.length()?;
        let hashed = reader.table(buckets, count)?;
        let dense = reader.table(outputs, count)?;
        Ok(Self { names, scales, calibration, hashed, dense })
    }

    /// Writes a classifier: names with their scales, calibration, then the rows of both tables.
    pub fn write(
        writer: &mut Writer,
        intents: &[(&str, Scale)],
        calibration: &Calibration,
        hashed: &[i8],
        dense: &[i8],
    ) {
        writer.length(intents.len());
        intents.iter().for_each(|(name, _)| writer.text(name));
        for (_, scale) in intents {
            [scale.hashed, scale.dense, scale.bias].into_iter().for_each(|real| writer.real(real));
        }
        calibration.confidence.write(writer);
        calibration.scope.write(writer);
        for table in [hashed, dense] {
            writer.length(table.len().checked_div(intents.len()).unwrap_or_default());
        }
        for weight in hashed.iter().chain(dense) {
            writer.bytes(&[weight.cast_unsigned()]);
        }
    }

    /// Names of the intents, by their numbers.
    #[must_use]
    pub fn names(&self) -> &[&'a str] {
        &self.names
    }

    /// All intents, the likeliest first.
    #[must_use]
    pub fn rank(&self, features: &Features) -> Ranking {
        Ranking::new(&self.evidence(features), &self.calibration)
    }

    /// What speaks for every intent.
    #[must_use]
    pub fn evidence(&self, features: &Features) -> Evidence {
        let count = self.names.len();
        let mut hashed = vec![0_i32; count];
        let (mut known, mut all) = (0.0_f32, 0.0_f32);
        for feature in &features.hashed {
            let start = usize::try_from(feature.bucket).unwrap_or(usize::MAX).saturating_mul(count);
            let row = self.hashed.get(start..start.saturating_add(count)).unwrap_or_default();
            let square = f32::from(feature.value) * f32::from(feature.value);
            all += square;
            if row.iter().any(|weight| weight.cast_signed() > 0) {
                known += square;
            }
            add(&mut hashed, row, feature.value);
        }
        let mut dense = vec![0_i32; count];
        for (row, value) in self.dense.chunks_exact(count.max(1)).zip(&features.fixed) {
            add(&mut dense, row, *value);
        }
        let margin = |((hashed, dense), scale): ((i32, i32), &Scale)| {
            scale.bias + (real(hashed) * scale.hashed + real(dense) * scale.dense) / ONE
        };
        let margins = hashed.into_iter().zip(dense).zip(&self.scales).map(margin).collect();
        Evidence { margins, known: if all > 0.0 { known / all } else { 0.0 } }
    }
}

fn add(sums: &mut [i32], row: &[u8], value: i16) {
    let value = i32::from(value);
    for (sum, weight) in sums.iter_mut().zip(row) {
        let product = i32::from(weight.cast_signed()).wrapping_mul(value);
        *sum = sum.wrapping_add(product);
    }
}

fn real(sum: i32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "rounds alike everywhere")]
    let real = sum as f32;
    real
}
