//! The table of operations: one line for each, in the order of the contract.

/// An HTTP method of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates a resource or starts a process.
    Post,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as it is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

macro_rules! operations {
    ($($variant:ident = $id:literal, $method:ident, $path:literal;)+) => {
        /// An operation of the API, named as in the contract (`operationId`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation {
            $(
                #[doc = concat!("`", stringify!($method), " ", $path, "`")]
                $variant,
            )+
        }

        impl Operation {
            /// All operations, in the order of the contract.
            pub const ALL: &'static [Operation] = &[$(Operation::$variant,)+];

            /// `operationId` of the contract.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Operation::$variant => $id,)+ }
            }

            /// HTTP method.
            #[must_use]
            pub fn method(self) -> Method {
                match self { $(Operation::$variant => Method::$method,)+ }
            }

            /// Path below the base address, with `{names}` for its parameters.
            #[must_use]
            pub fn path_template(self) -> &'static str {
                match self { $(Operation::$variant => $path,)+ }
            }

            /// The operation with this `operationId`.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Operation::$variant),)+ _ => None }
            }
        }
    };
}

operations! {
GetMe = "getMe", Get, "/me";
LookupBuyerByVat = "lookupBuyerByVat", Get, "/partners/{sellerId}/buyers";
UpsertBuyer = "upsertBuyer", Post, "/partners/{sellerId}/buyers";
GetBuyer = "getBuyer", Get, "/partners/{sellerId}/buyers/{buyerId}";
UpdateBuyer = "updateBuyer", Patch, "/partners/{sellerId}/buyers/{buyerId}";
BlockBuyer = "blockBuyer", Post, "/partners/{sellerId}/buyers/{buyerId}/block";
UnblockBuyer = "unblockBuyer", Post, "/partners/{sellerId}/buyers/{buyerId}/unblock";
ListBuyerContacts = "listBuyerContacts", Get, "/partners/{sellerId}/buyers/{buyerId}/contacts";
AddBuyerContact = "addBuyerContact", Post, "/partners/{sellerId}/buyers/{buyerId}/contacts";
GetKycStatus = "getKycStatus", Get, "/partners/{sellerId}/buyers/{buyerId}/kyc";
UploadKycDocument = "uploadKycDocument", Post, "/partners/{sellerId}/buyers/{buyerId}/kyc/documents";
TriggerViesCheck = "triggerViesCheck", Post, "/partners/{sellerId}/buyers/{buyerId}/kyc/vies-check";
StartKycVerification = "startKycVerification", Post, "/partners/{sellerId}/buyers/{buyerId}/kyc/verify";
DownloadKycProfile = "downloadKycProfile", Get, "/partners/{sellerId}/buyers/{buyerId}/kyc/profile";
CreateKycInvitation = "createKycInvitation", Post, "/partners/{sellerId}/buyers/{buyerId}/kyc/self-service-invitations";
RevokeKycInvitation = "revokeKycInvitation", Post, "/partners/{sellerId}/buyers/{buyerId}/kyc/self-service-invitations/{invitationUuid}/revoke";
ListOrders = "listOrders", Get, "/partners/{sellerId}/orders";
CreateOrder = "createOrder", Post, "/partners/{sellerId}/orders";
GetOrder = "getOrder", Get, "/partners/{sellerId}/orders/{uuid}";
UpdateOrder = "updateOrder", Patch, "/partners/{sellerId}/orders/{uuid}";
CancelOrder = "cancelOrder", Post, "/partners/{sellerId}/orders/{uuid}/cancel";
UploadOrderDocument = "uploadOrderDocument", Post, "/partners/{sellerId}/orders/{uuid}/documents";
GetInvoice = "getInvoice", Get, "/partners/{sellerId}/orders/{uuid}/invoice";
SubmitInvoice = "submitInvoice", Post, "/partners/{sellerId}/orders/{uuid}/invoice";
UpdateInvoice = "updateInvoice", Patch, "/partners/{sellerId}/orders/{uuid}/invoice";
UploadInvoiceDocument = "uploadInvoiceDocument", Post, "/partners/{sellerId}/orders/{uuid}/invoice/documents";
GetPayment = "getPayment", Get, "/partners/{sellerId}/orders/{uuid}/payment";
SubmitPayment = "submitPayment", Post, "/partners/{sellerId}/orders/{uuid}/payment";
UpdatePayment = "updatePayment", Patch, "/partners/{sellerId}/orders/{uuid}/payment";
UploadPaymentDocument = "uploadPaymentDocument", Post, "/partners/{sellerId}/orders/{uuid}/payment/documents";
MarkReadyForPickup = "markReadyForPickup", Post, "/partners/{sellerId}/orders/{uuid}/payment/ready-for-pickup";
ConfirmPickup = "confirmPickup", Post, "/partners/{sellerId}/orders/{uuid}/transport/pickup";
RevokePickup = "revokePickup", Post, "/partners/{sellerId}/orders/{uuid}/transport/pickup/revoke";
ConfirmDelivery = "confirmDelivery", Post, "/partners/{sellerId}/orders/{uuid}/transport/delivery";
UploadTransportDocument = "uploadTransportDocument", Post, "/partners/{sellerId}/orders/{uuid}/transport/documents";
GetCompliance = "getCompliance", Get, "/partners/{sellerId}/orders/{uuid}/compliance";
SubmitFinalInvoice = "submitFinalInvoice", Post, "/partners/{sellerId}/orders/{uuid}/finalization/final-invoice";
GetExportFile = "getExportFile", Get, "/partners/{sellerId}/orders/{uuid}/finalization/export-file";
DownloadExportFile = "downloadExportFile", Get, "/partners/{sellerId}/orders/{uuid}/finalization/export-file/download";
RegenerateExportFile = "regenerateExportFile", Post, "/partners/{sellerId}/orders/{uuid}/finalization/regenerate-export";
ArchiveDocument = "archiveDocument", Patch, "/documents/{documentId}";
DownloadDocument = "downloadDocument", Get, "/documents/{documentId}/download";
ListWebhooks = "listWebhooks", Get, "/webhooks";
CreateWebhook = "createWebhook", Post, "/webhooks";
GetWebhook = "getWebhook", Get, "/webhooks/{id}";
UpdateWebhook = "updateWebhook", Patch, "/webhooks/{id}";
DeleteWebhook = "deleteWebhook", Delete, "/webhooks/{id}";
ListWebhookDeliveries = "listWebhookDeliveries", Get, "/webhooks/{id}/deliveries";
ReplayWebhookDelivery = "replayWebhookDelivery", Post, "/webhooks/{id}/deliveries/{deliveryId}/replay";
TestWebhook = "testWebhook", Post, "/webhooks/{id}/test";
}

