//! The desk behind the window.

use crate::host::Window;
use desk::contract::{Failure, FailureCode};
use desk::{Desk, LogFile, Options, PictureProgram, RandomIds, SystemClock, SystemKeychain};
use std::sync::Arc;
use tauri::{AppHandle, Manager};
use tokio::sync::OnceCell;

/// The desk, which starts beside the window: neither waits for the other.
pub(crate) struct Started {
    desk: OnceCell<Desk>,
    log: LogFile,
}

impl Started {
    pub(crate) fn new(log: LogFile) -> Self {
        Self { desk: OnceCell::new(), log }
    }

    /// Starts the desk on threads of its own.
    pub(crate) fn begin(app: &AppHandle) {
        let app = app.clone();
        drop(tauri::async_runtime::spawn(async move {
            // A failure is told to the page, whose first call tries it again.
            if let Err(failure) = app.state::<Self>().desk(&app).await {
                tracing::error!(%failure, "the desk did not start");
            }
        }));
    }

    /// Returns the desk; starts it if necessary. A start that failed is tried again by the next call: the disk
    /// may have been full for a moment only.
    pub(crate) async fn desk(&self, app: &AppHandle) -> Result<Desk, Failure> {
        self.desk.get_or_try_init(|| start(app.clone(), self.log.clone())).await.cloned()
    }

    /// Stops the desk, if it was started.
    pub(crate) async fn stop(&self) {
        if let Some(desk) = self.desk.get() {
            desk.stop().await;
        }
    }
}

async fn start(app: AppHandle, log: LogFile) -> Result<Desk, Failure> {
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
        log,
    })
    .await
}
