//! The 5-digit code: chosen at enrolment, asked for at level high, three wrong ones in a row block.

use std::fmt;

use zeroize::Zeroize;

/// Five digits that are not the first anybody would try. It cannot be printed.
pub struct Code(String);

/// Wrong codes in a row that block the enrolment. Three tries at one code of about a hundred
/// thousand.
pub const CODE_TRIES: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code is five digits, not all the same and not a row of neighbours")]
pub struct UnfitCode;

impl Code {
    /// A code as chosen. 11111, 12345 and 98765 are refused: they are what a thief tries first.
    pub fn chosen(text: &str) -> Result<Self, UnfitCode> {
        let code = Self::typed(text)?;
        if code.is_trivial() { Err(UnfitCode) } else { Ok(code) }
    }

    /// A code as typed to be checked.
    pub fn typed(text: &str) -> Result<Self, UnfitCode> {
        let five = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        five.then(|| Self(text.to_owned())).ok_or(UnfitCode)
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn is_trivial(&self) -> bool {
        let digits: Vec<i16> = self.0.bytes().map(i16::from).collect();
        let steps: Vec<i16> = digits.windows(2).map(|pair| pair[1] - pair[0]).collect();
        [0, 1, -1].iter().any(|step| steps.iter().all(|other| other == step))
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_digits_are_a_code_unless_anybody_would_guess_them() {
        for (text, chosen, typed) in [
            ("27182", true, true),
            ("00001", true, true),
            ("12345", false, true),
            ("98765", false, true),
            ("77777", false, true),
            ("1234", false, false),
            ("123456", false, false),
            ("1234a", false, false),
            ("١٢٣٤٥", false, false),
            ("", false, false),
        ] {
            assert_eq!(Code::chosen(text).is_ok(), chosen, "{text}");
            assert_eq!(Code::typed(text).is_ok(), typed, "{text}");
        }
    }

    #[test]
    fn it_cannot_be_printed() {
        assert!(!format!("{:?}", Code::typed("27182").unwrap()).contains("27182"));
    }
}
