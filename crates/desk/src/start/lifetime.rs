//! Starts and stops the desk; and the calls of the host that are no commands.

use crate::connection::register::Register;
use crate::contract::{Failure, Taken};
use crate::given::Given;
use crate::papers::{taking, viewer};
use crate::start::loops;
use crate::start::state::{Desk, Options};
use std::path::PathBuf;

impl Desk {
    /// Reads the register and opens the connection that was open last.
    ///
    /// # Errors
    /// If the data folder cannot be used, or the register is damaged. A connection that cannot be opened is
    /// no error: the session reports it.
    pub async fn start(options: Options) -> Result<Self, Failure> {
        let Options { data, host, clock, ids, keychain } = options;
        viewer::make_private(&data)?;
        viewer::remove_decrypted(&data);
        let register = Register::load(&data)?;
        let last = register.last.as_ref().and_then(|id| register.get(id)).cloned();
        let desk = Self::new(Given { data, host, clock, ids, keychain }, register);
        if let Some(registered) = last {
            desk.open_registered(registered).await;
        }
        loops::of_desk(&desk);
        Ok(desk)
    }

    /// Closes the connection, waits for requests in flight, and removes decrypted files.
    pub async fn stop(&self) {
        let _turn = self.inner.turn.lock().await;
        self.close_opened().await;
        viewer::remove_decrypted(&self.given().data);
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
