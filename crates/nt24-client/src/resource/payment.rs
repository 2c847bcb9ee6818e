use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::{Conditional, Written};
use crate::file::upload::Upload;
use nt24::{Document, ETag, Operation, OrderId, Payment, PaymentSubmit, PaymentUpdate, SellerId};

impl Client {
    /// Reads the payment record of an order. Returns `NotModified` if `known` is its current version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payment(
        &self,
        seller: &SellerId,
        order: &OrderId,
        known: Option<&ETag>,
    ) -> Result<Conditional<Payment>, Error> {
        self.read_unless(Operation::GetPayment, &[seller.as_str(), order.as_str()], &[], known).await
    }
}

writes! {
    /// Submits the payment record; an order has one.
    submit_payment(seller: SellerId, order: OrderId)(body: &PaymentSubmit) -> Written<Payment>
        = json SubmitPayment;

    /// Changes the payment record of this version.
    update_payment(seller: SellerId, order: OrderId)(body: &PaymentUpdate, version: &ETag)
        -> Written<Payment> = change UpdatePayment;

    /// Uploads a proof of payment. Each new key adds a version.
    upload_payment_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadPaymentDocument;

    /// Releases the vehicle for pickup, and starts the daily VIES checks. Safe to repeat.
    mark_ready_for_pickup(seller: SellerId, order: OrderId)() -> Written<Payment>
        = empty MarkReadyForPickup;
}
