//! Documents on a buyer or an order.

use crate::Desk;
use crate::clock::{day, moment};
use crate::contract::{
    ById, DocumentFacts, DocumentOffer, Failure, FailureCode, FilePapers, MediaKind, Module, Nothing, Paper,
    PaperState,
};
use crate::open::Open;
use crate::opened;
use crate::outbox::{self, Content, Request};
use chrono::NaiveDate;
use nt24::{DocumentType, Operation, SellerId};
use std::collections::{HashMap, HashSet};
use store::{DocumentRow, OutboxRow, OutboxState, Tx};

/// Types that are filed on a buyer.
pub(crate) const OF_BUYER: &[&str] = &["COC_EXTRACT", "AML_DECLARATION"];
/// Types that go with a payment.
pub(crate) const OF_PAYMENT: &[&str] =
    &["PAYMENT_BANK_TRANSFER_SCREENSHOT", "PAYMENT_CONFIRMATION", "PAYMENT_SOURCE_OF_FUNDS_DECLARATION"];
/// Types that are filed on an order, in the order of the route.
pub(crate) const OF_ORDER: &[&str] = &[
    "SHIPMENT_PRELIMINARY_INVOICE",
    "PAYMENT_BANK_TRANSFER_SCREENSHOT",
    "PAYMENT_CONFIRMATION",
    "PAYMENT_SOURCE_OF_FUNDS_DECLARATION",
    "TRANSPORT_CMR",
    "TRANSPORT_PICKUP_DECLARATION",
    "TRANSPORT_PICTURE_OF_TRANSPORT",
    "TRANSPORT_CMR_DELIVERY",
    "TRANSPORT_CONFIRMATION_OF_ARRIVAL",
    "SHIPMENT_INVOICE",
];

