use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::Conditional;
use nt24::{ComplianceRollup, ETag, Operation, OrderId, SellerId};

impl Client {
    /// Reads the compliance of an order. Returns `NotModified` if `known` is its current version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn compliance(
        &self,
        seller: &SellerId,
        order: &OrderId,
        known: Option<&ETag>,
    ) -> Result<Conditional<ComplianceRollup>, Error> {
        self.read_unless(Operation::GetCompliance, &[seller.as_str(), order.as_str()], &[], known).await
    }
}
