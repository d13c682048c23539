//! Counting people: exactly, each once, whatever they did.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use roaring::RoaringBitmap;

use super::count::Vocabulary;

/// One answered login, as far as people are counted.
#[derive(Clone, Copy)]
pub struct Use {
    pub person: [u8; 16],
    pub client: u16,
    pub method: u16,
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

/// The people whose pseudonym fell to this counter.
#[derive(Default)]
pub struct Shard {
    /// A small number for each person, in the order in which they came.
    numbers: HashMap<[u8; 16], u32, BuildHasherDefault<Random>>,
    /// For each person, a bit for each month.
    months: Vec<u16>,
    /// The methods in the order in which they came, and each person's uses of each.
    methods: Vec<u16>,
    uses: Vec<Vec<u32>>,
    /// For each client, and each of `methods`, who.
    who: Vec<Vec<RoaringBitmap>>,
}

impl Shard {
    pub fn add(&mut self, uses: &[Use]) {
        for used in uses {
            let next = u32::try_from(self.months.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(used.person).or_insert(next);
            let person = number as usize;
            if person == self.months.len() {
                self.months.push(0);
                self.uses.iter_mut().for_each(|uses| uses.push(0));
            }
            self.months[person] |= 1 << used.month;
            let method = self.method(used.method);
            self.uses[method][person] += 1;
            let client = usize::from(used.client);
            if client >= self.who.len() {
                self.who.resize(client + 1, Vec::new());
            }
            let who = &mut self.who[client];
            if method >= who.len() {
                who.resize(method + 1, RoaringBitmap::new());
            }
            who[method].insert(number);
        }
    }

    fn method(&mut self, word: u16) -> usize {
        self.methods.iter().position(|known| *known == word).unwrap_or_else(|| {
            self.methods.push(word);
            self.uses.push(vec![0; self.months.len()]);
            self.methods.len() - 1
        })
    }
}

impl People {
    pub fn of(shards: Vec<Shard>, vocabulary: &Vocabulary) -> Self {
        let mut people = Self::default();
        for shard in shards {
            people.take(&shard, vocabulary);
        }
        people
    }

    fn take(&mut self, shard: &Shard, vocabulary: &Vocabulary) {
        self.total += shard.months.len() as u64;
        for months in &shard.months {
            for (month, people) in self.months.iter_mut().enumerate() {
                *people += u64::from(months >> month & 1);
            }
        }
        let all = self.methods.entry(String::new()).or_default();
        for person in 0..shard.months.len() {
            *all.0.entry(shard.uses.iter().map(|uses| uses[person]).sum()).or_default() += 1;
        }
        for (method, uses) in shard.methods.iter().zip(&shard.uses) {
            let of_method = self.methods.entry(vocabulary.word(*method).to_owned()).or_default();
            for uses in uses.iter().filter(|uses| **uses > 0) {
                *of_method.0.entry(*uses).or_default() += 1;
            }
        }
        for (client, who) in (0u16..).zip(&shard.who) {
            let any = who.iter().fold(RoaringBitmap::new(), |all, who| all | who);
            if any.is_empty() {
                continue;
            }
            let client = vocabulary.word(client).to_owned();
            *self.clients.entry(client.clone()).or_default() += any.len();
            for (method, who) in shard.methods.iter().zip(who).filter(|(_, who)| !who.is_empty()) {
                let pair = (client.clone(), vocabulary.word(*method).to_owned());
                *self.pairs.entry(pair).or_default() += who.len();
            }
        }
    }
}

/// A pseudonym is a hash already, under a key that nobody outside has.
#[derive(Default)]
pub struct Random(u64);

impl Hasher for Random {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<8>() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    /// The length of an array, which is always the same.
    fn write_usize(&mut self, _: usize) {}
}
