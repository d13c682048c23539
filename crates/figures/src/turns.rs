//! Whether nothing is missing: each person's entries of a year are numbered from 1 without a gap, in
//! the order of the ledger.

use std::collections::HashMap;
use std::ops::Range;

use domain::Timestamp;

use crate::entry::{Entry, Fact};
use crate::person::{Pseudonym, year_begins, year_of};

/// Counts along the entries of a ledger, from its first. It holds one number for each person of the
/// year under way and of the one before, whose last entries may come among the first of the next.
#[derive(Debug, Default)]
pub struct Turns(Vec<Counted>);

/// The newest number of each person in a year.
#[derive(Debug)]
struct Counted {
    year: i16,
    /// When the year is, as far as that can be said.
    within: Range<i64>,
    newest: HashMap<Pseudonym, u32>,
}

/// A number that is not the one whose turn it was: an entry of this person is missing before it, or
/// this one is double, moved or of a second list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfTurn {
    pub person: Pseudonym,
    pub expected: u32,
    pub found: u32,
}

impl Turns {
    /// Takes the next entry of a person. After one out of turn, counting goes on from there.
    pub fn take(&mut self, at: Timestamp, person: Pseudonym, nth: u32) -> Result<(), OutOfTurn> {
        let newest = self.of_year(at).entry(person).or_default();
        let expected = *newest + 1;
        *newest = nth;
        if nth == expected { Ok(()) } else { Err(OutOfTurn { person, expected, found: nth }) }
    }

    /// The numbers of the year of a moment. Two comparisons find it where a calendar takes its time.
    fn of_year(&mut self, at: Timestamp) -> &mut HashMap<Pseudonym, u32> {
        let known = self.0.iter().position(|counted| counted.within.contains(&at.millis()));
        let index = known.unwrap_or_else(|| self.begin(year_of(at)));
        &mut self.0[index].newest
    }

    fn begin(&mut self, year: i16) -> usize {
        if let Some(known) = self.0.iter().position(|counted| counted.year == year) {
            return known;
        }
        self.0.retain(|counted| counted.year >= year - 1);
        let within = year_begins(year)..year_begins(year.saturating_add(1));
        self.0.push(Counted { year, within, newest: HashMap::new() });
        self.0.len() - 1
    }
}

/// All of one person's entries of one year, none missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    pub person: Pseudonym,
    pub year: i16,
    pub entries: u32,
}

/// Why a list of entries is not all of one person's entries of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWhole {
    #[error("there is nothing in the list")]
    Empty,
    #[error("an entry of the list is of no person")]
    Nobody,
    #[error("the list has entries of two persons, or of two years")]
    Mixed,
    #[error("number {0} is missing")]
    Missing(u32),
    #[error("number {0} is there twice")]
    Twice(u32),
}

impl Whole {
    /// Finds whether entries, in any order, are numbered from 1 to their count. That none comes
    /// after the last is not in them: their owner knows their newest login.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Self, NotWhole> {
        let mut numbers = Vec::new();
        let mut whose = None;
        for entry in entries {
            let Fact::Login(login) = &entry.fact else { return Err(NotWhole::Nobody) };
            let (person, nth) = login.person().zip(login.nth).ok_or(NotWhole::Nobody)?;
            let here = (person, year_of(entry.at));
            if *whose.get_or_insert(here) != here {
                return Err(NotWhole::Mixed);
            }
            numbers.push(nth);
        }
        let (person, year) = whose.ok_or(NotWhole::Empty)?;
        numbers.sort_unstable();
        for (expected, number) in (1..).zip(&numbers) {
            if *number < expected {
                return Err(NotWhole::Twice(*number));
            }
            if *number > expected {
                return Err(NotWhole::Missing(expected));
            }
        }
        let entries = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        Ok(Self { person, year, entries })
    }
}

#[cfg(test)]
mod tests {
    use domain::{Level, ServiceId};

    use super::*;
    use crate::entry::{Client, Login, Outcome, Refused, Word};

    const ANA: Pseudonym = Pseudonym::from_bytes([1; 16]);
    const BEN: Pseudonym = Pseudonym::from_bytes([2; 16]);
    /// In 2020 and in 2021.
    const THEN: Timestamp = Timestamp::from_millis(1_577_836_800_000);
    const LATER: Timestamp = Timestamp::from_millis(1_609_459_200_000);

    fn entry(at: Timestamp, person: Option<Pseudonym>, nth: Option<u32>) -> Entry {
        let reason = Word::new("cancelled");
        let outcome = Outcome::Refused(Refused { reason, person, provider: None, method: None });
        let client = Client::Service(ServiceId::new("health"));
        Entry { at, fact: Fact::Login(Login { client, asked: Level::Low, outcome, nth }) }
    }

    fn whole(numbers: &[u32]) -> Result<u32, NotWhole> {
        let entries: Vec<_> =
            numbers.iter().map(|nth| entry(THEN, Some(ANA), Some(*nth))).collect();
        Whole::of(&entries).map(|whole| whole.entries)
    }

    #[test]
    fn a_list_is_whole_where_its_numbers_run_from_one_without_a_gap() {
        for (numbers, expected) in [
            (&[1][..], Ok(1)),
            (&[3, 1, 2], Ok(3)),
            (&[], Err(NotWhole::Empty)),
            (&[2, 3], Err(NotWhole::Missing(1))),
            (&[1, 2, 4], Err(NotWhole::Missing(3))),
            (&[1, 2, 2], Err(NotWhole::Twice(2))),
            (&[1, 1, 3], Err(NotWhole::Twice(1))),
        ] {
            assert_eq!(whole(numbers), expected, "{numbers:?}");
        }
    }

    #[test]
    fn a_list_is_of_one_person_and_one_year() {
        let first = entry(THEN, Some(ANA), Some(1));
        let with = |other| Whole::of(&[first.clone(), other]);
        assert_eq!(with(entry(THEN, Some(BEN), Some(2))), Err(NotWhole::Mixed));
        assert_eq!(with(entry(LATER, Some(ANA), Some(2))), Err(NotWhole::Mixed));
        assert_eq!(with(entry(THEN, None, None)), Err(NotWhole::Nobody));
    }

    #[test]
    fn each_person_is_counted_in_each_year_by_themselves() {
        let mut turns = Turns::default();
        for (at, person, nth) in
            [(THEN, ANA, 1), (THEN, BEN, 1), (THEN, ANA, 2), (LATER, BEN, 1), (THEN, ANA, 3)]
        {
            assert_eq!(turns.take(at, person, nth), Ok(()));
        }
        let out = |expected, found| Err(OutOfTurn { person: ANA, expected, found });
        assert_eq!(turns.take(THEN, ANA, 5), out(4, 5));
        assert_eq!(turns.take(THEN, ANA, 6), Ok(()));
        assert_eq!(turns.take(THEN, ANA, 6), out(7, 6));
    }
}
