//! One month: which logins, when, and by whom.

use domain::{Level, PartnerId, ProviderId, ServiceId, Timestamp};
use figures::{Answered, Client, Entry, Fact, Login, Outcome, Pseudonym, Refused, Word};
use ledger::{Hash, Opening, Salt};
use rand::seq::SliceRandom;
use rand::{Rng as _, RngExt as _};

use super::country::{Country, Method, Year, refused};
use super::people::People;
use super::share::apportion;
use super::{Order, Random, YEARS, random};

/// How a login ended: by a proof, by single sign-on, or refused for one of these reasons.
const REASONS: [(&str, u32); 4] =
    [("cancelled", 60), ("declined", 25), ("reported", 3), ("blocked", 12)];
const VARIANTS: usize = 2 + REASONS.len();
/// Of how many answered logins one is by single sign-on.
const REUSED: u32 = 4;

/// Midday is busy, and the night is not.
const HOURS: [u64; 24] =
    [6, 4, 3, 2, 2, 4, 15, 35, 60, 75, 80, 75, 65, 70, 75, 70, 65, 60, 60, 65, 60, 45, 25, 12];
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// One entry for each combination of client, method and outcome; only moment and person change.
#[derive(Clone)]
pub struct Cells {
    entries: Vec<Entry>,
    methods: usize,
}

impl Cells {
    pub fn of(country: Country) -> Self {
        // Methods and clients are the same in both years, in the same order.
        let year = country.year(YEARS[0]);
        let mut entries = Vec::new();
        for (number, client) in year.clients.iter().enumerate() {
            let name = match country {
                Country::Gateway => Client::Service(ServiceId::new(&client.id)),
                Country::Mobile => Client::Partner(PartnerId::new(&client.id)),
            };
            for method in &year.methods {
                entries.extend((0..VARIANTS).map(|variant| cell(&name, number, method, variant)));
            }
        }
        Self { entries, methods: year.methods.len() }
    }

    fn index(&self, client: usize, method: usize, variant: usize) -> u16 {
        u16::try_from((client * self.methods + method) * VARIANTS + variant).unwrap_or(u16::MAX)
    }

    fn method(&self, cell: u16) -> usize {
        usize::from(cell) / VARIANTS % self.methods
    }

    /// The entry of a cell at a moment, by a person.
    pub fn entry(&mut self, item: &Item) -> Option<&Entry> {
        let entry = self.entries.get_mut(usize::from(item.cell))?;
        entry.at = Timestamp::from_millis(item.at);
        if let Fact::Login(Login { outcome: Outcome::Answered(answered), nth, .. }) =
            &mut entry.fact
        {
            let (person, number) = item.person?;
            answered.person = person;
            *nth = Some(number);
        }
        Some(entry)
    }
}

fn cell(client: &Client, number: usize, method: &Method, variant: usize) -> Entry {
    let wanted = if number.is_multiple_of(3) { Level::High } else { Level::Substantial };
    let outcome = match variant.checked_sub(2).and_then(|reason| REASONS.get(reason)) {
        None => Outcome::Answered(Answered {
            person: Pseudonym::from_bytes([0; 16]),
            provider: ProviderId::new(method.provider),
            method: Word::new(method.word),
            level: method.level,
            reused: variant == 1,
            claims: claims(number),
        }),
        Some((reason, _)) => Outcome::Refused(Refused {
            reason: Word::new(*reason),
            person: None,
            provider: Some(ProviderId::new(method.provider)),
            method: Some(Word::new(method.word)),
        }),
    };
    let asked = wanted.min(method.level);
    let login = Login { client: client.clone(), asked, outcome, nth: None };
    Entry { at: Timestamp::from_millis(0), fact: Fact::Login(login) }
}

fn claims(number: usize) -> std::collections::BTreeSet<String> {
    let names = ["family_name", "given_name", "birthdate", "address", "email"];
    names.into_iter().take(2 + number % 4).map(str::to_owned).collect()
}

/// A login that is about to be entered.
#[derive(Clone, Copy)]
pub struct Item {
    pub at: i64,
    pub cell: u16,
    /// Whose it is, and which of theirs in the year.
    pub person: Option<(Pseudonym, u32)>,
}

/// Entries in the order of the ledger, with what the log holds of each.
pub struct Batch {
    pub items: Vec<Item>,
    pub salts: Vec<Salt>,
    pub commitments: Vec<Hash>,
}

pub struct Month {
    /// For each day, its first moment and how many entries it has.
    days: Vec<(i64, u64)>,
    /// The cells of the month's entries, in the order in which they come.
    cells: Vec<u16>,
    random: Random,
}

impl Month {
    pub fn of(year: &Year, month: u8, logins: u64, order: &Order) -> Self {
        let mut random = random(order, &format!("month {} {month}", year.number));
        let mut cells = cells_of(year, usize::from(month), logins, order, &mut random);
        cells.shuffle(&mut random);
        let days = days(year.number, month);
        let weights: Vec<u64> = days.iter().map(|(_, weight)| *weight).collect();
        let entries = apportion(cells.len() as u64, &weights);
        let days = days.iter().map(|(start, _)| *start).zip(entries).collect();
        Self { days, cells, random }
    }

