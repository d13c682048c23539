//! Dates in words, as much of them as is known.

use web::Words;

use super::fhir::Date;

pub fn spelt(words: &Words, date: Date) -> String {
    let year = date.year.to_string();
    let Some(month) = date.month else { return year };
    let month = words.get(&format!("month-{month}"));
    match date.day {
        Some(day) => {
            let day = day.to_string();
            words.with("date-day", &[("day", &day), ("month", &month), ("year", &year)])
        }
        None => words.with("date-month", &[("month", &month), ("year", &year)]),
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    #[test]
    fn as_much_is_said_as_is_known() {
        let words = crate::health::texts().unwrap().speak(Language::De);
        assert_eq!(spelt(&words, Date::day(1985, 7, 30)), "30. Juli 1985");
        assert_eq!(spelt(&words, Date { year: 1985, month: Some(3), day: None }), "März 1985");
        assert_eq!(spelt(&words, Date { year: 1978, month: None, day: None }), "1978");
    }
}
