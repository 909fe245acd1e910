//! A trained classifier: learnt rows as byte weights, read back by the core's own code.

use edgewise::understanding::intent::{Calibration, Features, Linear, Scale, Writer, round};

use crate::{
    machine::{self, Point, Recipe, Row},
    random::Random,
};

/// Weights smaller than this many steps of the byte scale are left out: nothing is lost by it, and
/// the file packs to half its size.
const STEPS_MIN: f32 = 0.5;

/// Steps from zero to the greatest weight of a row.
const STEPS_MAX: f32 = 31.0;

/// Learns every label and gives the parts of a [`Linear`].
pub(crate) fn train(
    learnable: &[(&Features, &[usize])],
    names: &[String],
    buckets: usize,
    recipe: &Recipe,
    calibration: &Calibration,
) -> Vec<u8> {
    let points: Vec<Point> =
        learnable.iter().map(|(features, _)| Point::new(features, recipe)).collect();
    let points: Vec<&Point> = points.iter().collect();
    let rows: Vec<Row> = (0..names.len())
        .map(|label| {
            let own: Vec<bool> =
                learnable.iter().map(|(_, labels)| labels.contains(&label)).collect();
            machine::learn(&points, &own, buckets, recipe, &mut Random::new(label as u64))
        })
        .collect();
    write(&rows, names, calibration)
}

fn write(rows: &[Row], names: &[String], calibration: &Calibration) -> Vec<u8> {
    let hashed: Vec<(f32, Vec<i8>)> = rows.iter().map(|row| quantized(&row.hashed)).collect();
    let dense: Vec<(f32, Vec<i8>)> = rows.iter().map(|row| quantized(&row.dense)).collect();
    let intents: Vec<(&str, Scale)> = names
        .iter()
        .zip(rows.iter().zip(hashed.iter().zip(&dense)))
        .map(|(name, (row, ((hashed, _), (dense, _))))| {
            (name.as_str(), Scale { hashed: *hashed, dense: *dense, bias: row.bias })
        })
        .collect();
    let mut writer = Writer::default();
    Linear::write(&mut writer, &intents, calibration, &across(&hashed), &across(&dense));
    writer.into_parts()
}

/// A row's weights as bytes, with the number that makes them real again.
fn quantized(weights: &[f32]) -> (f32, Vec<i8>) {
    let greatest = weights.iter().fold(0.0_f32, |greatest, weight| greatest.max(weight.abs()));
    let scale = round((greatest / STEPS_MAX).max(1e-9));
    let byte = |weight: &f32| {
        let steps = weight / scale;
        if steps.abs() < STEPS_MIN { 0 } else { steps.round() as i8 }
    };
    (scale, weights.iter().map(byte).collect())
}

/// From a row an intent to a row a feature, as the core reads them.
fn across(rows: &[(f32, Vec<i8>)]) -> Vec<i8> {
    let length = rows.first().map_or(0, |(_, row)| row.len());
    (0..length).flat_map(|place| rows.iter().map(move |(_, row)| row[place])).collect()
}
