mod contents;
mod format;
mod seal;

pub use contents::Contents;
pub use seal::StoredFile;

use crate::directory;
use crate::error::Error;
use crate::hex;
use crate::key::Key;
use crate::random::Random;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Extension of a file that is being added. Such files are removed when the store opens.
const PART: &str = "part";

/// Encrypted files, each named by the SHA-256 of its content. A file is either complete or absent, is never
/// changed, and exists once even if it is added several times.
pub struct Vault {
    path: PathBuf,
    key: Key,
    random: Mutex<Box<dyn Random + Send>>,
}

impl Vault {
    pub(crate) fn at(path: &Path, key: &Key, random: Box<dyn Random + Send>) -> Result<Self, Error> {
        directory::create(path)?;
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == PART) {
                directory::remove(&path)?;
            }
        }
        let key = key.derive(b"", b"waybill vault v1");
        Ok(Self { path: path.to_owned(), key, random: Mutex::new(random) })
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
        let part = self.path.join(format!("{}.{PART}", hex::encode(&self.random::<16>()?)));
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
        fs::rename(part, self.file(sha256)?)?;
        directory::sync(&self.path)
    }

    /// Opens a file for reading. Every chunk is authenticated before any byte of it is returned. An altered
    /// chunk ends the reading with [`io::ErrorKind::InvalidData`], which converts to [`Error::Altered`].
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Altered`] if the header was altered or belongs to another content.
    pub fn open(&self, sha256: &str) -> Result<Contents, Error> {
        let file = File::open(self.file(sha256)?).map_err(not_found)?;
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
        self.file(sha256).is_ok_and(|path| path.exists())
    }

    /// All contents, with their length on the disk in bytes.
    ///
    /// # Errors
    /// [`Error::Io`] if the directory cannot be read.
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
        directory::remove(&self.file(sha256)?)?;
        directory::sync(&self.path)
    }

    /// The path of a content. Accepts only a SHA-256: any other text could lead out of the vault.
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
