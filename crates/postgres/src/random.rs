//! Names and passwords nobody can guess.
use std::fmt::Write as _;
use std::io;

/// Lower-case hexadecimal digits of `N` bytes of the operating system's randomness.
///
/// # Errors
/// The operating system has no randomness to give.
pub(crate) fn hexadecimal<const N: usize>() -> io::Result<String> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let mut digits = String::with_capacity(2 * N);
    for byte in bytes {
        write!(digits, "{byte:02x}").map_err(io::Error::other)?;
    }
    Ok(digits)
}
