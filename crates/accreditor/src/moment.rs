//! Moments as people read them. The authority's days begin at midnight UTC, everywhere and for
//! everybody: an accreditation must not end at two moments.

use domain::{Language, Timestamp};

/// A day, as numbers in the order of the language.
pub fn day(moment: Timestamp, language: Language) -> String {
    let text = moment.rfc3339();
    let mut parts = text.get(..10).unwrap_or_default().splitn(3, '-');
    let (year, month, day) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    let day = day.unwrap_or_default();
    match language {
        Language::Nl => format!("{day}-{month}-{year}"),
        Language::Fr => format!("{day}/{month}/{year}"),
        Language::De => format!("{day}.{month}.{year}"),
        Language::En => format!("{day}/{month}/{year}"),
    }
}

/// A day and, where it is not midnight, the time.
pub fn moment(moment: Timestamp, language: Language) -> String {
    let text = moment.rfc3339();
    let time = text.get(11..16).unwrap_or_default();
    match text.get(11..19) {
        Some("00:00:00") | None => day(moment, language),
        Some(_) => format!("{} {time} UTC", day(moment, language)),
    }
}

/// Reads what a date field sends: a day, at its beginning.
pub fn read_day(text: &str) -> Option<Timestamp> {
    let shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if shaped { Timestamp::parse(&format!("{text}T00:00:00Z")) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        let day_of = |text| day(read_day(text).unwrap(), Language::De);
        assert_eq!(day_of("2021-05-03"), "03.05.2021");
        for wrong in ["", "2021-13-01", "03-05-2021", "2021-05-03T10:00:00Z", "heute"] {
            assert_eq!(read_day(wrong), None, "{wrong}");
        }
        let later = Timestamp::parse("2021-05-03T10:05:07Z").unwrap();
        assert_eq!(moment(later, Language::Nl), "03-05-2021 10:05 UTC");
        assert_eq!(moment(read_day("2021-05-03").unwrap(), Language::Nl), "03-05-2021");
    }
}
