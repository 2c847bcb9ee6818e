mod contents;
mod format;
mod seal;

pub use contents::Contents;

use crate::{Error, Key, Random, directory};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Ending of a file that is being taken. A directory is cleared of them when the store opens.
const PART: &str = "part";

/// Encrypted files, each under the SHA-256 of its content. A file is there whole or not at all, is
/// never changed, and is there once however often it is taken.
pub struct Vault {
    path: PathBuf,
    key: Key,
    random: Mutex<Box<dyn Random + Send>>,
}

/// What was learnt of a file while it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// SHA-256 of the content, lower-case hexadecimal: its name from now on.
    pub sha256: String,
    /// Length in bytes.
    pub size: u64,
    /// The first 16 KiB, or all if there is less.
    pub head: Vec<u8>,
    /// The last 16 KiB, or all if there is less.
    pub tail: Vec<u8>,
}

impl Vault {
    pub(crate) fn at(path: &Path, key: &Key, random: Box<dyn Random + Send>) -> Result<Self, Error> {
        directory::make(path)?;
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == PART) {
                directory::remove(&path)?;
            }
        }
        let key = key.derive(b"", b"waybill vault v1");
        Ok(Self { path: path.to_owned(), key, random: Mutex::new(random) })
    }

    /// Copies a file into the vault in one pass, hashed and encrypted on the way; when this answers,
    /// it is on the disk to stay. `progress` is told how many bytes were read so far.
    ///
    /// # Errors
    /// [`Error::TooLarge`] when there are more than `limit` bytes, [`Error::DiskFull`], and what the
    /// source says. The vault is then as it was.
    pub fn take(
        &self,
        source: &mut dyn Read,
        limit: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Taken, Error> {
        let salt: [u8; format::SALT] = self.random()?;
        let part = self.path.join(format!("{}.{PART}", crate::hex::encode(&self.random::<16>()?)));
        let mut file = directory::private(OpenOptions::new().write(true).create_new(true)).open(&part)?;
        let placed = seal::seal(&self.key, &salt, source, &mut file, limit, progress)
            .and_then(|taken| self.place(file, &part, &taken).map(|()| taken));
        if placed.is_err() {
            // The reason of the failure matters more than a remnant, which the next start removes.
            let _ = fs::remove_file(&part);
        }
        placed
    }

    fn place(&self, file: File, part: &Path, taken: &Taken) -> Result<(), Error> {
        // One that is there and was altered is replaced, and so mended.
        if self.verify(&taken.sha256, &|| true).is_ok_and(|whole| whole) {
            drop(file);
            return Ok(fs::remove_file(part)?);
        }
        file.sync_all()?;
        drop(file);
        fs::rename(part, self.file(&taken.sha256)?)?;
        directory::sync(&self.path)
    }

    /// Reads a file. Every chunk is authenticated before a byte of it is given out; one that was
    /// altered ends the reading with [`io::ErrorKind::InvalidData`], which as [`Error`] is
    /// [`Error::Altered`].
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Altered`] when the header is not the one that was written, or
    /// belongs to another content.
    pub fn open(&self, sha256: &str) -> Result<Contents, Error> {
        let file = File::open(self.file(sha256)?).map_err(not_found)?;
        Contents::open(file, &self.key, sha256)
    }

    /// The length of a file's content in bytes.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn length(&self, sha256: &str) -> Result<u64, Error> {
        self.open(sha256).map(|contents| contents.length())
    }

    /// Whether there is a file with this content.
    #[must_use]
    pub fn contains(&self, sha256: &str) -> bool {
        self.file(sha256).is_ok_and(|path| path.exists())
    }

    /// Every content that is here, with its length on the disk in bytes.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn stored(&self) -> Result<Vec<(String, u64)>, Error> {
        let mut stored = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name().into_string().unwrap_or_default();
            if self.file(&name).is_ok() {
                stored.push((name, entry.metadata()?.len()));
            }
        }
        stored.sort();
        Ok(stored)
    }

    /// Reads a content to its end: every chunk is authentic, and together they have the hash that is
    /// its name. Stops early, with `false`, when `goes_on` says so; it is asked after each chunk.
    ///
    /// # Errors
    /// As [`Vault::open`]; [`Error::Altered`] wherever the difference is.
    pub fn verify(&self, sha256: &str, goes_on: &dyn Fn() -> bool) -> Result<bool, Error> {
        let mut contents = self.open(sha256)?;
        let (mut hash, mut chunk) = (Sha256::new(), Zeroizing::new(vec![0; format::CHUNK]));
        loop {
            match contents.read(&mut chunk)? {
                0 => break,
                length => hash.update(&chunk[..length]),
            }
            if !goes_on() {
                return Ok(false);
            }
        }
        if crate::hex::encode(&hash.finalize()) == sha256 { Ok(true) } else { Err(Error::Altered) }
    }

    /// Removes a file, if it is there.
    ///
    /// # Errors
    /// What the system says to it.
    pub fn remove(&self, sha256: &str) -> Result<(), Error> {
        directory::remove(&self.file(sha256)?)?;
        directory::sync(&self.path)
    }

    /// The path of a content. Anything but a SHA-256 could lead out of the vault.
    fn file(&self, sha256: &str) -> Result<PathBuf, Error> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if sha256.len() == 64 && sha256.bytes().all(digits) {
            Ok(self.path.join(sha256))
        } else {
            Err(Error::NotFound("file"))
        }
    }

    fn random<const N: usize>(&self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut bytes)?;
        Ok(bytes)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

fn not_found(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound("file"),
        _ => error.into(),
    }
}
