use crate::{Upload, Written};
use nt24::{DeliveryConfirm, Document, OrderId, PickupConfirm, ReasonRequest, SellerId, TransportState};

writes! {
    /// Confirms that the vehicle left. Can be done once.
    confirm_pickup(seller: SellerId, order: OrderId)(body: &PickupConfirm) -> Written<TransportState>
        = json ConfirmPickup;

    /// Takes the pickup back, before delivery only; the reason is kept.
    revoke_pickup(seller: SellerId, order: OrderId)(body: &ReasonRequest) -> Written<TransportState>
        = json RevokePickup;

    /// Confirms that the vehicle arrived. Can be done once, and never be undone.
    confirm_delivery(seller: SellerId, order: OrderId)(body: &DeliveryConfirm) -> Written<TransportState>
        = json ConfirmDelivery;

    /// Uploads a waybill, a declaration or a photo. Each new key adds a version.
    upload_transport_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadTransportDocument;
}
