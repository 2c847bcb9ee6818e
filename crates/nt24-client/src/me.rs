use crate::{Client, Error, Fetched};
use nt24::{Me, Operation};

impl Client {
    /// Who is calling, for which sellers it may act, and what it may do. The first call at every start.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn me(&self) -> Result<Fetched<Me>, Error> {
        self.read(Operation::GetMe, &[], &[]).await
    }
}
