//! The states that the screens show.

use crate::connection::Connection;
use crate::data::state::Data;
use crate::sending::state::Sending;
use crate::sync::state::Reading;
use std::sync::Arc;

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
}
