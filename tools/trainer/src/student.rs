//! The encoder while it learns: the same network as the core's, in real numbers, with gradients.

use std::collections::BTreeSet;

use crate::random::Random;

/// Sizes of the network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) columns: usize,
    pub(crate) groups: usize,
    pub(crate) hidden: usize,
    pub(crate) outputs: usize,
}

pub(crate) const WIDTH: usize = edgewise::understanding::intent::WIDTH;

/// A table of weights with what Adam remembers of each.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) values: Vec<f32>,
    gradient: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Weights {
    pub(crate) fn new(values: Vec<f32>) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { values, gradient: zeros.clone(), mean: zeros.clone(), square: zeros }
    }

    fn random(count: usize, size: f32, random: &mut Random) -> Self {
        Self::new((0..count).map(|_| (random.unit() * 2.0 - 1.0) * size).collect())
    }

    /// One step of Adam over a part of the weights, then forgets the gradient.
    fn step(&mut self, part: std::ops::Range<usize>, rate: f32) {
        for place in part {
            let gradient = std::mem::take(&mut self.gradient[place]);
            let mean = &mut self.mean[place];
            *mean += 0.1 * (gradient - *mean);
            let square = &mut self.square[place];
            *square += 0.002 * (gradient * gradient - *square);
            self.values[place] -= rate * *mean / (square.sqrt() + 1e-6);
        }
    }
}

/// The network.
#[derive(Clone, Debug)]
pub(crate) struct Student {
    pub(crate) shape: Shape,
    pub(crate) table: Weights,
    pub(crate) convolution: Weights,
    pub(crate) convolution_bias: Weights,
    pub(crate) projection: Weights,
    pub(crate) projection_bias: Weights,
    touched: BTreeSet<usize>,
}

/// What a forward pass leaves behind for the backward pass.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    rows: Vec<f32>,
    hidden: Vec<f32>,
    sums: Vec<f32>,
    pub(crate) vector: Vec<f32>,
    length: f32,
}

impl Student {
    pub(crate) fn new(shape: Shape, table: Vec<f32>, random: &mut Random) -> Self {
        let span = shape.columns / shape.groups * WIDTH;
        let inputs = shape.columns + shape.hidden;
        Self {
            shape,
            table: Weights::new(table),
            convolution: Weights::random(shape.hidden * span, 0.15, random),
            convolution_bias: Weights::random(shape.hidden, 0.01, random),
            projection: Weights::random(shape.outputs * inputs, 0.2, random),
            projection_bias: Weights::random(shape.outputs, 0.01, random),
            touched: BTreeSet::new(),
        }
    }

    /// The vector of a message's pieces, which are not empty.
    pub(crate) fn forward(&self, pieces: &[usize]) -> Trace {
        let Shape { columns, groups, hidden, outputs } = self.shape;
        let (group, group_outputs) = (columns / groups, hidden / groups);
        let mut trace = Trace { sums: vec![0.0; columns + hidden], ..Trace::default() };
        trace.rows.resize(columns, 0.0);
        for piece in pieces {
            trace.rows.extend_from_slice(&self.table.values[piece * columns..][..columns]);
        }
        trace.rows.resize((pieces.len() + 2) * columns, 0.0);
        trace.hidden.resize(pieces.len() * hidden, 0.0);
        for at in 0..pieces.len() {
            for column in 0..columns {
                trace.sums[column] += trace.rows[(at + 1) * columns + column];
            }
            for output in 0..hidden {
                let first = output / group_outputs * group;
                let weights = &self.convolution.values[output * group * WIDTH..][..group * WIDTH];
                let mut value = self.convolution_bias.values[output];
                for (offset, weights) in weights.chunks_exact(group).enumerate() {
                    let row = &trace.rows[(at + offset) * columns + first..][..group];
                    value += dot(weights, row);
                }
                trace.hidden[at * hidden + output] = value;
                trace.sums[columns + output] += value.max(0.0);
            }
        }
        let share = 1.0 / pieces.len() as f32;
        trace.sums.iter_mut().for_each(|sum| *sum *= share);
        let rows = self.projection.values.chunks_exact(columns + hidden);
        trace.vector = rows
            .zip(&self.projection_bias.values)
            .map(|(row, bias)| bias + dot(row, &trace.sums))
            .collect();
        trace.length = dot(&trace.vector, &trace.vector).sqrt().max(1e-6);
        trace.vector.iter_mut().for_each(|value| *value /= trace.length);
        debug_assert_eq!(trace.vector.len(), outputs);
        trace
    }

    /// Adds the gradient of a loss, given its gradient by the vector.
    pub(crate) fn backward(&mut self, pieces: &[usize], trace: &Trace, by_vector: &[f32]) {
        let Shape { columns, groups, hidden, .. } = self.shape;
        let (group, group_outputs) = (columns / groups, hidden / groups);
        let along = dot(by_vector, &trace.vector);
        let mut by_sums = vec![0.0; columns + hidden];
        for (output, (by, value)) in by_vector.iter().zip(&trace.vector).enumerate() {
            let by = (by - along * value) / trace.length;
            self.projection_bias.gradient[output] += by;
            let from = output * by_sums.len();
            let weights = &self.projection.values[from..][..by_sums.len()];
            let gradient = &mut self.projection.gradient[from..][..by_sums.len()];
            add(gradient, by, &trace.sums);
            add(&mut by_sums, by, weights);
        }
        let share = 1.0 / pieces.len() as f32;
        by_sums.iter_mut().for_each(|by| *by *= share);
        let mut by_rows = vec![0.0; trace.rows.len()];
        for at in 0..pieces.len() {
            add(&mut by_rows[(at + 1) * columns..][..columns], 1.0, &by_sums[..columns]);
            for output in 0..hidden {
                if trace.hidden[at * hidden + output] <= 0.0 {
                    continue;
                }
                let by = by_sums[columns + output];
                self.convolution_bias.gradient[output] += by;
                let first = output / group_outputs * group;
                for offset in 0..WIDTH {
                    let from = output * group * WIDTH + offset * group;
                    let row = (at + offset) * columns + first;
                    add(
                        &mut self.convolution.gradient[from..][..group],
                        by,
                        &trace.rows[row..][..group],
                    );
                    add(
                        &mut by_rows[row..][..group],
                        by,
                        &self.convolution.values[from..][..group],
                    );
                }
            }
        }
        for (at, piece) in pieces.iter().enumerate() {
            let gradient = &mut self.table.gradient[piece * columns..][..columns];
            add(gradient, 1.0, &by_rows[(at + 1) * columns..][..columns]);
            self.touched.insert(*piece);
        }
    }

    /// Takes one step down the gradient that was added up.
    pub(crate) fn step(&mut self, rate: f32) {
        for piece in std::mem::take(&mut self.touched) {
            let columns = self.shape.columns;
            self.table.step(piece * columns..(piece + 1) * columns, rate);
        }
        for weights in [
            &mut self.convolution,
            &mut self.convolution_bias,
            &mut self.projection,
            &mut self.projection_bias,
        ] {
            weights.step(0..weights.values.len(), rate);
        }
    }
}

fn add(sums: &mut [f32], factor: f32, values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += factor * value);
}

/// The sum of products, in eight lanes that one instruction can add.
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (left, left_rest) = left.as_chunks::<8>();
    let (right, right_rest) = right.as_chunks::<8>();
    for (left, right) in left.iter().zip(right) {
        for lane in 0..8 {
            lanes[lane] += left[lane] * right[lane];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(left, right)| left * right).sum();
    lanes.iter().sum::<f32>() + rest
}
