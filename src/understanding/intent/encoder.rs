//! The encoder: a message as a vector that lies near the vectors of messages that mean the same.
//!
//! A student of a large sentence encoder. Word pieces are looked up in a table; a convolution over
//! three neighbours, in groups of columns, reads their order; sums over the message are projected to
//! the vector. Most of its weight is the table, most of its time the convolution.

use super::{
    ModelFault,
    file::Reader,
    number::{dot, normalize},
};

/// Pieces of a message that are looked at: a bound on the time.
const PIECES_MAX: usize = 512;

/// Neighbours that the convolution sees at once.
pub const WIDTH: usize = 3;

/// The student, read from a model.
#[derive(Clone, Debug)]
pub struct Encoder<'a> {
    pieces: Pieces<'a>,
    /// One row of bytes a piece, and the number that makes them real.
    table: &'a [u8],
    scales: Vec<f32>,
    columns: usize,
    convolution: Convolution,
    /// One row an output: over the sums of the table's columns, then of the convolution's.
    projection: Vec<f32>,
    bias: Vec<f32>,
}

/// A convolution over [`WIDTH`] neighbours in which an output sees only its group of columns.
#[derive(Clone, Debug)]
struct Convolution {
    /// Columns of one group.
    group: usize,
    /// Outputs of one group.
    outputs: usize,
    /// One row an output: the group's columns of the piece before, the piece, the piece after.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl<'a> Encoder<'a> {
    /// Reads: the pieces, one a line; columns, groups, outputs of the convolution, outputs; a real
    /// number a piece; the table; then convolution and projection, each a real number a row (the
    /// scale), a real number a row (the bias) and the bytes of its weights.
    ///
    /// # Errors
    ///
    /// The bytes end early, or sizes do not fit each other.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, ModelFault> {
        const FAULT: ModelFault = ModelFault::Malformed("encoder");
        let pieces = Pieces::new(reader.text()?).ok_or(FAULT)?;
        let columns = reader.length()?;
        let groups = reader.length()?;
        let hidden = reader.length()?;
        let outputs = reader.length()?;
        let group = columns.checked_div(groups).ok_or(FAULT)?;
        let group_outputs = hidden.checked_div(groups).ok_or(FAULT)?;
        if group == 0 || group.wrapping_mul(groups) != columns || group_outputs == 0 {
            return Err(FAULT);
        }
        let scales = reader.reals(pieces.len())?;
        let table = reader.table(pieces.len(), columns)?;
        let span = group.checked_mul(WIDTH).ok_or(FAULT)?;
        let (weights, bias) = read_layer(reader, hidden, span)?;
        let convolution = Convolution { group, outputs: group_outputs, weights, bias };
        let inputs = columns.checked_add(hidden).ok_or(FAULT)?;
        let (projection, bias) = read_layer(reader, outputs, inputs)?;
        Ok(Self { pieces, table, scales, columns, convolution, projection, bias })
    }

    /// How many numbers a vector has.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// The numbers of a message's pieces.
    #[must_use]
    pub fn pieces(&self, words: &[String]) -> Vec<usize> {
        let mut found = Vec::with_capacity(words.len().saturating_mul(2));
        words.iter().for_each(|word| self.pieces.split(word, &mut found));
        found.truncate(PIECES_MAX);
        found
    }

    /// The vector of words, of length one; zeros where nothing is known of them.
    pub(super) fn encode(&self, words: &[String]) -> Vec<f32> {
        let pieces = self.pieces(words);
        if pieces.is_empty() {
            return vec![0.0; self.outputs()];
        }
        let rows = self.rows(&pieces);
        let mut sums = vec![0.0; self.columns.saturating_add(self.convolution.bias.len())];
        let (plain, mixed) = sums.split_at_mut(self.columns);
        for row in rows.chunks_exact(self.columns).skip(1).take(pieces.len()) {
            plain.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        for window in 0..pieces.len() {
            let start = window.saturating_mul(self.columns);
            let width = self.columns.saturating_mul(WIDTH);
            let window = rows.get(start..start.saturating_add(width)).unwrap_or_default();
            self.convolution.add(window, self.columns, mixed);
        }
        let share = 1.0 / f32::from(u16::try_from(pieces.len()).unwrap_or(u16::MAX));
        sums.iter_mut().for_each(|sum| *sum *= share);
        let rows = self.projection.chunks_exact(sums.len());
        let mut vector: Vec<f32> =
            rows.zip(&self.bias).map(|(row, bias)| bias + dot(row, &sums)).collect();
        normalize(&mut vector);
        vector
    }

    /// The table's rows of pieces, with a row of zeros before and after.
    fn rows(&self, pieces: &[usize]) -> Vec<f32> {
        let mut rows = vec![0.0; self.columns];
        for piece in pieces {
            let start = piece.saturating_mul(self.columns);
            let row = self.table.get(start..start.saturating_add(self.columns));
            let scale = self.scales.get(*piece).copied().unwrap_or_default();
            let row = row.unwrap_or_default();
            rows.extend(row.iter().map(|byte| f32::from(byte.cast_signed()) * scale));
        }
        rows.resize(rows.len().saturating_add(self.columns), 0.0);
        rows
    }
}

