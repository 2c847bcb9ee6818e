//! Adds empty fields to an answer as null, for [`crate::EmptyFields::Null`]. Lists are never null.

use crate::message::Reply;
use nt24::Operation;
use serde_json::{Map, Value};

/// The fields of an object that may be empty, and the shapes of its inner objects.
struct Shape {
    fields: &'static [&'static str],
    inside: &'static [(&'static str, &'static Shape)],
}

/// Adds the empty fields of a reply.
pub(crate) fn fill(operation: Operation, reply: &mut Reply) {
    let Some(shape) = shape_of(operation) else { return };
    let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) else { return };
    shape.fill(&mut body);
    reply.body = serde_json::to_vec(&body).unwrap_or_default();
}

impl Shape {
    /// A list is filled entry by entry.
    fn fill(&self, value: &mut Value) {
        match value {
            Value::Array(entries) => entries.iter_mut().for_each(|entry| self.fill(entry)),
            Value::Object(map) => self.fill_object(map),
            _ => {}
        }
    }

    fn fill_object(&self, map: &mut Map<String, Value>) {
        for field in self.fields {
            map.entry(*field).or_insert(Value::Null);
        }
        for (field, shape) in self.inside {
            if let Some(value) = map.get_mut(*field) {
                shape.fill(value);
            }
        }
    }
}

/// The shape of an operation's answer. `None` if none of its fields may be empty.
fn shape_of(operation: Operation) -> Option<&'static Shape> {
    match operation {
        Operation::GetMe => Some(&ME),
        Operation::LookupBuyerByVat
        | Operation::UpsertBuyer
        | Operation::GetBuyer
        | Operation::UpdateBuyer
        | Operation::BlockBuyer
        | Operation::UnblockBuyer => Some(&BUYER),
        Operation::ListBuyerContacts | Operation::AddBuyerContact => Some(&CONTACT),
        Operation::GetKycStatus => Some(&KYC_STATUS),
        Operation::CreateKycInvitation | Operation::RevokeKycInvitation => Some(&INVITATION),
        Operation::ListOrders => Some(&ORDER_PAGE),
        Operation::CreateOrder | Operation::GetOrder | Operation::UpdateOrder | Operation::CancelOrder => {
            Some(&ORDER)
        }
        Operation::GetPayment
        | Operation::SubmitPayment
        | Operation::UpdatePayment
        | Operation::MarkReadyForPickup => Some(&PAYMENT),
        Operation::ConfirmPickup | Operation::RevokePickup | Operation::ConfirmDelivery => Some(&TRANSPORT),
        Operation::GetCompliance => Some(&ROLLUP),
        Operation::GetExportFile => Some(&EXPORT_FILE),
        Operation::UploadKycDocument
        | Operation::UploadOrderDocument
        | Operation::UploadInvoiceDocument
        | Operation::UploadPaymentDocument
        | Operation::UploadTransportDocument
        | Operation::ArchiveDocument => Some(&DOCUMENT),
        Operation::ListWebhooks
        | Operation::CreateWebhook
        | Operation::GetWebhook
        | Operation::UpdateWebhook => Some(&WEBHOOK),
        Operation::ListWebhookDeliveries => Some(&DELIVERY_PAGE),
        _ => None,
    }
}

const fn flat(fields: &'static [&'static str]) -> Shape {
    Shape { fields, inside: &[] }
}

static ADDRESS: Shape = flat(&["uuid", "street", "postCode", "city", "country"]);
static ME: Shape = Shape {
    fields: &["dpaVersion", "dpaAcceptedAt"],
    inside: &[("authorizedPartners", &flat(&["country"])), ("capabilities", &flat(&["rateLimitTier"]))],
};
static BUYER: Shape = Shape { fields: &[], inside: &[("address", &ADDRESS)] };
static CONTACT: Shape = flat(&["phone", "createdAt"]);
static KYC_STATUS: Shape = flat(&["viesLastCheckedAt", "verificationStatus", "amlStatus"]);
static INVITATION: Shape = flat(&[
    "publicLinkUrl",
    "recipientEmail",
    "label",
    "lastUsedAt",
    "usageCount",
    "revokedAt",
    "revocationReason",
]);
static ORDER: Shape = Shape {
    fields: &["purchaseDate", "responsibleContact"],
    inside: &[
        ("vins", &flat(&["mileage", "firstRegistrationDate", "complianceStatus"])),
        ("responsibleContact", &flat(&["firstName", "lastName", "email", "phone"])),
    ],
};
static ORDER_PAGE: Shape = Shape { fields: &[], inside: &[("data", &ORDER)] };
static PAYMENT: Shape = flat(&["sourceIban", "amountMatchesInvoice", "ibanConsistent"]);
static TRANSPORT: Shape = flat(&["type", "pickupDate", "deliveryDate"]);
static DOCUMENT: Shape = flat(&["documentDate", "fileName", "contentType"]);
static EXPORT_FILE: Shape = Shape {
    fields: &["version", "downloadUrl", "generatedAt", "decision"],
    inside: &[("supersededVersions", &flat(&["version", "generatedAt", "archivedReason"]))],
};
static MODULES: Shape = Shape {
    fields: &[],
    inside: &[
        ("buyer", &flat(&["viesLastCheckedAt", "kycVerificationStatus"])),
        ("invoice", &flat(&["type", "vatIncluded"])),
        ("payment", &flat(&["amountMatchesInvoice", "ibanConsistent"])),
        ("transport", &flat(&["pickupDate"])),
        ("exportFile", &flat(&["downloadUrl"])),
    ],
};
static ROLLUP: Shape = Shape { fields: &["decision"], inside: &[("modules", &MODULES)] };
static WEBHOOK: Shape = flat(&["secret", "updatedAt", "partnerIds"]);
static DELIVERY: Shape = flat(&["httpStatus", "lastAttemptAt", "nextRetryAt"]);
static DELIVERY_PAGE: Shape = Shape { fields: &[], inside: &[("data", &DELIVERY)] };
