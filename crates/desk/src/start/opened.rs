//! An open connection with the state of each loop and of the commands.

use crate::connection::Connection;
use crate::contract::Failure;
use crate::data::state::Data;
use crate::decisions::state::Decisions;
use crate::forms::state::Forms;
use crate::pages::state::Pages;
use crate::papers::state::Files;
use crate::sending::state::Sending;
use crate::sync::state::Reading;
use std::sync::Arc;
use store::Key;

/// An open connection with the state of each loop and of the commands.
pub(crate) struct Opened {
    pub(crate) connection: Arc<Connection>,
    pub(crate) sending: Arc<Sending>,
    pub(crate) reading: Arc<Reading>,
    pub(crate) papers: Arc<Files>,
    pub(crate) forms: Arc<Forms>,
    pub(crate) decisions: Arc<Decisions>,
    pub(crate) data: Arc<Data>,
    pub(crate) pages: Arc<Pages>,
    /// The key of the data. It is wiped when the connection has closed.
    pub(crate) key: Key,
}

impl Opened {
    /// Prepares all states. No loop runs yet.
    pub(crate) fn new(connection: Arc<Connection>, key: Key) -> Result<Self, Failure> {
        let sending = Arc::new(Sending::new(Arc::clone(&connection))?);
        let reading = Arc::new(Reading::new(Arc::clone(&connection)));
        let papers = Arc::new(Files::new(Arc::clone(&connection)));
        let data = Arc::new(Data::new(Arc::clone(&papers)));
        Ok(Self {
            forms: Arc::new(Forms::new(Arc::clone(&connection))?),
            decisions: Arc::new(Decisions::new(Arc::clone(&sending))),
            pages: Arc::new(Pages {
                sending: Arc::clone(&sending),
                reading: Arc::clone(&reading),
                data: Arc::clone(&data),
            }),
            connection,
            sending,
            reading,
            papers,
            data,
            key,
        })
    }
}
