mod contents;
mod format;
mod names;
mod seal;

pub use contents::Contents;
pub use seal::StoredFile;

use crate::directory;
use crate::error::Error;
use crate::hex;
use crate::key::Key;
use crate::random::Random;
use names::Names;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Extension of a file that is being added. Such files are removed when the store opens.
const PART: &str = "part";

/// Encrypted files, each found by the SHA-256 of its content and named by a code of it that only the key gives.
/// A file is either complete or absent, is never changed, and exists once even if it is added several times.
pub struct Vault {
    names: Names,
    key: Key,
    random: Mutex<Box<dyn Random + Send>>,
}

impl Vault {
    pub(crate) fn at(path: &Path, key: &Key, random: Box<dyn Random + Send>) -> Result<Self, Error> {
        directory::create(path)?;
        let key = key.derive(b"", b"waybill vault v1");
        let names = Names::new(path, key.clone());
        names.tidy()?;
        Ok(Self { names, key, random: Mutex::new(random) })
    }

    /// Copies a file into the vault: hashes and encrypts it in one pass, and flushes it to the disk. Calls
    /// `progress` with the number of bytes read so far.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if there are more than `limit` bytes, [`Error::DiskFull`], and the errors of the
    /// source. The vault is unchanged then.
    pub fn add(
        &self,
        source: &mut dyn Read,
        limit: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<StoredFile, Error> {
        let salt: [u8; format::SALT] = self.random()?;
        let part = self.names.path.join(format!("{}.{PART}", hex::encode(&self.random::<16>()?)));
        let mut file = directory::private(OpenOptions::new().write(true).create_new(true)).open(&part)?;
        let placed = seal::seal(&self.key, &salt, source, &mut file, limit, progress)
            .and_then(|stored| self.place(file, &part, &stored.sha256).map(|()| stored));
        if placed.is_err() {
            // The next start removes the rest. If removing fails, too, the caller needs the first error.
            let _ = fs::remove_file(&part);
        }
        placed
    }

    fn place(&self, file: File, part: &Path, sha256: &str) -> Result<(), Error> {
        // A damaged file with this content is replaced.
        if self.verify(sha256, &|| true).is_ok_and(|whole| whole) {
            drop(file);
            return Ok(fs::remove_file(part)?);
        }
        file.sync_all()?;
        drop(file);
        fs::rename(part, self.names.of(sha256)?)?;
        self.names.remove_earlier(sha256)?;
        directory::sync(&self.names.path)
    }

    /// Opens a file for reading. Every chunk is authenticated before any byte of it is returned. An altered
    /// chunk ends the reading with [`io::ErrorKind::InvalidData`], which converts to [`Error::Altered`].
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Altered`] if the header was altered or belongs to another content.
    pub fn open(&self, sha256: &str) -> Result<Contents, Error> {
        let file = File::open(self.names.found(sha256)?).map_err(not_found)?;
        Contents::open(file, &self.key, sha256)
    }

    /// The length of a content in bytes.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn length(&self, sha256: &str) -> Result<u64, Error> {
        self.open(sha256).map(|contents| contents.length())
    }

    /// Whether the vault contains this content.
    #[must_use]
    pub fn contains(&self, sha256: &str) -> bool {
        self.names.found(sha256).is_ok_and(|path| path.exists())
    }

    /// The number of contents.
    ///
    /// # Errors
    /// [`Error::Io`] if the directory cannot be read.
    pub fn count(&self) -> Result<usize, Error> {
        Ok(self.names.all()?.len())
    }

    /// Removes every content that is not among these.
    ///
    /// # Errors
    /// [`Error::Io`] if the directory cannot be read or a file cannot be removed.
    pub fn remove_all_but<'a>(&self, wanted: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let wanted = wanted.into_iter().filter_map(|sha256| self.names.found(sha256).ok());
        let wanted: HashSet<PathBuf> = wanted.collect();
        for path in self.names.all()?.iter().filter(|path| !wanted.contains(*path)) {
            directory::remove(path)?;
        }
        directory::sync(&self.names.path)
    }

    /// Reads a content completely, authenticates every chunk and compares the hash. Calls `goes_on` after
    /// each chunk; stops and returns `false` if it does.
    ///
    /// # Errors
    /// As [`Vault::open`]; [`Error::Altered`] for any difference.
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
        if hex::encode(&hash.finalize()) == sha256 { Ok(true) } else { Err(Error::Altered) }
    }

    /// Removes a file, if it exists.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be removed.
    pub fn remove(&self, sha256: &str) -> Result<(), Error> {
        self.names.remove(sha256)?;
        directory::sync(&self.names.path)
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
