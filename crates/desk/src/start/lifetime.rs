//! Starts and stops the desk; and the calls of the host that are no commands.

use crate::connection::failure;
use crate::connection::register::Register;
use crate::contract::{Failure, FailureCode, Taken};
use crate::given::Given;
use crate::given::lock;
use crate::given::private::private_folder;
use crate::given::scratch::Scratch;
use crate::given::secrets::Secrets;
use crate::papers::taking;
use crate::start::loops;
use crate::start::state::{Desk, Options, State};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long the end waits for a connection that is being opened. What that does to the data is safe to cut off.
const LIMIT_OF_END: Duration = Duration::from_secs(3);

impl Desk {
    /// Reads the register and begins to open the connection that was open last. It does not wait for that,
    /// because the keychain may ask the user first; see [`Desk::settled`].
    ///
    /// # Errors
    /// If the data folder cannot be used or belongs to another user, or the register is damaged. A connection
    /// that cannot be opened is no error: the session reports it.
    pub async fn start(options: Options) -> Result<Self, Failure> {
        let Options { data, host, clock, ids, keychain, picture_program, log } = options;
        private_folder(&data).map_err(|error| failure::of_io(&error, FailureCode::CannotSave))?;
        log.keep_in(&data);
        tracing::info!(version = env!("CARGO_PKG_VERSION"), system = std::env::consts::OS, "started");
        let scratch = Scratch::new(&data, host.session_folder(), ids.id());
        scratch.remove_left_behind();
        let register = Register::load(&data)?;
        let last = register.last.as_ref().and_then(|id| register.get(id)).cloned();
        let keychain = Secrets::new(keychain, Arc::clone(&host));
        let user = Mutex::new(register.settings.name.clone());
        let given = Given { data, host, clock, ids, keychain, picture_program, scratch, log, user };
        let desk = Self::new(given, register);
        if let Some(registered) = last {
            *lock(&desk.inner.state) = State::Opening(registered.clone());
            let turn = Arc::clone(&desk.inner.turn).lock_owned().await;
            let desk = desk.clone();
            drop(tokio::spawn(async move {
                desk.open_registered(registered).await;
                drop(turn);
            }));
        }
        loops::of_desk(&desk);
        Ok(desk)
    }

    /// Waits until no connection is being opened or closed.
    pub async fn settled(&self) {
        drop(self.inner.turn.lock().await);
    }

    /// Closes the connection, waits for requests in flight, and removes decrypted files. Waits for no other
    /// program, and for an opening connection a moment only.
    pub async fn stop(&self) {
        self.given().keychain.end();
        match tokio::time::timeout(LIMIT_OF_END, self.inner.turn.lock()).await {
            Ok(_turn) => self.close_opened().await,
            Err(_) => tracing::info!("ended while a connection was being opened"),
        }
        self.given().scratch.clear();
        tracing::info!("stopped");
        // The process may end now, and the thread that writes the log with it.
        let log = self.given().log.clone();
        let _ = tokio::task::spawn_blocking(move || log.last_lines(0)).await;
    }

    /// Takes dropped files one after the other. A file that cannot be taken is returned with its reason.
    ///
    /// # Errors
    /// If no connection is open, or it closes meanwhile.
    pub async fn take_files(&self, paths: Vec<PathBuf>) -> Result<Taken, Failure> {
        let opened = self.opened()?;
        opened.connection.run(taking::take_files(&opened.papers, paths)).await
    }

    /// Runs `work` with the control of the built-in sandbox. Returns `None` if another connection is open.
    pub fn with_sandbox<T>(&self, work: impl FnOnce(&nt24_sandbox::Control) -> T) -> Option<T> {
        self.opened().ok()?.connection.sandbox.as_ref()?.with_control(work)
    }
}
