//! A phone number in the one spelling in which it is stored and looked up.

use std::fmt;

/// `+` and 8 to 15 digits (ITU-T E.164). Personal data: it cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a phone number is + and 8 to 15 digits, or a national number that begins with 0")]
pub struct InvalidPhoneNumber;

impl PhoneNumber {
    /// Reads what people type: with spaces, dots, dashes, slashes and parentheses; with `+`, `00`,
    /// or as a national number of the country whose code is `country`, such as `32`.
    pub fn typed(text: &str, country: &str) -> Result<Self, InvalidPhoneNumber> {
        let compact: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '/' | '(' | ')'))
            .collect();
        // "+32 (0)470 …" is common on letterheads: the zero is for callers inside the country.
        let inside = format!("+{country}0");
        let number = if let Some(rest) = compact.strip_prefix(&inside) {
            format!("+{country}{rest}")
        } else if compact.starts_with('+') {
            compact
        } else if let Some(rest) = compact.strip_prefix("00") {
            format!("+{rest}")
        } else if let Some(rest) = compact.strip_prefix('0') {
            format!("+{country}{rest}")
        } else {
            return Err(InvalidPhoneNumber);
        };
        let digits = &number[1..];
        let plausible = (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        plausible.then_some(Self(number)).ok_or(InvalidPhoneNumber)
    }

    /// A number as this provider stored it.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The number itself. Use it only to store, to look up and to show it to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_usual_spelling_is_one_number() {
        for text in [
            "+32470123456",
            "0032 470 12 34 56",
            "0470/12.34.56",
            " 0470-12 34 56 ",
            "+32 (0)470 12 34 56",
            "+32\u{a0}470\u{a0}12\u{a0}34\u{a0}56",
        ] {
            let number = PhoneNumber::typed(text, "32");
            assert_eq!(number.as_ref().map(PhoneNumber::reveal), Ok("+32470123456"), "{text}");
        }
        assert_eq!(PhoneNumber::typed("+352 621 123 456", "32").unwrap().reveal(), "+352621123456");
    }

    #[test]
    fn other_text_is_no_number() {
        for text in
            ["", "470123456", "+", "+3247x123456", "+32", "+12345678901234567", "0", "+٣٢٤٧"]
        {
            assert_eq!(PhoneNumber::typed(text, "32"), Err(InvalidPhoneNumber), "{text}");
        }
    }

    #[test]
    fn it_cannot_be_printed() {
        let number = PhoneNumber::typed("+32470123456", "32").unwrap();
        assert!(!format!("{number:?}").contains("470"));
    }

    proptest! {
        #[test]
        fn hostile_text_never_panics(text in ".{0,40}") {
            let _ = PhoneNumber::typed(&text, "32");
        }
    }
}
