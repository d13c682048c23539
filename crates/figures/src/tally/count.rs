//! Counting logins: everything but people.

use std::collections::{BTreeMap, HashMap};

use parquet::file::reader::ChunkReader;

use super::people::Use;
use super::words::{Kinds, Vocabulary};
use crate::archive::{ArchiveError, Codes, Part};

/// One kind of login. Words that do not apply are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// 1 to 12.
    pub month: u8,
    /// The service or the partner.
    pub client: String,
    pub method: String,
    pub level: String,
    /// `answered` or `refused`.
    pub outcome: String,
    /// Of a refused login.
    pub reason: String,
}

/// The columns that figures are made of.
pub struct Columns {
    moments: Vec<Option<i64>>,
    texts: [Codes; FIELDS],
    kind: Codes,
    people: Vec<Option<[u8; 16]>>,
}

/// Service, partner, method, level, outcome, reason.
const FIELDS: usize = 6;
const NAMES: [&str; FIELDS] = ["service", "partner", "method", "level", "outcome", "reason"];
const MONTHS: usize = 12;
const LOGIN: &str = "login";
const ANSWERED: &str = "answered";

/// For each column of a row group, its codes as numbers of the vocabulary. Before the first stands 0:
/// that of no text.
pub struct Numbers {
    texts: [Vec<u16>; FIELDS],
    kinds: Kinds,
    login: Option<u32>,
    answered: u16,
}

impl Columns {
    pub fn read<R: ChunkReader + 'static>(
        part: &Part<R>,
        group: usize,
    ) -> Result<Self, ArchiveError> {
        let mut texts: [Codes; FIELDS] = Default::default();
        for (codes, name) in texts.iter_mut().zip(NAMES) {
            *codes = part.texts(group, name)?;
        }
        let columns = Self {
            moments: part.numbers(group, "at")?,
            texts,
            kind: part.texts(group, "kind")?,
            people: part.fixed(group, "person")?,
        };
        let rows = columns.moments.len();
        let even =
            columns.texts.iter().chain([&columns.kind]).all(|codes| codes.codes.len() == rows);
        if even && columns.people.len() == rows {
            Ok(columns)
        } else {
            Err(ArchiveError::Layout("at"))
        }
    }

    pub fn numbers(&self, vocabulary: &mut Vocabulary) -> Option<Numbers> {
        let mut texts: [Vec<u16>; FIELDS] = Default::default();
        for (numbers, codes) in texts.iter_mut().zip(&self.texts) {
            let words = codes.words.iter().map(|word| vocabulary.number(word));
            *numbers = std::iter::once(Some(0)).chain(words).collect::<Option<_>>()?;
        }
        let login = self.kind.words.iter().position(|kind| kind == LOGIN);
        Some(Numbers {
            kinds: {
                let [services, partners, methods, ..] = &texts;
                Kinds::of(methods, &[services.as_slice(), partners].concat(), vocabulary)?
            },
            texts,
            login: login.and_then(|code| u32::try_from(code).ok()),
            answered: vocabulary.number(ANSWERED)?,
        })
    }
}

impl Numbers {
    /// How many different cells the words of the row group could make.
    fn places(&self) -> usize {
        self.texts.iter().fold(MONTHS, |size, words| size.saturating_mul(words.len()))
    }

    /// Which of them a row falls into: a mixed-radix number of its codes.
    fn place(&self, month: u8, codes: [usize; FIELDS]) -> usize {
        let digits = codes.iter().zip(&self.texts);
        digits.fold(usize::from(month), |place, (code, words)| {
            place.saturating_mul(words.len()).saturating_add(*code)
        })
    }

    /// The month and the codes of a place.
    fn at(&self, place: usize) -> (u8, [usize; FIELDS]) {
        let (mut rest, mut codes) = (place, [0; FIELDS]);
        for (code, words) in codes.iter_mut().zip(&self.texts).rev() {
            (*code, rest) = (rest % words.len(), rest / words.len());
        }
        (u8::try_from(rest).unwrap_or_default(), codes)
    }

