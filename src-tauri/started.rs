//! The desk behind the window.

use crate::host::Window;
use desk::contract::{Failure, FailureCode};
use desk::{Desk, Options, PictureProgram, RandomIds, SystemClock, SystemKeychain};
use std::sync::Arc;
use tauri::{AppHandle, Manager};
use tokio::sync::OnceCell;

/// The desk, which is started by the first call: the window opens without waiting for the data.
#[derive(Default)]
pub(crate) struct Started(OnceCell<Desk>);

impl Started {
    /// Returns the desk; starts it if necessary. A start that failed is tried again by the next call: the disk
    /// may have been full for a moment only.
    pub(crate) async fn desk(&self, app: &AppHandle) -> Result<Desk, Failure> {
        self.0.get_or_try_init(|| start(app.clone())).await.cloned()
    }

    /// Stops the desk, if it was started.
    pub(crate) async fn stop(&self) {
        if let Some(desk) = self.0.get() {
            desk.stop().await;
        }
    }
}

async fn start(app: AppHandle) -> Result<Desk, Failure> {
    let data = app.path().app_local_data_dir().map_err(|error| {
        tracing::error!(%error, "no directory for the data");
        Failure::of(FailureCode::CannotSave)
    })?;
    Desk::start(Options {
        data,
        host: Arc::new(Window::new(app)),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        keychain: Arc::new(SystemKeychain::default()),
        picture_program: PictureProgram::this(),
    })
    .await
}
