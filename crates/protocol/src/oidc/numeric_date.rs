use domain::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// 9999-12-31T23:59:59Z: beyond it a date is nonsense and arithmetic with it begins to overflow.
const LAST: u64 = 253_402_300_799;

/// Whole seconds since 1970 (RFC 7519, section 2). The RFC allows fractions; we refuse them, and
/// texts and negative numbers, because readers differ in what they make of those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct NumericDate(u64);

impl NumericDate {
    pub fn moment(self) -> Timestamp {
        Timestamp::from_seconds(i64::try_from(self.0).unwrap_or(i64::MAX))
    }
}

impl From<Timestamp> for NumericDate {
    /// Rounded down. A moment before 1970 becomes 1970, so that an `exp` made of it is past.
    fn from(moment: Timestamp) -> Self {
        Self(u64::try_from(moment.seconds()).unwrap_or(0).min(LAST))
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            seconds if seconds <= LAST => Ok(Self(seconds)),
            _ => Err(D::Error::custom("a date beyond the year 9999")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_seconds_of_our_era_are_dates() {
        for text in ["1.5", "1e3", "-1", "\"1\"", "1e400", "null", "253402300800", "true", "[1]"] {
            assert!(serde_json::from_str::<NumericDate>(text).is_err(), "{text}");
        }
        let date: NumericDate = serde_json::from_str("1700000000").unwrap();
        assert_eq!(date.moment(), Timestamp::from_seconds(1_700_000_000));
    }
}
