//! A labelled set as the learner takes it, and what is learnt of it: one recipe for every set.
//!
//! The recipe's free numbers are chosen by cross-validation on the set itself; the calibration is
//! fitted on margins of messages that were not learnt from.

use std::collections::BTreeSet;

use edgewise::understanding::intent::{
    Calibration, Evidence, Features, Linear, Logistic, ModelFault, Reading,
};

use crate::{classifier, example::Example, machine::Recipe, metric::Count, noise, random::Random};

/// One word in so many is spoilt in the copy that is learnt beside every message.
const SPOILT: usize = 4;

/// Messages that the choice of the recipe looks at: enough to tell recipes apart.
const CHOSEN_ON_MAX: usize = 3_000;

/// Shares of the encoder's vector that are tried, in ascending order.
const DENSE: [f32; 3] = [0.6, 1.0, 1.6];

/// What an error on a label's own messages costs more where a message may have several labels:
/// labels are rare there, and leaving one out is the common error.
const OWN_LISTED: f32 = 3.0;

/// What an error costs, and how often every message is looked at: of little consequence within a
/// factor of three, so they are fixed.
const COST: f32 = 1.0;
const PASSES: usize = 30;

/// The share of messages that are taken to be out of scope where the set has examples of such.
const OUT_OF_SCOPE_SHARE: f64 = 0.1;

/// The share of messages in scope that may be taken for out of scope, where the set has none.
const REFUSED: f64 = 0.1;

/// A message with its features, the same spoilt, and its labels by number. Out of scope has none.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) features: Features,
    spoilt: Features,
    pub(crate) labels: Vec<usize>,
}

/// A labelled set.
#[derive(Debug)]
pub(crate) struct Set<'m> {
    reading: &'m Reading<'m>,
    pub(crate) names: Vec<String>,
    pub(crate) items: Vec<Item>,
    /// Whether a message may have several labels or none.
    pub(crate) listed: bool,
    /// Whether the set has messages that are out of scope.
    shows_oos: bool,
    /// Messages of no shop at all, learnt as meaning nothing where the set shows no such messages.
    strangers: Vec<Item>,
}

/// What was learnt: the parts of a classifier, and from which evidence on a label is given.
#[derive(Debug)]
pub(crate) struct Learnt {
    pub(crate) parts: Vec<u8>,
    pub(crate) recipe: Recipe,
    /// The least evidence of a message in scope, or of a label where there may be several.
    pub(crate) least: f32,
    /// Whether the set shows what is out of scope, so that refusing can be judged.
    pub(crate) refuses: bool,
    /// The share of messages whose best label was right when they were not learnt from.
    pub(crate) accuracy: f64,
}

impl<'m> Set<'m> {
    pub(crate) fn new(reading: &'m Reading<'m>, examples: &[Example], oos: Option<&str>) -> Self {
        let labels = examples.iter().flat_map(|example| &example.labels);
        let names: BTreeSet<&String> = labels.filter(|label| Some(label.as_str()) != oos).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let listed = examples.iter().any(|example| example.listed);
        let (items, strangers) = (Vec::new(), Vec::new());
        let mut set = Self { reading, names, items, listed, shows_oos: false, strangers };
        set.items = set.items_of(examples);
        set.shows_oos = !listed && set.items.iter().any(|item| item.labels.is_empty());
        set
    }

    /// Learns `strangers` too, as meaning nothing: a set of a few hundred wishes does not show what
    /// else people say, and without it letters alone make anything resemble something. Not where
    /// the set shows that itself, and none that the set takes for one of its own (another shop's
    /// weather is this one's business), and no more than there are messages.
    pub(crate) fn meet(&mut self, strangers: &[Example]) -> Result<(), ModelFault> {
        if self.shows_oos || self.listed {
            return Ok(());
        }
        let every: Vec<usize> = (0..self.items.len()).collect();
        let parts = self.train(&every, &recipe(DENSE[0], false), &Calibration::default());
        let linear = Linear::from_parts(&parts)?;
        let mut strange = self.items_of(strangers);
        strange.retain(|item| {
            best(&linear.evidence(&item.features)).is_some_and(|(_, margin)| margin < 0.0)
        });
        strange.iter_mut().for_each(|item| item.labels.clear());
        Random::new(11).shuffle(&mut strange);
        strange.truncate(self.items.len());
        self.strangers = strange;
        Ok(())
    }

    /// Examples as items of this set; labels that it does not know are left out.
    pub(crate) fn items_of(&self, examples: &[Example]) -> Vec<Item> {
        let mut random = Random::new(7);
        let item = |example: &Example| Item {
            features: self.reading.features(&example.text),
            spoilt: self.reading.features(&noise::spoil(&example.text, SPOILT, &mut random)),
            labels: self.numbers(&example.labels),
        };
        examples.iter().map(item).collect()
    }

