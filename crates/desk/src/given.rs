//! Everything from outside of the desk, handed in by its host so that tests can replace it: clock, identifiers,
//! keychain, window, and the folder of the data.

pub(crate) mod clock;
pub(crate) mod host;
pub(crate) mod ids;
pub(crate) mod keychain;
pub(crate) mod log_file;
pub(crate) mod logging;
pub(crate) mod picture_program;
pub(crate) mod private;
pub(crate) mod scratch;
pub(crate) mod secrets;

use crate::given::clock::Clock;
use crate::given::host::Host;
use crate::given::ids::Ids;
use crate::given::log_file::LogFile;
use crate::given::picture_program::PictureProgram;
use crate::given::scratch::Scratch;
use crate::given::secrets::Secrets;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Everything that the host hands in.
pub(crate) struct Given {
    /// The folder of all data.
    pub(crate) data: PathBuf,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) keychain: Secrets,
    pub(crate) picture_program: PictureProgram,
    /// The decrypted files of this run.
    pub(crate) scratch: Scratch,
    pub(crate) log: LogFile,
    /// The name of the user, for the history; empty if it was not given.
    pub(crate) user: Mutex<String>,
}

/// Locks a small state. A panic of another thread while it held the lock leaves nothing half-done in it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
