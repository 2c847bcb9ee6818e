use crate::{Client, Conditional, Error, Upload, Written};
use nt24::{Document, ETag, Operation, OrderId, Payment, PaymentSubmit, PaymentUpdate, SellerId};

impl Client {
    /// The payment record of an order, unless it is the version that is known.
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
    /// Submits the payment; an order has one record.
    submit_payment(seller: SellerId, order: OrderId)(body: &PaymentSubmit) -> Written<Payment>
        = json SubmitPayment;

    /// Changes the payment of this version.
    update_payment(seller: SellerId, order: OrderId)(body: &PaymentUpdate, version: &ETag)
        -> Written<Payment> = change UpdatePayment;

    /// Uploads a proof of payment. Each new key adds a version.
    upload_payment_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadPaymentDocument;

    /// Releases the vehicle, which also starts the daily VIES checks. Safe to repeat.
    mark_ready_for_pickup(seller: SellerId, order: OrderId)() -> Written<Payment>
        = empty MarkReadyForPickup;
}
