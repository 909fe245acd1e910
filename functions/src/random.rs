//! The one place for randomness.

use edgewise::base::text;

use crate::fault::{Fault, Result};

/// `bytes` random bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: usize) -> Result<String> {
    let mut buffer = vec![0_u8; bytes];
    getrandom::fill(&mut buffer).map_err(|_| Fault::internal("random.unavailable"))?;
    Ok(text::hex(buffer))
}

/// Anything from 0 to 999.
pub(crate) fn permille() -> Result<u16> {
    let mut buffer = [0_u8; 2];
    getrandom::fill(&mut buffer).map_err(|_| Fault::internal("random.unavailable"))?;
    Ok(u16::from_le_bytes(buffer) % 1_000)
}