impl Operation {
    /// Whether it needs an `Idempotency-Key` (concepts/idempotency): every POST, PATCH and DELETE.
    #[must_use]
    pub fn is_write(self) -> bool {
        self.method() != Method::Get
    }

    /// Whether it needs `If-Match`: PATCH on buyer, order, invoice and payment
    /// (concepts/optimistic-concurrency).
    #[must_use]
    pub fn needs_if_match(self) -> bool {
        matches!(
            self,
            Operation::UpdateBuyer
                | Operation::UpdateOrder
                | Operation::UpdateInvoice
                | Operation::UpdatePayment
        )
    }

    /// Whether it takes `X-Purpose`, the reason for reading personal data (security/gdpr).
    #[must_use]
    pub fn takes_purpose(self) -> bool {
        matches!(
            self,
            Operation::ListBuyerContacts
                | Operation::AddBuyerContact
                | Operation::DownloadKycProfile
                | Operation::DownloadDocument
        )
    }

    /// Whether its body is `multipart/form-data`.
    #[must_use]
    pub fn is_upload(self) -> bool {
        matches!(
            self,
            Operation::UploadKycDocument
                | Operation::UploadOrderDocument
                | Operation::UploadInvoiceDocument
                | Operation::UploadPaymentDocument
                | Operation::UploadTransportDocument
        )
    }

    /// The path with its parameters in the order of the template, each percent-encoded.
    ///
    /// # Errors
    /// When the number of values differs from the number of parameters.
    pub fn path(self, values: &[&str]) -> Result<String, WrongPathParameters> {
        let mut path = String::new();
        let mut values = values.iter();
        for segment in self.path_template().split('/').skip(1) {
            path.push('/');
            if segment.starts_with('{') {
                push_encoded(&mut path, values.next().ok_or(WrongPathParameters(self))?);
            } else {
                path.push_str(segment);
            }
        }
        if values.next().is_some() { Err(WrongPathParameters(self)) } else { Ok(path) }
    }
}

fn push_encoded(path: &mut String, value: &str) {
    use std::fmt::Write as _;
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            path.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
}

/// The number of values differs from the number of parameters in the path.
#[derive(Debug, thiserror::Error)]
#[error("wrong number of path parameters for {}", .0.id())]
pub struct WrongPathParameters(pub Operation);
