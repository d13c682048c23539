//! Words as numbers, the same in all row groups of a year.

use std::collections::HashMap;

/// Every word and its number, and every kind of use. Number 0 is no word.
#[derive(Default)]
pub struct Vocabulary {
    numbers: HashMap<String, u16>,
    words: Vec<String>,
    kind_numbers: HashMap<UseKind, u16>,
    kinds: Vec<UseKind>,
}

/// A method and some clients, no more than a word of the processor has bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UseKind {
    pub method: u16,
    /// The first of the clients, whose numbers go on from it.
    pub clients: u16,
}

impl UseKind {
    pub const CLIENTS: u16 = 64;

    fn of(method: u16, client: u16) -> Self {
        Self { method, clients: client - client % Self::CLIENTS }
    }
}

impl Vocabulary {
    /// The number of a word; `None` once there are too many.
    pub fn number(&mut self, word: &str) -> Option<u16> {
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

    fn kind(&mut self, kind: UseKind) -> Option<u16> {
        if let Some(number) = self.kind_numbers.get(&kind) {
            return Some(*number);
        }
        let number = u16::try_from(self.kinds.len()).ok()?;
        self.kinds.push(kind);
        self.kind_numbers.insert(kind, number);
        Some(number)
    }

    pub fn kinds(&self) -> &[UseKind] {
        &self.kinds
    }
}

/// For the methods and clients of a row group, the numbers of their kinds.
pub struct Kinds {
    numbers: Vec<u16>,
    /// How many kinds a method has.
    each: usize,
}

impl Kinds {
    pub fn of(methods: &[u16], clients: &[u16], vocabulary: &mut Vocabulary) -> Option<Self> {
        let last = clients.iter().max().copied().unwrap_or_default();
        let each = usize::from(last / UseKind::CLIENTS) + 1;
        let mut kinds = Self { numbers: vec![0; methods.len() * each], each };
        for (code, method) in methods.iter().enumerate() {
            for client in clients {
                let number = vocabulary.kind(UseKind::of(*method, *client))?;
                let place = kinds.place(code, *client);
                kinds.numbers[place] = number;
            }
        }
        Some(kinds)
    }

    /// The kind of a use, and which of its clients it was.
    pub fn kind(&self, method_code: usize, client: u16) -> (u16, u8) {
        let which = client % UseKind::CLIENTS;
        let kind = self.numbers[self.place(method_code, client)];
        (kind, u8::try_from(which).unwrap_or_default())
    }

    fn place(&self, method_code: usize, client: u16) -> usize {
        method_code * self.each + usize::from(client / UseKind::CLIENTS)
    }
}
