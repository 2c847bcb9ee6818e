//! Takes the host off the network, and puts it back.

use std::io;
use std::sync::mpsc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A command for the network's thread, with a channel to report that it is done.
pub(crate) enum Command {
    Up(mpsc::Sender<io::Result<()>>),
    Down(mpsc::Sender<()>),
    Stop,
}

/// Sends commands to the network's thread.
#[derive(Clone)]
pub(crate) struct Switch(UnboundedSender<Command>);

/// A switch, and the receiver of its commands.
pub(crate) fn switch() -> (Switch, UnboundedReceiver<Command>) {
    let (commands, inbox) = unbounded_channel();
    (Switch(commands), inbox)
}

impl Switch {
    /// Takes the host off the network or puts it back. Returns when it is done.
    pub(crate) fn set(&self, up: bool) -> io::Result<()> {
        let gone = |_| io::Error::other("the sandbox has stopped");
        if up {
            let (done, wait) = mpsc::channel();
            self.0.send(Command::Up(done)).map_err(|_| io::Error::other("the sandbox has stopped"))?;
            wait.recv().map_err(gone)?
        } else {
            let (done, wait) = mpsc::channel();
            self.0.send(Command::Down(done)).map_err(|_| io::Error::other("the sandbox has stopped"))?;
            wait.recv().map_err(gone)
        }
    }

    /// Stops the network. Open connections are cut.
    pub(crate) fn stop(&self) {
        // It fails if the network has stopped already.
        let _ = self.0.send(Command::Stop);
    }
}
