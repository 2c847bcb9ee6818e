//! The safety of the data as the page gets it.

use crate::contract::{Backup, BackupReason, DataSafety, Failure};
use crate::data::check;
use crate::data::state::Data;
use crate::given::clock::moment;
use crate::papers::removal;
use store::{FileRow, Reason, Store};

pub(super) fn facts(data: &Data) -> Result<DataSafety, Failure> {
    let connection = data.connection();
    let vault = connection.store.vault();
    let (rows, last_check, local_days) = connection.store.read(|tx| {
        let last_check = store::settings::get(tx, check::CHECK)?;
        Ok::<_, store::Error>((store::files::all(tx)?, last_check, removal::local_days(tx)?))
    })?;
    let here: Vec<&FileRow> = rows.iter().filter(|row| vault.contains(&row.sha256)).collect();
    Ok(DataSafety {
        backups: backups(&Store::backups(&connection.folder())?),
        copy_failure: data.backup_failure(),
        last_check: last_check.and_then(|text| serde_json::from_str(&text).ok()),
        files: u32::try_from(here.len()).unwrap_or(u32::MAX),
        file_bytes: here.iter().map(|row| row.size).sum(),
        local_days,
        kyc_stays: !removal::may_fetch_kyc(connection),
    })
}

/// Backups as the page gets them.
pub(crate) fn backups(backups: &[store::Backup]) -> Vec<Backup> {
    let facts = backups.iter().map(|backup| Backup {
        id: backup.id.clone(),
        made_at: moment(backup.made_at),
        bytes: backup.bytes,
        reason: match backup.reason {
            Reason::Daily => BackupReason::Daily,
            Reason::Migration => BackupReason::Migration,
            Reason::Restore => BackupReason::Restore,
            Reason::Asked => BackupReason::Asked,
        },
    });
    facts.collect()
}
