//! The one place for randomness.

use edgewise::base::text;

use crate::fault::{Fault, Result};

/// `bytes` random bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: usize) -> Result<String> {
    let mut buffer = vec![0_u8; bytes];
    getrandom::fill(&mut buffer).map_err(|_| Fault::internal("random.unavailable"))?;
    Ok(text::hex(buffer))
}