    fn numbers(&self, labels: &[String]) -> Vec<usize> {
        labels.iter().filter_map(|label| self.names.binary_search(label).ok()).collect()
    }

    /// Learns the set. `held` are further messages that only the threshold is chosen on.
    pub(crate) fn learn(&self, held: &[Item]) -> Result<Learnt, ModelFault> {
        let recipe = self.choose()?;
        let every: Vec<usize> = (0..self.items.len()).collect();
        let judged = self.out_of_fold(&every, &recipe)?;
        let mut calibration = self.calibration(&judged);
        let within: Vec<_> =
            judged.iter().filter(|(_, labels)| !labels.is_empty()).cloned().collect();
        let accuracy = accuracy(&within);
        let parts = self.train(&every, &recipe, &calibration);
        let linear = Linear::from_parts(&parts)?;
        let held: Vec<(Evidence, &[usize])> = held
            .iter()
            .map(|item| (linear.evidence(&item.features), item.labels.as_slice()))
            .collect();
        let held_oos = !self.listed && held.iter().any(|(_, labels)| labels.is_empty());
        let refuses = self.shows_oos || held_oos;
        let judged = if held_oos { held } else { judged };
        let least = if self.listed { least_label(&judged) } else { least_scope(&judged) };
        calibration.scope =
            Logistic { bias: -least * calibration.confidence.slope, ..calibration.confidence };
        let parts = self.train(&every, &recipe, &calibration);
        Ok(Learnt { parts, recipe, least, refuses, accuracy })
    }

    /// The smallest share of the encoder's vector that does as well as the best, but for chance.
    /// Hashed features tell strange messages from known ones, so they get the benefit of the doubt.
    fn choose(&self) -> Result<Recipe, ModelFault> {
        let mut some: Vec<usize> = (0..self.items.len()).collect();
        Random::new(3).shuffle(&mut some);
        some.truncate(CHOSEN_ON_MAX);
        let recipe = |dense| recipe(dense, self.listed);
        let mut merits = Vec::new();
        for dense in DENSE {
            let judged = self.out_of_fold(&some, &recipe(dense))?;
            let merit = if self.listed { count(&judged, 0.0).f1() } else { accuracy(&judged) };
            merits.push((dense, merit));
        }
        let best = merits.iter().map(|(_, merit)| *merit).fold(0.0, f64::max);
        let chance = (best * (1.0 - best) / some.len().max(1) as f64).sqrt();
        let dense = merits.iter().find(|(_, merit)| *merit >= best - chance);
        Ok(recipe(dense.map_or(DENSE[0], |(dense, _)| *dense)))
    }

    /// The evidence on every message from classifiers that did not learn from it.
    fn out_of_fold(
        &self,
        places: &[usize],
        recipe: &Recipe,
    ) -> Result<Vec<(Evidence, &[usize])>, ModelFault> {
        let folds = if places.len() > CHOSEN_ON_MAX { 3 } else { 5 };
        let mut mixed = places.to_vec();
        Random::new(5).shuffle(&mut mixed);
        let mut judged = Vec::with_capacity(mixed.len());
        for fold in 0..folds {
            let (out, learnt): (Vec<_>, Vec<_>) =
                mixed.iter().enumerate().partition(|(place, _)| place % folds == fold);
            let learnt: Vec<usize> = learnt.into_iter().map(|(_, place)| *place).collect();
            let parts = self.train(&learnt, recipe, &Calibration::default());
            let linear = Linear::from_parts(&parts)?;
            judged.extend(out.into_iter().map(|(_, place)| {
                let item = &self.items[*place];
                (linear.evidence(&item.features), item.labels.as_slice())
            }));
        }
        Ok(judged)
    }

    fn train(&self, places: &[usize], recipe: &Recipe, calibration: &Calibration) -> Vec<u8> {
        let items = places.iter().map(|place| &self.items[*place]).chain(&self.strangers);
        let learnable: Vec<(&Features, &[usize])> = items
            .flat_map(|item| {
                [&item.features, &item.spoilt].map(|features| (features, &*item.labels))
            })
            .collect();
        let buckets = self.reading.hashing.buckets();
        classifier::train(&learnable, &self.names, buckets, recipe, calibration)
    }

