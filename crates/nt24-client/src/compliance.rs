use crate::{Client, Conditional, Error};
use nt24::{ComplianceRollup, ETag, Operation, OrderId, SellerId};

impl Client {
    /// The compliance of an order, unless it is the version that is known.
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
