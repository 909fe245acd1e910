//! The form of the model file: a head, then parts that follow each other without gaps.
//!
//! ```text
//! magic    8 bytes   "EDGWINT" and the version of the form
//! check    8 bytes   FNV-1a over all that follows, little-endian
//! hashing            number of places, then a byte each
//! encoder            see `encoder`
//! intents            see `linear`
//! ```
//! Whole numbers are 32 bits, real numbers are the upper 16 bits of a 32-bit float; both little-endian.

use thiserror::Error;

/// The first bytes of a model file: its kind, and the version of the form.
pub(super) const MAGIC: &[u8; 8] = b"EDGWINT\x01";

/// Why bytes are no model. The model is made with the program: this is never a customer's fault.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ModelFault {
    /// Another kind of file, or another version of the form.
    #[error("not a model of a version that this program reads")]
    Foreign,
    /// Some byte is not what was written.
    #[error("the model's checksum does not fit its content")]
    Corrupt,
    /// The bytes end before the model does.
    #[error("the model is cut short")]
    Truncated,
    /// The checksum fits, but a part makes no sense.
    #[error("the model's part `{0}` is malformed")]
    Malformed(&'static str),
}

/// Reads parts from bytes, front to back.
#[derive(Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Checks the head of a file; what is left to read are the parts.
    pub(super) fn open(file: &'a [u8]) -> Result<Self, ModelFault> {
        let rest = file.strip_prefix(MAGIC).ok_or(ModelFault::Foreign)?;
        let (check, parts) = rest.split_first_chunk::<8>().ok_or(ModelFault::Truncated)?;
        if checksum(parts) != u64::from_le_bytes(*check) {
            return Err(ModelFault::Corrupt);
        }
        Ok(Self(parts))
    }

    pub(super) const fn of(parts: &'a [u8]) -> Self {
        Self(parts)
    }

    /// What is left to be read.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], ModelFault> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(ModelFault::Truncated)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// As many bytes as `rows` times `columns`.
    pub(super) fn table(&mut self, rows: usize, columns: usize) -> Result<&'a [u8], ModelFault> {
        self.bytes(rows.checked_mul(columns).ok_or(ModelFault::Truncated)?)
    }

    pub(super) fn length(&mut self) -> Result<usize, ModelFault> {
        let (bytes, rest) = self.0.split_first_chunk::<4>().ok_or(ModelFault::Truncated)?;
        self.0 = rest;
        usize::try_from(u32::from_le_bytes(*bytes)).map_err(|_| ModelFault::Truncated)
    }

    pub(super) fn real(&mut self) -> Result<f32, ModelFault> {
        let (bytes, rest) = self.0.split_first_chunk::<2>().ok_or(ModelFault::Truncated)?;
        self.0 = rest;
        let value = real(*bytes);
        if value.is_finite() { Ok(value) } else { Err(ModelFault::Malformed("a real number")) }
    }

    pub(super) fn reals(&mut self, count: usize) -> Result<Vec<f32>, ModelFault> {
        // Not reserved up front: a count is only believed as far as there are bytes.
        (0..count).map(|_| self.real()).collect()
    }

    pub(super) fn text(&mut self) -> Result<&'a str, ModelFault> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| ModelFault::Malformed("a text"))
    }
}

/// Writes the parts of a file, as they will be read.
#[derive(Clone, Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A whole number; one that is too large makes a file that is refused.
    pub fn length(&mut self, length: usize) {
        self.bytes(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }

    /// A real number, rounded to what [`round`] gives.
    pub fn real(&mut self, value: f32) {
        let [_, _, low, high] = round(value).to_bits().to_le_bytes();
        self.bytes(&[low, high]);
    }

    /// A text with its length.
    pub fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes(text.as_bytes());
    }

    /// The parts without a head.
    #[must_use]
    pub fn into_parts(self) -> Vec<u8> {
        self.0
    }

    /// The whole file: head and parts.
    #[must_use]
    pub fn into_file(self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend_from_slice(&checksum(&self.0).to_le_bytes());
        file.extend_from_slice(&self.0);
        file
    }
}

/// The nearest number that the file can hold.
#[must_use]
pub fn round(value: f32) -> f32 {
    f32::from_bits(value.to_bits().saturating_add(0x8000) & 0xffff_0000)
}

fn real([low, high]: [u8; 2]) -> f32 {
    f32::from_le_bytes([0, 0, low, high])
}

fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
