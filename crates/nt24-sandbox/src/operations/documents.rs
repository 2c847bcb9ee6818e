use super::Call;
use crate::fields::{self, Need};
use crate::receive::Payload;
use crate::reply::{Handled, Refusal, Reply};
use crate::world::{Owner, World};
use chrono::NaiveDate;
use nt24::{DocumentId, DocumentType, DocumentUpdate, FieldError, ProblemType, SellerId};

/// Which types a module takes.
type Accepts = fn(&str) -> bool;

/// `POST /partners/{sellerId}/buyers/{buyerId}/kyc/documents`
pub(super) fn upload_kyc(world: &mut World, call: &Call<'_>) -> Handled {
    let record = call.buyer(world)?;
    let (seller, owner) = (record.seller.clone(), Owner::Buyer(record.buyer.uuid.clone()));
    store(world, call, seller, owner, |kind| {
        // Only two types are visible; of the rest the documentation shows the prefixes.
        const PREFIXES: [&str; 6] = ["COC_", "BANK_", "VAT_", "CONTACT_", "ADDRESS_", "TP_"];
        kind == "AML_DECLARATION"
            || PREFIXES.iter().any(|prefix| kind.len() > prefix.len() && kind.starts_with(prefix))
    })
}

/// `POST /partners/{sellerId}/orders/{uuid}/invoice/documents`
pub(super) fn upload_invoice(world: &mut World, call: &Call<'_>) -> Handled {
    store_for_order(world, call, |kind| matches!(kind, "SHIPMENT_PRELIMINARY_INVOICE" | "SHIPMENT_INVOICE"))
}

/// `POST /partners/{sellerId}/orders/{uuid}/payment/documents`
pub(super) fn upload_payment(world: &mut World, call: &Call<'_>) -> Handled {
    store_for_order(world, call, |kind| {
        matches!(
            kind,
            "PAYMENT_BANK_TRANSFER_SCREENSHOT"
                | "PAYMENT_CONFIRMATION"
                | "PAYMENT_SOURCE_OF_FUNDS_DECLARATION"
        )
    })
}

/// `POST /partners/{sellerId}/orders/{uuid}/transport/documents`
pub(super) fn upload_transport(world: &mut World, call: &Call<'_>) -> Handled {
    store_for_order(world, call, |kind| {
        matches!(
            kind,
            "TRANSPORT_CMR"
                | "TRANSPORT_PICKUP_DECLARATION"
                | "TRANSPORT_PICTURE_OF_TRANSPORT"
                | "TRANSPORT_CMR_DELIVERY"
                | "TRANSPORT_CONFIRMATION_OF_ARRIVAL"
        )
    })
}

fn store_for_order(world: &mut World, call: &Call<'_>, accepts: Accepts) -> Handled {
    let record = call.open_order(world)?;
    let (seller, owner) = (record.seller.clone(), Owner::Order(record.order.uuid.clone()));
    store(world, call, seller, owner, accepts)
}

fn store(world: &mut World, call: &Call<'_>, seller: SellerId, owner: Owner, accepts: Accepts) -> Handled {
    let Payload::Upload(upload) = call.payload else {
        return Err(Refusal::malformed("The body is no multipart/form-data"));
    };
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str, rejected: Option<&String>| {
        errors.push(FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
            rejected_value: rejected.map(|text| text.as_str().into()),
        });
    };
    match &upload.kind {
        None => refuse("type", "is required", None),
        Some(kind) if !accepts(kind) => refuse("type", "is not a type of this module", Some(kind)),
        Some(_) => {}
    }
    let date = upload.document_date.as_ref().map(|text| (text, text.parse::<NaiveDate>().ok()));
    if let Some((text, None)) = date {
        refuse("documentDate", "must be a day in the form YYYY-MM-DD", Some(text));
    }
    match &upload.file {
        None => refuse("file", "is required", None),
        Some(file) if file.size == 0 => refuse("file", "is empty", None),
        Some(_) => {}
    }
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let (Some(kind), Some(file)) = (&upload.kind, &upload.file) else {
        return Err(Refusal::malformed("A part is missing"));
    };
    if !upload.recognised {
        return Err(Refusal::new(&ProblemType::ValidationError, 415, "File type not accepted")
            .detail("The file is no PDF, JPEG or PNG"));
    }
    let kind = DocumentType::from(kind.as_str());
    let date = date.and_then(|(_, date)| date);
    Ok(Reply::json(201, &world.add_document(seller, owner, kind, date, file, call.moment)))
}

/// `PATCH /documents/{documentId}`: no seller in the path, and no `If-Match`. A second time changes
/// nothing; the way back is not documented.
pub(super) fn archive(world: &mut World, call: &Call<'_>) -> Handled {
    let _: DocumentUpdate = fields::read(call.body(), |body| {
        body.one_of("status", Need::Required, &["ARCHIVED"]);
    })?;
    let id = DocumentId::from(call.parameter("documentId"));
    let document = world.archive_document(&id, call.moment).ok_or_else(|| Refusal::not_found("document"))?;
    Ok(Reply::json(200, &document))
}
