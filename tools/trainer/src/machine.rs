//! The learner: for every label, a support vector machine with squared hinge loss against all others.
//!
//! Dual coordinate descent (Hsieh et al. 2008): one pass looks at every example that may still move the
//! border. Shrinking leaves the others out, which is most of them after two passes.

use edgewise::understanding::intent::Features;

use crate::random::Random;

/// A message as the learner sees it: hashed features and the encoder's vector, in real numbers.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    hashed: Vec<(u32, f32)>,
    dense: Vec<f32>,
    square: f32,
}

/// One label's weights.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) hashed: Vec<f32>,
    pub(crate) dense: Vec<f32>,
    pub(crate) bias: f32,
}

/// How the learner weighs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    /// What an error costs, against the length of the weights.
    pub(crate) cost: f32,
    /// How much the encoder's vector counts, against the hashed features.
    pub(crate) dense: f32,
    /// How much more an error on an example of the label itself costs.
    pub(crate) own: f32,
    /// Passes over the examples at most.
    pub(crate) passes: usize,
}

impl Point {
    pub(crate) fn new(features: &Features, recipe: &Recipe) -> Self {
        let hashed: Vec<(u32, f32)> = features
            .hashed
            .iter()
            .map(|feature| (feature.bucket, f32::from(feature.value) / 4096.0))
            .collect();
        let dense: Vec<f32> =
            features.fixed.iter().map(|value| f32::from(*value) / 4096.0 * recipe.dense).collect();
        let square = hashed.iter().map(|(_, value)| value * value).sum::<f32>()
            + dense.iter().map(|value| value * value).sum::<f32>()
            + 1.0;
        Self { hashed, dense, square }
    }
}

impl Row {
    fn margin(&self, point: &Point) -> f32 {
        let hashed: f32 =
            point.hashed.iter().map(|(place, value)| self.hashed[*place as usize] * value).sum();
        hashed + crate::student::dot(&self.dense, &point.dense) + self.bias
    }

    fn add(&mut self, point: &Point, step: f32) {
        for (place, value) in &point.hashed {
            self.hashed[*place as usize] += step * value;
        }
        for (weight, value) in self.dense.iter_mut().zip(&point.dense) {
            *weight += step * value;
        }
        self.bias += step;
    }
}

/// Learns one label: `own` says of each point whether it bears the label.
pub(crate) fn learn(
    points: &[&Point],
    own: &[bool],
    buckets: usize,
    recipe: &Recipe,
    random: &mut Random,
) -> Row {
    let outputs = points.first().map_or(0, |point| point.dense.len());
    let mut row = Row { hashed: vec![0.0; buckets], dense: vec![0.0; outputs], bias: 0.0 };
    let mut duals = vec![0.0_f32; points.len()];
    let mut active: Vec<usize> = (0..points.len()).collect();
    let mut far = f32::INFINITY;
    for _ in 0..recipe.passes {
        random.shuffle(&mut active);
        let mut greatest = 0.0_f32;
        active.retain(|place| {
            let point = points[*place];
            let (sign, cost) =
                if own[*place] { (1.0, recipe.cost * recipe.own) } else { (-1.0, recipe.cost) };
            let slack = 0.5 / cost;
            let dual = duals[*place];
            let slope = sign * row.margin(point) - 1.0 + slack * dual;
            if dual <= 0.0 {
                if slope > far {
                    return false;
                }
                if slope >= 0.0 {
                    return true;
                }
            }
            greatest = greatest.max(slope.abs());
            let next = (dual - slope / (point.square + slack)).max(0.0);
            duals[*place] = next;
            row.add(point, (next - dual) * sign);
            true
        });
        if greatest < 0.03 {
            break;
        }
        far = greatest;
    }
    row.dense.iter_mut().for_each(|weight| *weight *= recipe.dense);
    row
}