impl Convolution {
    /// Adds the outputs for one window of neighbours, where they are positive.
    fn add(&self, window: &[f32], columns: usize, sums: &mut [f32]) {
        let span = self.group.saturating_mul(WIDTH);
        let group_weights = self.weights.chunks_exact(span.saturating_mul(self.outputs));
        let group_bias = self.bias.chunks_exact(self.outputs);
        let group_sums = sums.chunks_exact_mut(self.outputs);
        let groups = group_weights.zip(group_bias).zip(group_sums).enumerate();
        for (group, ((weights, bias), sums)) in groups {
            let first = group.saturating_mul(self.group);
            let mut neighbours = window
                .chunks_exact(columns)
                .map(|row| row.get(first..first.saturating_add(self.group)).unwrap_or_default());
            let [before, here, after] =
                std::array::from_fn(|_| neighbours.next().unwrap_or_default());
            for ((weights, bias), sum) in weights.chunks_exact(span).zip(bias).zip(sums) {
                let mut parts = weights.chunks_exact(self.group);
                let mut part = |row| dot(parts.next().unwrap_or_default(), row);
                let value = bias + part(before) + part(here) + part(after);
                *sum += value.max(0.0);
            }
        }
    }
}

fn read_layer(
    reader: &mut Reader<'_>,
    rows: usize,
    columns: usize,
) -> Result<(Vec<f32>, Vec<f32>), ModelFault> {
    let scales = reader.reals(rows)?;
    let bias = reader.reals(rows)?;
    let bytes = reader.table(rows, columns)?;
    let rows = bytes.chunks_exact(columns.max(1)).zip(&scales);
    let weights = rows
        .flat_map(|(row, scale)| row.iter().map(move |byte| f32::from(byte.cast_signed()) * scale));
    Ok((weights.collect(), bias))
}

/// The closed vocabulary of word pieces, sorted. A piece that goes on a word begins with `##`.
#[derive(Clone, Debug)]
struct Pieces<'a> {
    sorted: Vec<&'a str>,
    letters_max: usize,
}

impl<'a> Pieces<'a> {
    /// Pieces from lines in ascending order; nothing if they are not.
    fn new(lines: &'a str) -> Option<Self> {
        let sorted: Vec<&str> = lines.lines().collect();
        let letters_max = sorted.iter().map(|piece| piece.len()).max().unwrap_or_default();
        sorted.is_sorted().then_some(Self { sorted, letters_max })
    }

    fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Splits a word greedily, longest piece first; letters without a piece are passed over.
    fn split(&self, word: &str, found: &mut Vec<usize>) {
        let mut rest = word;
        let mut inner = false;
        while let Some(first) = rest.chars().next() {
            let taken = match self.longest(rest, inner) {
                Some((piece, taken)) => {
                    found.push(piece);
                    taken
                }
                None => first.len_utf8(),
            };
            rest = rest.get(taken..).unwrap_or_default();
            inner = true;
        }
    }

    fn longest(&self, rest: &str, inner: bool) -> Option<(usize, usize)> {
        let end = rest.len().min(self.letters_max);
        (1..=end)
            .rev()
            .filter_map(|length| rest.get(..length))
            .find_map(|start| self.find(start, inner).map(|piece| (piece, start.len())))
    }

    fn find(&self, text: &str, inner: bool) -> Option<usize> {
        let order = |piece: &&str| match (inner, piece.strip_prefix("##")) {
            (true, Some(piece)) => piece.cmp(text),
            (true, None) => {
                if *piece < "##" {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }
            }
            (false, _) => (*piece).cmp(text),
        };
        self.sorted.binary_search_by(order).ok()
    }
}
