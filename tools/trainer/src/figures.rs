//! The figures of an evaluation, from judged messages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    metric::{self, Count},
    set::Set,
};

/// What was said of one test message, beside what is true.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    pub(crate) truth: Vec<&'a str>,
    /// The likeliest label, whether or not it was given.
    pub(crate) best: &'a str,
    /// The labels given; the one for "out of scope" where the message was refused.
    pub(crate) given: Vec<&'a str>,
    pub(crate) score: f32,
}

impl Judged<'_> {
    fn best_is_right(&self) -> bool {
        self.truth.contains(&self.best)
    }
}

/// All figures that the set allows.
pub(crate) fn figures(judged: &[Judged<'_>], set: &Set<'_>, oos: Option<&str>) -> Value {
    let (all, macro_f1) = counts(judged);
    let outcomes = |judged: &[&Judged<'_>]| -> Vec<(f32, bool)> {
        judged.iter().map(|one| (one.score, one.best_is_right())).collect()
    };
    let out_of_scope = |one: &&Judged<'_>| oos.is_some_and(|oos| one.truth.contains(&oos));
    let (without, within): (Vec<_>, Vec<_>) = judged.iter().partition(out_of_scope);
    let exact = metric::share(judged.iter().map(|one| {
        one.given.len() == one.truth.len()
            && one.truth.iter().all(|label| one.given.contains(label))
    }));
    let right = outcomes(&within);
    let inside: Vec<f32> = within.iter().map(|one| one.score).collect();
    let outside: Vec<f32> = without.iter().map(|one| one.score).collect();
    let mut report = json!({
        "messages": judged.len(),
        "labels": set.names.len(),
        "accuracy": exact,
        "macro_f1": macro_f1,
        "calibration_error": metric::calibration_error(&right),
    });
    if set.listed {
        report["micro_f1"] = json!(all.f1());
    } else {
        report["in_scope_accuracy_unrefused"] = json!(metric::share(right.iter().map(|one| one.1)));
    }
    if !without.is_empty() {
        let refused = |one: &&Judged<'_>| one.given.first().copied() == oos;
        report["oos_auroc"] = json!(metric::auroc(&inside, &outside));
        report["in_scope_accuracy"] =
            json!(metric::share(within.iter().map(|one| one.best_is_right() && !refused(one))));
        report["oos_recall"] = json!(metric::share(without.iter().map(refused)));
        report["in_scope_accuracy_at_oos_recall_70"] =
            json!(metric::accuracy_at_recall(&right, &outside, 0.7));
        let every: Vec<&Judged<'_>> = judged.iter().collect();
        report["calibration_error_with_oos"] = json!(metric::calibration_error(&outcomes(&every)));
    }
    report
}

/// Counts of all labels together, and the mean F1 of the labels.
fn counts(judged: &[Judged<'_>]) -> (Count, f64) {
    let mut all = Count::default();
    let mut labels = BTreeMap::<&str, Count>::new();
    for one in judged {
        for label in &one.given {
            let count = labels.entry(label).or_default();
            let (hits, alarms) = if one.truth.contains(label) { (1, 0) } else { (0, 1) };
            *count = Count { hits: count.hits + hits, alarms: count.alarms + alarms, ..*count };
        }
        for label in one.truth.iter().filter(|label| !one.given.contains(label)) {
            labels.entry(label).or_default().misses += 1;
        }
    }
    for count in labels.values() {
        all.hits += count.hits;
        all.alarms += count.alarms;
        all.misses += count.misses;
    }
    let sum: f64 = labels.values().map(Count::f1).sum();
    (all, sum / labels.len().max(1) as f64)
}

/// The middle and the slowest hundredth.
pub(crate) fn latency(mut microseconds: Vec<f64>) -> Value {
    microseconds.sort_by(f64::total_cmp);
    let at = |share: f64| microseconds.get((microseconds.len() as f64 * share) as usize).copied();
    json!({ "p50": at(0.5), "p99": at(0.99) })
}
