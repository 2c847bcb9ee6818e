//! The browser as a host: the page uploads files itself, and there are no native dialogs.

use desk::Host;
use desk::contract::HostEvent;
use std::path::{Path, PathBuf};
use tokio::sync::broadcast;

/// Sends events to every page that listens.
pub(crate) struct Browser(broadcast::Sender<HostEvent>);

impl Browser {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(256).0)
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<HostEvent> {
        self.0.subscribe()
    }
}

#[async_trait::async_trait]
impl Host for Browser {
    fn emit(&self, event: HostEvent) {
        // No listener is not an error: a page asks for everything when it opens.
        let _ = self.0.send(event);
    }

    async fn pick_files(&self) -> Vec<PathBuf> {
        // The page posts its files to `/files` instead.
        Vec::new()
    }

    async fn pick_save_place(&self, suggested_name: &str) -> Option<PathBuf> {
        std::env::var_os("WAYBILL_SAVE_TO").map(|folder| PathBuf::from(folder).join(suggested_name))
    }

    async fn pick_folder(&self) -> Option<PathBuf> {
        std::env::var_os("WAYBILL_SAVE_TO").map(PathBuf::from)
    }

    fn open(&self, _file: &Path) -> std::io::Result<()> {
        tracing::info!("file not opened: there is no viewer");
        Ok(())
    }

    fn open_address(&self, address: &str) -> std::io::Result<()> {
        note("browser.txt", address)
    }

    fn copy(&self, text: &str) -> std::io::Result<()> {
        note("clipboard.txt", text)
    }
}

/// Writes a text where saved files go: this host has neither a browser of its own nor a clipboard.
fn note(name: &str, text: &str) -> std::io::Result<()> {
    let folder = std::env::var_os("WAYBILL_SAVE_TO").map(PathBuf::from);
    std::fs::write(folder.ok_or(std::io::ErrorKind::Unsupported)?.join(name), text)
}
