//! The national number: eleven digits `YYMMDD-SSS-CC` of the National Register and, with the month
//! raised by 20 or 40, of the bis register.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroize;

/// A national number whose check digits hold. Personal data: it cannot be printed, and it is
/// wiped from memory when dropped. Whoever must write it out calls [`NationalNumber::reveal`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NationalNumber {
    digits: [u8; 11],
    century: Century,
}

/// Which century the check digits prove. Both rules can hold for one number by chance (about one
/// in a hundred), and then the number alone does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Century {
    Nineteen,
    Twenty,
    Undecided,
}

/// As much of a birth date as a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDate {
    Day {
        year: u16,
        month: u8,
        day: u8,
    },
    /// The day or month was unknown when the number was given.
    Year(u16),
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNationalNumber {
    #[error("a national number has eleven digits")]
    Length,
    #[error("the check digits of the national number do not hold")]
    CheckDigits,
    #[error("the national number holds an impossible date")]
    Date,
}

impl NationalNumber {
    /// The eleven digits. Use it only to store, to look up and to hand to those entitled to it.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.digits).unwrap_or_default()
    }

    pub fn century(&self) -> Century {
        self.century
    }

    /// Whether the number is of the bis register, for people who are not in the National Register.
    pub fn is_bis(&self) -> bool {
        self.two(2) > 12
    }

    /// The birth date, never guessed: unknown where the number cannot say.
    pub fn birth_date(&self) -> BirthDate {
        let century = match self.century {
            Century::Nineteen => 1900,
            Century::Twenty => 2000,
            Century::Undecided => return BirthDate::Unknown,
        };
        let year = century + u16::from(self.two(0));
        let (month, day) = (self.two(2) % 20, self.two(4));
        match days_in_month(year, month) {
            Some(last) if (1..=last).contains(&day) => BirthDate::Day { year, month, day },
            _ if self.two(0) == 0 && month == 0 => BirthDate::Unknown,
            _ => BirthDate::Year(year),
        }
    }

    fn two(&self, at: usize) -> u8 {
        two(&self.digits, at)
    }
}

impl FromStr for NationalNumber {
    type Err = InvalidNationalNumber;

    /// Accepts the digits alone, or with the dots, dashes and spaces that people write.
    fn from_str(text: &str) -> Result<Self, InvalidNationalNumber> {
        let mut digits = [0u8; 11];
        let mut count = 0;
        for byte in text.bytes().filter(|byte| !matches!(byte, b'.' | b'-' | b' ')) {
            if !byte.is_ascii_digit() || count == 11 {
                return Err(InvalidNationalNumber::Length);
            }
            digits[count] = byte;
            count += 1;
        }
        if count != 11 {
            return Err(InvalidNationalNumber::Length);
        }
        let century = century(&digits)?;
        plausible_date(&digits)?;
        Ok(Self { digits, century })
    }
}

/// The two checksum rules: 97 minus the first nine digits modulo 97, with 2,000,000,000 added to
/// those nine digits for births from 2000.
fn century(digits: &[u8; 11]) -> Result<Century, InvalidNationalNumber> {
    let body = digits[..9].iter().fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let check = u64::from(two(digits, 9));
    let nineteen = 97 - body % 97 == check;
    let twenty = 97 - (2_000_000_000 + body) % 97 == check;
    match (nineteen, twenty) {
        (true, false) => Ok(Century::Nineteen),
        (false, true) => Ok(Century::Twenty),
        (true, true) => Ok(Century::Undecided),
        (false, false) => Err(InvalidNationalNumber::CheckDigits),
    }
}

/// Months go to 12, raised by 20 or 40 in the bis register; days to 31; zero stands for unknown.
fn plausible_date(digits: &[u8; 11]) -> Result<(), InvalidNationalNumber> {
    let (month, day) = (two(digits, 2), two(digits, 4));
    if matches!(month, 0..=12 | 20..=32 | 40..=52) && day <= 31 {
        Ok(())
    } else {
        Err(InvalidNationalNumber::Date)
    }
}

