//! Reads one order: the order, the compliance rollup, and the parts that the rollup says have changed.

use crate::connection::Connection;
use crate::connection::history::{self, Source};
use crate::connection::outcomes::{BegunRead, Saved};
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, FailureCode, fact};
use crate::sync::found;
use crate::sync::queue::{self, Answered};
use crate::sync::state::Reading;
use nt24::{
    ComplianceRollup, ComplianceStatus, ETag, ExportFile, ExportFileStatus, Invoice, InvoiceType, Order,
    Payment,
};
use nt24_client::{Client, Conditional};
use store::{OrderRow, Tx};

/// Whether the export file is being made.
fn is_volatile(row: &OrderRow) -> bool {
    row.export_file
        .as_ref()
        .and_then(|file| file.status.as_ref())
        .is_some_and(|status| matches!(status, ExportFileStatus::Pending | ExportFileStatus::Generating))
}

/// The answers of one read of an order. `None` where NT24 says that nothing has changed.
#[derive(Default)]
struct Changes {
    order: Option<Order>,
    compliance: Option<(ComplianceRollup, Option<ETag>)>,
    preliminary: Option<Invoice>,
    final_invoice: Option<Invoice>,
    payment: Option<Payment>,
    export_file: Option<ExportFile>,
}

/// Reads an order.
pub(super) async fn refresh(reading: &Reading, id: &str) -> Result<Answered, Failure> {
    let connection = &*reading.connection;
    let Some(row) = connection.store.read(|tx| store::orders::get(tx, id))? else {
        return Ok(Answered::Stored);
    };
    if row.remote.is_none() {
        return Ok(Answered::Stored);
    }
    let begun = BegunRead::of(connection, SubjectId::Order(id.to_owned()))?;
    // A resource that NT24 does not find is never deleted here.
    let changes = read(reading, &row).await?;
    let now = connection.given.clock.now();
    let saved = begun.save(connection, |tx| {
        let Some(mut row) = store::orders::get(tx, id)? else { return Ok(false) };
        let before = row.clone();
        store_changes(tx, connection, &mut row, changes)?;
        found::in_order(tx, connection, &before, &row)?;
        let changed = row != before;
        row.refreshed_at = Some(now);
        store::orders::save(tx, &row)?;
        if changed {
            // VIES is a part of the rollup, and the buyer's page shows it as well.
            queue::add_subject(tx, &SubjectId::Buyer(row.buyer.clone()))?;
        }
        Ok(changed)
    })?;
    if saved == Saved::Changed {
        connection.changed();
    }
    Ok(if saved == Saved::Outdated { Answered::Outdated } else { Answered::Stored })
}

async fn read(reading: &Reading, row: &OrderRow) -> Result<Changes, nt24_client::Error> {
    let connection = &*reading.connection;
    let client = reading.client_for(&SubjectId::Order(row.id.clone()));
    let mut changes = Changes::default();
    let Some(remote) = &row.remote else { return Ok(changes) };
    let known = row.server.as_ref().map(|server| ETag::of_version(server.version));
    changes.order =
        modified(connection.observe_read(client.order(&row.seller, remote, known.as_ref()).await)?);
    let known = row.compliance_etag.clone();
    if let Conditional::Modified(fetched) =
        connection.observe_read(client.compliance(&row.seller, remote, known.as_ref()).await)?
    {
        changes.compliance = Some((fetched.value, fetched.etag));
    }
    // A number or a date can change without the rollup: on the screen, each part is read for itself.
    let changed = changes.compliance.is_some() || changes.order.is_some();
    let watched = reading.is_watched(&SubjectId::Order(row.id.clone()));
    if changed || (watched && row.preliminary.is_some()) {
        changes.preliminary =
            invoice(connection, &client, row, InvoiceType::Preliminary, row.preliminary.as_ref()).await?;
    }
    if changed || (watched && row.final_invoice.is_some()) {
        changes.final_invoice =
            invoice(connection, &client, row, InvoiceType::Final, row.final_invoice.as_ref()).await?;
    }
    if changed || (watched && row.payment.is_some()) {
        let known = row.payment.as_ref().and_then(|payment| payment.version).map(ETag::of_version);
        let answer = client.payment(&row.seller, remote, known.as_ref()).await;
        changes.payment = optional(connection.observe_read(answer))?.and_then(modified);
    }
    if changes.compliance.is_some() || is_volatile(row) {
        changes.export_file =
            optional(connection.observe_read(client.export_file(&row.seller, remote).await))?
                .map(|fetched| fetched.value);
    }
    Ok(changes)
}

