//! The states that the screens show.

use crate::connection::Connection;
use crate::contract::Failure;
use crate::data::state::Data;
use crate::sending::state::Sending;
use crate::sync::state::Reading;
use std::sync::Arc;
use store::Tx;

/// The screens of one connection.
pub(crate) struct Pages {
    pub(crate) sending: Arc<Sending>,
    pub(crate) reading: Arc<Reading>,
    pub(crate) data: Arc<Data>,
}

impl Pages {
    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.sending.connection
    }

    /// Runs work on the data in a blocking thread: the threads of the runtime stay free for requests and
    /// timers.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let pages = Arc::clone(self);
        self.connection().blocking(move || work(&pages)).await
    }

    /// Notes that the user sees a buyer or an order: its row in a list is not marked as changed any more.
    pub(crate) async fn see(self: &Arc<Self>, subject: &str) -> Result<(), Failure> {
        let subject = subject.to_owned();
        self.ask(move |pages| {
            let connection = pages.connection();
            if connection.store.read(|tx| store::events::has_unseen(tx, &subject))? {
                connection.store.write(|tx| store::events::see(tx, &subject))?;
                connection.changed();
            }
            Ok(())
        })
        .await
    }

    /// As [`Pages::ask`], reading from one snapshot of the data.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.ask(move |pages| pages.connection().store.read(|tx| work(pages, tx))).await
    }
}
