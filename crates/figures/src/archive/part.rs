//! One file of the archive, opened for reading.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;

use domain::Timestamp;
use ledger::Salt;
use parquet::column::reader::ColumnReader;
use parquet::data_type::DataType;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::schema::parser::parse_message_type;

use super::ArchiveError;
use super::column::SCHEMA;
use super::page::{Codes, fixed};
use crate::entry::{Kind, Row};
use crate::person::Pseudonym;

/// A file whose schema is that of the archive. Its row groups can be read by several threads.
pub struct Part<R: ChunkReader + 'static> {
    reader: SerializedFileReader<R>,
}

impl<R: ChunkReader + 'static> Part<R> {
    pub fn open(file: R) -> Result<Self, ArchiveError> {
        let length = file.len();
        let reader = SerializedFileReader::new(file)?;
        let schema = parse_message_type(SCHEMA)?;
        if *reader.metadata().file_metadata().schema() != schema {
            return Err(ArchiveError::Schema);
        }
        // The library takes these numbers as they come, and panics over some.
        let groups = reader.metadata().row_groups();
        if groups
            .iter()
            .flat_map(RowGroupMetaData::columns)
            .all(|column| lies_within(column, length))
        {
            Ok(Self { reader })
        } else {
            Err(ArchiveError::Schema)
        }
    }

    pub fn groups(&self) -> usize {
        self.reader.num_row_groups()
    }

    pub fn rows_of(&self, group: usize) -> u64 {
        self.reader
            .metadata()
            .row_groups()
            .get(group)
            .map_or(0, |group| u64::try_from(group.num_rows()).unwrap_or_default())
    }

    pub fn texts(&self, group: usize, name: &'static str) -> Result<Codes, ArchiveError> {
        let (index, optional) = self.column(name)?;
        let group = self.reader.get_row_group(group)?;
        Codes::read(name, optional, group.get_column_page_reader(index)?)
    }

    /// Values of a fixed length: pseudonyms and salts.
    pub fn fixed<const N: usize>(
        &self,
        group: usize,
        name: &'static str,
    ) -> Result<Vec<Option<[u8; N]>>, ArchiveError> {
        let (index, optional) = self.column(name)?;
        let group = self.reader.get_row_group(group)?;
        fixed(name, optional, group.get_column_page_reader(index)?)
    }

    pub fn numbers(
        &self,
        group: usize,
        name: &'static str,
    ) -> Result<Vec<Option<i64>>, ArchiveError> {
        let (index, optional) = self.column(name)?;
        let group = self.reader.get_row_group(group)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        match group.get_column_reader(index)? {
            ColumnReader::Int64ColumnReader(column) => values(column, rows, optional),
            ColumnReader::Int32ColumnReader(column) => {
                let read = values(column, rows, optional)?;
                Ok(read.into_iter().map(|value| value.map(i64::from)).collect())
            }
            _ => Err(ArchiveError::Layout(name)),
        }
    }

    pub fn flags(
        &self,
        group: usize,
        name: &'static str,
    ) -> Result<Vec<Option<bool>>, ArchiveError> {
        let (index, optional) = self.column(name)?;
        let group = self.reader.get_row_group(group)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        match group.get_column_reader(index)? {
            ColumnReader::BoolColumnReader(column) => values(column, rows, optional),
            _ => Err(ArchiveError::Layout(name)),
        }
    }

    /// Of each row, whose entry it is and their which; `None` where it is nobody's.
    pub fn turns(&self, group: usize) -> Result<Vec<Option<Turn>>, ArchiveError> {
        let read = AssertUnwindSafe(|| {
            let moments = self.numbers(group, "at")?.into_iter();
            let people = self.fixed::<16>(group, "person")?;
            let numbers = self.numbers(group, "nth")?;
            let rows = moments.zip(people).zip(numbers);
            rows.map(|((at, person), nth)| turn(at, person, nth)).collect()
        });
        std::panic::catch_unwind(read).unwrap_or(Err(ArchiveError::Layout("unknown")))
    }

    /// All columns of a row group. The library panics over some page headers that lie; whoever
    /// checks a file wants to hear that it is wrong.
    pub fn rows(&self, group: usize) -> Result<Rows, ArchiveError> {
        let read = AssertUnwindSafe(|| self.all_columns(group));
        std::panic::catch_unwind(read).unwrap_or(Err(ArchiveError::Layout("unknown")))
    }

    fn all_columns(&self, group: usize) -> Result<Rows, ArchiveError> {
        Ok(Rows {
            places: self.numbers(group, "place")?,
            versions: self.numbers(group, "v")?,
            moments: self.numbers(group, "at")?,
            kind: self.texts(group, "kind")?,
            service: self.texts(group, "service")?,
            partner: self.texts(group, "partner")?,
            asked: self.texts(group, "asked")?,
            outcome: self.texts(group, "outcome")?,
            reason: self.texts(group, "reason")?,
            provider: self.texts(group, "provider")?,
            method: self.texts(group, "method")?,
            level: self.texts(group, "level")?,
            reused: self.flags(group, "reused")?,
            claims: self.texts(group, "claims")?,
            people: self.fixed(group, "person")?,
            nth: self.numbers(group, "nth")?,
            measure: self.texts(group, "measure")?,
            dossier: self.texts(group, "dossier")?,
            since: self.numbers(group, "since")?,
            until: self.numbers(group, "until")?,
            previous: self.numbers(group, "previous")?,
            year: self.numbers(group, "year")?,
            size: self.numbers(group, "size")?,
            digest: self.texts(group, "digest")?,
            salts: self.fixed(group, "salt")?,
        })
    }

    fn column(&self, name: &'static str) -> Result<(usize, bool), ArchiveError> {
        let schema = self.reader.metadata().file_metadata().schema_descr();
        let index = schema.columns().iter().position(|column| column.name() == name);
        let index = index.ok_or(ArchiveError::Schema)?;
        Ok((index, schema.column(index).max_def_level() > 0))
    }
}