    /// Platt's scaling: of the best label where there is one, of every label near the border where
    /// there may be several.
    fn calibration(&self, judged: &[(Evidence, &[usize])]) -> Calibration {
        let mut outcomes: Vec<(f32, bool)> = Vec::new();
        for (evidence, labels) in judged {
            if self.listed {
                outcomes.extend(
                    evidence
                        .margins
                        .iter()
                        .enumerate()
                        .map(|(label, margin)| (evidence.of(*margin), labels.contains(&label))),
                );
            } else if let (Some((label, margin)), false) = (best(evidence), labels.is_empty()) {
                outcomes.push((evidence.of(margin), labels.contains(&label)));
            }
        }
        Calibration { confidence: fit(&outcomes), scope: Logistic::default() }
    }
}

fn recipe(dense: f32, listed: bool) -> Recipe {
    Recipe { cost: COST, dense, own: if listed { OWN_LISTED } else { 1.0 }, passes: PASSES }
}

/// The label with the greatest margin.
pub(crate) fn best(evidence: &Evidence) -> Option<(usize, f32)> {
    let margins = evidence.margins.iter().copied().enumerate();
    margins.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn accuracy(judged: &[(Evidence, &[usize])]) -> f64 {
    let right = judged.iter().filter(|(evidence, labels)| {
        best(evidence).is_some_and(|(label, _)| labels.contains(&label))
    });
    right.count() as f64 / judged.len().max(1) as f64
}

/// Hits and errors if every label with a margin above `least` is given.
fn count(judged: &[(Evidence, &[usize])], least: f32) -> Count {
    let mut count = Count::default();
    for (evidence, labels) in judged {
        for (label, margin) in evidence.margins.iter().enumerate() {
            match (evidence.of(*margin) > least + 1.0, labels.contains(&label)) {
                (true, true) => count.hits += 1,
                (true, false) => count.alarms += 1,
                (false, true) => count.misses += 1,
                (false, false) => {}
            }
        }
    }
    count
}

/// The evidence from which on giving a label pays, by the F1 of all labels together.
fn least_label(judged: &[(Evidence, &[usize])]) -> f32 {
    let steps = (-8..=8).map(|step| f32::from(i8::try_from(step).unwrap_or_default()) * 0.05);
    let merits = steps.map(|least| (count(judged, least).f1(), least));
    merits
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map_or(1.0, |best| best.1 + 1.0)
}

/// The evidence from which on a message is in scope.
fn least_scope(judged: &[(Evidence, &[usize])]) -> f32 {
    let mut sorted: Vec<(f32, bool, bool)> = judged
        .iter()
        .filter_map(|(evidence, labels)| {
            let (label, margin) = best(evidence)?;
            Some((evidence.of(margin), labels.is_empty(), labels.contains(&label)))
        })
        .collect();
    sorted.sort_by(|left, right| left.0.total_cmp(&right.0));
    let without = sorted.iter().filter(|(_, out, _)| *out).count();
    let within = sorted.len() - without;
    if without == 0 {
        return sorted.get((within as f64 * REFUSED) as usize).map_or(0.0, |(score, ..)| *score);
    }
    let gain = OUT_OF_SCOPE_SHARE / without as f64;
    let loss = (1.0 - OUT_OF_SCOPE_SHARE) / within.max(1) as f64;
    let (mut merit, mut best) = (0.0, (0.0, f32::MIN));
    for (score, out, right) in sorted {
        if out {
            merit += gain;
        } else if right {
            merit -= loss;
        }
        if merit > best.0 {
            best = (merit, score);
        }
    }
    best.1
}

/// A logistic function by Newton's method, with one made-up outcome of either kind against excess.
fn fit(outcomes: &[(f32, bool)]) -> Logistic {
    let (mut bias, mut slope) = (0.0_f64, 1.0_f64);
    for _ in 0..50 {
        let (mut by_bias, mut by_slope) = (0.0, 0.01 * (slope - 3.0));
        let (mut curve, mut cross, mut curve_slope) = (1e-6, 0.0, 0.01);
        for (evidence, right) in outcomes {
            let evidence = f64::from(*evidence);
            let chance = 1.0 / (1.0 + (-(bias + slope * evidence)).exp());
            let error = chance - f64::from(u8::from(*right));
            let spread = (chance * (1.0 - chance)).max(1e-9);
            by_bias += error;
            by_slope += error * evidence;
            curve += spread;
            cross += spread * evidence;
            curve_slope += spread * evidence * evidence;
        }
        let determinant = (curve * curve_slope - cross * cross).max(1e-12);
        let step = |value: f64| value.clamp(-2.0, 2.0);
        bias -= step((curve_slope * by_bias - cross * by_slope) / determinant);
        slope -= step((curve * by_slope - cross * by_bias) / determinant);
    }
    Logistic { bias: bias as f32, slope: slope as f32 }
}
