//! The window. The only code that knows Tauri and native dialogs; everything that matters is in `desk`.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod files;
mod host;

use anyhow::Context;
use desk::contract::{Failure, FailureCode};
use desk::{Desk, Options, RandomIds, SystemClock, SystemKeychain};
use serde_json::Value;
use std::sync::Arc;
use tauri::{AppHandle, Manager, RunEvent, State};
use tokio::sync::OnceCell;

/// The desk, started with the first call: the window need not wait for the data.
#[derive(Default)]
struct Started(OnceCell<Result<Desk, Failure>>);

impl Started {
    async fn desk(&self, app: &AppHandle) -> Result<Desk, Failure> {
        self.0.get_or_init(|| start(app.clone())).await.clone()
    }
}

async fn start(app: AppHandle) -> Result<Desk, Failure> {
    let data = app.path().app_local_data_dir().map_err(|error| {
        tracing::error!(%error, "no place for data");
        Failure::of(FailureCode::CannotSave)
    })?;
    Desk::start(Options {
        data,
        host: Arc::new(host::Window::new(app)),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        keychain: Arc::new(SystemKeychain),
    })
    .await
}

/// The one command of the page: a name of the contract's list, and its request.
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
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let app = tauri::Builder::default()
        // A second start brings the first to the front, and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| host::bring_to_front(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .manage(Started::default())
        .invoke_handler(tauri::generate_handler![call])
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::DragDrop(event) = event {
                files::dragged(window, event);
            }
        })
        .build(tauri::generate_context!())
        .context("the window cannot be opened")?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            let started = app.state::<Started>();
            if let Some(Ok(desk)) = started.0.get() {
                tauri::async_runtime::block_on(desk.stop());
            }
        }
    });
    Ok(())
}
