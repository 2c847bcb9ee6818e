//! For developers and tests only: the desk's commands over loopback HTTP, so that a real browser can use the
//! real core. Listens on loopback addresses only, and requires a bearer token that it prints at start.

mod host;
mod serve;

use anyhow::{Context, bail};
use desk::{
    Desk, Keychain, KeychainError, MemoryKeychain, NoKeychain, Options, PictureProgram, RandomIds,
    SystemClock, SystemKeychain,
};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

const USAGE: &str =
    "usage: web-host --data DIR [--listen 127.0.0.1:8025] [--keychain system|memory|none] [--page DIR]";

struct Arguments {
    listen: SocketAddr,
    data: PathBuf,
    page: PathBuf,
    keychain: Arc<dyn Keychain>,
}

impl Arguments {
    fn read() -> anyhow::Result<Self> {
        let mut listen = SocketAddr::from(([127, 0, 0, 1], 8025));
        let mut data = None;
        let mut page = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/dist"));
        let mut keychain: Arc<dyn Keychain> = Arc::new(SystemKeychain::default());
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().with_context(|| format!("{name} needs a value\n{USAGE}"))?;
            match name.as_str() {
                "--listen" => listen = value.parse().context("an address such as 127.0.0.1:8025")?,
                "--data" => data = Some(PathBuf::from(value)),
                "--page" => page = PathBuf::from(value),
                "--keychain" => {
                    keychain = match value.as_str() {
                        "system" => Arc::new(SystemKeychain::default()),
                        "memory" => Arc::new(MemoryKeychain::default()),
                        "none" => Arc::new(NoKeychain(KeychainError::Absent)),
                        "locked" => Arc::new(NoKeychain(KeychainError::Locked)),
                        _ => bail!("{USAGE}"),
                    }
                }
                _ => bail!("{USAGE}"),
            }
        }
        if !listen.ip().is_loopback() {
            bail!("--listen takes loopback addresses only");
        }
        Ok(Self { listen, data: data.context(USAGE)?, page, keychain })
    }
}

fn main() -> anyhow::Result<()> {
    // The process of a picture needs no threads.
    if desk::draw_picture_if_asked() { Ok(()) } else { run() }
}

#[tokio::main]
async fn run() -> anyhow::Result<()> {
    let log = desk::LogFile::default();
    tracing::subscriber::set_global_default(desk::log_subscriber(&log)).context("cannot log")?;
    let Arguments { listen, data, page, keychain } = Arguments::read()?;
    let host = Arc::new(host::Browser::new());
    let ids = Arc::new(RandomIds);
    let token = serve::token(&*ids)?;
    let options = Options {
        data: data.clone(),
        host: host.clone(),
        clock: Arc::new(SystemClock),
        ids,
        keychain,
        picture_program: PictureProgram::this(),
        log,
    };
    let desk =
        Desk::start(options).await.map_err(|failure| anyhow::anyhow!("the desk cannot start: {failure}"))?;
    desk.settled().await;
    let listener = tokio::net::TcpListener::bind(listen).await.context("cannot listen")?;
    let address = listener.local_addr()?;
    announce(&address, &token);
    let routes = serve::routes(desk.clone(), host, token, &data.join("received"), &page)?;
    // Pages never close their event stream, so a graceful shutdown would not end: stop serving, then stop
    // the desk.
    tokio::select! {
        served = axum::serve(listener, routes) => served?,
        () = stopped() => {}
    }
    desk.stop().await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a test waits for this line")]
fn announce(address: &SocketAddr, token: &str) {
    let line = serde_json::json!({
        "url": format!("http://{address}/#token={token}"),
        "address": format!("http://{address}"),
        "token": token,
    });
    println!("{line}");
}

async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminated => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}
