//! The names of the files. Whoever can list the vault must not be able to test whether a known document is in
//! it, so a name is computed from the hash of the content under the key of the vault.

use super::PART;
use crate::directory;
use crate::error::Error;
use crate::hex;
use crate::key::Key;
use std::fs;
use std::path::{Path, PathBuf};

/// Extension of the files. Earlier versions used the hash of the content as the name, without an extension.
const EXTENSION: &str = "file";

/// The purpose for which a name is derived from the key.
const PURPOSE: &[u8] = b"waybill vault name v1";

/// The files of a vault by the SHA-256 of their contents.
pub(super) struct Names {
    pub(super) path: PathBuf,
    key: Key,
}

impl Names {
    pub(super) fn new(path: &Path, key: Key) -> Self {
        Self { path: path.to_owned(), key }
    }

    /// The path of a content. Accepts only a SHA-256: any other text could lead out of the vault.
    pub(super) fn of(&self, sha256: &str) -> Result<PathBuf, Error> {
        let name = self.key.derive(b"", &[PURPOSE, checked(sha256)?.as_bytes()].concat());
        Ok(self.path.join(format!("{}.{EXTENSION}", hex::encode(name.expose()))))
    }

    /// The path at which a content is: that of an earlier version, if it is there only.
    pub(super) fn found(&self, sha256: &str) -> Result<PathBuf, Error> {
        let (path, earlier) = (self.of(sha256)?, self.path.join(sha256));
        Ok(if !path.exists() && earlier.exists() { earlier } else { path })
    }

    /// Removes a content under each of its names.
    pub(super) fn remove(&self, sha256: &str) -> Result<(), Error> {
        directory::remove(&self.of(sha256)?)?;
        self.remove_earlier(sha256)
    }

    /// Removes the file that an earlier version wrote for a content.
    pub(super) fn remove_earlier(&self, sha256: &str) -> Result<(), Error> {
        directory::remove(&self.path.join(checked(sha256)?))
    }

    /// The paths of all files that are complete.
    pub(super) fn all(&self) -> Result<Vec<PathBuf>, Error> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            let is_file = path.extension().is_some_and(|ending| ending == EXTENSION);
            if is_file || earlier(&path).is_some() {
                all.push(path);
            }
        }
        Ok(all)
    }

    /// Removes files that were not added completely, and renames those of earlier versions. What cannot be
    /// renamed now is found under its name, and is renamed by the next start.
    pub(super) fn tidy(&self) -> Result<(), Error> {
        let mut renamed = Ok(());
        let mut is_changed = false;
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == PART) {
                directory::remove(&path)?;
            } else if let Some(sha256) = earlier(&path) {
                is_changed = true;
                renamed = renamed.and(fs::rename(&path, self.of(sha256)?));
            }
        }
        if is_changed {
            renamed = renamed.and(directory::sync(&self.path).map_err(std::io::Error::from));
        }
        if let Err(error) = renamed {
            tracing::warn!(kind = ?error.kind(), "files of the vault keep their earlier names");
        }
        Ok(())
    }
}

/// The hash of the content, if this is the name that an earlier version gave to a file.
fn earlier(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str()).filter(|name| is_sha256(name))
}

fn checked(sha256: &str) -> Result<&str, Error> {
    if is_sha256(sha256) { Ok(sha256) } else { Err(Error::NotFound("file")) }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
