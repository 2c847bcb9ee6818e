//! The folders of decrypted files of this run: opened in the system's viewer, or half fetched.
//!
//! Each run has folders of its own, beside a file that it keeps locked. So a start removes what runs that
//! have ended left behind, and never what another running program shows.

use crate::given::lock;
use crate::given::private::{private_file, private_folder};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// The folder for decrypted files, in the data folder and in the folder of the user's session.
const OPENED: &str = "opened";

/// The ending of the files that running programs keep locked.
const LOCK: &str = "lock";

/// The decrypted files of this run. Nothing is created before it is needed.
pub(crate) struct Scratch {
    data: PathBuf,
    /// Ends with the user's session, if the system has such a folder.
    session: Option<PathBuf>,
    run: String,
    /// The folders that exist, with their locked files.
    held: Mutex<Vec<(PathBuf, File)>>,
    /// Whether something could not be removed, for example because a viewer of Windows still has it open.
    left: AtomicBool,
}

impl Scratch {
    /// `session` is a folder of the system that ends with the user's session. `run` is unique.
    pub(crate) fn new(data: &Path, session: Option<PathBuf>, run: String) -> Self {
        // Other data folders of the same user have places of their own there.
        let hash = Sha256::digest(data.as_os_str().as_encoded_bytes());
        let name: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self {
            data: data.join(OPENED),
            session: session.map(|folder| folder.join(format!("waybill-{name}")).join(OPENED)),
            run,
            held: Mutex::default(),
            left: AtomicBool::new(false),
        }
    }

    /// The folders of this run, the best first: files in the first one do not survive the user's session.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        let places = self.session.iter().chain([&self.data]);
        places.filter_map(|place| self.folder(place).ok()).collect()
    }

    /// The folder of this run in the data folder, where large files have room.
    ///
    /// # Errors
    /// If it cannot be created.
    pub(crate) fn roomy_folder(&self) -> io::Result<PathBuf> {
        self.folder(&self.data)
    }

    fn folder(&self, place: &Path) -> io::Result<PathBuf> {
        let folder = place.join(&self.run);
        let mut held = lock(&self.held);
        if !held.iter().any(|(known, _)| *known == folder) {
            private_folder(place)?;
            let file = private_file(&folder.with_extension(LOCK))?;
            file.lock()?;
            held.push((folder.clone(), file));
        }
        private_folder(&folder)?;
        Ok(folder)
    }

    /// Removes the files of this run. One that cannot be removed is tried again by the next call.
    pub(crate) fn clear(&self) {
        let mut held = lock(&self.held);
        held.retain(|(folder, _locked)| !remove(folder));
        self.left.store(!held.is_empty(), Ordering::Relaxed);
    }

    /// Whether the last attempt to remove decrypted files has left one.
    pub(crate) fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    /// Removes what could not be removed before. Only while nothing is shown.
    pub(crate) fn clear_again(&self) {
        self.clear();
        self.remove_left_behind();
    }

    /// Removes what runs that have ended left behind.
    pub(crate) fn remove_left_behind(&self) {
        for place in self.session.iter().chain([&self.data]) {
            let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
            for path in entries.map(|entry| entry.path()) {
                let folder = path.with_extension("");
                let lock = folder.with_extension(LOCK);
                let is_running = File::open(&lock)
                    .is_ok_and(|file| matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)));
                if !is_running && !remove(&folder) {
                    self.left.store(true, Ordering::Relaxed);
                }
            }
        }
    }
}

/// Removes a folder, and then the file that says whether its run has ended. Returns whether both are gone.
fn remove(folder: &Path) -> bool {
    let removed = match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => std::fs::remove_file(folder.with_extension(LOCK)),
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, "opened files could not be removed");
            false
        }
        _ => true,
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_removes_the_files_of_ended_runs_only() {
        let (data, session) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let scratch = |run: &str| Scratch::new(data.path(), Some(session.path().to_owned()), run.to_owned());
        let running = scratch("running");
        let shown = running.folders();
        assert!(shown[0].starts_with(session.path()) && shown[1].starts_with(data.path()), "{shown:?}");
        for folder in &shown {
            std::fs::write(folder.join("paper.pdf"), b"x").unwrap();
        }
        // A program that was killed released its lock, or had none in an earlier version.
        let killed = data.path().join(OPENED).join("killed");
        std::fs::create_dir_all(&killed).unwrap();
        std::fs::write(killed.with_extension(LOCK), b"").unwrap();
        std::fs::create_dir_all(data.path().join(OPENED).join("earlier")).unwrap();
        scratch("next").remove_left_behind();
        assert!(shown.iter().all(|folder| folder.join("paper.pdf").exists()));
        let left = |place: &Path| std::fs::read_dir(place).unwrap().count();
        assert_eq!(left(&data.path().join(OPENED)), 2, "the folder of the running program and its lock");
        drop(running);
        assert_eq!(left(&data.path().join(OPENED)), 0);
        assert!(!shown[0].exists());
    }

    #[test]
    fn two_data_folders_share_nothing_in_the_session() {
        let session = Some(PathBuf::from("/session"));
        let place =
            |data: &str| Scratch::new(Path::new(data), session.clone(), "r".to_owned()).session.clone();
        assert_ne!(place("/a"), place("/b"));
    }
}
