//! The host of a test.

use desk::Host;
use desk::contract::HostEvent;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// A host without a window, which keeps events and opened files.
#[derive(Default)]
pub(crate) struct TestHost {
    pub(crate) events: Mutex<Vec<HostEvent>>,
    pub(crate) opened: Mutex<Vec<PathBuf>>,
    /// Addresses that were opened in the browser.
    pub(crate) addresses: Mutex<Vec<String>>,
    pub(crate) clipboard: Mutex<String>,
    pub(crate) save_to: Mutex<Option<PathBuf>>,
    /// Set once a file dialog is open. It stays open until the command that shows it is dropped.
    pub(crate) dialog_open: AtomicBool,
    /// Whether the user leaves a save dialog open.
    pub(crate) hold_dialogs: AtomicBool,
}

#[async_trait::async_trait]
impl Host for TestHost {
    fn emit(&self, event: HostEvent) {
        self.events.lock().unwrap().push(event);
    }

    async fn pick_files(&self) -> Vec<PathBuf> {
        self.dialog_open.store(true, Ordering::SeqCst);
        std::future::pending().await
    }

    async fn pick_save_place(&self, _suggested_name: &str) -> Option<PathBuf> {
        if self.hold_dialogs.load(Ordering::SeqCst) {
            self.dialog_open.store(true, Ordering::SeqCst);
            std::future::pending::<()>().await;
        }
        self.save_to.lock().unwrap().clone()
    }

    async fn pick_folder(&self) -> Option<PathBuf> {
        self.save_to.lock().unwrap().clone()
    }

    fn open(&self, file: &Path) -> std::io::Result<()> {
        self.opened.lock().unwrap().push(file.to_owned());
        Ok(())
    }

    fn open_address(&self, address: &str) -> std::io::Result<()> {
        self.addresses.lock().unwrap().push(address.to_owned());
        Ok(())
    }

    fn copy(&self, text: &str) -> std::io::Result<()> {
        text.clone_into(&mut self.clipboard.lock().unwrap());
        Ok(())
    }
}
