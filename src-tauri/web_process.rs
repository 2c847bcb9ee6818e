//! The process that draws the page. The system may end it, for example if memory runs out.

use tauri::App;
#[cfg(target_os = "linux")]
use tauri::Manager;

/// The shortest time between two reloads: a page that ends its process at once is loaded again later, and not
/// all the time.
#[cfg(target_os = "linux")]
const PAUSE: std::time::Duration = std::time::Duration::from_secs(10);

/// Loads the page again when its process has ended. The page keeps nothing itself: the desk has the drafts and
/// everything that was entered.
///
/// # Errors
/// If the web view is gone.
#[cfg(target_os = "linux")]
pub(crate) fn reload_when_it_ends(app: &App) -> tauri::Result<()> {
    use std::cell::Cell;
    use std::time::{Duration, Instant};
    use webkit2gtk::WebViewExt;

    let Some(window) = app.get_webview_window(crate::host::MAIN) else { return Ok(()) };
    window.with_webview(|webview| {
        let last = Cell::new(None::<Instant>);
        webview.inner().connect_web_process_terminated(move |view, reason| {
            tracing::error!(?reason, "the process of the page has ended");
            let pause = last.get().map_or(Duration::ZERO, |last| PAUSE.saturating_sub(last.elapsed()));
            last.set(Some(Instant::now() + pause));
            let view = view.clone();
            webkit2gtk::glib::timeout_add_local_once(pause, move || view.reload());
        });
    })
}

/// Other systems load the page again by themselves, or close the window.
#[cfg(not(target_os = "linux"))]
pub(crate) fn reload_when_it_ends(_app: &App) -> tauri::Result<()> {
    Ok(())
}