    /// Client, method, level, outcome and reason.
    fn of(&self, codes: [usize; FIELDS]) -> [u16; 5] {
        let [service, partner, method, level, outcome, reason] =
            std::array::from_fn(|field| self.texts[field][codes[field]]);
        [service.max(partner), method, level, outcome, reason]
    }
}

/// Counted logins, by packed numbers.
#[derive(Default)]
pub struct Counts {
    cells: HashMap<u128, u64>,
    /// The cells of the row group under way, by their place among all that its words could make.
    places: Vec<u32>,
    pub partners: bool,
}

/// How many cells have a place: more than a ledger's words make, and few enough for the memory.
const PLACES: usize = 1 << 22;

impl Counts {
    /// Counts a row group, and adds the uses of people to the shares into which they fall.
    pub fn add(
        &mut self,
        columns: &Columns,
        numbers: &Numbers,
        starts: &[i64; MONTHS + 1],
        uses: &mut [Vec<Use>],
    ) {
        let shares = uses.len();
        self.places.resize(numbers.places().min(PLACES), 0);
        let mut month = 0;
        for (row, moment) in columns.moments.iter().enumerate() {
            let Some(moment) = *moment else { continue };
            if Some(columns.kind.codes[row]) != numbers.login {
                continue;
            }
            let Some(found) = month_of(moment, starts, month) else { continue };
            month = found;
            let codes = std::array::from_fn(|field| columns.texts[field].place(row));
            match self.places.get_mut(numbers.place(month, codes)) {
                Some(logins) => *logins += 1,
                None => self.count(numbers, month, codes, 1),
            }
            let Some(person) = columns.people[row] else { continue };
            let [client, _, _, outcome, _] = numbers.of(codes);
            if outcome == numbers.answered {
                let [_, _, method, ..] = codes;
                let (kind, client) = numbers.kinds.kind(method, client);
                let share = usize::from(u16::from_le_bytes([person[14], person[15]])) % shares;
                uses[share].push(Use { person, kind, client, month });
            }
        }
        let mut places = std::mem::take(&mut self.places);
        for (place, logins) in places.iter_mut().enumerate().filter(|(_, logins)| **logins > 0) {
            let (month, codes) = numbers.at(place);
            self.count(numbers, month, codes, u64::from(std::mem::take(logins)));
        }
        self.places = places;
    }

    fn count(&mut self, numbers: &Numbers, month: u8, codes: [usize; FIELDS], logins: u64) {
        let [_, partner, ..] = codes;
        self.partners |= partner > 0;
        *self.cells.entry(pack(month, numbers.of(codes))).or_default() += logins;
    }

    pub fn merge(&mut self, other: Self) {
        self.partners |= other.partners;
        for (cell, logins) in other.cells {
            *self.cells.entry(cell).or_default() += logins;
        }
    }

    pub fn named(self, vocabulary: &Vocabulary) -> BTreeMap<Cell, u64> {
        self.cells
            .into_iter()
            .map(|(packed, logins)| (unpack(packed, vocabulary), logins))
            .collect()
    }
}

/// The month, from 0, of a moment within the year. The month of the row before is likely.
fn month_of(moment: i64, starts: &[i64; MONTHS + 1], likely: u8) -> Option<u8> {
    let within = |month: &u8| {
        let month = usize::from(*month);
        starts[month] <= moment && moment < starts[month + 1]
    };
    if within(&likely) { Some(likely) } else { (0..12).find(within) }
}

fn pack(month: u8, [client, method, level, outcome, reason]: [u16; 5]) -> u128 {
    [client, method, level, outcome, reason]
        .iter()
        .fold(u128::from(month), |packed, number| packed << 16 | u128::from(*number))
}

fn unpack(packed: u128, vocabulary: &Vocabulary) -> Cell {
    let word = |place: u32| {
        let number = u16::try_from(packed >> (16 * place) & 0xffff).unwrap_or_default();
        vocabulary.word(number).to_owned()
    };
    Cell {
        month: u8::try_from(packed >> 80).unwrap_or_default() + 1,
        client: word(4),
        method: word(3),
        level: word(2),
        outcome: word(1),
        reason: word(0),
    }
}
