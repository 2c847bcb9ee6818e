//! One transfer by the client; prints its time and its memory.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use nt24::{DocumentType, IdempotencyKey};
use nt24_client::{Client, Clock, Config, Download, FileSource, RequestIds, Secret, Upload};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

#[tokio::main]
pub(crate) async fn upload(authority: &str, file: &Path) -> anyhow::Result<()> {
    let client = signed_in(authority).await?;
    let upload = Upload {
        kind: DocumentType::TransportCmr,
        document_date: DateTime::UNIX_EPOCH.date_naive().into(),
        file_name: "upload.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        file: Arc::new(OnDisk { path: file.to_owned(), length: file.metadata()?.len() }),
        progress: Arc::new(|_| {}),
        cancel: Default::default(),
    };
    let idle = memory("VmRSS")?;
    let begun = Instant::now();
    client.upload_transport_document(&"s".into(), &"o".into(), upload, &IdempotencyKey::new("k")?).await?;
    report(begun, idle)
}

#[tokio::main]
pub(crate) async fn download(authority: &str, file: &Path) -> anyhow::Result<()> {
    let client = signed_in(authority).await?;
    let idle = memory("VmRSS")?;
    let begun = Instant::now();
    client.download_to_file(&Download::document(&"d".into()).at_most(u64::MAX), file).await?;
    report(begun, idle)
}

fn report(begun: Instant, idle: u64) -> anyhow::Result<()> {
    let time = begun.elapsed();
    println!("{} {}", time.as_nanos(), memory("VmHWM")?.saturating_sub(idle));
    Ok(())
}

/// A field of this process's memory, in bytes.
fn memory(field: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("memory is read on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).context("no such field")?;
    let kilobytes = line.trim_start_matches(':').trim().trim_end_matches("kB").trim();
    Ok(kilobytes.parse::<u64>()? * 1024)
}

async fn signed_in(authority: &str) -> anyhow::Result<Client> {
    let url = |path| format!("http://{authority}{path}");
    let config = Config::new(&url("/v1"), &url("/token"), "bench", Secret::new("secret".to_owned()))?;
    let client = Client::new(config, Arc::new(StoppedClock), Arc::new(Counting::default()))?;
    client.me().await?;
    Ok(client)
}

/// A clock that stands still, so that the token never expires.
#[derive(Debug)]
struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }
}

#[derive(Default)]
struct Counting(AtomicU64);

impl RequestIds for Counting {
    fn next(&self) -> String {
        self.0.fetch_add(1, Ordering::Relaxed).to_string()
    }
}

struct OnDisk {
    path: PathBuf,
    length: u64,
}

impl FileSource for OnDisk {
    fn length(&self) -> u64 {
        self.length
    }

    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(&self.path)?))
    }
}
