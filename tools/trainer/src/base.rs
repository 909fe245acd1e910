//! The part of a model that knows no intent: hashing weights and encoder.

use std::{fs, io, path::Path};

use edgewise::understanding::intent::{
    Calibration, Linear, Model, ModelFault, Writer, round, weight_byte,
};
use thiserror::Error;

use crate::student::{Student, Weights};

/// Steps from zero to the greatest number of a row of the table. A message adds many rows up, so
/// that coarse ones serve as well as fine ones, and pack to two thirds.
const TABLE_STEPS: f32 = 15.0;

/// The same of a row of a layer, of which there are few.
const LAYER_STEPS: f32 = 127.0;

/// Why the base could not be had.
#[derive(Debug, Error)]
pub(crate) enum BaseFault {
    #[error("cannot read the model: {0}")]
    Unreadable(#[from] io::Error),
    #[error("cannot use the model: {0}")]
    Unusable(#[from] ModelFault),
}

/// A model file of which only the base is used, kept for the life of the program.
pub(crate) fn read(path: &Path) -> Result<&'static Model<'static>, BaseFault> {
    let bytes: &'static [u8] = fs::read(path)?.leak();
    Ok(Box::leak(Box::new(Model::read(bytes)?)))
}

/// A model file with the base of another and these intents.
pub(crate) fn with_intents(file: &[u8], intents: &[u8]) -> Result<Vec<u8>, ModelFault> {
    let mut writer = Writer::default();
    writer.bytes(Model::base(file)?);
    writer.bytes(intents);
    Ok(writer.into_file())
}

/// Hashing weights and encoder as parts of a model.
pub(crate) fn write(pieces: &[String], frequencies: &[f32], student: &Student) -> Vec<u8> {
    let mut writer = Writer::default();
    let weights: Vec<u8> = frequencies.iter().copied().map(weight_byte).collect();
    writer.length(weights.len());
    writer.bytes(&weights);
    writer.text(&pieces.join("\n"));
    let shape = student.shape;
    for size in [shape.columns, shape.groups, shape.hidden, shape.outputs] {
        writer.length(size);
    }
    let (scales, bytes) = quantized(&student.table.values, shape.columns, TABLE_STEPS);
    scales.into_iter().for_each(|scale| writer.real(scale));
    writer.bytes(&bytes);
    let span = student.convolution.values.len() / shape.hidden;
    write_layer(&mut writer, &student.convolution, &student.convolution_bias, span);
    let inputs = shape.columns + shape.hidden;
    write_layer(&mut writer, &student.projection, &student.projection_bias, inputs);
    writer.into_parts()
}

/// A model file of a base without intents.
pub(crate) fn file(parts: &[u8]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.bytes(parts);
    Linear::write(&mut writer, &[], &Calibration::default(), &[], &[]);
    writer.into_file()
}

fn write_layer(writer: &mut Writer, weights: &Weights, bias: &Weights, columns: usize) {
    let (scales, bytes) = quantized(&weights.values, columns, LAYER_STEPS);
    scales.into_iter().chain(bias.values.iter().copied()).for_each(|real| writer.real(real));
    writer.bytes(&bytes);
}

/// Rows as whole numbers of at most so many steps, with the number that makes each row real again.
fn quantized(values: &[f32], columns: usize, steps: f32) -> (Vec<f32>, Vec<u8>) {
    let mut scales = Vec::new();
    let mut bytes = Vec::with_capacity(values.len());
    for row in values.chunks_exact(columns) {
        let greatest = row.iter().fold(0.0_f32, |greatest, value| greatest.max(value.abs()));
        let scale = round((greatest / steps).max(1e-9));
        scales.push(scale);
        bytes.extend(row.iter().map(|value| ((value / scale).round() as i8).cast_unsigned()));
    }
    (scales, bytes)
}
