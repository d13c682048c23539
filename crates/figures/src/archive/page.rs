//! Pages of a column, read as the archive lays them out: codes of a dictionary, and values of one
//! length. The library's own readers make an owned text of every row, which takes ten times as
//! long as counting it.

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};

use super::ArchiveError;

/// A column of texts in a row group: each different text once, and for each row which it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    pub words: Vec<String>,
    pub codes: Vec<u32>,
}

impl Codes {
    /// The code of a row that has no text.
    pub const NONE: u32 = u32::MAX;

    /// The code of a row, with 0 for none and the first word at 1.
    pub fn place(&self, row: usize) -> usize {
        self.codes[row].wrapping_add(1) as usize
    }

    pub fn text(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        self.words.get(usize::try_from(code).ok()?).map(String::as_str)
    }

    pub(super) fn read(
        name: &'static str,
        optional: bool,
        mut pages: Box<dyn PageReader>,
    ) -> Result<Self, ArchiveError> {
        let bad = || ArchiveError::Layout(name);
        let mut read = Self::default();
        while let Some(page) = pages.get_next_page()? {
            if let Page::DictionaryPage { buf, .. } = &page {
                read.words = dictionary(buf).ok_or_else(bad)?;
                continue;
            }
            let data = Data::of(&page, optional).ok_or_else(bad)?;
            if !matches!(data.encoding, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY) {
                return Err(bad());
            }
            let (width, packed) = data.values.split_first().unwrap_or((&0, &[]));
            let codes = hybrid(packed, *width, data.present()).ok_or_else(bad)?;
            if codes.iter().any(|code| *code as usize >= read.words.len()) {
                return Err(bad());
            }
            data.spread(codes, Self::NONE, &mut read.codes);
        }
        Ok(read)
    }
}

/// Reads a column of values of `N` bytes.
pub(super) fn fixed<const N: usize>(
    name: &'static str,
    optional: bool,
    mut pages: Box<dyn PageReader>,
) -> Result<Vec<Option<[u8; N]>>, ArchiveError> {
    let mut read = Vec::new();
    while let Some(page) = pages.get_next_page()? {
        let data = Data::of(&page, optional).ok_or(ArchiveError::Layout(name))?;
        let (values, rest) = data.values.as_chunks::<N>();
        let whole = rest.is_empty() && values.len() == data.present();
        if data.encoding != Encoding::PLAIN || !whole {
            return Err(ArchiveError::Layout(name));
        }
        data.spread(values.iter().map(|value| Some(*value)), None, &mut read);
    }
    Ok(read)
}

/// A data page of version 1, taken apart.
struct Data<'a> {
    rows: usize,
    /// For an optional column, 1 for each row that has a value.
    levels: Option<Vec<u32>>,
    encoding: Encoding,
    values: &'a [u8],
}

impl<'a> Data<'a> {
    fn of(page: &'a Page, optional: bool) -> Option<Self> {
        let Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } = page else {
            return None;
        };
        let rows = *num_values as usize;
        if !optional {
            return Some(Self { rows, levels: None, encoding: *encoding, values: buf });
        }
        if *def_level_encoding != Encoding::RLE {
            return None;
        }
        let (length, rest) = buf.split_first_chunk::<4>()?;
        let (levels, values) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let levels = hybrid(levels, 1, rows)?;
        // Most pages have a value in each row, and are then read as those of a column that must.
        let levels = levels.iter().any(|level| *level != 1).then_some(levels);
        Some(Self { rows, levels, encoding: *encoding, values })
    }

    /// How many rows have a value.
    fn present(&self) -> usize {
        let present = |levels: &Vec<u32>| levels.iter().filter(|level| **level == 1).count();
        self.levels.as_ref().map_or(self.rows, present)
    }

    /// Gives each row its value, or `none`.
    fn spread<T: Copy>(&self, values: impl IntoIterator<Item = T>, none: T, rows: &mut Vec<T>) {
        let mut values = values.into_iter();
        match &self.levels {
            None => rows.extend(values),
            Some(levels) => {
                let value = |level: &u32| {
                    if *level == 1 { values.next().unwrap_or(none) } else { none }
                };
                rows.extend(levels.iter().map(value));
            }
        }
    }
}

/// The texts of a dictionary page: each behind its length as a 32-bit little-endian number.
fn dictionary(bytes: &Bytes) -> Option<Vec<String>> {
    let mut rest = bytes.as_ref();
    let mut words = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (word, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        words.push(std::str::from_utf8(word).ok()?.to_owned());
        rest = after;
    }
    Some(words)
}

/// Parquet's hybrid of run lengths and bit packing: `count` numbers of `width` bits.
fn hybrid(mut bytes: &[u8], width: u8, count: usize) -> Option<Vec<u32>> {
    if width > 32 {
        return None;
    }
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let (header, rest) = varint(bytes)?;
        let left = count - numbers.len();
        if header & 1 == 0 {
            let length = usize::from(width).div_ceil(8);
            let (value, rest) = rest.split_at_checked(length)?;
            let number =
                value.iter().rev().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
            let run = usize::try_from(header >> 1).ok()?.min(left);
            numbers.resize(numbers.len() + run, number);
            bytes = rest;
        } else {
            let groups = usize::try_from(header >> 1).ok()?;
            let (packed, rest) = rest.split_at_checked(groups.checked_mul(usize::from(width))?)?;
            unpack(packed, width, left.min(groups.checked_mul(8)?), &mut numbers);
            bytes = rest;
        }
    }
    Some(numbers)
}

/// Numbers of `width` bits, the least significant bit first.
fn unpack(packed: &[u8], width: u8, count: usize, numbers: &mut Vec<u32>) {
    let mask = (1u64 << width) - 1;
    let (mut held, mut bits) = (0u64, 0u8);
    let mut bytes = packed.iter();
    for _ in 0..count {
        while bits < width {
            held |= u64::from(bytes.next().copied().unwrap_or_default()) << bits;
            bits += 8;
        }
        numbers.push(u32::try_from(held & mask).unwrap_or_default());
        held >>= width;
        bits -= width;
    }
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0u64;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of the format's own description: 0 to 7 in three bits each.
    #[test]
    fn bits_are_packed_from_the_least_significant() {
        assert_eq!(hybrid(&[0x03, 0x88, 0xc6, 0xfa], 3, 8), Some((0..8).collect()));
    }

    #[test]
    fn a_run_and_packed_numbers_follow_each_other() {
        let bytes = [0x0a, 0x07, 0x03, 0x88, 0xc6, 0xfa];
        assert_eq!(hybrid(&bytes, 3, 8), Some(vec![7, 7, 7, 7, 7, 0, 1, 2]));
    }

    #[test]
    fn numbers_that_are_not_there_are_missed() {
        assert_eq!(hybrid(&[0x03, 0x88, 0xc6], 3, 8), None);
        assert_eq!(hybrid(&[0x02, 0x07], 3, 8), None);
    }

    proptest! {
        #[test]
        fn hostile_pages_never_panic(bytes: Vec<u8>, width in 0u8..40, count in 0usize..2000) {
            let _ = hybrid(&bytes, width, count);
            let _ = dictionary(&Bytes::from(bytes));
        }
    }
}
