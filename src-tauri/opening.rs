//! Opens the window.

use crate::host::{self, MAIN};
use crate::page_data;
use std::path::PathBuf;
use tauri::{App, Manager, WebviewWindowBuilder};

/// The folder of the web view in this run.
pub(crate) struct PageData(PathBuf);

impl PageData {
    /// Removes the folder. The processes of the web view may still write to it: the next start empties it again.
    pub(crate) fn remove(&self) {
        if let Err(error) = page_data::remove(&self.0) {
            tracing::info!(kind = ?error.kind(), "the files of the web view could not be removed");
        }
    }
}

/// Opens the window as it is configured, with an empty folder for the web view.
///
/// # Errors
/// If there is no place for data, or the window cannot be opened.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let data = app.path().app_local_data_dir()?;
    let folder = page_data::folder(host::session_folder().as_deref(), &data);
    if let Err(error) = page_data::make_empty(&folder).and_then(|()| page_data::remove_earlier(&data)) {
        tracing::warn!(kind = ?error.kind(), "files of the web view could not be removed");
    }
    for config in app.config().app.windows.iter().filter(|config| config.label == MAIN) {
        let window = WebviewWindowBuilder::from_config(app, config)?.data_directory(folder.clone());
        // The web view of macOS has no folder that could be chosen.
        #[cfg(target_os = "macos")]
        let window = window.incognito(true);
        window.build()?;
    }
    app.manage(PageData(folder));
    Ok(())
}
