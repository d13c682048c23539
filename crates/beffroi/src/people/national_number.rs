//! National numbers that nobody has.

use domain::{BirthDate, NationalNumber};

use super::Gender;

/// What a fictional number is made from.
#[derive(Clone, Copy, Debug)]
pub struct Birth {
    pub year: u16,
    pub month: u8,
    /// Zero where the day is unknown.
    pub day: u8,
    pub register: Register,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    National,
    /// For people who live abroad or were registered before they had an address here: the month is
    /// raised by 40, or by 20 where the sex was not known when the number was given.
    Bis,
    BisSexUnknown,
}

/// The serials that fictional people get. A serial counts the births of one day, odd for boys and
/// even for girls, and real days never come near these: with some 350 births a day in the whole
/// country, no living person's number is invented by accident.
pub const SERIALS: std::ops::RangeInclusive<u16> = 900..=997;

/// The number with its check digits, or `None` if the parts make none or if the number alone
/// would not tell the century (both checksum rules hold for about one number in a hundred).
pub fn fictional(birth: Birth, gender: Option<Gender>, serial: u16) -> Option<NationalNumber> {
    let fits = match gender {
        Some(Gender::Male) => serial % 2 == 1,
        Some(Gender::Female) => serial.is_multiple_of(2),
        None => true,
    };
    let raised = match birth.register {
        Register::National => 0,
        Register::BisSexUnknown => 20,
        Register::Bis => 40,
    };
    let body = u64::from(birth.year % 100) * 10_000_000
        + u64::from(birth.month + raised) * 100_000
        + u64::from(birth.day) * 1000
        + u64::from(serial);
    let counted = if birth.year >= 2000 { 2_000_000_000 + body } else { body };
    let number: NationalNumber = format!("{body:09}{:02}", 97 - counted % 97).parse().ok()?;
    let told = match number.birth_date() {
        BirthDate::Day { year, .. } | BirthDate::Year(year) => Some(year),
        BirthDate::Unknown => None,
    };
    (fits && told == Some(birth.year)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIRTH: Birth = Birth { year: 1985, month: 7, day: 30, register: Register::National };

    #[test]
    fn the_number_says_the_birth_and_the_register() {
        let number = fictional(BIRTH, Some(Gender::Male), 901).unwrap();
        assert_eq!(number.birth_date(), BirthDate::Day { year: 1985, month: 7, day: 30 });
        assert!(!number.is_bis());
        let bis = Birth { year: 2003, register: Register::Bis, ..BIRTH };
        let number = fictional(bis, Some(Gender::Female), 904).unwrap();
        assert_eq!(number.birth_date(), BirthDate::Day { year: 2003, month: 7, day: 30 });
        assert!(number.is_bis());
        let unknown = Birth { day: 0, register: Register::BisSexUnknown, ..BIRTH };
        assert_eq!(fictional(unknown, None, 905).unwrap().birth_date(), BirthDate::Year(1985));
    }

    #[test]
    fn serials_keep_to_their_sex() {
        assert_eq!(fictional(BIRTH, Some(Gender::Female), 901), None);
        assert_eq!(fictional(BIRTH, Some(Gender::Male), 902), None);
    }
}
