//! The listener, on a thread of its own: the sandbox does not depend on the caller's runtime, its
//! paused time or its end, and a control may wait for the network without a deadlock.

use crate::deliver;
use crate::serve::{Cut, router};
use crate::shared::Shared;
use anyhow::Context as _;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

enum Command {
    Up(mpsc::Sender<io::Result<()>>),
    Down(mpsc::Sender<()>),
    Stop,
}

/// Tells the thread what to do.
#[derive(Clone)]
pub(crate) struct Switch(UnboundedSender<Command>);

impl Switch {
    /// Takes the host off the net or puts it back; returns when it is done.
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
}

pub(crate) struct Network {
    pub(crate) address: SocketAddr,
    pub(crate) switch: Switch,
    thread: Option<JoinHandle<()>>,
}

impl Network {
    pub(crate) fn start(listen: SocketAddr, shared: Arc<Shared>) -> anyhow::Result<Self> {
        let listener =
            std::net::TcpListener::bind(listen).with_context(|| format!("cannot listen: {listen}"))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        shared.listens_at(address);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (commands, inbox) = unbounded_channel();
        let posting = deliver::run(&shared);
        let thread = std::thread::Builder::new().name("nt24-sandbox".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).ok();
                run(listener, address, &shared, posting, inbox).await;
            });
        })?;
        Ok(Self { address, switch: Switch(commands), thread: Some(thread) })
    }

    /// Ends the thread; what is in flight is cut.
    pub(crate) fn stop(&mut self) {
        // The thread ends by itself when nobody can tell it anything any more.
        let _ = self.switch.0.send(Command::Stop);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, too.
            let _ = thread.join();
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn run(
    mut listener: Option<TcpListener>,
    address: SocketAddr,
    shared: &Arc<Shared>,
    posting: impl Future<Output = ()> + Send + 'static,
    mut inbox: UnboundedReceiver<Command>,
) {
    let router = router(shared.clone());
    let mut connections = JoinSet::new();
    let mut postings = JoinSet::new();
    postings.spawn(posting);
    loop {
        tokio::select! {
            command = inbox.recv() => match command {
                Some(Command::Up(done)) => {
                    let bound = if listener.is_some() { Ok(()) } else {
                        TcpListener::bind(address).await.map(|bound| {
                            listener = Some(bound);
                            postings.spawn(deliver::run(shared));
                        })
                    };
                    // Nobody waits any more when this fails.
                    let _ = done.send(bound);
                }
                Some(Command::Down(done)) => {
                    listener = None;
                    connections.shutdown().await;
                    postings.shutdown().await;
                    let _ = done.send(());
                }
                Some(Command::Stop) | None => break,
            },
            accepted = accept(listener.as_ref()) => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(converse(stream, router.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
    postings.shutdown().await;
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// Serves one connection until its end or until a fault cuts it.
async fn converse(stream: TcpStream, router: Router) {
    // Without it the second half of an answer may wait for the acknowledgement of the first.
    let _ = stream.set_nodelay(true);
    let cut = Cut::default();
    let service = TowerToHyperService::new(router.layer(Extension(cut.clone())));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // How a connection ended is the client's business.
        _ = connection => {}
        () = cut.notified() => {}
    }
}
