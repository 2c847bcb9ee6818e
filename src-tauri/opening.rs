//! Opens the window.

use crate::host::{self, MAIN};
use crate::page_data;
use desk::FirstLook;
use desk::contract::Appearance;
use std::path::PathBuf;
use tauri::window::Color;
use tauri::{App, Manager, Theme, WebviewWindowBuilder};

/// The page's background, `--paper-2` of `ui/src/tokens.css`.
const LIGHT_PAPER: Color = Color(0xfb, 0xfa, 0xf8, 0xff);
const DARK_PAPER: Color = Color(0x18, 0x17, 0x15, 0xff);

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
    let look = FirstLook::of(&data);
    for config in app.config().app.windows.iter().filter(|config| config.label == MAIN) {
        let window = WebviewWindowBuilder::from_config(app, config)?
            .data_directory(folder.clone())
            .initialization_script(first_look(look));
        // The web view of macOS has no folder that could be chosen.
        #[cfg(target_os = "macos")]
        let window = window.incognito(true);
        let window = window.build()?;
        host::zoom(&window, look.zoom);
        // Until the page is drawn, the window has the page's own colour.
        let is_dark = match look.appearance {
            Appearance::System => matches!(window.theme(), Ok(Theme::Dark)),
            appearance => appearance == Appearance::Dark,
        };
        window.set_background_color(Some(if is_dark { DARK_PAPER } else { LIGHT_PAPER }))?;
    }
    app.manage(PageData(folder));
    Ok(())
}

/// A script for the page, which draws the frame with it before its own code has been read.
fn first_look(look: FirstLook) -> String {
    let theme = match look.appearance {
        Appearance::System => "",
        Appearance::Light => "document.documentElement.dataset.theme = 'light';",
        Appearance::Dark => "document.documentElement.dataset.theme = 'dark';",
    };
    let frame = if look.opens { "document.documentElement.dataset.first = 'frame';" } else { "" };
    format!("{theme}{frame}")
}
