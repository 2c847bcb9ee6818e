//! The host around the desk: a window, dialogs, the system's viewer.

use crate::contract::{HostEvent, Zoom};
use std::path::{Path, PathBuf};

/// The program around the desk.
#[async_trait::async_trait]
pub trait Host: Send + Sync {
    /// Sends an event to the page. Never waits.
    fn emit(&self, event: HostEvent);

    /// Shows everything in this size. A host whose page has a size of its own, as a browser has, does nothing.
    fn zoom(&self, _zoom: Zoom) {}

    /// Shows a file dialog. Empty if the user cancels.
    async fn pick_files(&self) -> Vec<PathBuf>;

    /// Shows a save dialog. `None` if the user cancels.
    async fn pick_save_place(&self, suggested_name: &str) -> Option<PathBuf>;

    /// Shows a dialog for a folder to write into. `None` if the user cancels.
    async fn pick_folder(&self) -> Option<PathBuf>;

    /// A folder of this user that ends with the session at this computer. `None` if the system has none.
    fn session_folder(&self) -> Option<PathBuf> {
        None
    }

    /// Opens a file with the system's program for it.
    ///
    /// # Errors
    /// If there is none.
    fn open(&self, file: &Path) -> std::io::Result<()>;

    /// Opens an address with the system's browser. The caller has checked that it is safe to open.
    ///
    /// # Errors
    /// If there is none.
    fn open_address(&self, address: &str) -> std::io::Result<()>;

    /// Puts a text into the clipboard.
    ///
    /// # Errors
    /// If the system has none, or does not take it.
    fn copy(&self, text: &str) -> std::io::Result<()>;
}

/// A host without a window.
#[cfg(test)]
pub(crate) struct NoHost;

#[cfg(test)]
#[async_trait::async_trait]
impl Host for NoHost {
    fn emit(&self, _event: HostEvent) {}

    async fn pick_files(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    async fn pick_save_place(&self, _suggested_name: &str) -> Option<PathBuf> {
        None
    }

    async fn pick_folder(&self) -> Option<PathBuf> {
        None
    }

    fn open(&self, _file: &Path) -> std::io::Result<()> {
        Ok(())
    }

    fn open_address(&self, _address: &str) -> std::io::Result<()> {
        Ok(())
    }

    fn copy(&self, _text: &str) -> std::io::Result<()> {
        Ok(())
    }
}
