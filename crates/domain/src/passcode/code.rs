//! The six digits.

use std::fmt;

use zeroize::Zeroizing;

use crate::{Fault, Random};

/// A code as it was drawn or as somebody typed it. Cannot be printed.
#[derive(Clone)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// Digits in a drawn code.
    pub const DIGITS: usize = 6;

    /// Draws six digits, each of the million codes as likely as any other (contract B-22).
    ///
    /// # Errors
    /// When no randomness can be had.
    pub fn draw(random: &dyn Random) -> Result<Self, Fault> {
        const CODES: u32 = 1_000_000;
        const FAIR: u32 = u32::MAX - u32::MAX % CODES;
        loop {
            let mut bytes = [0; 4];
            random.fill(&mut bytes)?;
            let number = u32::from_le_bytes(bytes);
            if number < FAIR {
                let text = format!("{:0width$}", number % CODES, width = Self::DIGITS);
                return Ok(Self(Zeroizing::new(text)));
            }
        }
    }

    /// A code as somebody typed it; of whatever form, since a wrong form is a wrong code (contract 10.3).
    #[must_use]
    pub fn typed(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The digits, for hashing and for the mail.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use crate::fakes::ScriptedRandom;

    fn drawn(numbers: &[u32]) -> String {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        Code::draw(&ScriptedRandom::new(bytes)).unwrap().expose().to_owned()
    }

    #[test]
    fn a_code_has_six_digits_with_leading_zeros() {
        assert_eq!(drawn(&[42]), "000042");
        assert_eq!(drawn(&[999_999]), "999999");
    }

    #[test]
    fn numbers_that_would_favour_small_codes_are_drawn_again() {
        assert_eq!(drawn(&[u32::MAX, 4_294_967_000, 7]), "000007");
    }

    #[test]
    fn a_code_does_not_print() {
        assert_eq!(format!("{:?}", Code::typed("123456".to_owned())), "Code(***)");
    }
}
