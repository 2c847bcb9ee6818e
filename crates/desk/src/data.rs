//! The safety of the data: backups of the database, checks, export, and how long files stay on this computer.

pub(crate) mod check;
pub(crate) mod export;
pub(crate) mod facts;
pub(crate) mod restored;
pub(crate) mod state;
pub(crate) mod upkeep;

use crate::contract::{DataSafety, Failure, LocalDays, Nothing};
use crate::data::facts::facts;
use crate::data::state::Data;
use crate::papers::removal;
use std::sync::Arc;
use store::Reason;

pub(crate) async fn data_safety(data: &Arc<Data>, _: Nothing) -> Result<DataSafety, Failure> {
    let asked = Arc::clone(data);
    data.connection().blocking(move || facts(&asked)).await
}

pub(crate) async fn back_up_now(data: &Arc<Data>, _: Nothing) -> Result<DataSafety, Failure> {
    data.run_blocking(|data| {
        let connection = data.connection();
        connection.store.back_up(Reason::Asked, connection.given.clock.now())?;
        data.set_backup_failure(None);
        facts(data)
    })
    .await
}

pub(crate) async fn check_data(data: &Arc<Data>, _: Nothing) -> Result<DataSafety, Failure> {
    data.run_blocking(|data| {
        check::run(data.connection())?;
        facts(data)
    })
    .await
}

pub(crate) async fn change_local_days(data: &Arc<Data>, request: LocalDays) -> Result<DataSafety, Failure> {
    data.connection().store.write(|tx| removal::set_local_days(tx, request.days))?;
    // Asking NT24 for every document may take long: the upkeep does it.
    data.wake_removal();
    data.run_blocking(|data| facts(data)).await
}
