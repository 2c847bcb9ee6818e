//! The listener, on its own thread: the sandbox does not depend on the caller's runtime, its paused time or
//! its end, and a control may wait for the network without a deadlock.

use super::cut::Cut;
use super::serve::router;
use crate::control::{Command, Switch, switch};
use crate::state::Shared;
use crate::webhooks;
use anyhow::Context as _;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

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
        let (switch, inbox) = switch();
        let posting = webhooks::run(&shared);
        let thread = std::thread::Builder::new().name("nt24-sandbox".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).ok();
                run(listener, address, &shared, posting, inbox).await;
            });
        })?;
        Ok(Self { address, switch, thread: Some(thread) })
    }

    /// Ends the thread. Open connections are cut.
    pub(crate) fn stop(&mut self) {
        self.switch.stop();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended as well.
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
                            postings.spawn(webhooks::run(shared));
                        })
                    };
                    // It fails if the caller no longer waits.
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
                    connections.spawn(serve_connection(stream, router.clone()));
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

/// Serves one connection until it ends or a fault cuts it.
async fn serve_connection(stream: TcpStream, router: Router) {
    // Without it the second half of an answer may wait until the first half is acknowledged.
    let _ = stream.set_nodelay(true);
    let cut = Cut::default();
    let service = TowerToHyperService::new(router.layer(Extension(cut.clone())));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // An error of one connection does not concern the others.
        _ = connection => {}
        () = cut.notified() => {}
    }
}
