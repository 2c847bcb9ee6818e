//! One gigabyte up and down over loopback, beside `curl`: throughput and peak memory.
//!
//! Server, client and `curl` are separate processes, so that the memory of each is measured alone. Runs of
//! client and `curl` alternate, because the speed of a machine changes; the medians are compared.

#![expect(clippy::print_stdout, reason = "a command line program prints its results")]

mod client;
mod server;

use anyhow::{Context as _, bail};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Bytes of the file.
const LENGTH: u64 = 1_000_000_000;

/// Runs of client and `curl` in each direction.
const PAIRS: usize = 5;

fn main() -> anyhow::Result<()> {
    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => compare(),
        ["serve", length] => server::serve(length.parse()?),
        ["upload", authority, file] => client::upload(authority, Path::new(file)),
        ["download", authority, file] => client::download(authority, Path::new(file)),
        _ => bail!("usage: transfer"),
    }
}

/// The time and memory of one run.
struct Run {
    time: Duration,
    /// Peak memory in bytes, above that of the signed-in client before the run.
    peak_above_idle: u64,
}

fn compare() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("upload.pdf");
    write_file(&file)?;
    let mut server = Server::start()?;
    let result = [
        compare_one("upload", &server.authority, &file, curl_upload),
        compare_one("download", &server.authority, &folder.path().join("download.pdf"), curl_download),
    ];
    server.process.kill()?;
    server.process.wait()?;
    result.into_iter().collect()
}

fn compare_one(
    direction: &str,
    authority: &str,
    file: &Path,
    curl: fn(&str, &Path) -> anyhow::Result<Duration>,
) -> anyhow::Result<()> {
    let mut runs = Vec::new();
    let mut curls = Vec::new();
    for pair in 1..=PAIRS {
        let run = own(direction, authority, file)?;
        let curl = curl(authority, file)?;
        println!(
            "{direction} {pair}: {:.0} MB/s, curl {:.0} MB/s, peak {:.1} MB above idle",
            rate(run.time),
            rate(curl),
            run.peak_above_idle as f64 / 1e6
        );
        runs.push(run);
        curls.push(curl);
    }
    let peak = runs.iter().map(|run| run.peak_above_idle).max().unwrap_or_default();
    let (own, curl) = (median(runs.iter().map(|run| run.time)), median(curls.into_iter()));
    println!(
        "{direction}: median {:.0} MB/s, curl {:.0} MB/s, ratio {:.2}, highest peak {:.1} MB above idle\n",
        rate(own),
        rate(curl),
        curl.as_secs_f64() / own.as_secs_f64(),
        peak as f64 / 1e6
    );
    Ok(())
}

/// Megabytes (1,000,000 bytes) a second.
fn rate(time: Duration) -> f64 {
    LENGTH as f64 / 1e6 / time.as_secs_f64()
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<_> = times.collect();
    times.sort();
    times[times.len() / 2]
}

struct Server {
    process: Child,
    authority: String,
}

impl Server {
    fn start() -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["serve", &LENGTH.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("no output")?).read_line(&mut line)?;
        Ok(Self { process, authority: line.trim().to_owned() })
    }
}

fn own(direction: &str, authority: &str, file: &Path) -> anyhow::Result<Run> {
    let printed = output(Command::new(std::env::current_exe()?).arg(direction).arg(authority).arg(file))?;
    let (nanoseconds, bytes) = printed.trim().split_once(' ').context("a client prints time and memory")?;
    Ok(Run { time: Duration::from_nanos(nanoseconds.parse()?), peak_above_idle: bytes.parse()? })
}

fn curl_upload(authority: &str, file: &Path) -> anyhow::Result<Duration> {
    let file = format!("file=@{};type=application/pdf", file.display());
    let url = format!("http://{authority}/v1/partners/s/orders/o/transport/documents");
    let fields = ["-F", "type=TRANSPORT_CMR", "-F", "documentDate=2026-03-01", "-F", &file];
    curl(Command::new("curl").args(fields).args(["-o", "/dev/null", "-H", "Idempotency-Key: k", &url]))
}

/// Until the file is on the disk, as for the client.
fn curl_download(authority: &str, file: &Path) -> anyhow::Result<Duration> {
    let url = format!("http://{authority}/v1/documents/d/download");
    let time = curl(Command::new("curl").arg("-o").arg(file).arg(&url))?;
    let begun = Instant::now();
    File::open(file)?.sync_all()?;
    Ok(time + begun.elapsed())
}

fn curl(command: &mut Command) -> anyhow::Result<Duration> {
    let time = output(command.args(["-sS", "--fail", "-w", "%{time_total}"]))?;
    Ok(Duration::from_secs_f64(time.trim().parse()?))
}

fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("{command:?} ended with {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Writes a file that begins like a PDF, and does not repeat itself within a chunk.
fn write_file(path: &Path) -> anyhow::Result<()> {
    let mut file = File::create(path)?;
    let mut chunk: Vec<u8> = (0..1_000_000_u32).map(|at| (at ^ (at >> 8) ^ (at >> 16)) as u8).collect();
    chunk[..9].copy_from_slice(b"%PDF-1.7\n");
    for _ in 0..LENGTH / 1_000_000 {
        file.write_all(&chunk)?;
    }
    file.sync_all()?;
    Ok(())
}
