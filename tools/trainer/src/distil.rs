//! `trainer distil`: makes the base of a model from the sentence vectors of a large encoder.
//!
//! The folder holds the texts, the teacher's vectors of them, and a table of word pieces to begin
//! with. The student sees every text clean or spoilt by typing mistakes, and is always shown the
//! vector of the clean text: so it learns to read through mistakes.

use std::{collections::BTreeMap, io, path::Path};

use edgewise::understanding::intent::{ModelFault, Reading};
use thiserror::Error;

use crate::{
    base,
    example::{self, Example, ExampleFault},
    noise,
    random::Random,
    student::{Shape, Student, dot},
};

const SHAPE: Shape = Shape { columns: 64, groups: 4, hidden: 96, outputs: 128 };
const EPOCHS: usize = 14;
const BATCH: usize = 32;
const RATE: f32 = 0.003;
const BUCKETS: usize = 1 << 14;

/// Every so many texts, one is kept out of training to see how near the student came.
const KEPT_OUT: usize = 50;

/// Why there is no base.
#[derive(Debug, Error)]
pub(crate) enum DistilFault {
    #[error(transparent)]
    Examples(#[from] ExampleFault),
    #[error("cannot read the teacher's files: {0}")]
    Unreadable(#[from] io::Error),
    #[error("the student made a base that is refused: {0}")]
    Refused(#[from] ModelFault),
    #[error("the teacher's files do not fit each other")]
    Unfit,
}

/// A base as a model file without intents.
pub(crate) fn distil(folder: &Path) -> Result<Vec<u8>, DistilFault> {
    let texts = example::read(&folder.join("corpus.jsonl.gz"))?;
    let teacher = vectors(
        &example::read_bytes(&folder.join("teacher-pca128.i8.gz"))?,
        &example::read_bytes(&folder.join("teacher-pca128.scales.f32"))?,
    );
    if teacher.len() != texts.len() {
        return Err(DistilFault::Unfit);
    }
    let (pieces, table) = first_table(folder)?;
    let mut random = Random::new(1);
    let mut student = Student::new(SHAPE, table, &mut random);
    let blank = base::write(&pieces, &vec![1.0; BUCKETS], &student);
    let reading = Reading::from_parts(&blank)?;
    let frequencies = frequencies(&reading, &texts);
    learn(&mut student, &reading, &texts, &teacher, &mut random);
    Ok(base::file(&base::write(&pieces, &frequencies, &student)))
}

fn learn(
    student: &mut Student,
    reading: &Reading<'_>,
    texts: &[Example],
    teacher: &[Vec<f32>],
    random: &mut Random,
) {
    let mut order: Vec<usize> = (0..texts.len()).filter(|text| text % KEPT_OUT != 0).collect();
    let steps = EPOCHS * order.len().div_ceil(BATCH);
    let mut step = 0;
    for epoch in 0..EPOCHS {
        random.shuffle(&mut order);
        for batch in order.chunks(BATCH) {
            for text in batch {
                let message = &texts[*text].text;
                let pieces = match random.below(3) {
                    0 => reading.pieces(&noise::spoil(message, 4, random)),
                    _ => reading.pieces(message),
                };
                if pieces.is_empty() {
                    continue;
                }
                let trace = student.forward(&pieces);
                let size = 1.0 / batch.len() as f32;
                let by_vector: Vec<f32> = teacher[*text].iter().map(|goal| -goal * size).collect();
                student.backward(&pieces, &trace, &by_vector);
            }
            student.step(RATE * (1.0 - step as f32 / steps as f32));
            step += 1;
        }
        eprintln!("epoch {epoch}: mean cosine {:.4}", nearness(student, reading, texts, teacher));
    }
}

/// The mean cosine between student and teacher on the texts kept out.
fn nearness(
    student: &Student,
    reading: &Reading<'_>,
    texts: &[Example],
    teacher: &[Vec<f32>],
) -> f32 {
    let cosines: Vec<f32> = (0..texts.len())
        .step_by(KEPT_OUT)
        .map(|text| (reading.pieces(&texts[text].text), &teacher[text]))
        .filter(|(pieces, _)| !pieces.is_empty())
        .map(|(pieces, goal)| dot(&student.forward(&pieces).vector, goal))
        .collect();
    cosines.iter().sum::<f32>() / cosines.len() as f32
}

/// How much each place of the hashing counts: the rarer in support messages, the more.
fn frequencies(reading: &Reading<'_>, texts: &[Example]) -> Vec<f32> {
    let mut counts = vec![0_usize; BUCKETS];
    for text in texts {
        let mut buckets = reading.buckets(&text.text);
        buckets.sort_unstable();
        buckets.dedup();
        buckets.iter().for_each(|bucket| counts[*bucket as usize] += 1);
    }
    let all = texts.len() as f32;
    counts.into_iter().map(|count| ((all + 1.0) / (count as f32 + 1.0)).ln() * 0.5 + 0.5).collect()
}

/// The pieces in ascending order, and their rows to begin with.
fn first_table(folder: &Path) -> Result<(Vec<String>, Vec<f32>), DistilFault> {
    let names = example::read_text(&folder.join("token-table-64d.tokens.txt"))?;
    let bytes = example::read_bytes(&folder.join("token-table-64d.i8"))?;
    let scales = reals(&example::read_bytes(&folder.join("token-table-64d.scales.f32"))?);
    let rows = bytes.chunks_exact(SHAPE.columns).zip(&scales);
    // The first row stands for "nothing", which the student has no need of.
    let table: BTreeMap<&str, (&[u8], f32)> =
        names.lines().zip(rows.map(|(row, scale)| (row, *scale))).skip(1).collect();
    let rows = table
        .values()
        .flat_map(|(row, scale)| row.iter().map(move |byte| f32::from(byte.cast_signed()) * scale));
    let mut rows: Vec<f32> = rows.collect();
    let length = (dot(&rows, &rows) / table.len() as f32).sqrt();
    rows.iter_mut().for_each(|value| *value /= length);
    Ok((table.keys().map(|name| (*name).to_owned()).collect(), rows))
}

fn vectors(bytes: &[u8], scales: &[u8]) -> Vec<Vec<f32>> {
    let scales = reals(scales);
    let vector = |row: &[u8]| {
        let mut vector: Vec<f32> = row
            .iter()
            .zip(&scales)
            .map(|(byte, scale)| f32::from(byte.cast_signed()) * scale)
            .collect();
        let length = dot(&vector, &vector).sqrt().max(1e-6);
        vector.iter_mut().for_each(|value| *value /= length);
        vector
    };
    bytes.chunks_exact(scales.len()).map(vector).collect()
}

fn reals(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}