async fn invoice(
    connection: &Connection,
    client: &Client,
    row: &OrderRow,
    kind: InvoiceType,
    known: Option<&Invoice>,
) -> Result<Option<Invoice>, nt24_client::Error> {
    let Some(remote) = &row.remote else { return Ok(None) };
    let known = known.and_then(|invoice| invoice.version).map(ETag::of_version);
    let answer = client.invoice(&row.seller, remote, kind.clone(), known.as_ref()).await;
    let found = optional(connection.observe_read(answer))?.and_then(modified);
    // A server that does not know the filter may answer with the other one (contract, question 15).
    Ok(found.filter(|invoice| invoice.submitted.kind == kind))
}

fn modified<T>(answer: Conditional<T>) -> Option<T> {
    match answer {
        Conditional::Modified(fetched) => Some(fetched.value),
        Conditional::NotModified => None,
    }
}

/// Returns `None` if NT24 has no such resource yet.
fn optional<T>(answer: Result<T, nt24_client::Error>) -> Result<Option<T>, nt24_client::Error> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if Failure::from(&error).code == FailureCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn store_changes(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &mut OrderRow,
    changes: Changes,
) -> Result<(), store::Error> {
    if let Some(order) = changes.order {
        store_order(row, order);
    }
    if let Some((rollup, etag)) = changes.compliance {
        let before = row.compliance.as_ref().map(|rollup| rollup.compliance_status.to_string());
        let after = rollup.compliance_status.to_string();
        // That nothing is decided yet is no event of an order that is new here.
        if before.as_ref() != Some(&after)
            && (before.is_some() || rollup.compliance_status != ComplianceStatus::Incomplete)
        {
            let decision = rollup.decision.as_ref().map(ToString::to_string).unwrap_or_default();
            let params = [("from", before.unwrap_or_default()), ("to", after), ("decision", decision)];
            let at = rollup.updated_at.unwrap_or_else(|| connection.given.clock.now());
            history::add(tx, connection, &row.id, at, Source::Nt24, fact("verdict.changed", params))?;
        }
        row.compliance = Some(with_transport_of(rollup, row.compliance.as_ref()));
        row.compliance_etag = etag;
    }
    // A missing answer never removes stored data.
    row.preliminary = changes.preliminary.or_else(|| row.preliminary.take());
    row.final_invoice = changes.final_invoice.or_else(|| row.final_invoice.take());
    row.payment = changes.payment.or_else(|| row.payment.take());
    if let Some(file) = changes.export_file {
        let ready = file.status == Some(ExportFileStatus::Ready);
        let before = row.export_file.as_ref().filter(|file| file.status == Some(ExportFileStatus::Ready));
        if ready && before.and_then(|before| before.version) != file.version {
            let version = file.version.map(|version| version.to_string()).unwrap_or_default();
            let at = file.generated_at.unwrap_or_else(|| connection.given.clock.now());
            history::add(
                tx,
                connection,
                &row.id,
                at,
                Source::Nt24,
                fact("export.ready", [("version", version)]),
            )?;
        }
        row.export_file = Some(file);
    }
    Ok(())
}

/// Keeps who moves the vehicle and when it arrived: the answers to the milestones said so, and the rollup
/// does not repeat it (contract: `modules.transport`).
fn with_transport_of(mut rollup: ComplianceRollup, before: Option<&ComplianceRollup>) -> ComplianceRollup {
    let Some(before) = before.map(|before| &before.modules.transport) else { return rollup };
    let transport = &mut rollup.modules.transport;
    if transport.pickup_confirmed == Some(true) {
        transport.kind = transport.kind.take().or_else(|| before.kind.clone());
        transport.pickup_date = transport.pickup_date.or(before.pickup_date);
    }
    if transport.delivery_confirmed == Some(true) {
        transport.delivery_date = transport.delivery_date.or(before.delivery_date);
    }
    rollup
}

pub(super) fn store_order(row: &mut OrderRow, order: Order) {
    row.remote = Some(order.uuid.clone());
    row.updated_at = row.updated_at.max(order.updated_at);
    row.server = Some(order);
}