fn two(digits: &[u8; 11], at: usize) -> u8 {
    (digits[at] - b'0') * 10 + (digits[at + 1] - b'0')
}

fn days_in_month(year: u16, month: u8) -> Option<u8> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

impl Drop for NationalNumber {
    fn drop(&mut self) {
        self.digits.zeroize();
    }
}

impl fmt::Debug for NationalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalNumber(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Result<NationalNumber, InvalidNationalNumber> {
        text.parse()
    }

    fn with_check(body: u64, twenty_first: bool) -> String {
        let base = if twenty_first { 2_000_000_000 + body } else { body };
        format!("{body:09}{:02}", 97 - base % 97)
    }

    #[test]
    fn both_checksum_rules_decide_the_century() {
        assert_eq!(number(&with_check(850_730_033, false)).unwrap().century(), Century::Nineteen);
        assert_eq!(number(&with_check(850_730_033, true)).unwrap().century(), Century::Twenty);
    }

    #[test]
    fn separators_are_accepted_and_other_characters_are_not() {
        let digits = with_check(850_730_033, false);
        let written = format!(
            "{}.{}.{}-{}.{}",
            &digits[..2],
            &digits[2..4],
            &digits[4..6],
            &digits[6..9],
            &digits[9..]
        );
        assert_eq!(number(&written), number(&digits));
        assert_eq!(number("8507300332x"), Err(InvalidNationalNumber::Length));
        assert_eq!(number("850730033281"), Err(InvalidNationalNumber::Length));
        assert_eq!(number("85073003328٣"), Err(InvalidNationalNumber::Length));
    }

    #[test]
    fn a_birth_date_is_never_guessed() {
        for (body, twenty_first, expected) in [
            (850_730_033, false, BirthDate::Day { year: 1985, month: 7, day: 30 }),
            (40_229_001, true, BirthDate::Day { year: 2004, month: 2, day: 29 }),
            (50_229_001, true, BirthDate::Year(2005)),
            (850_000_001, false, BirthDate::Year(1985)),
            (854_730_033, false, BirthDate::Day { year: 1985, month: 7, day: 30 }),
            (852_730_033, false, BirthDate::Day { year: 1985, month: 7, day: 30 }),
            (1, false, BirthDate::Unknown),
        ] {
            let parsed = number(&with_check(body, twenty_first)).unwrap();
            assert_eq!(parsed.birth_date(), expected, "{body}");
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        assert_eq!(number(&with_check(851_330_033, false)), Err(InvalidNationalNumber::Date));
        assert_eq!(number(&with_check(850_732_033, false)), Err(InvalidNationalNumber::Date));
    }

    #[test]
    fn it_cannot_be_printed() {
        let parsed = number(&with_check(850_730_033, false)).unwrap();
        assert!(!format!("{parsed:?}").contains("8507"));
    }

    proptest! {
        #[test]
        fn any_changed_digit_is_noticed(
            year in 0u64..100, month in 1u64..13, day in 1u64..29, serial in 1u64..998,
            at in 0usize..11, by in 1u8..10,
        ) {
            let digits = with_check(year * 10_000_000 + month * 100_000 + day * 1_000 + serial, false);
            prop_assume!(number(&digits).is_ok_and(|parsed| parsed.century() == Century::Nineteen));
            let mut changed = digits.into_bytes();
            changed[at] = (changed[at] - b'0' + by) % 10 + b'0';
            let changed = String::from_utf8(changed).unwrap();
            // A changed digit can satisfy the other century's rule, never the same one.
            prop_assert!(number(&changed).map_or(true, |parsed| parsed.century() == Century::Twenty));
        }

        #[test]
        fn hostile_text_never_panics(text in ".{0,40}") {
            let _ = number(&text);
        }
    }
}
