//! Files that are dragged over the window or dropped on it.

use crate::host::{Size, emit};
use crate::started::Started;
use desk::contract::{DragPhase, Failure, HostEvent, RefusedFile, Taken};
use std::path::PathBuf;
use tauri::{DragDropEvent, Manager, PhysicalPosition, Window};

/// Sends the position of a drag to the page, and takes dropped files. The page never gets a path.
pub(crate) fn dragged(window: &Window, event: &DragDropEvent) {
    let app = window.app_handle();
    match event {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            let (x, y) = on_page(window, *position);
            emit(app, HostEvent::Drag { phase: DragPhase::Over, x, y });
        }
        DragDropEvent::Drop { paths, position } => {
            let (x, y) = on_page(window, *position);
            let (app, paths) = (app.clone(), paths.clone());
            emit(&app, HostEvent::Taking { count: u32::try_from(paths.len()).unwrap_or(u32::MAX) });
            tauri::async_runtime::spawn(async move {
                let taken = match app.state::<Started>().desk(&app).await {
                    Ok(desk) => desk.take_files(paths.clone()).await,
                    Err(failure) => Err(failure),
                };
                // Without an open connection there is no vault: no file was taken, and the user must hear it.
                let taken = taken.unwrap_or_else(|failure| {
                    tracing::info!(%failure, "dropped files were not taken");
                    all_refused(&paths, &failure)
                });
                emit(&app, HostEvent::Dropped { taken, x, y });
            });
        }
        _ => emit(app, HostEvent::Drag { phase: DragPhase::Left, x: 0.0, y: 0.0 }),
    }
}

fn all_refused(paths: &[PathBuf], failure: &Failure) -> Taken {
    let refused = |path: &PathBuf| RefusedFile {
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        failure: failure.clone(),
    };
    Taken { files: Vec::new(), refused: paths.iter().map(refused).collect() }
}

/// A position in the pixels of the page, which grow with the size of everything. Only the web view of Windows tells
/// physical ones; those of GTK and macOS tell logical ones under the same name.
fn on_page(window: &Window, position: PhysicalPosition<f64>) -> (f64, f64) {
    let told_in = if cfg!(windows) { window.scale_factor().unwrap_or(1.0) } else { 1.0 };
    in_pixels_of(told_in * window.state::<Size>().factor(), position)
}

fn in_pixels_of(factor: f64, position: PhysicalPosition<f64>) -> (f64, f64) {
    let position = position.to_logical::<f64>(factor);
    (position.x, position.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_told_in_pixels_of_the_page() {
        let position = PhysicalPosition::new(300.0, 150.0);
        assert_eq!(in_pixels_of(1.0, position), (300.0, 150.0));
        assert_eq!(in_pixels_of(1.5, position), (200.0, 100.0));
    }
}
