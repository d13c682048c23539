//! Counting people: exactly, each once, whatever they did.

use std::collections::BTreeMap;

use super::words::{UseKind, Vocabulary};

/// One answered login, as far as people are counted.
#[derive(Clone, Copy)]
pub struct Use {
    pub person: [u8; 16],
    pub kind: u16,
    /// Which client of its kind.
    pub client: u8,
    /// From 0.
    pub month: u8,
}

/// How many people, and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    pub total: u64,
    /// For each month, those who logged in during it.
    pub months: [u64; 12],
    /// By all methods together, under the empty word; and by each.
    pub methods: BTreeMap<String, Uses>,
    pub clients: BTreeMap<String, u64>,
    /// By client and method.
    pub pairs: BTreeMap<(String, String), u64>,
}

/// For each number of uses, how many people had it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses(pub BTreeMap<u32, u64>);

impl Uses {
    pub fn people(&self) -> u64 {
        self.0.values().sum()
    }

    pub fn logins(&self) -> u64 {
        self.0.iter().map(|(uses, people)| u64::from(*uses) * people).sum()
    }

    /// The people with a number of uses from `least` to `most`.
    pub fn between(&self, least: u32, most: u32) -> u64 {
        self.0.range(least..=most).map(|(_, people)| people).sum()
    }
}

const MONTHS: usize = 12;
const CLIENTS: usize = UseKind::CLIENTS as usize;

/// The people of one share of the pseudonyms. Whatever a use changes lies beside each other, and
/// where that is says an index with open addressing that a processor's cache holds.
#[derive(Default)]
pub struct Shard {
    /// For each place the number of a line, from 1; 0 where there is none.
    index: Vec<u32>,
    lines: Vec<Line>,
}

/// What one person did of one kind.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Line {
    person: [u8; 16],
    /// A bit for each client.
    clients: u64,
    uses: u32,
    kind: u16,
    /// A bit for each month.
    months: u16,
}

impl Shard {
    pub fn add(&mut self, uses: &[Use]) {
        for used in uses {
            let line = self.line(used.person, used.kind);
            line.clients |= 1 << used.client;
            line.months |= 1 << used.month;
            line.uses += 1;
        }
    }

    fn line(&mut self, person: [u8; 16], kind: u16) -> &mut Line {
        if self.lines.len() * 2 >= self.index.len() {
            self.grow();
        }
        let place = self.place(&person, kind);
        if self.index[place] == 0 {
            self.lines.push(Line { person, clients: 0, uses: 0, kind, months: 0 });
            self.index[place] = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        }
        &mut self.lines[self.index[place] as usize - 1]
    }

    /// The place of a line, or the free one that it would have. A pseudonym is a hash already, under a
    /// key that nobody outside has.
    fn place(&self, person: &[u8; 16], kind: u16) -> usize {
        let [hash, _] = halves(person);
        let hash = hash ^ u64::from(kind).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let last = self.index.len() - 1;
        let mut place = usize::try_from(hash & last as u64).unwrap_or_default();
        while let Some(number) = self.index[place].checked_sub(1) {
            let line = &self.lines[number as usize];
            if line.person == *person && line.kind == kind {
                break;
            }
            place = (place + 1) & last;
        }
        place
    }

    #[cold]
    fn grow(&mut self) {
        self.index = vec![0; (self.index.len() * 2).max(64)];
        for number in 0..self.lines.len() {
            let line = self.lines[number];
            let place = self.place(&line.person, line.kind);
            self.index[place] = u32::try_from(number + 1).unwrap_or(u32::MAX);
        }
    }
}

/// How many people, with numbers in place of words.
#[derive(Default)]
pub struct Sums {
    total: u64,
    months: [u64; MONTHS],
    uses: Uses,
    methods: BTreeMap<u16, Uses>,
    /// For each kind, and each of its clients.
    by_kind: Vec<[u64; CLIENTS]>,
    /// For each client by any method, under the first of those that share a kind.
    clients: BTreeMap<u16, [u64; CLIENTS]>,
}

impl Sums {
    pub fn of(kinds: &[UseKind]) -> Self {
        Self { by_kind: vec![[0; CLIENTS]; kinds.len()], ..Self::default() }
    }

    /// Counts the people of a share, once all their uses are there.
    pub fn take(&mut self, shard: Shard, kinds: &[UseKind]) {
        let mut lines = shard.lines;
        lines.sort_unstable_by_key(|line| halves(&line.person));
        let people = lines.chunk_by(|line, next| line.person == next.person);
        people.for_each(|lines| self.add(lines, kinds));
    }

    /// Adds a person, who has these lines.
    fn add(&mut self, lines: &[Line], kinds: &[UseKind]) {
        self.total += 1;
        let months = lines.iter().fold(0, |months, line| months | line.months);
        count(months.into(), &mut self.months);
        self.uses.add(lines);
        let kind = |line: &Line| kinds[usize::from(line.kind)];
        for (at, line) in lines.iter().enumerate() {
            let UseKind { method, clients } = kind(line);
            let (before, from_here) = lines.split_at(at);
            let same = before.iter().filter(|line| kind(line).clients == clients);
            let counted = same.fold(0, |counted, line| counted | line.clients);
            count(line.clients, &mut self.by_kind[usize::from(line.kind)]);
            let of_clients = self.clients.entry(clients).or_insert([0; CLIENTS]);
            count(line.clients & !counted, of_clients);
            if before.iter().all(|line| kind(line).method != method) {
                let same = from_here.iter().filter(|line| kind(line).method == method);
                self.methods.entry(method).or_default().add(same);
            }
        }
    }
}

/// Counts one more for each bit that is set.
fn count(mut bits: u64, people: &mut [u64]) {
    while bits != 0 {
        people[bits.trailing_zeros() as usize] += 1;
        bits &= bits - 1;
    }
}

impl Uses {
    fn add<'a>(&mut self, lines: impl IntoIterator<Item = &'a Line>) {
        let uses = lines.into_iter().map(|line| line.uses).sum();
        *self.0.entry(uses).or_default() += 1;
    }

    fn merge(&mut self, other: Self) {
        for (uses, people) in other.0 {
            *self.0.entry(uses).or_default() += people;
        }
    }
}

impl People {
    /// Adds the people of one share; the empty word stands for all methods.
    pub fn take(&mut self, sums: Sums, vocabulary: &Vocabulary) {
        let word = |number: u16| vocabulary.word(number).to_owned();
        self.total += sums.total;
        for (people, more) in self.months.iter_mut().zip(sums.months) {
            *people += more;
        }
        for (method, uses) in [(0, sums.uses)].into_iter().chain(sums.methods) {
            self.methods.entry(word(method)).or_default().merge(uses);
        }
        for (first, people) in sums.clients {
            for (client, people) in (first..).zip(people).filter(|(_, people)| *people > 0) {
                *self.clients.entry(word(client)).or_default() += people;
            }
        }
        for (kind, people) in vocabulary.kinds().iter().zip(sums.by_kind) {
            for (client, people) in (kind.clients..).zip(people).filter(|(_, people)| *people > 0) {
                *self.pairs.entry((word(client), word(kind.method))).or_default() += people;
            }
        }
    }
}

/// A pseudonym as two numbers.
fn halves(person: &[u8; 16]) -> [u64; 2] {
    let (halves, _) = person.as_chunks::<8>();
    [u64::from_le_bytes(halves[0]), u64::from_le_bytes(halves[1])]
}
