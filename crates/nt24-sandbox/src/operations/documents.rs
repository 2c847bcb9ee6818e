use super::call::Call;
use crate::files::{FileStore, ReceivedFile, StoredFile};
use crate::message::{Handled, Need, Payload, Refusal, Reply, Upload, fields};
use crate::world::{Owner, World};
use chrono::NaiveDate;
use nt24::{Document, DocumentId, DocumentType, DocumentUpdate, FieldError, ProblemType, SellerId};

/// Whether a path accepts a document type.
pub(crate) type Accepts = fn(&str) -> bool;

/// `POST /partners/{sellerId}/buyers/{buyerId}/kyc/documents`
pub(super) fn upload_kyc(world: &mut World, call: &Call<'_>) -> Handled {
    let record = call.buyer(world)?;
    let (seller, owner) = (record.seller.clone(), Owner::Buyer(record.buyer.uuid.clone()));
    upload(world, call, seller, owner, is_kyc_type)
}

/// `POST /partners/{sellerId}/orders/{uuid}/documents`; its types are not documented (question 9). Accepts
/// any well-formed type that does not belong to the path of a module.
pub(super) fn upload_order(world: &mut World, call: &Call<'_>) -> Handled {
    upload_for_order(world, call, |kind| {
        let well_formed = kind.starts_with(|first: char| first.is_ascii_uppercase())
            && kind.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        well_formed && ![is_kyc_type, is_invoice, is_payment, is_transport].iter().any(|module| module(kind))
    })
}

/// `POST /partners/{sellerId}/orders/{uuid}/invoice/documents`
pub(super) fn upload_invoice(world: &mut World, call: &Call<'_>) -> Handled {
    upload_for_order(world, call, is_invoice)
}

/// `POST /partners/{sellerId}/orders/{uuid}/payment/documents`
pub(super) fn upload_payment(world: &mut World, call: &Call<'_>) -> Handled {
    upload_for_order(world, call, is_payment)
}

/// `POST /partners/{sellerId}/orders/{uuid}/transport/documents`
pub(super) fn upload_transport(world: &mut World, call: &Call<'_>) -> Handled {
    upload_for_order(world, call, is_transport)
}

/// `PATCH /documents/{documentId}`: no seller in the path, and no `If-Match`. A repeat changes nothing.
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Handled {
    // Whether a document can be made active again is not documented (question 8).
    let known: &[&str] =
        if call.moment.behaviour.archived_documents_return { &["ARCHIVED", "ACTIVE"] } else { &["ARCHIVED"] };
    let change: DocumentUpdate = fields::read(call.body(), |body| {
        body.one_of("status", Need::Required, known);
    })?;
    let id = DocumentId::from(call.parameter("documentId"));
    let document = world
        .set_document_status(&id, change.status, call.moment)
        .ok_or_else(|| Refusal::not_found("document"))?;
    Ok(Reply::json(200, &document))
}

/// `GET /documents/{documentId}/download`: archived documents too, because they stay in the history.
pub(super) fn download(world: &World, call: &Call<'_>) -> Handled {
    let id = DocumentId::from(call.parameter("documentId"));
    let record = world.documents.get(&id).ok_or_else(|| Refusal::not_found("document"))?;
    if matches!(record.owner, Owner::Buyer(_)) && !world.capabilities.allow_kyc_document_download {
        return Err(Refusal::capability("allowKycDocumentDownload"));
    }
    let size = record.document.size_bytes.unwrap_or(0);
    let file = call.files.find(&record.sha256, size).ok_or_else(|| {
        Refusal::new(&ProblemType::NotFound, 404, "Not found").detail(call.files.why_gone())
    })?;
    let content_type = match &record.document.content_type {
        Some(recognised) if call.moment.behaviour.downloads_name_their_type => recognised,
        _ => "application/octet-stream",
    };
    Ok(Reply::file(file, content_type)
        .with("content-disposition", disposition(&record.document))
        .with("cache-control", "private, no-store".to_owned())
        .with("x-content-type-options", "nosniff".to_owned()))
}

