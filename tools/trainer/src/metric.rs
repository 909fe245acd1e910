//! Figures of merit, each a pure function of predictions.

/// The chance that a message in scope scores above one out of scope; ties count half.
pub(crate) fn auroc(within: &[f32], without: &[f32]) -> Option<f64> {
    if within.is_empty() || without.is_empty() {
        return None;
    }
    let mut sorted = without.to_vec();
    sorted.sort_by(f32::total_cmp);
    let wins: f64 = within
        .iter()
        .map(|score| {
            let below = sorted.partition_point(|other| other < score);
            let not_above = sorted.partition_point(|other| other <= score);
            (below + not_above) as f64 / 2.0
        })
        .sum();
    Some(wins / within.len() as f64 / without.len() as f64)
}

/// The mean distance between confidence and truth, over ten equal stretches of confidence.
pub(crate) fn calibration_error(outcomes: &[(f32, bool)]) -> f64 {
    let mut bins = [(0.0_f64, 0.0_f64); 10];
    for (confidence, right) in outcomes {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += f64::from(*confidence);
        bin.1 += f64::from(u8::from(*right));
    }
    let apart: f64 = bins.iter().map(|(sure, right)| (sure - right).abs()).sum();
    apart / outcomes.len().max(1) as f64
}

/// The share of truths among outcomes.
pub(crate) fn share(outcomes: impl IntoIterator<Item = bool>) -> Option<f64> {
    let (mut right, mut all) = (0_usize, 0_usize);
    for outcome in outcomes {
        right += usize::from(outcome);
        all += 1;
    }
    (all > 0).then(|| right as f64 / all as f64)
}

/// Hits, false alarms and misses of one label or of all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) hits: usize,
    pub(crate) alarms: usize,
    pub(crate) misses: usize,
}

impl Count {
    pub(crate) fn f1(&self) -> f64 {
        let doubled = 2 * self.hits;
        let all = doubled + self.alarms + self.misses;
        if all == 0 { 0.0 } else { doubled as f64 / all as f64 }
    }
}

/// In-scope accuracy at the threshold that recalls a share of the messages out of scope.
pub(crate) fn accuracy_at_recall(
    within: &[(f32, bool)],
    without: &[f32],
    recall: f64,
) -> Option<f64> {
    if without.is_empty() {
        return None;
    }
    let mut sorted = without.to_vec();
    sorted.sort_by(f32::total_cmp);
    let place = (recall * sorted.len() as f64).ceil() as usize;
    let threshold = sorted[place.clamp(1, sorted.len()) - 1];
    share(within.iter().map(|(score, right)| *right && *score > threshold))
}
