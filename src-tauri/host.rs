//! The window as the host of the desk.

use crate::clipboard;
use desk::Host;
use desk::contract::{HostEvent, Zoom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tauri::{AppHandle, Emitter, Manager, WebviewWindow};

/// The name of the event that the page listens to.
const EVENT: &str = "host";

/// The label of the window.
pub(crate) const MAIN: &str = "main";

/// The program around the desk.
pub(crate) struct Window {
    app: AppHandle,
    /// The folder in which files were chosen last; the next dialog begins there.
    folder: Mutex<Option<PathBuf>>,
}

impl Window {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, folder: Mutex::default() }
    }

    fn last_folder(&self) -> MutexGuard<'_, Option<PathBuf>> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dialog(&self) -> rfd::AsyncFileDialog {
        let dialog = rfd::AsyncFileDialog::new();
        match self.app.get_webview_window(MAIN) {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        }
    }
}

#[async_trait::async_trait]
impl Host for Window {
    fn emit(&self, event: HostEvent) {
        emit(&self.app, event);
    }

    fn zoom(&self, zoom: Zoom) {
        if let Some(window) = self.app.get_webview_window(MAIN) {
            self::zoom(&window, zoom);
        }
    }

    async fn pick_files(&self) -> Vec<PathBuf> {
        // The kind of a file is recognised from its content; the filter only shortens the list.
        let mut dialog = self
            .dialog()
            .add_filter("PDF, JPEG, PNG", &["pdf", "PDF", "jpg", "JPG", "jpeg", "png", "PNG"])
            .add_filter("*", &["*"]);
        if let Some(folder) = self.last_folder().clone() {
            dialog = dialog.set_directory(folder);
        }
        let picked = dialog.pick_files().await.unwrap_or_default();
        let files: Vec<PathBuf> = picked.into_iter().map(|file| file.path().to_owned()).collect();
        if let Some(folder) = files.first().and_then(|file| file.parent()) {
            *self.last_folder() = Some(folder.to_owned());
        }
        files
    }

    async fn pick_save_place(&self, suggested_name: &str) -> Option<PathBuf> {
        let ending = Path::new(suggested_name).extension().and_then(|ending| ending.to_str());
        let dialog = match ending {
            Some(ending) => self.dialog().add_filter(ending.to_uppercase(), &[ending]),
            None => self.dialog(),
        };
        let dialog = dialog.set_file_name(suggested_name);
        Some(dialog.save_file().await?.path().to_owned())
    }

    async fn pick_folder(&self) -> Option<PathBuf> {
        Some(self.dialog().pick_folder().await?.path().to_owned())
    }

    fn session_folder(&self) -> Option<PathBuf> {
        session_folder()
    }

    fn open(&self, file: &Path) -> std::io::Result<()> {
        open::that_detached(file)
    }

    fn open_address(&self, address: &str) -> std::io::Result<()> {
        open::that_detached(address)
    }

    fn copy(&self, text: &str) -> std::io::Result<()> {
        clipboard::copy(&self.app, text)
    }
}

/// The folder of this user that ends with the session at this computer.
pub(crate) fn session_folder() -> Option<PathBuf> {
    // The specification asks for an absolute path to a private folder in memory. Only Linux has it.
    std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute())
}

/// The size in which the window shows everything.
#[derive(Default)]
pub(crate) struct Size(Mutex<Zoom>);

impl Size {
    fn lock(&self) -> MutexGuard<'_, Zoom> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many pixels of the window one of the page has, beside the scale of the screen.
    pub(crate) fn factor(&self) -> f64 {
        f64::from(self.lock().shown()) / 100.0
    }
}

/// Shows everything of the window in this size.
pub(crate) fn zoom(window: &WebviewWindow, zoom: Zoom) {
    let size = window.state::<Size>();
    *size.lock() = zoom;
    if let Err(error) = window.set_zoom(size.factor()) {
        tracing::warn!(%error, "the size of the window's content was not set");
    }
}

/// Sends an event to the page.
pub(crate) fn emit(app: &AppHandle, event: HostEvent) {
    if let Err(error) = app.emit(EVENT, event) {
        tracing::warn!(%error, "the event could not be sent to the page");
    }
}

/// Brings the window to the front.
pub(crate) fn bring_to_front(app: &AppHandle) {
    let front = |window: WebviewWindow| {
        window.unminimize()?;
        window.show()?;
        window.set_focus()
    };
    if let Some(Err(error)) = app.get_webview_window(MAIN).map(front) {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}
