//! Files documents on a buyer or an order, opens them, and archives them.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::{ById, Failure, FailureCode, FilePapers, Nothing, Paper};
use crate::deal::stops;
use crate::deal::turns::keep_release_in_turn;
use crate::papers::{reading, viewer};
use crate::queue::request::{Content, Request, enqueue, uploads};
use nt24::{DocumentStatus, DocumentUpdate, Operation, SellerId};
use std::sync::Arc;
use store::{DocumentRow, Tx};

pub(crate) async fn file_papers(
    connection: &Arc<Connection>,
    request: FilePapers,
) -> Result<Nothing, Failure> {
    connection.store.write(|tx| {
        let resource = if store::buyers::get(tx, &request.subject)?.is_some() {
            SubjectId::Buyer(request.subject)
        } else {
            SubjectId::Order(request.subject)
        };
        file(tx, connection, &resource, &request.papers)
    })?;
    connection.signals.wake_sending();
    connection.changed();
    Ok(Nothing {})
}

/// Files papers on a buyer or an order, and queues their upload. Files none of them, and fails with
/// `form_incomplete`, if one has a type that the place does not offer or a date that cannot be read.
pub(crate) fn file(
    tx: &Tx<'_>,
    connection: &Connection,
    resource: &SubjectId,
    papers: &[Paper],
) -> Result<(), Failure> {
    let (today, offered) = (connection.given.clock.today(), stops::documents_at(resource));
    let mut findings = Vec::new();
    let read =
        papers.iter().enumerate().map(|(at, paper)| reading::read(paper, at, offered, today, &mut findings));
    let Some(read) = read.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>() else {
        return Err(Failure { findings, ..Failure::of(FailureCode::FormIncomplete) });
    };
    for (paper, read) in papers.iter().zip(read) {
        let file = store::files::get(tx, &paper.file)?.ok_or_else(|| Failure::of(FailureCode::FileGone))?;
        let seller = seller_of(tx, resource)?;
        let upload = stops::upload_of(&read.kind);
        let (id, now) = (connection.given.ids.id(), connection.given.clock.now());
        let row = DocumentRow {
            document_date: read.document_date,
            ..DocumentRow::new(id, resource.id(), resource.kind_name(), read.kind, file.id, now)
        };
        store::documents::insert(tx, &row)?;
        let request = Request::new(seller, resource, Content::File).with_document(&row.id);
        enqueue(tx, connection, upload, &request, None)?;
    }
    Ok(())
}

/// The seller of a buyer or an order.
pub(crate) fn seller_of(tx: &Tx<'_>, resource: &SubjectId) -> Result<SellerId, Failure> {
    let seller = match resource {
        SubjectId::Buyer(id) => store::buyers::get(tx, id)?.map(|row| row.seller),
        SubjectId::Order(id) => store::orders::get(tx, id)?.map(|row| row.seller),
    };
    seller.ok_or_else(|| Failure::of(FailureCode::Gone))
}

pub(crate) async fn archive_document(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    connection.store.write(|tx| archive(tx, connection, &request.id))?;
    connection.signals.wake_sending();
    connection.changed();
    Ok(Nothing {})
}

fn archive(tx: &Tx<'_>, connection: &Connection, id: &str) -> Result<(), Failure> {
    let mut row = store::require(store::documents::get(tx, id)?)?;
    if row.archived {
        return Ok(());
    }
    let upload = uploads(tx, &row.subject)?.remove(&row.id).filter(|upload| !upload.state.is_finished());
    if let Some(upload) = upload {
        // It has not been sent: there is nothing to archive at NT24.
        store::outbox::withdraw(tx, &upload.id).map_err(|error| match error {
            store::Error::OutboxState { .. } => Failure::of(FailureCode::AlreadySent),
            other => other.into(),
        })?;
        row.archived = true;
        store::documents::save(tx, &row)?;
        return keep_release_in_turn(tx, &row.subject);
    }
    if row.remote.is_none() {
        // Only the user said that it arrived: NT24's id of it is not known, so it is archived here alone.
        row.archived = true;
        return Ok(store::documents::save(tx, &row)?);
    }
    let resource = SubjectId::of_document(&row);
    let body = serde_json::to_value(DocumentUpdate { status: DocumentStatus::Archived });
    let content = Content::Json(body.map_err(Failure::bad_call)?);
    let request = Request::new(seller_of(tx, &resource)?, &resource, content).with_document(&row.id);
    Ok(enqueue(tx, connection, Operation::ArchiveDocument, &request, None)?)
}

pub(crate) async fn open_document(connection: &Arc<Connection>, request: ById) -> Result<Nothing, Failure> {
    let (file, remote) = connection.store.read(|tx| {
        let row = store::require(store::documents::get(tx, &request.id)?)?;
        let file = store::require(store::files::get(tx, &row.file)?)?;
        // Any document of the same content brings it back, also for one that was withdrawn before it was sent.
        let others = store::documents::with_sha256(tx, &file.sha256)?.into_iter();
        let remote = row.remote.or_else(|| others.filter_map(|other| other.remote).next());
        Ok::<_, Failure>((file, remote))
    })?;
    match (viewer::open_in_viewer(connection, &file).await, remote) {
        // The file was removed here because NT24 has it, or the local copy is damaged.
        (Err(failure), Some(remote)) if failure.code == FailureCode::FileDamaged => {
            viewer::fetch_into_viewer(connection, &file, &remote).await?;
        }
        (shown, _) => shown?,
    }
    Ok(Nothing {})
}

/// Opens a file that is not filed yet, so that the user sees what it is.
pub(crate) async fn open_file(connection: &Arc<Connection>, request: ById) -> Result<Nothing, Failure> {
    let file = connection.store.read(|tx| store::require(store::files::get(tx, &request.id)?))?;
    viewer::open_in_viewer(connection, &file).await?;
    Ok(Nothing {})
}