/// When, who, and which of their entries of the year.
pub type Turn = (Timestamp, Pseudonym, u32);

fn turn(
    at: Option<i64>,
    person: Option<[u8; 16]>,
    nth: Option<i64>,
) -> Result<Option<Turn>, ArchiveError> {
    let at = at.map(Timestamp::from_millis).ok_or(ArchiveError::Layout("at"))?;
    let nth = nth.map(u32::try_from).transpose().map_err(|_| ArchiveError::Layout("nth"))?;
    match (person, nth) {
        (Some(person), Some(nth)) => Ok(Some((at, Pseudonym::from_bytes(person), nth))),
        (None, None) => Ok(None),
        _ => Err(ArchiveError::Layout("nth")),
    }
}

fn lies_within(column: &ColumnChunkMetaData, length: u64) -> bool {
    let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
    let (start, size) = (u64::try_from(start), u64::try_from(column.compressed_size()));
    start.is_ok_and(|start| {
        size.is_ok_and(|size| start.checked_add(size).is_some_and(|end| end <= length))
    })
}

fn values<T: DataType>(
    mut column: parquet::column::reader::ColumnReaderImpl<T>,
    rows: usize,
    optional: bool,
) -> Result<Vec<Option<T::T>>, ArchiveError> {
    let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::new());
    if !optional {
        column.read_records(rows, None, None, &mut values)?;
        return Ok(values.into_iter().map(Some).collect());
    }
    column.read_records(rows, Some(&mut levels), None, &mut values)?;
    let mut values = values.into_iter();
    Ok(levels.iter().map(|level| if *level > 0 { values.next() } else { None }).collect())
}

/// The rows of a row group, with everything that their entries hold.
#[derive(Debug)]
pub struct Rows {
    places: Vec<Option<i64>>,
    versions: Vec<Option<i64>>,
    moments: Vec<Option<i64>>,
    kind: Codes,
    service: Codes,
    partner: Codes,
    asked: Codes,
    outcome: Codes,
    reason: Codes,
    provider: Codes,
    method: Codes,
    level: Codes,
    reused: Vec<Option<bool>>,
    claims: Codes,
    people: Vec<Option<[u8; 16]>>,
    nth: Vec<Option<i64>>,
    measure: Codes,
    dossier: Codes,
    since: Vec<Option<i64>>,
    until: Vec<Option<i64>>,
    previous: Vec<Option<i64>>,
    year: Vec<Option<i64>>,
    size: Vec<Option<i64>>,
    digest: Codes,
    salts: Vec<Option<[u8; 32]>>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The place and the salt of a row, and the row itself; `None` where a column breaks off or
    /// holds what an entry cannot.
    pub fn row(&self, at: usize) -> Option<(u64, Salt, Row<'_>)> {
        let level = |codes: &Codes| codes.text(at).map(str::parse).transpose().ok();
        let place = u64::try_from((*self.places.get(at)?)?).ok()?;
        let salt = Salt::from_bytes((*self.salts.get(at)?)?);
        let kind = self.kind.text(at)?;
        let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
        let unsigned = |numbers: &[Option<i64>]| -> Option<Option<u64>> {
            (*numbers.get(at)?).map(u64::try_from).transpose().ok()
        };
        let row = Row {
            v: u8::try_from((*self.versions.get(at)?)?).ok()?,
            service: self.service.text(at).map(Cow::Borrowed),
            partner: self.partner.text(at).map(Cow::Borrowed),
            asked: level(&self.asked)?,
            outcome: self.outcome.text(at).map(Cow::Borrowed),
            reason: self.reason.text(at).map(Cow::Borrowed),
            provider: self.provider.text(at).map(Cow::Borrowed),
            method: self.method.text(at).map(Cow::Borrowed),
            level: level(&self.level)?,
            reused: *self.reused.get(at)?,
            claims: self.claims.text(at).map(Cow::Borrowed),
            person: (*self.people.get(at)?).map(Pseudonym::from_bytes),
            nth: (*self.nth.get(at)?).map(u32::try_from).transpose().ok()?,
            measure: self.measure.text(at).map(Cow::Borrowed),
            dossier: self.dossier.text(at).map(Cow::Borrowed),
            since: *self.since.get(at)?,
            until: *self.until.get(at)?,
            previous: unsigned(&self.previous)?,
            year: (*self.year.get(at)?).map(i16::try_from).transpose().ok()?,
            size: unsigned(&self.size)?,
            digest: self.digest.text(at).map(Cow::Borrowed),
            ..Row::empty(kind, (*self.moments.get(at)?)?)
        };
        Some((place, salt, row))
    }
}
