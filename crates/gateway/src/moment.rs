//! Moments as people read them.

use domain::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use web::Words;

/// The time zone of the country, as a POSIX rule: it needs no table on the machine
/// (IEEE Std 1003.1, section 8.3).
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a POSIX time zone, such as CET-1CEST,M3.5.0,M10.5.0/3")]
pub struct InvalidZone;

impl Zone {
    /// Central European time.
    pub const DEFAULT: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

    pub fn parse(rule: &str) -> Result<Self, InvalidZone> {
        TimeZone::posix(rule).map(Self).map_err(|_| InvalidZone)
    }

    /// The day that it is here.
    pub fn day(&self, moment: Timestamp) -> Option<Date> {
        let moment = jiff::Timestamp::from_second(moment.seconds()).ok()?;
        Some(self.0.to_datetime(moment).date())
    }

    /// Day and time in a sentence of this language, such as `30 July 2026, 14:05`.
    pub fn say(&self, words: &Words, moment: Timestamp) -> String {
        let Ok(moment) = jiff::Timestamp::from_second(moment.seconds()) else {
            return moment.rfc3339();
        };
        let moment = self.0.to_datetime(moment);
        let month = words.get(&format!("month-{}", moment.month()));
        words.with(
            "moment",
            &[
                ("day", moment.day().to_string().as_str()),
                ("month", &month),
                ("year", moment.year().to_string().as_str()),
                ("time", &format!("{:02}:{:02}", moment.hour(), moment.minute())),
            ],
        )
    }
}

/// A moment with its offset, or a day, which means its beginning in UTC.
pub fn read_moment(text: &str) -> Option<Timestamp> {
    let seconds = match text.parse::<Date>() {
        Ok(day) if text.len() == 10 => {
            day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp().as_second()
        }
        _ => text.parse::<jiff::Timestamp>().ok()?.as_second(),
    };
    Some(Timestamp::from_seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::every_language;

    #[test]
    fn a_moment_is_said_in_every_language_and_in_the_countrys_time() {
        let zone = Zone::parse(Zone::DEFAULT).unwrap();
        let summer = Timestamp::from_seconds(1_785_413_100);
        let winter = Timestamp::from_seconds(1_795_618_800);
        let said = |moment| every_language().iter().map(|words| zone.say(words, moment)).collect();
        let summer: Vec<String> = said(summer);
        assert_eq!(
            summer,
            [
                "30 juli 2026, 14:05",
                "30 juillet 2026, 14:05",
                "30. Juli 2026, 14:05",
                "30 July 2026, 14:05"
            ]
        );
        let winter: Vec<String> = said(winter);
        assert_eq!(winter[0], "25 november 2026, 16:00");
    }

    #[test]
    fn a_zone_that_is_no_rule_is_refused() {
        assert!(Zone::parse("Europe/Brussels").is_err());
    }
}
