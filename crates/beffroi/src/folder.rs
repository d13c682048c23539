//! Files of the data folder: written whole or not at all, so that a start that was killed half-way
//! leaves nothing half-written behind.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file that anyone may read.
pub fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    replace(file, content, 0o644)
}

/// Writes a file that only its owner may read.
pub fn write_secret(file: &Path, content: &[u8]) -> io::Result<()> {
    replace(file, content, 0o600)
}

/// Makes sure that the names of the files that were written into a folder are on disk to stay.
pub fn sync(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file, and names are written through.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Beside the file first, then by one atomic rename. The mode is set before the content is there.
fn replace(file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = draft(file);
    let mut out = create(&draft, mode)?;
    out.write_all(content)?;
    out.sync_all()?;
    fs::rename(&draft, file)
}

fn draft(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".draft");
    name.into()
}

#[cfg(unix)]
fn create(file: &Path, mode: u32) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // A draft left behind keeps its old mode, so it goes first.
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(file)
}

#[cfg(not(unix))]
fn create(file: &Path, _mode: u32) -> io::Result<File> {
    File::create(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_a_secret_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/secret");
        write_secret(&file, b"one").unwrap();
        write_secret(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