/// A `Content-Disposition` with the name of the uploaded file (RFC 6266).
fn disposition(document: &Document) -> String {
    let name = document.file_name.as_deref().unwrap_or(document.kind.as_str());
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    // Form encoding escapes more than an extended header value needs, and a space as a plus.
    let exact: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        exact.replace('+', "%20").replace('*', "%2A")
    )
}

/// Whether a document of this type belongs to the KYC of a buyer.
pub(crate) fn is_kyc_type(kind: &str) -> bool {
    // The documentation shows only two types, and prefixes of the others.
    const PREFIXES: [&str; 6] = ["COC_", "BANK_", "VAT_", "CONTACT_", "ADDRESS_", "TP_"];
    kind == "AML_DECLARATION"
        || PREFIXES.iter().any(|prefix| kind.len() > prefix.len() && kind.starts_with(prefix))
}

fn is_invoice(kind: &str) -> bool {
    matches!(kind, "SHIPMENT_PRELIMINARY_INVOICE" | "SHIPMENT_INVOICE")
}

fn is_payment(kind: &str) -> bool {
    matches!(
        kind,
        "PAYMENT_BANK_TRANSFER_SCREENSHOT" | "PAYMENT_CONFIRMATION" | "PAYMENT_SOURCE_OF_FUNDS_DECLARATION"
    )
}

fn is_transport(kind: &str) -> bool {
    matches!(
        kind,
        "TRANSPORT_CMR"
            | "TRANSPORT_PICKUP_DECLARATION"
            | "TRANSPORT_PICTURE_OF_TRANSPORT"
            | "TRANSPORT_CMR_DELIVERY"
            | "TRANSPORT_CONFIRMATION_OF_ARRIVAL"
    )
}

fn upload_for_order(world: &mut World, call: &Call<'_>, accepts: Accepts) -> Handled {
    let record = call.open_order(world)?;
    let (seller, owner) = (record.seller.clone(), Owner::Order(record.order.uuid.clone()));
    upload(world, call, seller, owner, accepts)
}

fn upload(world: &mut World, call: &Call<'_>, seller: SellerId, owner: Owner, accepts: Accepts) -> Handled {
    let Payload::Upload(upload) = call.payload else {
        return Err(Refusal::malformed("The body is not multipart/form-data"));
    };
    let accepted = check_upload(upload, accepts, &call.moment.behaviour.accepted_media_types)?;
    accepted.keep(call.files)?;
    let Accepted { kind, date, file, .. } = accepted;
    Ok(Reply::json(201, &world.add_document(seller, owner, kind, date, file, call.moment)))
}

/// An upload that passed all checks.
pub(crate) struct Accepted<'a> {
    pub(crate) kind: DocumentType,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) file: &'a StoredFile,
    received_file: Option<&'a ReceivedFile>,
}

impl Accepted<'_> {
    /// Stores the bytes. Call it before the document is added, so that no document exists without its
    /// bytes.
    pub(crate) fn keep(&self, files: &FileStore) -> Result<(), Refusal> {
        let kept =
            self.received_file.map_or(Ok(()), |received_file| files.keep(&self.file.sha256, received_file));
        kept.map_err(|_| Refusal::internal("The file could not be stored"))
    }
}

/// Checks an upload. The refusal contains all errors.
pub(crate) fn check_upload<'a>(
    upload: &'a Upload,
    accepts: Accepts,
    media_types: &[String],
) -> Result<Accepted<'a>, Refusal> {
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
    let file = upload.file.as_ref();
    match file {
        None => refuse("file", "is required", None),
        Some(file) if file.size == 0 => refuse("file", "is empty", None),
        Some(_) => {}
    }
    let (Some(kind), Some(file), true) = (&upload.kind, file, errors.is_empty()) else {
        return Err(Refusal::fields(errors));
    };
    if !upload.recognised || !media_types.iter().any(|kind| kind == file.content_type) {
        return Err(Refusal::new(&ProblemType::ValidationError, 415, "File type not accepted")
            .detail(format!("The file is none of these: {}", media_types.join(", "))));
    }
    Ok(Accepted {
        kind: DocumentType::from(kind.as_str()),
        date: date.and_then(|(_, date)| date),
        file,
        received_file: upload.received_file.as_ref(),
    })
}