    /// The month's entries in order, a batch at a time.
    pub fn batches<'a>(
        mut self,
        cells: &'a mut Cells,
        people: &'a mut People,
        most: usize,
    ) -> impl Iterator<Item = Batch> + 'a {
        let mut waiting: Vec<i64> = Vec::new();
        let mut days = self.days.clone().into_iter();
        std::iter::from_fn(move || {
            while waiting.len() < most {
                let Some((start, entries)) = days.next() else { break };
                // The earliest at the end, where they are taken from.
                let mut moments = self.moments(start, entries);
                moments.append(&mut waiting);
                waiting = moments;
            }
            let taken = waiting.split_off(waiting.len().saturating_sub(most));
            let items: Vec<Item> =
                taken.into_iter().rev().filter_map(|at| self.item(at, cells, people)).collect();
            (!items.is_empty()).then(|| self.committed(items, cells))
        })
    }

    /// The latest first.
    fn moments(&mut self, start: i64, entries: u64) -> Vec<i64> {
        let busy: u64 = HOURS.iter().sum();
        let mut moments: Vec<i64> = (0..entries)
            .map(|_| {
                let mut drawn = self.random.random_range(0..busy);
                let mut hour = 0;
                for (number, weight) in (0i64..).zip(HOURS) {
                    hour = number;
                    if drawn < weight {
                        break;
                    }
                    drawn -= weight;
                }
                start + hour * HOUR + self.random.random_range(0..HOUR)
            })
            .collect();
        moments.sort_unstable_by(|one, other| other.cmp(one));
        moments
    }

    fn item(&mut self, at: i64, cells: &Cells, people: &mut People) -> Option<Item> {
        let cell = self.cells.pop()?;
        let answered = usize::from(cell) % VARIANTS < 2;
        let person = if answered { people.next(cells.method(cell)) } else { None };
        Some(Item { at, cell, person })
    }

    fn committed(&mut self, items: Vec<Item>, cells: &mut Cells) -> Batch {
        let (mut salts, mut commitments) = (Vec::new(), Vec::new());
        for item in &items {
            let mut salt = [0; 32];
            self.random.fill_bytes(&mut salt);
            let salt = Salt::from_bytes(salt);
            let json = cells.entry(item).map(Entry::to_json).unwrap_or_default();
            commitments.push(Opening { salt: &salt, entry: json.as_bytes() }.commitment());
            salts.push(salt);
        }
        Batch { items, salts, commitments }
    }
}

/// The cells of all entries of a month, client by client.
fn cells_of(
    year: &Year,
    month: usize,
    logins: u64,
    order: &Order,
    random: &mut Random,
) -> Vec<u16> {
    let weights: Vec<u64> =
        year.clients.iter().map(|client| client.share * client.season[month]).collect();
    let layout = Cells { entries: Vec::new(), methods: year.methods.len() };
    let methods = year.methods_of(month, order.scale);
    let failed = apportion(refused(logins), &methods);
    let mut cells = Vec::new();
    for (method, (answered, refused)) in methods.iter().zip(failed).enumerate() {
        for (client, count) in apportion(*answered, &weights).into_iter().enumerate() {
            let variant = |random: &mut Random| usize::from(random.random_range(0..REUSED) == 0);
            cells.extend((0..count).map(|_| layout.index(client, method, variant(random))));
        }
        for (client, count) in apportion(refused, &weights).into_iter().enumerate() {
            cells.extend((0..count).map(|_| layout.index(client, method, 2 + reason(random))));
        }
    }
    cells
}

fn reason(random: &mut Random) -> usize {
    let mut drawn = random.random_range(0..REASONS.iter().map(|(_, weight)| weight).sum());
    let passed = REASONS.iter().take_while(|(_, weight)| {
        let beyond = drawn >= *weight;
        if beyond {
            drawn -= weight;
        }
        beyond
    });
    passed.count()
}

/// Each day's first moment and how busy it is.
fn days(year: i16, month: u8) -> Vec<(i64, u64)> {
    let first = first_day(year, month);
    let next = if month == 11 { first_day(year + 1, 0) } else { first_day(year, month + 1) };
    (first..next)
        .map(|day| {
            // 1 January 1970 was a Thursday.
            let weight = match (day + 3).rem_euclid(7) {
                5 => 60,
                6 => 50,
                _ => 125,
            };
            (day * DAY, weight)
        })
        .collect()
}

/// The days from 1 January 1970 to the first of a month, which counts from 0.
fn first_day(year: i16, month: u8) -> i64 {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let years = i64::from(year) - 1970;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leap_days = (years + 1) / 4 + i64::from(leap && month > 1);
    years * 365 + leap_days + BEFORE[usize::from(month).min(11)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_on_their_first_day() {
        assert_eq!(first_day(2019, 0) * DAY, 1_546_300_800_000);
        assert_eq!(first_day(2020, 0) * DAY, 1_577_836_800_000);
        assert_eq!(first_day(2020, 2) * DAY, 1_583_020_800_000);
        assert_eq!(first_day(2021, 0) * DAY, 1_609_459_200_000);
        // 1 March 2020 was a Sunday.
        assert_eq!(days(2020, 2)[0].1, 50);
        assert_eq!(days(2020, 1).len(), 29);
    }

    #[test]
    fn a_refusal_has_one_of_the_reasons() {
        let mut random = <Random as rand::SeedableRng>::seed_from_u64(1);
        let mut seen = [0; REASONS.len()];
        for _ in 0..10_000 {
            seen[reason(&mut random)] += 1;
        }
        assert!(
            seen.iter()
                .zip(REASONS)
                .all(|(seen, (_, weight))| { (weight * 80..weight * 120).contains(seen) })
        );
    }
}
