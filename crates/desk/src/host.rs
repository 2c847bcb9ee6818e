//! What the desk needs of the program around it: a window, dialogs, the system's viewer.

use crate::contract::HostEvent;
use std::path::{Path, PathBuf};

/// The program around the desk.
#[async_trait::async_trait]
pub trait Host: Send + Sync {
    /// Tells the page something. Never waits.
    fn emit(&self, event: HostEvent);

    /// Asks the person for files; empty when they thought better of it.
    async fn pick_files(&self) -> Vec<PathBuf>;

    /// Asks the person where to save a file; nothing when they thought better of it.
    async fn pick_save_place(&self, suggested_name: &str) -> Option<PathBuf>;

    /// Asks the person for a folder to write into; nothing when they thought better of it.
    async fn pick_folder(&self) -> Option<PathBuf>;

    /// Opens a file with the system's program for it.
    ///
    /// # Errors
    /// When there is none.
    fn open(&self, file: &Path) -> std::io::Result<()>;
}
