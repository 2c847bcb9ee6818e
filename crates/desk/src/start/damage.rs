//! Data that turns out to be damaged while it is open.

use crate::contract::{Failure, FailureCode};
use crate::start::opened::Opened;
use crate::start::state::{Desk, Inner, State};
use std::sync::{Arc, Weak};

/// Closes a connection whose database turns out to be damaged, and offers its backups: as if it had been noticed
/// when it was opened.
pub(super) async fn leave_damaged(inner: Weak<Inner>, opened: Arc<Opened>) {
    tokio::select! {
        () = opened.connection.closing() => return,
        () = opened.data.damaged() => {}
    }
    let Some(inner) = inner.upgrade() else { return };
    let desk = Desk { inner };
    let _turn = desk.inner.turn.lock().await;
    if opened.connection.is_closing() {
        return;
    }
    tracing::error!("the database is damaged");
    let registered = opened.connection.registered.clone();
    let failure = Failure::of(FailureCode::DatabaseDamaged);
    desk.set_state(State::Broken(registered, failure, Some(opened.key.clone())));
    opened.connection.close().await;
    desk.given().scratch.clear();
}
