//! Removes files from this computer that NT24 has had for long.

use crate::contract::Failure;
use crate::papers::state::Files;
use chrono::TimeDelta;
use store::Tx;

/// Days after which a file that NT24 has is removed here, unless the user chose otherwise.
const LOCAL_DAYS: u32 = 30;

/// Setting with the number of days; 0 keeps files for ever.
const SETTING: &str = "localDays";

/// Days after which a file that NT24 has is removed here; 0: never.
pub(crate) fn local_days(tx: &Tx<'_>) -> Result<u32, store::Error> {
    Ok(store::settings::get(tx, SETTING)?.and_then(|days| days.parse().ok()).unwrap_or(LOCAL_DAYS))
}

pub(crate) fn set_local_days(tx: &Tx<'_>, days: u32) -> Result<(), store::Error> {
    store::settings::set(tx, SETTING, &days.to_string())
}

/// Removes contents from the vault that NT24 has had for the number of days in the settings, or that no row
/// names any more. Hash, size, name and receipt stay in any case, and a small picture as long as the row of
/// its file. A content that a kept backup has not sent stays as well, so that a restore can send it.
pub(crate) fn remove_files_at_nt24(papers: &Files) -> Result<(), Failure> {
    // No file is taken between the query and the removal.
    let _turn = papers.vault_turn();
    let connection = &papers.connection;
    let now = connection.given.clock.now();
    let mut kept = connection.store.contents_to_keep()?;
    connection.store.read(|tx| {
        kept.extend(store::thumbnails::all(tx)?);
        let days = local_days(tx)?;
        let since = TimeDelta::try_days(i64::from(days)).and_then(|days| now.checked_sub_signed(days));
        match since.filter(|_| days > 0) {
            Some(since) => kept.extend(store::files::in_use_since(tx, since)?),
            None => kept.extend(store::files::all(tx)?.into_iter().map(|row| row.sha256)),
        }
        Ok::<_, store::Error>(())
    })?;
    let stored = connection.store.vault().stored()?;
    let mut removed = 0;
    for (sha256, _) in stored.iter().filter(|(sha256, _)| !kept.contains(sha256)) {
        connection.store.vault().remove(sha256)?;
        removed += 1;
    }
    if removed > 0 {
        tracing::info!(removed, "contents that NT24 has were removed from the vault");
    }
    Ok(())
}
