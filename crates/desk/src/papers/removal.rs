//! Removes contents from this computer: those that no row names, and, if the user chose a number of days, those
//! that NT24 has just given back in a trial download.

use crate::connection::link::{self, Reachability};
use crate::connection::{Connection, failure};
use crate::contract::{Failure, FailureCode, Module};
use crate::deal::stops;
use crate::papers::state::Files;
use chrono::TimeDelta;
use nt24_client::{Download, ErrorKind};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;
use store::{DocumentRow, FileRow, Tx};

/// Setting with the number of days that the user chose; 0 keeps files for ever.
const SETTING: &str = "localDays";

/// Contents that are proven before they are removed together: what must stay is computed once for all of them.
const BATCH: usize = 50;

/// Documents that NT24 does not give back, one after the other, that end a pass: it gives back none.
const REFUSALS_IN_A_ROW: usize = 5;

/// Days after which a file that NT24 gives back is removed here; 0, as long as the user has not chosen: never.
pub(crate) fn local_days(tx: &Tx<'_>) -> Result<u32, store::Error> {
    Ok(store::settings::get(tx, SETTING)?.and_then(|days| days.parse().ok()).unwrap_or(0))
}

pub(crate) fn set_local_days(tx: &Tx<'_>, days: u32) -> Result<(), store::Error> {
    store::settings::set(tx, SETTING, &days.to_string())
}

/// Whether NT24 may give this document back to this organization. KYC files need a capability (contract,
/// section 4); an organization that is not known has none.
pub(crate) fn may_be_fetched(connection: &Connection, document: &DocumentRow) -> bool {
    let is_kyc = document.subject_kind == "buyer" || stops::of_document(&document.kind) == Module::Buyer;
    document.remote.is_some() && (!is_kyc || may_fetch_kyc(connection))
}

/// Whether NT24 lets this organization download KYC documents.
pub(crate) fn may_fetch_kyc(connection: &Connection) -> bool {
    connection.me().is_some_and(|me| me.capabilities.allow_kyc_document_download)
}

/// Removes contents from the vault that no row names, neither in the database nor in a backup. If a backup
/// cannot be read, all of them stay: it may name any of them.
pub(crate) fn remove_unnamed(files: &Files) -> Result<(), Failure> {
    // No file is taken between the query and the removal.
    let _turn = files.vault_turn();
    let store = &files.connection.store;
    let in_use = store.contents_in_use()?;
    if !in_use.complete {
        return Ok(());
    }
    let pictures = store.read(store::thumbnails::all)?;
    let wanted = in_use.named.iter().chain(&pictures).map(String::as_str);
    Ok(store.vault().remove_all_but(wanted)?)
}

/// Removes contents that were not used for the number of days in the settings, each only after NT24 has given
/// back every document of it, byte for byte. Hash, size, name, receipt and small picture stay. A content that
/// a kept backup has not sent stays as well, so that a restore can send it.
pub(crate) async fn remove_what_nt24_gives_back(files: &Arc<Files>) -> Result<(), Failure> {
    let connection = &files.connection;
    if connection.store.read(local_days)? == 0 {
        return Ok(());
    }
    // Capabilities may have been withdrawn since the connection was opened.
    connection.identify().await?;
    let here = Arc::clone(files);
    let candidates = connection.run_blocking(move || candidates(&here, &|_| true)).await?;
    let mut refusals = 0;
    for batch in candidates.chunks(BATCH) {
        let mut proven = Vec::new();
        let mut ended = Ok(());
        for candidate in batch {
            match prove(connection, candidate).await {
                Ok(()) => {
                    refusals = 0;
                    proven.push(candidate.clone());
                }
                Err(failure) if is_refusal(failure.code) => {
                    tracing::info!(%failure, "NT24 did not give back a document: its copy stays here");
                    files.not_given_back(&candidate.file.sha256);
                    refusals += 1;
                }
                Err(failure) => ended = Err(failure),
            }
            if ended.is_err() || refusals >= REFUSALS_IN_A_ROW {
                break;
            }
        }
        let here = Arc::clone(files);
        connection.run_blocking(move || remove_proven(&here, &proven)).await?;
        ended?;
        if refusals >= REFUSALS_IN_A_ROW {
            break;
        }
    }
    Ok(())
}

/// Whether a failure concerns this document alone. Any other ends the pass: NT24 may give it back later.
fn is_refusal(code: FailureCode) -> bool {
    let is_temporary =
        matches!(code, FailureCode::RateLimited | FailureCode::ServerError | FailureCode::Internal);
    link::reachability(code) == Reachability::Answered && !is_temporary
}

/// A content that may be removed once it is proven, and all of its documents at NT24.
#[derive(Clone, PartialEq)]
struct Candidate {
    file: FileRow,
    documents: Vec<DocumentRow>,
}

fn candidates(files: &Files, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Candidate>, Failure> {
    let connection = &*files.connection;
    let now = connection.given.clock.now();
    let in_use = connection.store.contents_in_use()?;
    connection.store.read(|tx| {
        let days = local_days(tx)?;
        let since = TimeDelta::try_days(i64::from(days)).and_then(|days| now.checked_sub_signed(days));
        let Some(since) = since.filter(|_| days > 0) else { return Ok(Vec::new()) };
        let mut stays = store::files::in_use_since(tx, since)?;
        stays.extend(store::thumbnails::all(tx)?);
        let mut found = Vec::new();
        for file in store::files::all(tx)? {
            let sha256 = &file.sha256;
            if !wanted(sha256)
                || stays.contains(sha256)
                || in_use.unsent.contains(sha256)
                || files.was_not_given_back(sha256)
                || !connection.store.vault().contains(sha256)
            {
                continue;
            }
            let mut documents = store::documents::with_sha256(tx, sha256)?;
            // One that was withdrawn before it was sent is opened by the others.
            documents.retain(|document| document.remote.is_some());
            if !documents.is_empty() && documents.iter().all(|document| may_be_fetched(connection, document))
            {
                found.push(Candidate { file, documents });
            }
        }
        Ok(found)
    })
}

/// Downloads every document of a content and compares its hash. Nothing is stored.
async fn prove(connection: &Connection, candidate: &Candidate) -> Result<(), Failure> {
    for remote in candidate.documents.iter().filter_map(|document| document.remote.as_ref()) {
        let mut hash = Hash(Sha256::new());
        let download = Download::document(remote).of_length(candidate.file.size);
        // Its outcome says nothing about the link: a document may be refused, or be larger than it was.
        let downloaded = connection.client().in_background().download(&download, &mut hash).await;
        downloaded.map_err(|error| match error.kind() {
            ErrorKind::TooLarge => Failure::of(FailureCode::BadAnswer),
            _ => failure::of_open(&error),
        })?;
        let returned = hash.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        if returned != candidate.file.sha256 {
            return Err(Failure::of(FailureCode::BadAnswer));
        }
    }
    Ok(())
}

fn remove_proven(files: &Files, proven: &[Candidate]) -> Result<(), Failure> {
    let _turn = files.vault_turn();
    let hashes = proven.iter().map(|candidate| candidate.file.sha256.as_str()).collect::<HashSet<_>>();
    if hashes.is_empty() {
        return Ok(());
    }
    // A file may have been used, filed or taken again while the downloads ran.
    let still = candidates(files, &|sha256| hashes.contains(sha256))?;
    for candidate in still.iter().filter(|candidate| proven.contains(candidate)) {
        files.connection.store.vault().remove(&candidate.file.sha256)?;
    }
    tracing::info!(removed = still.len(), "contents that NT24 gives back were removed from the vault");
    Ok(())
}

/// Hashes what is written to it.
struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
