use crate::{Client, Error, Upload, Write, Written};
use nt24::{
    DeliveryConfirm, Document, IdempotencyKey, Operation, OrderId, PickupConfirm, ReasonRequest, SellerId,
    TransportState,
};

impl Client {
    /// Confirms that the vehicle left. Can be done once.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn confirm_pickup(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &PickupConfirm,
        key: &IdempotencyKey,
    ) -> Result<Written<TransportState>, Error> {
        self.write(Write::confirm_pickup(seller, order, body, key.clone())).await
    }

    /// Takes the pickup back, before delivery only; the reason is kept.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn revoke_pickup(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &ReasonRequest,
        key: &IdempotencyKey,
    ) -> Result<Written<TransportState>, Error> {
        self.write(Write::revoke_pickup(seller, order, body, key.clone())).await
    }

    /// Confirms that the vehicle arrived. Can be done once, and never be undone.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn confirm_delivery(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &DeliveryConfirm,
        key: &IdempotencyKey,
    ) -> Result<Written<TransportState>, Error> {
        self.write(Write::confirm_delivery(seller, order, body, key.clone())).await
    }

    /// Uploads a waybill, a declaration or a photo. Each new key adds a version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn upload_transport_document(
        &self,
        seller: &SellerId,
        order: &OrderId,
        upload: Upload,
        key: &IdempotencyKey,
    ) -> Result<Written<Document>, Error> {
        self.write(Write::upload_transport_document(seller, order, upload, key.clone())).await
    }
}

impl Write {
    /// Confirms that the vehicle left. Can be done once.
    #[must_use]
    pub fn confirm_pickup(
        seller: &SellerId,
        order: &OrderId,
        body: &PickupConfirm,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::ConfirmPickup, &[seller.as_str(), order.as_str()], body, key)
    }

    /// Takes the pickup back, before delivery only; the reason is kept.
    #[must_use]
    pub fn revoke_pickup(
        seller: &SellerId,
        order: &OrderId,
        body: &ReasonRequest,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::RevokePickup, &[seller.as_str(), order.as_str()], body, key)
    }

    /// Confirms that the vehicle arrived. Can be done once, and never be undone.
    #[must_use]
    pub fn confirm_delivery(
        seller: &SellerId,
        order: &OrderId,
        body: &DeliveryConfirm,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::ConfirmDelivery, &[seller.as_str(), order.as_str()], body, key)
    }

    /// Uploads a waybill, a declaration or a photo. Each new key adds a version.
    #[must_use]
    pub fn upload_transport_document(
        seller: &SellerId,
        order: &OrderId,
        upload: Upload,
        key: IdempotencyKey,
    ) -> Self {
        Write::upload(Operation::UploadTransportDocument, &[seller.as_str(), order.as_str()], upload, key)
    }
}
