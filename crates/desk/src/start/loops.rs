//! Spawns the loops. No other file does.

use crate::start::damage;
use crate::start::locking;
use crate::start::opened::Opened;
use crate::start::state::Desk;
use crate::{data, pages, sending, sync};
use std::sync::Arc;

/// Spawns the loops of an open connection: they send, read, and look after the data until it closes.
pub(super) fn of_connection(desk: &Desk, opened: &Arc<Opened>) {
    let connection = &opened.connection;
    connection.spawn(sending::run(Arc::clone(&opened.sending)));
    connection.spawn(sync::run(Arc::clone(&opened.reading)));
    connection.spawn(data::upkeep::run(Arc::clone(&opened.data)));
    connection.spawn(data::check::after_opening(Arc::clone(&opened.data)));
    connection.spawn(pages::summaries::run(Arc::clone(connection)));
    // It closes the connection, so it is no task of the connection.
    drop(tokio::spawn(damage::leave_damaged(Arc::downgrade(&desk.inner), Arc::clone(opened))));
}

/// Spawns the loop that locks an idle desk. It ends when the desk is dropped.
pub(super) fn of_desk(desk: &Desk) {
    drop(tokio::spawn(locking::lock_idle_desk(Arc::downgrade(&desk.inner))));
}
