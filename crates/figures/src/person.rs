//! Who a person is in the ledger: a pseudonym that holds for one calendar year.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{PersonId, Timestamp};

/// Says what the bytes are, so that no other use of a key could give the same pseudonym.
const DOMAIN: &str = "beffroi.person.1";
const BYTES: usize = 16;

/// A person within one year: 128 bits that only the holder of that year's key can tie to them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym([u8; BYTES]);

impl Pseudonym {
    pub const fn from_bytes(bytes: [u8; BYTES]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pseudonym({self})")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pseudonym is 16 bytes in base64url without padding")]
pub struct MalformedPseudonym;

impl FromStr for Pseudonym {
    type Err = MalformedPseudonym;

    fn from_str(text: &str) -> Result<Self, MalformedPseudonym> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| MalformedPseudonym)?;
        bytes.try_into().map(Self).map_err(|_| MalformedPseudonym)
    }
}

/// The key of one calendar year. Whoever destroys it makes that year's pseudonyms nobody's, for
/// ever; the entries, their proofs and the figures over them stay.
pub struct YearKey {
    year: i16,
    key: hmac::Key,
}

impl YearKey {
    /// From 32 bytes of a cryptographic generator, used for this year only.
    pub fn new(year: i16, secret: &[u8; 32]) -> Self {
        Self { year, key: hmac::Key::new(HMAC_SHA256, secret) }
    }

    pub fn year(&self) -> i16 {
        self.year
    }

    /// The year is hashed too: should two years ever get the same key by mistake, a person is
    /// still two strangers.
    pub fn pseudonym(&self, person: &PersonId) -> Pseudonym {
        let message = format!("{DOMAIN}\n{}\n{person}", self.year);
        let tag = hmac::sign(&self.key, message.as_bytes());
        let mut bytes = [0; BYTES];
        bytes.copy_from_slice(&tag.as_ref()[..BYTES]);
        Pseudonym(bytes)
    }
}

impl fmt::Debug for YearKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "YearKey({}, withheld)", self.year)
    }
}

/// The calendar year of a moment, in UTC, as everywhere in the ledger: what an auditor computes in
/// plain SQL must not depend on a table of time zones.
pub fn year_of(moment: Timestamp) -> i16 {
    let day = jiff::Timestamp::from_millisecond(moment.millis());
    day.map_or(i16::MAX, |day| jiff::tz::Offset::UTC.to_datetime(day).year())
}

/// The first moment of a year, in milliseconds since 1970.
pub fn year_begins(year: i16) -> i64 {
    month_starts(year)[0]
}

/// The first moments of a year's months, in milliseconds, and that of the next year.
pub(crate) fn month_starts(year: i16) -> [i64; 13] {
    std::array::from_fn(|index| {
        let month = i8::try_from(index % 12).unwrap_or_default() + 1;
        let year = if index == 12 { year.saturating_add(1) } else { year };
        let first = jiff::civil::Date::new(year, month, 1).map(|day| day.at(0, 0, 0, 0));
        let first = first.and_then(|first| jiff::tz::Offset::UTC.to_timestamp(first));
        first.map_or(i64::MAX, jiff::Timestamp::as_millisecond)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> PersonId {
        PersonId::new("ana")
    }

    #[test]
    fn a_person_is_the_same_within_a_year_and_a_stranger_in_the_next() {
        let key = YearKey::new(2019, &[1; 32]);
        assert_eq!(key.pseudonym(&ana()), YearKey::new(2019, &[1; 32]).pseudonym(&ana()));
        assert_ne!(key.pseudonym(&ana()), key.pseudonym(&PersonId::new("ben")));
        assert_ne!(key.pseudonym(&ana()), YearKey::new(2019, &[2; 32]).pseudonym(&ana()));
        assert_ne!(key.pseudonym(&ana()), YearKey::new(2020, &[1; 32]).pseudonym(&ana()));
    }

    /// `printf 'beffroi.person.1\n2020\nana' | openssl dgst -sha256 -hmac KEY`, by the year key
    /// `0123456789abcdef0123456789abcdef`.
    #[test]
    fn the_pseudonym_is_the_one_that_openssl_computes() {
        let key = YearKey::new(2020, b"0123456789abcdef0123456789abcdef");
        assert_eq!(key.pseudonym(&ana()).to_string(), "nXc037NOqR187VPVlpnGQA");
    }

    #[test]
    fn a_pseudonym_has_one_spelling() {
        let pseudonym = Pseudonym::from_bytes([0xfb; 16]);
        assert_eq!(pseudonym.to_string().parse(), Ok(pseudonym));
        // The last character carries four bits that must be zero.
        for text in ["", "-_v7-_v7-_v7-_v7-_v7-x", "-_v7-_v7-_v7-_v7-_v7-w==", "+/v7"] {
            assert_eq!(text.parse::<Pseudonym>(), Err(MalformedPseudonym), "{text}");
        }
    }

    #[test]
    fn months_begin_at_midnight_of_utc() {
        let starts = month_starts(2020);
        assert_eq!((starts[0], starts[2]), (1_577_836_800_000, 1_583_020_800_000));
        assert_eq!(starts[12], month_starts(2021)[0]);
    }

    #[test]
    fn years_turn_at_midnight_of_utc() {
        assert_eq!(year_of(Timestamp::from_millis(1_577_836_799_999)), 2019);
        assert_eq!(year_of(Timestamp::from_millis(1_577_836_800_000)), 2020);
    }
}
