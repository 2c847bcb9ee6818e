//! The window. Only this package knows Tauri and native dialogs; the application is in `desk`.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod clipboard;
mod files;
mod host;
mod navigation;
mod opening;
mod page_data;
mod process;
mod started;
mod web_process;

use anyhow::Context;
use desk::contract::Failure;
use serde_json::Value;
use started::Started;
use tauri::{AppHandle, Manager, RunEvent, State};

/// The only command of the page: the name of a command of the contract, and its request.
#[tauri::command]
async fn call(
    app: AppHandle,
    started: State<'_, Started>,
    command: String,
    request: Value,
) -> Result<Value, Failure> {
    started.desk(&app).await?.call(&command, request).await
}

fn main() -> anyhow::Result<()> {
    // First of all: the process of a picture is no second instance, and needs no window.
    if desk::draw_picture_if_asked() {
        return Ok(());
    }
    let log = desk::LogFile::default();
    tracing::subscriber::set_global_default(desk::log_subscriber(&log)).context("cannot log")?;
    desk::log_panics();
    process::write_no_core_dumps();
    let app = tauri::Builder::default()
        // A second instance brings the first to the front, and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| host::bring_to_front(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(navigation::guard())
        .manage(Started::new(log))
        .manage(host::Size::default())
        .setup(|app| {
            // The data is opened while the web view starts and draws the frame.
            Started::begin(app.handle());
            opening::open(app)?;
            process::end_with_the_session(app.handle());
            web_process::reload_when_it_ends(app)?;
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![call])
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::DragDrop(event) = event {
                files::dragged(window, event);
            }
        })
        .build(tauri::generate_context!())
        .context("cannot open the window")?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            // The window is gone. From here on another start does not hand over to this program and end: it
            // opens a window of its own, and waits there until this program has closed the data.
            tauri_plugin_single_instance::destroy(app);
            tauri::async_runtime::block_on(app.state::<Started>().stop());
            if let Some(page_data) = app.try_state::<opening::PageData>() {
                page_data.remove();
            }
        }
    });
    Ok(())
}
