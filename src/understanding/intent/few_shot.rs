//! The few-shot classifier: custom skills from about five sentences each, without training.
//!
//! A support vector machine over likenesses. Two messages are alike as far as their hashed features
//! and their vectors are; a bounded number of passes says how much each example counts for each
//! skill. That is done when a playbook is loaded, in milliseconds, and folded into one weight a
//! feature and skill: a message costs no more than with the trained classifier.

use std::collections::BTreeMap;

use super::{
    Calibration, Evidence, Features, Logistic, Ranking, Reading,
    number::{ONE, dot},
};

/// Examples of all skills together: a bound on the time to solve and to compare.
pub const EXAMPLES_MAX: usize = 512;

/// How much likeness of vectors counts against likeness of words. With few examples, meaning says
/// more than wording.
const VECTOR_SHARE: f32 = 4.0;

/// What keeps a single example from being learnt by heart: half of what an error costs, inverted.
const SLACK: f32 = 0.5;

/// Passes over the examples of all skills.
const PASSES: usize = 20;

/// Measured on skills with five examples each, on messages that were not among them.
const CALIBRATION: Calibration = Calibration {
    confidence: Logistic { bias: -2.0, slope: 3.0 },
    scope: Logistic { bias: -1.2, slope: 3.0 },
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
        let likenesses: Vec<Vec<f32>> = examples
            .iter()
            .map(|one| examples.iter().map(|other| likeness(one, other)).collect())
            .collect();
        let none = vec![0.0; names.len()];
        let dense = vec![none.clone(); reading.encoder.outputs()];
        let mut few_shot = Self { skills: names, bias: none, hashed: BTreeMap::new(), dense };
        let shares: Vec<Vec<f32>> = (0..few_shot.skills.len())
            .map(|skill| learn(&likenesses, owners.iter().map(|owner| *owner == skill)))
            .collect();
        for (place, example) in examples.iter().enumerate() {
            let shares = shares.iter().map(|shares| shares.get(place).copied().unwrap_or_default());
            few_shot.fold(example, &shares.collect::<Vec<_>>());
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

/// For each example of each skill, the skill of that other example which is most like it.
#[must_use]
pub fn nearest(reading: &Reading<'_>, skills: &[(&str, Vec<&str>)]) -> Vec<Vec<usize>> {
    let features: Vec<Vec<Features>> = skills
        .iter()
        .map(|(_, said)| said.iter().map(|text| reading.features(text)).collect())
        .collect();
    let nearest_to = |skill: usize, place: usize, own: &Features| {
        let mut best = (f32::MIN, skill);
        for (other, examples) in features.iter().enumerate() {
            for (at, example) in examples.iter().enumerate() {
                if (other, at) == (skill, place) {
                    continue;
                }
                let like = likeness(own, example);
                if like > best.0 {
                    best = (like, other);
                }
            }
        }
        best.1
    };
    features
        .iter()
        .enumerate()
        .map(|(skill, examples)| {
            examples.iter().enumerate().map(|(at, own)| nearest_to(skill, at, own)).collect()
        })
        .collect()
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

/// How much each example counts for a skill, below zero against it: dual coordinate descent.
fn learn(likenesses: &[Vec<f32>], own: impl Iterator<Item = bool> + Clone) -> Vec<f32> {
    let mut margins = vec![0.0_f32; likenesses.len()];
    let mut duals = margins.clone();
    for _ in 0..PASSES {
        for (place, (own, row)) in own.clone().zip(likenesses).enumerate() {
            let sign = if own { 1.0 } else { -1.0 };
            let at = |values: &[f32]| values.get(place).copied().unwrap_or_default();
            let dual = at(&duals);
            let slope = sign * at(&margins) - 1.0 + SLACK * dual;
            let next = (dual - slope / (at(row) + SLACK)).max(0.0);
            add(&mut margins, row, sign * (next - dual));
            if let Some(dual) = duals.get_mut(place) {
                *dual = next;
            }
        }
    }
    let signed = own.zip(duals).map(|(own, dual)| if own { dual } else { -dual });
    signed.collect()
}
