use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A file of the archive that several threads read at once. Each read says where: a plain `File`
/// has one position, which its clones share, and readers of two row groups would move it under
/// each other.
#[derive(Clone, Debug)]
pub struct SealedFile {
    file: Arc<File>,
    length: u64,
}

impl SealedFile {
    pub fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), length })
    }
}

impl Length for SealedFile {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for SealedFile {
    type T = From;

    fn get_read(&self, start: u64) -> Result<From> {
        Ok(From { file: self.file.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // What a file says of itself must not make a reader hold more than there is.
        let end = start.checked_add(length as u64).filter(|end| *end <= self.length);
        let Some(_) = end else { return Err(ParquetError::EOF("the file ends before".to_owned())) };
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, start)?;
        Ok(bytes.into())
    }
}

/// Reads on from a place in the file.
#[derive(Debug)]
pub struct From {
    file: Arc<File>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn threads_do_not_move_each_other() {
        let mut file = tempfile::tempfile().unwrap();
        let numbers: Vec<u8> = (0..200_000u32).flat_map(u32::to_be_bytes).collect();
        file.write_all(&numbers).unwrap();
        let sealed = SealedFile::new(file).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (sealed, numbers) = (&sealed, &numbers);
                scope.spawn(move || {
                    for round in 0..500 {
                        let start = (thread * 37_000 + round * 101) % (numbers.len() - 9_000);
                        let mut read = [0; 4_000];
                        sealed.get_read(start as u64).unwrap().read_exact(&mut read).unwrap();
                        assert_eq!(read, numbers[start..start + 4_000]);
                        let bytes = sealed.get_bytes(start as u64, 9_000).unwrap();
                        assert_eq!(bytes, numbers[start..start + 9_000]);
                    }
                });
            }
        });
        assert!(sealed.get_bytes(800_000, 1).is_err());
        assert!(sealed.get_bytes(u64::MAX, usize::MAX).is_err());
    }
}
