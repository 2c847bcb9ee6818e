use crate::exchange::answer::Written;
use crate::file::upload::Upload;
use nt24::{DeliveryConfirm, Document, OrderId, PickupConfirm, ReasonRequest, SellerId, TransportState};

writes! {
    /// Confirms the pickup of the vehicle. Possible once.
    confirm_pickup(seller: SellerId, order: OrderId)(body: &PickupConfirm) -> Written<TransportState>
        = json ConfirmPickup;

    /// Revokes the pickup, before the delivery only; NT24 keeps the reason.
    revoke_pickup(seller: SellerId, order: OrderId)(body: &ReasonRequest) -> Written<TransportState>
        = json RevokePickup;

    /// Confirms the delivery of the vehicle. Possible once, and final.
    confirm_delivery(seller: SellerId, order: OrderId)(body: &DeliveryConfirm) -> Written<TransportState>
        = json ConfirmDelivery;

    /// Uploads a waybill, a declaration or a photo. Each new key adds a version.
    upload_transport_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadTransportDocument;
}