/// Where a document is filed.
#[derive(Clone, Copy)]
pub(crate) enum On<'a> {
    Buyer(&'a str),
    Order(&'a str),
}

/// The stop of the route that a type of document belongs to, by its prefix (contract, section 13).
pub(crate) fn module_of(document: &str) -> Module {
    match document.split('_').next().unwrap_or_default() {
        "SHIPMENT" => Module::Invoice,
        "PAYMENT" => Module::Payment,
        "TRANSPORT" => Module::Transport,
        _ => Module::Buyer,
    }
}

fn upload_operation(document: &str) -> Operation {
    match module_of(document) {
        Module::Invoice => Operation::UploadInvoiceDocument,
        Module::Payment => Operation::UploadPaymentDocument,
        Module::Transport => Operation::UploadTransportDocument,
        _ => Operation::UploadKycDocument,
    }
}

/// Files papers on a buyer or an order, and queues them for sending.
pub(crate) fn file(tx: &Tx<'_>, open: &Open, on: On<'_>, papers: &[Paper]) -> Result<(), Failure> {
    for paper in papers {
        let file = store::files::get(tx, &paper.file)?.ok_or_else(|| Failure::of(FailureCode::FileGone))?;
        let module = module_of(&paper.document);
        let (subject, kind, seller) = match on {
            On::Buyer(id) => {
                let row = store::buyers::get(tx, id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
                (id, "buyer", row.seller)
            }
            On::Order(id) => {
                let row = store::orders::get(tx, id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
                (id, "order", row.seller)
            }
        };
        if paper.document.is_empty() || (module == Module::Buyer) != (kind == "buyer") {
            let finding =
                crate::forms::finding("document.place", crate::contract::Severity::Error, "document");
            return Err(Failure { findings: vec![finding], ..Failure::of(FailureCode::FormIncomplete) });
        }
        let row = DocumentRow {
            id: open.parts.ids.id(),
            subject: subject.to_owned(),
            subject_kind: kind.to_owned(),
            module: module_name(module).to_owned(),
            kind: DocumentType::from(paper.document.as_str()),
            document_date: paper.document_date.trim().parse::<NaiveDate>().ok(),
            file: file.id,
            remote: None,
            server: None,
            archived: false,
            outbox: None,
            created_at: open.parts.clock.now(),
        };
        store::documents::insert(tx, &row)?;
        let request = match on {
            On::Buyer(_) => Request::of_buyer(seller, subject, Content::File),
            On::Order(_) => Request::of_order(seller, subject, Content::File),
        };
        let request = request.with_document(&row.id);
        outbox::enqueue(tx, open, upload_operation(&paper.document), &request, None)?;
    }
    Ok(())
}

fn module_name(module: Module) -> &'static str {
    match module {
        Module::Buyer => "buyer",
        Module::Order => "order",
        Module::Invoice => "invoice",
        Module::Payment => "payment",
        Module::Transport => "transport",
        Module::ExportFile => "exportFile",
    }
}

/// Documents of a buyer or an order, newest first.
pub(crate) fn of(tx: &Tx<'_>, open: &Open, subject: &str) -> Result<Vec<DocumentFacts>, Failure> {
    let uploads = uploads(tx, subject)?;
    let mut rows = store::documents::of_subject(tx, subject)?;
    rows.sort_by(|a, b| b.created_at.cmp(&a.created_at).then(b.id.cmp(&a.id)));
    let mut seen = HashSet::new();
    let mut documents = Vec::new();
    for row in rows {
        let Some(file) = store::files::get(tx, &row.file)? else { continue };
        let upload = uploads.get(&row.id);
        let state = match upload {
            _ if row.archived => PaperState::Archived,
            Some(upload) if upload.state.is_parked() => PaperState::Parked,
            Some(upload) if upload.state == OutboxState::InFlight => PaperState::Sending,
            Some(upload) if !upload.state.is_finished() => PaperState::Waiting,
            _ => PaperState::Stored,
        };
        let counts = state != PaperState::Archived && state != PaperState::Parked;
        documents.push(DocumentFacts {
            document: row.kind.to_string(),
            module: module_of(row.kind.as_str()),
            name: file.name,
            size: file.size,
            local: open.store.vault().contains(&file.sha256),
            media: media_kind(&file.content_type),
            document_date: row.document_date.map(day),
            version: row.server.and_then(|server| server.version),
            state,
            progress: upload.and_then(|upload| open.uploads().get(&upload.id).copied()),
            added_at: moment(row.created_at),
            superseded: counts && !seen.insert(row.kind.clone()),
            id: row.id,
        });
    }
    Ok(documents)
}

/// The row of the outbox that sends each document.
pub(crate) fn uploads(tx: &Tx<'_>, subject: &str) -> Result<HashMap<String, OutboxRow>, store::Error> {
    let rows = store::outbox::of_subject(tx, subject)?.into_iter();
    let uploads = rows.filter(|row| row.state != OutboxState::Withdrawn).filter_map(|row| {
        let operation = Operation::from_id(&row.operation)?;
        let document = Request::read(&row)?.document?;
        operation.is_upload().then_some((document, row))
    });
    Ok(uploads.collect())
}

/// Types of document that may be added, most wanted first.
pub(crate) fn offers(types: &[&str], wanted: &[&str], documents: &[DocumentFacts]) -> Vec<DocumentOffer> {
    let there = |document: &str| {
        documents.iter().any(|one| {
            one.document == document && !matches!(one.state, PaperState::Archived | PaperState::Parked)
        })
    };
    let mut offers = types
        .iter()
        .map(|document| DocumentOffer {
            document: (*document).to_owned(),
            module: module_of(document),
            wanted: wanted.contains(document) && !there(document),
        })
        .collect::<Vec<_>>();
    offers.sort_by_key(|offer| !offer.wanted);
    offers
}

pub(crate) fn media_kind(content_type: &str) -> MediaKind {
    match content_type {
        "image/jpeg" => MediaKind::Jpeg,
        "image/png" => MediaKind::Png,
        _ => MediaKind::Pdf,
    }
}

fn seller_of(tx: &Tx<'_>, row: &DocumentRow) -> Result<SellerId, Failure> {
    let seller = if row.subject_kind == "buyer" {
        store::buyers::get(tx, &row.subject)?.map(|row| row.seller)
    } else {
        store::orders::get(tx, &row.subject)?.map(|row| row.seller)
    };
    seller.ok_or_else(|| Failure::of(FailureCode::Gone))
}

impl Desk {
    pub(crate) async fn file_papers(&self, request: FilePapers) -> Result<Nothing, Failure> {
        let open = self.open()?;
        open.store.write(|tx| {
            let on = if store::buyers::get(tx, &request.subject)?.is_some() {
                On::Buyer(&request.subject)
            } else {
                On::Order(&request.subject)
            };
            file(tx, &open, on, &request.papers)
        })?;
        open.wake_outbox.notify_one();
        open.changed();
        Ok(Nothing {})
    }

    pub(crate) async fn archive_document(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        open.store.write(|tx| {
            let mut row =
                store::documents::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            if row.archived {
                return Ok(());
            }
            let upload =
                uploads(tx, &row.subject)?.remove(&row.id).filter(|upload| !upload.state.is_finished());
            if let Some(upload) = upload {
                // It has not been sent: there is nothing to archive at NT24.
                store::outbox::withdraw(tx, &upload.id).map_err(|_| Failure::of(FailureCode::AlreadySent))?;
                row.archived = true;
                return Ok(store::documents::save(tx, &row)?);
            }
            if row.remote.is_none() {
                // It arrived by a person's word alone: NT24's id of it is not known, it is only put away here.
                row.archived = true;
                return Ok(store::documents::save(tx, &row)?);
            }
            let seller = seller_of(tx, &row)?;
            let body = serde_json::json!({ "status": "ARCHIVED" });
            let content = Content::Json(body);
            let to_archive = if row.subject_kind == "buyer" {
                Request::of_buyer(seller, &row.subject, content)
            } else {
                Request::of_order(seller, &row.subject, content)
            };
            let to_archive = to_archive.with_document(&row.id);
            outbox::enqueue(tx, &open, Operation::ArchiveDocument, &to_archive, None)?;
            Ok::<_, Failure>(())
        })?;
        open.wake_outbox.notify_one();
        open.changed();
        Ok(Nothing {})
    }

    pub(crate) async fn open_document(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        let (file, remote) = open.store.read(|tx| {
            let row =
                store::documents::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            let file = store::files::get(tx, &row.file)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            Ok::<_, Failure>((file, row.remote))
        })?;
        match (opened::open_in_viewer(&open, &file), remote) {
            // It was removed here because NT24 has it, or the copy was damaged.
            (Err(failure), Some(remote)) if failure.code == FailureCode::FileDamaged => {
                opened::fetch_into_viewer(&open, &file, &remote).await?;
            }
            (shown, _) => shown?,
        }
        Ok(Nothing {})
    }
}
