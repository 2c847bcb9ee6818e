use crate::{Client, Conditional, Error, Upload, Write, Written};
use nt24::{
    Document, ETag, IdempotencyKey, Operation, OrderId, Payment, PaymentSubmit, PaymentUpdate, SellerId,
};

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

    /// Submits the payment; an order has one record.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn submit_payment(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &PaymentSubmit,
        key: &IdempotencyKey,
    ) -> Result<Written<Payment>, Error> {
        self.write(Write::submit_payment(seller, order, body, key.clone())).await
    }

    /// Changes the payment of this version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_payment(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &PaymentUpdate,
        version: &ETag,
        key: &IdempotencyKey,
    ) -> Result<Written<Payment>, Error> {
        self.write(Write::update_payment(seller, order, body, version, key.clone())).await
    }

    /// Uploads a proof of payment. Each new key adds a version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn upload_payment_document(
        &self,
        seller: &SellerId,
        order: &OrderId,
        upload: Upload,
        key: &IdempotencyKey,
    ) -> Result<Written<Document>, Error> {
        self.write(Write::upload_payment_document(seller, order, upload, key.clone())).await
    }

    /// Releases the vehicle, which also starts the daily VIES checks. Safe to repeat.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn mark_ready_for_pickup(
        &self,
        seller: &SellerId,
        order: &OrderId,
        key: &IdempotencyKey,
    ) -> Result<Written<Payment>, Error> {
        self.write(Write::mark_ready_for_pickup(seller, order, key.clone())).await
    }
}

impl Write {
    /// Submits the payment; an order has one record.
    #[must_use]
    pub fn submit_payment(
        seller: &SellerId,
        order: &OrderId,
        body: &PaymentSubmit,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::SubmitPayment, &[seller.as_str(), order.as_str()], body, key)
    }

    /// Changes the payment of this version.
    #[must_use]
    pub fn update_payment(
        seller: &SellerId,
        order: &OrderId,
        body: &PaymentUpdate,
        version: &ETag,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::UpdatePayment, &[seller.as_str(), order.as_str()], body, key)
            .of_version(version)
    }

    /// Uploads a proof of payment. Each new key adds a version.
    #[must_use]
    pub fn upload_payment_document(
        seller: &SellerId,
        order: &OrderId,
        upload: Upload,
        key: IdempotencyKey,
    ) -> Self {
        Write::upload(Operation::UploadPaymentDocument, &[seller.as_str(), order.as_str()], upload, key)
    }

    /// Releases the vehicle, which also starts the daily VIES checks. Safe to repeat.
    #[must_use]
    pub fn mark_ready_for_pickup(seller: &SellerId, order: &OrderId, key: IdempotencyKey) -> Self {
        Write::empty(Operation::MarkReadyForPickup, &[seller.as_str(), order.as_str()], key)
    }
}
