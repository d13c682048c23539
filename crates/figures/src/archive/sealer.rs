use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use ledger::{Forest, Hash, Opening, Salt};
use parquet::basic::Encoding;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::column::{SCHEMA, TEXTS, texts};
use super::{ArchiveError, Digesting, Sealed};
use crate::entry::{Entry, Row};

/// How many rows a row group holds: what one thread of a reader works on.
const GROUP: usize = 1 << 18;
/// Beyond this a column of texts would stop being written as codes, which readers rely on.
const DICTIONARY_BYTES: usize = 64 << 20;

/// Writes one sealed range as a file. The same entries give the same bytes.
pub struct Sealer<W: Write + Send> {
    file: SerializedFileWriter<Digesting<W>>,
    group: Group,
    forest: Forest,
    times: Option<(i64, i64)>,
}

impl<W: Write + Send> Sealer<W> {
    /// A range that begins with the entry at `start`.
    pub fn new(inner: W, start: u64) -> Result<Self, ArchiveError> {
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let file = SerializedFileWriter::new(Digesting::new(inner), schema, properties())?;
        Ok(Self { file, group: Group::default(), forest: Forest::at(start), times: None })
    }

    /// Adds the next entry, read strictly: what could not be written again from the columns would
    /// be lost.
    pub fn add(&mut self, opening: &Opening<'_>) -> Result<(), ArchiveError> {
        let row = self.forest.span().end;
        let entry = Entry::from_json(opening.entry)
            .map_err(|malformed| ArchiveError::Row { row, what: malformed.to_string() })?;
        self.add_row(&Row::from(&entry), opening.salt, opening.leaf())
    }

    /// Adds the next entry, of which the caller has the row and the leaf already.
    pub fn add_row(&mut self, row: &Row<'_>, salt: &Salt, leaf: Hash) -> Result<(), ArchiveError> {
        self.group.add(self.forest.span().end, row, salt)?;
        self.forest.append(leaf);
        let (first, last) = self.times.unwrap_or((row.at, row.at));
        self.times = Some((first.min(row.at), last.max(row.at)));
        if self.group.len() == GROUP { self.flush() } else { Ok(()) }
    }

    /// Completes the file, and says what is sealed in it.
    pub fn finish(mut self, name: &str) -> Result<(W, Sealed), ArchiveError> {
        self.flush()?;
        let (inner, bytes, digest) = self.file.into_inner()?.finish();
        let (first, last) = self.times.unwrap_or_default();
        let span = self.forest.span();
        let sealed = Sealed {
            file: name.to_owned(),
            start: span.start,
            end: span.end,
            first,
            last,
            bytes,
            digest,
            subtrees: self.forest.hashes().iter().map(ToString::to_string).collect(),
        };
        Ok((inner, sealed))
    }

    fn flush(&mut self) -> Result<(), ArchiveError> {
        if self.group.len() == 0 {
            return Ok(());
        }
        let mut writer = self.file.next_row_group()?;
        let group = std::mem::take(&mut self.group);
        group.write(|write| match writer.next_column()? {
            Some(mut column) => {
                write(&mut column)?;
                column.close()
            }
            None => Err(ParquetError::General("the schema lacks a column".to_owned())),
        })?;
        writer.close()?;
        Ok(())
    }
}

