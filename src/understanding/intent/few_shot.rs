//! The few-shot classifier: custom skills from about five sentences each, without training.
//!
//! Kernel ridge regression in closed form. Two messages are alike as far as their hashed features
//! and their vectors are; one small system of equations says how much each example counts for each
//! skill. It is solved when a playbook is loaded, and folded into one weight a feature and skill: a
//! message costs no more than with the trained classifier.

use std::collections::BTreeMap;

use super::{
    Calibration, Evidence, Features, Logistic, Ranking, Reading,
    number::{ONE, dot},
};

/// Examples of all skills together: a bound on the time to solve and to compare.
pub const EXAMPLES_MAX: usize = 512;

/// How much likeness of vectors counts against likeness of words. With few examples, meaning says
/// more than wording.
const VECTOR_SHARE: f32 = 5.0;

/// What keeps a single example from being learnt by heart.
const RIDGE: f32 = 4.0;

/// Measured on skills with five examples each, on messages that were not among them.
const CALIBRATION: Calibration = Calibration {
    confidence: Logistic { bias: -2.0, slope: 4.5 },
    scope: Logistic { bias: -1.0, slope: 4.5 },
};

/// Skills that were added with examples.
#[derive(Clone, Debug)]
pub struct FewShot {
    skills: Vec<String>,
    bias: Vec<f32>,
    /// Weights of each skill, by place of the hashing.
    hashed: BTreeMap<u32, Vec<f32>>,
    /// Weights of each skill, by output of the encoder.
    dense: Vec<Vec<f32>>,
}

impl FewShot {
    /// Takes skills, each a name with its examples. Examples past [`EXAMPLES_MAX`] are left out.
    #[must_use]
    pub fn new<'s, I, E>(reading: &Reading<'_>, skills: I) -> Self
    where
        I: IntoIterator<Item = (&'s str, E)>,
        E: IntoIterator<Item = &'s str>,
    {
        let mut names = Vec::new();
        let mut owners = Vec::new();
        let mut examples = Vec::new();
        for (number, (name, sentences)) in skills.into_iter().enumerate() {
            names.push(name.to_owned());
            for sentence in sentences.into_iter().take(EXAMPLES_MAX.saturating_sub(examples.len()))
            {
                examples.push(reading.features(sentence));
                owners.push(number);
            }
        }
        let goals = owners.iter().map(|owner| {
            (0..names.len()).map(|skill| if skill == *owner { 1.0 } else { -1.0 }).collect()
        });
        let shares = solve(likenesses(&examples), goals.collect());
        let none = vec![0.0; names.len()];
        let dense = vec![none.clone(); reading.encoder.outputs()];
        let mut few_shot = Self { skills: names, bias: none, hashed: BTreeMap::new(), dense };
        for (example, shares) in examples.iter().zip(&shares) {
            few_shot.fold(example, shares);
        }
        few_shot
    }

    /// Adds an example to the weights, as much as it counts for each skill.
    fn fold(&mut self, example: &Features, shares: &[f32]) {
        add(&mut self.bias, shares, 1.0);
        for feature in &example.hashed {
            let row = self.hashed.entry(feature.bucket);
            let row = row.or_insert_with(|| vec![0.0; shares.len()]);
            add(row, shares, f32::from(feature.value) / ONE);
        }
        for (row, value) in self.dense.iter_mut().zip(&example.vector) {
            add(row, shares, value * VECTOR_SHARE);
        }
    }

    /// Names of the skills, by their numbers.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.skills
    }

    /// All skills, the likeliest first.
    #[must_use]
    pub fn rank(&self, features: &Features) -> Ranking {
        Ranking::new(&self.evidence(features), &CALIBRATION)
    }

    /// What speaks for every skill.
    #[must_use]
    pub fn evidence(&self, features: &Features) -> Evidence {
        let mut margins = self.bias.clone();
        let (mut known, mut all) = (0.0_f32, 0.0_f32);
        for feature in &features.hashed {
            let value = f32::from(feature.value) / ONE;
            all += value * value;
            if let Some(row) = self.hashed.get(&feature.bucket) {
                known += value * value;
                add(&mut margins, row, value);
            }
        }
        for (row, value) in self.dense.iter().zip(&features.vector) {
            add(&mut margins, row, *value);
        }
        Evidence { margins, known: if all > 0.0 { known / all } else { 0.0 } }
    }
}

fn add(sums: &mut [f32], row: &[f32], factor: f32) {
    sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value * factor);
}

/// One for any two messages, one more for the same wording, the rest for the same meaning.
fn likeness(left: &Features, right: &Features) -> f32 {
    1.0 + wording(left, right) + VECTOR_SHARE * dot(&left.vector, &right.vector)
}

/// The product of hashed features, which stand in the order of their places.
fn wording(left: &Features, right: &Features) -> f32 {
    let mut sum = 0.0;
    let mut rest = right.hashed.iter().peekable();
    for feature in &left.hashed {
        while rest.next_if(|other| other.bucket < feature.bucket).is_some() {}
        if let Some(other) = rest.next_if(|other| other.bucket == feature.bucket) {
            sum += f32::from(feature.value) / ONE * (f32::from(other.value) / ONE);
        }
    }
    sum
}

/// The lower triangle of likenesses, row by row, with the ridge on the diagonal.
fn likenesses(examples: &[Features]) -> Vec<Vec<f32>> {
    let row = |(place, example)| {
        let others = examples.iter().take(place);
        let mut row: Vec<f32> = others.map(|other| likeness(example, other)).collect();
        row.push(likeness(example, example) + RIDGE);
        row
    };
    examples.iter().enumerate().map(row).collect()
}

/// Solves a positive definite system for several right sides, by Cholesky's decomposition.
fn solve(mut lower: Vec<Vec<f32>>, mut sides: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let at = |row: &[f32], place: usize| row.get(place).copied().unwrap_or_default();
    for place in 0..lower.len() {
        let (done, rest) = lower.split_at_mut(place);
        let Some(row) = rest.first_mut() else { break };
        for (column, other) in done.iter().enumerate() {
            let (before, from) = row.split_at_mut(column);
            if let Some(value) = from.first_mut() {
                *value = (*value - dot(before, other)) / at(other, column);
            }
        }
        if let Some((diagonal, before)) = row.split_last_mut() {
            // INVARIANT: the ridge keeps this above zero, whatever rounding took away.
            *diagonal = (*diagonal - dot(before, before)).max(RIDGE / 2.0).sqrt();
        }
    }
    for place in 0..lower.len() {
        let Some(row) = lower.get(place) else { break };
        let (done, rest) = sides.split_at_mut(place);
        let Some(side) = rest.first_mut() else { break };
        for (other, factor) in done.iter().zip(row) {
            side.iter_mut().zip(other).for_each(|(value, other)| *value -= factor * other);
        }
        let diagonal = at(row, place);
        side.iter_mut().for_each(|value| *value /= diagonal);
    }
    for place in (0..lower.len()).rev() {
        let Some(row) = lower.get(place) else { break };
        let (before, rest) = sides.split_at_mut(place);
        let Some(side) = rest.first_mut() else { break };
        let diagonal = at(row, place);
        side.iter_mut().for_each(|value| *value /= diagonal);
        for (other, factor) in before.iter_mut().zip(row) {
            other.iter_mut().zip(&*side).for_each(|(value, solved)| *value -= factor * solved);
        }
    }
    sides
}
