use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::Fetched;
use nt24::{Me, Operation};

impl Client {
    /// Reads the organization, the sellers it may act for, and its capabilities. A program calls it first at
    /// every start.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn me(&self) -> Result<Fetched<Me>, Error> {
        self.read(Operation::GetMe, &[], &[]).await
    }
}
