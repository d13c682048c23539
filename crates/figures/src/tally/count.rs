//! Counting logins: everything but people.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use parquet::file::reader::ChunkReader;

use super::people::Use;
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
const LOGIN: &str = "login";
const ANSWERED: &str = "answered";

/// Every word of a year and its number, the same in all row groups. Number 0 is no word.
#[derive(Default)]
pub struct Vocabulary {
    numbers: HashMap<String, u16>,
    words: Vec<String>,
}

impl Vocabulary {
    fn number(&mut self, word: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(word) {
            return Some(*number);
        }
        let number = u16::try_from(self.words.len() + 1).ok()?;
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        Some(number)
    }

    pub fn word(&self, number: u16) -> &str {
        let index = usize::from(number).checked_sub(1);
        index.and_then(|index| self.words.get(index)).map_or("", String::as_str)
    }
}

/// For each column of a row group, its codes as numbers of the vocabulary.
pub struct Numbers {
    texts: [Vec<u16>; FIELDS],
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

    pub fn codes(&self, vocabulary: &mut Vocabulary) -> Numbers {
        let mut texts: [Vec<u16>; FIELDS] = Default::default();
        for (numbers, codes) in texts.iter_mut().zip(&self.texts) {
            let number = |word: &String| vocabulary.number(word).unwrap_or_default();
            *numbers = codes.words.iter().map(number).collect();
        }
        let login = self.kind.words.iter().position(|kind| kind == LOGIN);
        Numbers {
            texts,
            login: login.and_then(|code| u32::try_from(code).ok()),
            answered: vocabulary.number(ANSWERED).unwrap_or_default(),
        }
    }
}

/// Counted logins, by packed numbers.
#[derive(Default)]
pub struct Counts {
    cells: HashMap<u128, u64, BuildHasherDefault<Mixed>>,
    pub partners: bool,
}

impl Counts {
    /// Counts a row group, and adds the uses of people to the shares into which they fall.
    pub fn add(
        &mut self,
        columns: &Columns,
        numbers: &Numbers,
        starts: &[i64; 13],
        uses: &mut [Vec<Use>],
    ) {
        let shares = uses.len();
        let number = |field: usize, row: usize| {
            let code = columns.texts[field].codes[row];
            numbers.texts[field].get(code as usize).copied().unwrap_or_default()
        };
        let mut month = 0;
        for (row, moment) in columns.moments.iter().enumerate() {
            let Some(moment) = *moment else { continue };
            if Some(columns.kind.codes[row]) != numbers.login {
                continue;
            }
            let Some(found) = month_of(moment, starts, month) else { continue };
            month = found;
            let (service, partner) = (number(0, row), number(1, row));
            self.partners |= partner != 0;
            let client = service.max(partner);
            let (method, outcome) = (number(2, row), number(4, row));
            let cell = [client, method, number(3, row), outcome, number(5, row)];
            *self.cells.entry(pack(month, cell)).or_default() += 1;
            if let Some(person) = columns.people[row].filter(|_| outcome == numbers.answered) {
                uses[usize::from(person[15]) % shares].push(Use { person, client, method, month });
            }
        }
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
fn month_of(moment: i64, starts: &[i64; 13], likely: u8) -> Option<u8> {
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

/// Mixes small packed numbers well enough for a table of a few thousand.
#[derive(Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn write_u128(&mut self, number: u128) {
        let (low, high) = (number & u128::from(u64::MAX), number >> 64);
        let halves = [low, high].map(|half| u64::try_from(half).unwrap_or_default());
        let mixed = halves[0] ^ halves[1].rotate_left(32);
        self.0 = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}
