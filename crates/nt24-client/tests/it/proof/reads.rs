//! Every read, with a server that answers badly: the right error in limited time and memory.

use super::deal::Deal;
use crate::fixtures::{ManualClock, client_of, config};
use crate::server::{Reply, Server};
use anyhow::{Context as _, ensure};
use nt24::Operation;
use nt24_client::{Client, ErrorKind, Fate, Limits};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// A fault in the answer to a read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Case {
    Cut,
    CutInTheHead,
    Silent,
    Dripping,
    HalfABody,
    SignInPage,
    TenGigabytesPromised,
    NoEnd,
}

impl Case {
    pub(crate) const ALL: [Case; 8] = [
        Case::Cut,
        Case::CutInTheHead,
        Case::Silent,
        Case::Dripping,
        Case::HalfABody,
        Case::SignInPage,
        Case::TenGigabytesPromised,
        Case::NoEnd,
    ];

    fn reply(self, media_type: &str, beginning: &str) -> Reply {
        let head = format!("HTTP/1.1 200 X\r\nconnection: close\r\ncontent-type: {media_type}\r\n");
        let chunk_body = vec![b' '; 64 * 1024];
        match self {
            Case::Cut => Reply::raw(""),
            Case::CutInTheHead => Reply::raw(head),
            Case::Silent => Reply::Silence,
            Case::Dripping => {
                let first = format!("{head}content-length: 1000\r\n\r\n{beginning}");
                let drip = (0..15).map(|_| (2 * IDLE, b" ".to_vec()));
                Reply::Parts(std::iter::once((Duration::ZERO, first.into_bytes())).chain(drip).collect())
            }
            Case::HalfABody => Reply::raw(format!("{head}content-length: 1000\r\n\r\n{beginning}")),
            Case::SignInPage => Reply::html(200),
            Case::TenGigabytesPromised => {
                let head = format!("{head}content-length: 10000000000\r\n\r\n{beginning}");
                Reply::Flood(head.into_bytes(), chunk_body)
            }
            Case::NoEnd => {
                let head = format!(
                    "{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{beginning}\r\n",
                    beginning.len()
                );
                let mut chunk = format!("{:x}\r\n", chunk_body.len()).into_bytes();
                chunk.extend_from_slice(&chunk_body);
                chunk.extend_from_slice(b"\r\n");
                Reply::Flood(head.into_bytes(), chunk)
            }
        }
    }

    fn expected(self) -> ErrorKind {
        match self {
            Case::Cut | Case::CutInTheHead | Case::HalfABody => ErrorKind::ConnectionLost,
            Case::Silent | Case::Dripping => ErrorKind::Timeout,
            Case::SignInPage => ErrorKind::NotTheApi,
            Case::TenGigabytesPromised | Case::NoEnd => ErrorKind::TooLarge,
        }
    }
}

/// Limit on silence in the cases that test it. It applies to the token call too, and the machine may be busy.
const IDLE: Duration = Duration::from_secs(2);
/// The seller of the request that fetches the token.
const WARM_UP: &str = "warm-up";
/// Longest time for a read; every reply would take much longer.
const MAX_TIME: Duration = Duration::from_secs(120);
/// Longest answer that the client accepts, in bytes.
const MAX_BYTES: u64 = 256 * 1024;
/// Bytes that may have left the server in addition: the buffers of both sockets, several megabytes on Linux.
const BUFFER_BYTES: u64 = 32 * 1024 * 1024;

/// Plays all cases on an operation. Returns the failures.
pub(crate) async fn play(operation: Operation) -> Vec<String> {
    let playing = Case::ALL.map(|case| async move {
        play_case(operation, case).await.err().map(|error| format!("{case:?}: {error:#}"))
    });
    futures_util::future::join_all(playing).await.into_iter().flatten().collect()
}

async fn play_case(operation: Operation, case: Case) -> anyhow::Result<()> {
    let is_file = matches!(
        operation,
        Operation::DownloadKycProfile | Operation::DownloadExportFile | Operation::DownloadDocument
    );
    let (media_type, beginning) =
        if is_file { ("application/pdf", "%PDF-1.7 ") } else { ("application/json", "{\"data\":[") };
    let server = Server::api(move |request| match request.target.contains(WARM_UP) {
        true => Reply::json(200, "{}"),
        false => case.reply(media_type, beginning),
    })
    .await;
    let nt24 = impatient(&server, case);
    // A busy machine may exceed the limit on silence in the token call. It has succeeded as soon as a request
    // was sent.
    let warm_up = async || nt24.buyer(&WARM_UP.into(), &"b-1".into(), None).await;
    while warm_up().await.is_err_and(|error| error.attempts() == 0) {}
    let begun = Instant::now();
    let outcome = deal().read(operation, &nt24, MAX_BYTES).await.context("not in the client")?;
    let error = outcome.err().context("the read succeeded")?;
    ensure!(*error.kind() == case.expected(), "unexpected error: {error}");
    ensure!(error.fate() != Fate::NeverSent, "the request was sent: {error}");
    ensure!(begun.elapsed() < MAX_TIME, "it took {:?}", begun.elapsed());
    let flooded = server.flooded.load(Ordering::Relaxed);
    ensure!(flooded < MAX_BYTES + BUFFER_BYTES, "{flooded} bytes were accepted");
    Ok(())
}

fn deal() -> Deal {
    let mut deal = Deal::new("s-1".into(), 0, Operation::GetMe);
    deal.buyer = "b-1".into();
    deal.order = "o-1".into();
    deal.document = "d-1".into();
    deal.webhook = "wh_1".into();
    deal
}

fn impatient(server: &Server, case: Case) -> Client {
    let idle = if matches!(case, Case::Silent | Case::Dripping) { IDLE } else { MAX_TIME };
    let mut config = config(server);
    config.limits = Limits { idle, total: MAX_TIME, json_bytes: MAX_BYTES, ..Limits::default() };
    client_of(config, ManualClock::new())
}
