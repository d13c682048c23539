use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z. Stored as BIGINT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From a NumericDate of RFC 7519, section 2. Seconds beyond what a moment can hold saturate.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded down, as in `exp` and `iat`.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(whole_millis(duration)))
    }

    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(whole_millis(duration)))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// So many calendar months later, or earlier where negative, at the same time of day in UTC.
    /// The last day of a month stands for days that the month does not have.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let moved = jiff::Timestamp::from_millisecond(self.0).ok().and_then(|moment| {
            let there = moment.to_zoned_datetime(jiff::tz::TimeZone::UTC);
            there.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
        });
        // Only moments beyond the calendar cannot be moved in it.
        moved.map_or(self, |moved| Self(moved.timestamp().as_millisecond()))
    }

    /// Reads RFC 3339 text, with any offset.
    pub fn parse(text: &str) -> Option<Self> {
        let moment: jiff::Timestamp = text.parse().ok()?;
        Some(Self(moment.as_millisecond()))
    }

    /// As RFC 3339 text in UTC, to the second, for logs and JSON.
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_second(self.seconds())
            .map_or_else(|_| self.0.to_string(), |moment| moment.to_string())
    }
}

fn whole_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        for (from, months, expected) in [
            ("2018-05-03T10:00:00Z", 36, "2021-05-03T10:00:00Z"),
            ("2024-02-29T00:00:00Z", 12, "2025-02-28T00:00:00Z"),
            ("2021-03-31T23:59:59Z", -1, "2021-02-28T23:59:59Z"),
            ("2021-01-15T00:00:00Z", -12, "2020-01-15T00:00:00Z"),
            ("2021-01-15T00:00:00Z", 0, "2021-01-15T00:00:00Z"),
        ] {
            assert_eq!(moment(from).plus_months(months), moment(expected), "{from} {months}");
        }
    }
}