fn properties() -> WriterPropertiesPtr {
    // No compression: what is not random is a few bits wide already, and files are read in place.
    let mut properties = WriterProperties::builder()
        .set_created_by("beffroi".to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_data_page_row_count_limit(GROUP)
        .set_offset_index_disabled(true);
    for column in ["place", "at"] {
        properties = properties
            .set_column_dictionary_enabled(ColumnPath::from(column), false)
            .set_column_encoding(ColumnPath::from(column), Encoding::DELTA_BINARY_PACKED);
    }
    for column in ["person", "salt"] {
        properties = properties
            .set_column_dictionary_enabled(ColumnPath::from(column), false)
            .set_column_statistics_enabled(ColumnPath::from(column), EnabledStatistics::None);
    }
    Arc::new(properties.build())
}

/// The rows of a row group, column by column.
#[derive(Default)]
struct Group {
    places: Vec<i64>,
    versions: Vec<i32>,
    moments: Vec<i64>,
    texts: [Texts; TEXTS.len()],
    reused: Nullable<bool>,
    people: Fixed,
    nth: Nullable<i32>,
    since: Nullable<i64>,
    until: Nullable<i64>,
    previous: Nullable<i64>,
    year: Nullable<i32>,
    size: Nullable<i64>,
    salts: Fixed,
}

impl Group {
    fn len(&self) -> usize {
        self.places.len()
    }

    fn add(&mut self, place: u64, row: &Row<'_>, salt: &Salt) -> Result<(), ArchiveError> {
        self.places.push(signed(place)?);
        self.versions.push(i32::from(row.v));
        self.moments.push(row.at);
        for (column, text) in self.texts.iter_mut().zip(texts(row)) {
            column.push(text);
        }
        self.reused.push(row.reused);
        self.people.push(row.person.as_ref().map(|person| person.as_bytes().as_slice()));
        self.nth.push(row.nth.map(i32::try_from).transpose().map_err(|_| ArchiveError::TooLarge)?);
        self.since.push(row.since);
        self.until.push(row.until);
        self.previous.push(row.previous.map(signed).transpose()?);
        self.year.push(row.year.map(i32::from));
        self.size.push(row.size.map(signed).transpose()?);
        self.salts.push(Some(salt.as_bytes()));
        Ok(())
    }

    /// Hands each column over in the order of the schema.
    fn write(
        self,
        mut next: impl FnMut(&dyn Fn(&mut SerializedColumnWriter<'_>) -> Written) -> Written,
    ) -> Written {
        let [
            kind,
            service,
            partner,
            asked,
            outcome,
            reason,
            provider,
            method,
            level,
            claims,
            rest @ ..,
        ] = self.texts;
        let [measure, dossier, digest] = rest;
        next(&|column| put(column, &self.places, None))?;
        next(&|column| put(column, &self.versions, None))?;
        next(&|column| kind.put(column))?;
        next(&|column| put(column, &self.moments, None))?;
        for text in [service, partner, asked, outcome, reason, provider, method, level] {
            next(&|column| text.put(column))?;
        }
        next(&|column| put(column, &self.reused.values, Some(&self.reused.levels)))?;
        next(&|column| claims.put(column))?;
        next(&|column| self.people.put(column))?;
        next(&|column| put(column, &self.nth.values, Some(&self.nth.levels)))?;
        for text in [measure, dossier] {
            next(&|column| text.put(column))?;
        }
        for numbers in [&self.since, &self.until, &self.previous] {
            next(&|column| put(column, &numbers.values, Some(&numbers.levels)))?;
        }
        next(&|column| put(column, &self.year.values, Some(&self.year.levels)))?;
        next(&|column| put(column, &self.size.values, Some(&self.size.levels)))?;
        next(&|column| digest.put(column))?;
        next(&|column| self.salts.put(column))
    }
}

type Written = Result<(), ParquetError>;

fn signed(number: u64) -> Result<i64, ArchiveError> {
    i64::try_from(number).map_err(|_| ArchiveError::TooLarge)
}

/// Values of one type, for the column that holds that type.
trait Values {
    fn put(&self, column: &mut ColumnWriter<'_>, levels: Option<&[i16]>) -> Written;
}

macro_rules! values {
    ($($value:ty => $writer:ident),+ $(,)?) => {$(
        impl Values for [$value] {
            fn put(&self, column: &mut ColumnWriter<'_>, levels: Option<&[i16]>) -> Written {
                match column {
                    ColumnWriter::$writer(column) => column.write_batch(self, levels, None).map(|_| ()),
                    _ => Err(ParquetError::General("a column has another type".to_owned())),
                }
            }
        }
    )+};
}

values! {
    bool => BoolColumnWriter,
    i32 => Int32ColumnWriter,
    i64 => Int64ColumnWriter,
    ByteArray => ByteArrayColumnWriter,
    FixedLenByteArray => FixedLenByteArrayColumnWriter,
}

fn put<T>(column: &mut SerializedColumnWriter<'_>, values: &[T], levels: Option<&[i16]>) -> Written
where
    [T]: Values,
{
    values.put(column.untyped(), levels)
}

struct Nullable<T> {
    values: Vec<T>,
    levels: Vec<i16>,
}

impl<T> Default for Nullable<T> {
    fn default() -> Self {
        Self { values: Vec::new(), levels: Vec::new() }
    }
}

impl<T> Nullable<T> {
    fn push(&mut self, value: Option<T>) {
        self.levels.push(i16::from(value.is_some()));
        self.values.extend(value);
    }
}

/// Texts, of which each different one is held once.
#[derive(Default)]
struct Texts {
    known: HashMap<String, ByteArray>,
    column: Nullable<ByteArray>,
}

impl Texts {
    fn push(&mut self, text: Option<&str>) {
        let value = text.map(|text| {
            if let Some(known) = self.known.get(text) {
                return known.clone();
            }
            let value = ByteArray::from(text);
            self.known.insert(text.to_owned(), value.clone());
            value
        });
        self.column.push(value);
    }

    fn put(&self, column: &mut SerializedColumnWriter<'_>) -> Written {
        put(column, &self.column.values, Some(&self.column.levels))
    }
}

/// Values of one length, in one piece of memory.
#[derive(Default)]
struct Fixed {
    bytes: Vec<u8>,
    levels: Vec<i16>,
    width: usize,
}

impl Fixed {
    fn push(&mut self, value: Option<&[u8]>) {
        self.levels.push(i16::from(value.is_some()));
        if let Some(value) = value {
            self.width = value.len();
            self.bytes.extend_from_slice(value);
        }
    }

    fn put(&self, column: &mut SerializedColumnWriter<'_>) -> Written {
        let bytes = Bytes::copy_from_slice(&self.bytes);
        let starts = (0..bytes.len()).step_by(self.width.max(1));
        let values: Vec<FixedLenByteArray> =
            starts.map(|at| ByteArray::from(bytes.slice(at..at + self.width)).into()).collect();
        put(column, &values, Some(&self.levels))
    }
}
