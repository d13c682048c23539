//! What the authorities issued and what of it they revoked: a file that only grows, one line an
//! event, so that a card that was reported lost stays lost whatever stops half-way.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Authority, CardError};

/// The authorities' register. Several processes may use one file.
pub struct Register {
    file: PathBuf,
    known: Mutex<Known>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    Issued,
    /// Reported lost by its holder.
    Lost,
    /// Its holder got another card.
    Replaced,
}

/// A certificate's last event, and when that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    pub event: Event,
    pub at: Timestamp,
}

#[derive(Default)]
struct Known {
    /// So much of the file has been read.
    length: u64,
    last: BTreeMap<(Authority, String), Last>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    at: Timestamp,
    authority: Authority,
    serial: String,
    event: Event,
}

impl Register {
    pub fn open(file: &Path) -> Result<Self, CardError> {
        let register = Self { file: file.to_owned(), known: Mutex::default() };
        register.handle().map(|_| register)
    }

    /// What is known of a certificate; nothing, if the authority never issued it.
    pub fn find(&self, authority: Authority, serial: &[u8]) -> Result<Option<Last>, CardError> {
        self.read(|known| known.last.get(&(authority, URL_SAFE_NO_PAD.encode(serial))).copied())
    }

    /// The serials that are revoked.
    pub fn revoked(&self, authority: Authority) -> Result<Vec<(Vec<u8>, Last)>, CardError> {
        self.read(|known| {
            let of_authority = known.last.iter().filter(|((issuer, _), _)| *issuer == authority);
            let revoked = of_authority.filter(|(_, last)| last.event != Event::Issued);
            let serial = |text: &String| URL_SAFE_NO_PAD.decode(text).ok();
            revoked.filter_map(|((_, text), last)| Some((serial(text)?, *last))).collect()
        })
    }

    /// Keeps every other thread and process from changing cards until the lock is dropped.
    pub fn lock(&self) -> Result<Locked<'_>, CardError> {
        let handle = self.handle()?;
        handle.lock().map_err(|error| self.trouble(&error))?;
        Ok(Locked { register: self, handle })
    }

    fn read<T>(&self, look: impl FnOnce(&Known) -> T) -> Result<T, CardError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let length = std::fs::metadata(&self.file).map_err(|error| self.trouble(&error))?.len();
        if length > known.length {
            let text = self.text_from(known.length)?;
            known.take_up(&text);
        }
        Ok(look(&known))
    }

    fn text_from(&self, start: u64) -> Result<Vec<u8>, CardError> {
        let mut text = Vec::new();
        let mut handle = self.handle()?;
        handle
            .seek(SeekFrom::Start(start))
            .and_then(|_| handle.read_to_end(&mut text))
            .map_err(|error| self.trouble(&error))?;
        Ok(text)
    }

    fn handle(&self) -> Result<File, CardError> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| self.trouble(&error))?;
        }
        let mut options = File::options();
        options.read(true).append(true).create(true);
        options.open(&self.file).map_err(|error| self.trouble(&error))
    }

    fn trouble(&self, error: &std::io::Error) -> CardError {
        CardError::file(&self.file, error)
    }
}

/// The register, while nobody else changes anything.
pub struct Locked<'a> {
    register: &'a Register,
    handle: File,
}

impl Locked<'_> {
    /// Writes an event down. It is on disk when this returns.
    pub fn note(
        &self,
        authority: Authority,
        serial: &[u8],
        event: Event,
        at: Timestamp,
    ) -> Result<(), CardError> {
        let line = Line { at, authority, serial: URL_SAFE_NO_PAD.encode(serial), event };
        let line = serde_json::to_string(&line).unwrap_or_default();
        // A line that a crash cut off is ended first, so that it spoils no other.
        let text = format!("\n{line}\n");
        let mut handle = &self.handle;
        let written = handle.write_all(text.as_bytes()).and_then(|()| handle.sync_data());
        written.map_err(|error| self.register.trouble(&error))
    }
}

impl Known {
    /// Takes up whole lines; one that is still being written is read when it is whole.
    fn take_up(&mut self, text: &[u8]) {
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for line in text[..whole].split(|byte| *byte == b'\n') {
            let Ok(Line { at, authority, serial, event }) = serde_json::from_slice(line) else {
                continue;
            };
            let last = self.last.entry((authority, serial)).or_insert(Last { event, at });
            // The first revocation counts, and nothing makes a card good again.
            if last.event == Event::Issued {
                *last = Last { event, at };
            }
        }
        self.length += whole as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_seconds(1_800_000_000);
    const LATER: Timestamp = Timestamp::from_seconds(1_800_000_060);

    #[test]
    fn a_revoked_serial_stays_revoked_since_its_first_revocation() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/register.jsonl");
        let (writer, reader) = (Register::open(&file).unwrap(), Register::open(&file).unwrap());
        assert_eq!(reader.find(Authority::Citizen, b"one").unwrap(), None);
        for (event, at) in [(Event::Issued, AT), (Event::Lost, LATER), (Event::Issued, LATER)] {
            writer.lock().unwrap().note(Authority::Citizen, b"one", event, at).unwrap();
        }
        writer.lock().unwrap().note(Authority::Citizen, b"one", Event::Replaced, AT).unwrap();
        writer.lock().unwrap().note(Authority::Foreigner, b"two", Event::Issued, AT).unwrap();
        let lost = Last { event: Event::Lost, at: LATER };
        assert_eq!(reader.find(Authority::Citizen, b"one").unwrap(), Some(lost));
        assert_eq!(reader.find(Authority::Foreigner, b"one").unwrap(), None);
        assert_eq!(reader.revoked(Authority::Citizen).unwrap(), [(b"one".to_vec(), lost)]);
        assert_eq!(reader.revoked(Authority::Foreigner).unwrap(), []);
    }

    #[test]
    fn a_line_that_a_crash_cut_off_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("register.jsonl");
        let register = Register::open(&file).unwrap();
        register.lock().unwrap().note(Authority::Root, b"1", Event::Issued, AT).unwrap();
        File::options().append(true).open(&file).unwrap().write_all(b"{\"at\":1,\"auth").unwrap();
        assert!(register.find(Authority::Root, b"1").unwrap().is_some());
        register.lock().unwrap().note(Authority::Root, b"2", Event::Lost, AT).unwrap();
        assert!(register.find(Authority::Root, b"2").unwrap().is_some());
        let again = Register::open(&file).unwrap();
        assert!(again.find(Authority::Root, b"1").unwrap().is_some());
        assert!(again.find(Authority::Root, b"2").unwrap().is_some());
    }
}
