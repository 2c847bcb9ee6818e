//! The system's clipboard. The page has none: what it must not see, such as a link for a buyer, is copied from here.

#[cfg(target_os = "linux")]
pub(crate) use gtk_clipboard::copy;

#[cfg(not(target_os = "linux"))]
pub(crate) use program::copy;

#[cfg(target_os = "linux")]
mod gtk_clipboard {
    use gtk::gdk::SELECTION_CLIPBOARD;
    use std::io::{Error, Result};
    use std::sync::mpsc;
    use std::time::Duration;
    use tauri::AppHandle;

    /// The main loop has other work for a moment only.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// Puts a text into the clipboard, which only the main thread may use.
    pub(crate) fn copy(app: &AppHandle, text: &str) -> Result<()> {
        let (done, copied) = mpsc::channel();
        let text = text.to_owned();
        let copy = move || {
            let clipboard = gtk::Clipboard::get(&SELECTION_CLIPBOARD);
            clipboard.set_text(&text);
            // A clipboard manager keeps it after the program has ended.
            clipboard.store();
            // The other side has gone if it waited too long.
            let _ = done.send(());
        };
        app.run_on_main_thread(copy).map_err(Error::other)?;
        copied.recv_timeout(PATIENCE).map_err(Error::other)
    }
}

#[cfg(not(target_os = "linux"))]
mod program {
    use std::io::{Error, Result, Write as _};
    use std::process::{Command, Stdio};
    use tauri::AppHandle;

    /// The program of the system that puts its input into the clipboard.
    const PROGRAM: &str = if cfg!(windows) { "clip" } else { "pbcopy" };

    /// Puts a text into the clipboard.
    pub(crate) fn copy(_app: &AppHandle, text: &str) -> Result<()> {
        let mut program = Command::new(PROGRAM).stdin(Stdio::piped()).spawn()?;
        // Dropped after the last byte, so that the program sees the end.
        program.stdin.take().ok_or_else(|| Error::other("no input"))?.write_all(text.as_bytes())?;
        if program.wait()?.success() { Ok(()) } else { Err(Error::other("not copied")) }
    }
}
