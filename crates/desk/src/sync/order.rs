//! Reading one order: the order, the rollup, and what the rollup says has changed.

use super::buyer::absent_is_nothing;
use crate::contract::{Failure, FailureCode};
use crate::history;
use crate::open::{Open, Stale};
use nt24::{ComplianceRollup, ETag, ExportFile, ExportFileStatus, Invoice, InvoiceType, Order, Payment};
use nt24_client::{Client, Conditional};
use std::sync::Arc;
use store::{OrderRow, Tx};

/// Whether the export file is in the making.
fn is_volatile(row: &OrderRow) -> bool {
    row.export_file
        .as_ref()
        .and_then(|file| file.status.as_ref())
        .is_some_and(|status| matches!(status, ExportFileStatus::Pending | ExportFileStatus::Generating))
}

/// What one look at an order brought; nothing where it has not changed.
#[derive(Default)]
struct News {
    order: Option<Order>,
    compliance: Option<(ComplianceRollup, Option<ETag>)>,
    preliminary: Option<Invoice>,
    final_invoice: Option<Invoice>,
    payment: Option<Payment>,
    export_file: Option<ExportFile>,
}

/// Reads an order anew.
pub(super) async fn refresh(open: &Arc<Open>, id: &str) -> Result<(), Failure> {
    let Some(row) = open.store.read(|tx| store::orders::get(tx, id))? else { return Ok(()) };
    if row.remote.is_none() {
        return Ok(());
    }
    let settled = open.settled(id);
    let news = match read(open, &row).await {
        Ok(news) => news,
        Err(error) => return absent_is_nothing(error),
    };
    let now = open.parts.clock.now();
    let changed = open.store.write(|tx| {
        // Asked inside of the transaction: an answer that is being written comes before or after it.
        if open.settled(id) != settled {
            open.mark_stale(Stale::Order(id.to_owned()));
            return Ok::<_, store::Error>(false);
        }
        let Some(mut row) = store::orders::get(tx, id)? else { return Ok(false) };
        let before = row.clone();
        take(tx, open, &mut row, news)?;
        let changed = row != before;
        row.refreshed_at = Some(now);
        store::orders::save(tx, &row)?;
        Ok(changed)
    })?;
    if changed {
        // VIES is a part of the rollup; the buyer's own page shows it, too.
        open.mark_stale(Stale::Buyer(row.buyer.clone()));
        open.changed();
    }
    if let Err(failure) = crate::export_file::fetch(open, id).await {
        // It is fetched again at the next look, and when a person asks for it.
        tracing::info!(%failure, "the export file was not fetched");
    }
    Ok(())
}

/// Reads where the making of the export file stands, and its present link.
pub(super) async fn export_file(open: &Arc<Open>, id: &str) -> Result<(), Failure> {
    let Some(row) = open.store.read(|tx| store::orders::get(tx, id))? else { return Ok(()) };
    let Some(remote) = &row.remote else { return Ok(()) };
    let file = open.observe(open.client().export_file(&row.seller, remote).await)?.value;
    Ok(open.store.write(|tx| {
        let Some(mut row) = store::orders::get(tx, id)? else { return Ok::<_, store::Error>(()) };
        row.export_file = Some(file);
        store::orders::save(tx, &row)
    })?)
}

async fn read(open: &Open, row: &OrderRow) -> Result<News, nt24_client::Error> {
    let client = open.client_for(&Stale::Order(row.id.clone()));
    let mut news = News::default();
    let Some(remote) = &row.remote else { return Ok(news) };
    let known = row.server.as_ref().map(|server| ETag::of_version(server.version));
    news.order = modified(open.observe(client.order(&row.seller, remote, known.as_ref()).await)?);
    let known = row.compliance_etag.clone();
    if let Conditional::Modified(fetched) =
        open.observe(client.compliance(&row.seller, remote, known.as_ref()).await)?
    {
        news.compliance = Some((fetched.value, fetched.etag));
    }
    // A number or a date can change without the rollup: what is on the screen is asked for itself.
    let changed = news.compliance.is_some() || news.order.is_some();
    let watched = open.watched().contains_key(&Stale::Order(row.id.clone()));
    if changed || (watched && row.preliminary.is_some()) {
        news.preliminary =
            invoice(open, &client, row, InvoiceType::Preliminary, row.preliminary.as_ref()).await?;
    }
    if changed || (watched && row.final_invoice.is_some()) {
        news.final_invoice =
            invoice(open, &client, row, InvoiceType::Final, row.final_invoice.as_ref()).await?;
    }
    if changed || (watched && row.payment.is_some()) {
        let known = row.payment.as_ref().and_then(|payment| payment.version).map(ETag::of_version);
        let answer = client.payment(&row.seller, remote, known.as_ref()).await;
        news.payment = absent(open.observe(answer))?.and_then(modified);
    }
    if news.compliance.is_some() || is_volatile(row) {
        news.export_file =
            absent(open.observe(client.export_file(&row.seller, remote).await))?.map(|fetched| fetched.value);
    }
    Ok(news)
}

async fn invoice(
    open: &Open,
    client: &Client,
    row: &OrderRow,
    kind: InvoiceType,
    known: Option<&Invoice>,
) -> Result<Option<Invoice>, nt24_client::Error> {
    let Some(remote) = &row.remote else { return Ok(None) };
    let known = known.and_then(|invoice| invoice.version).map(ETag::of_version);
    let answer = client.invoice(&row.seller, remote, kind.clone(), known.as_ref()).await;
    let found = absent(open.observe(answer))?.and_then(modified);
    // A server that does not know the filter may answer with the other one (contract, question 15).
    Ok(found.filter(|invoice| invoice.submitted.kind == kind))
}

fn modified<T>(answer: Conditional<T>) -> Option<T> {
    match answer {
        Conditional::Modified(fetched) => Some(fetched.value),
        Conditional::NotModified => None,
    }
}

/// There is none yet: no failure.
fn absent<T>(answer: Result<T, nt24_client::Error>) -> Result<Option<T>, nt24_client::Error> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if Failure::from(&error).code == FailureCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn take(tx: &Tx<'_>, open: &Open, row: &mut OrderRow, news: News) -> Result<(), store::Error> {
    if let Some(order) = news.order {
        take_order(tx, open, row, order)?;
    }
    if let Some((rollup, etag)) = news.compliance {
        let before = row.compliance.as_ref().map(|rollup| rollup.compliance_status.to_string());
        let after = rollup.compliance_status.to_string();
        if before.as_ref() != Some(&after) {
            let decision = rollup.decision.as_ref().map(ToString::to_string).unwrap_or_default();
            let params = [("from", before.unwrap_or_default()), ("to", after), ("decision", decision)];
            let at = rollup.updated_at.unwrap_or_else(|| open.parts.clock.now());
            history::add(tx, open, &row.id, at, "system", history::fact("verdict.changed", params))?;
        }
        row.compliance = Some(with_what_it_leaves_out(rollup, row.compliance.as_ref()));
        row.compliance_etag = etag;
    }
    // An answer of "nothing" never takes away what is here.
    row.preliminary = news.preliminary.or_else(|| row.preliminary.take());
    row.final_invoice = news.final_invoice.or_else(|| row.final_invoice.take());
    row.payment = news.payment.or_else(|| row.payment.take());
    if let Some(file) = news.export_file {
        let ready = file.status == Some(ExportFileStatus::Ready);
        let before = row.export_file.as_ref().filter(|file| file.status == Some(ExportFileStatus::Ready));
        if ready && before.and_then(|before| before.version) != file.version {
            let version = file.version.map(|version| version.to_string()).unwrap_or_default();
            let at = file.generated_at.unwrap_or_else(|| open.parts.clock.now());
            history::add(
                tx,
                open,
                &row.id,
                at,
                "system",
                history::fact("export.ready", [("version", version)]),
            )?;
        }
        row.export_file = Some(file);
    }
    Ok(())
}

/// The rollup does not repeat who moves the vehicle and when it arrived (contract: `modules.transport`);
/// the answers to the milestones did. What still stands is kept.
fn with_what_it_leaves_out(
    mut rollup: ComplianceRollup,
    before: Option<&ComplianceRollup>,
) -> ComplianceRollup {
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

pub(super) fn take_order(
    tx: &Tx<'_>,
    open: &Open,
    row: &mut OrderRow,
    order: Order,
) -> Result<(), store::Error> {
    let before = row.server.as_ref().map(|server| server.status.to_string());
    let after = order.status.to_string();
    if let Some(before) = before.filter(|before| *before != after) {
        let what = history::fact("status.changed", [("from", before), ("to", after)]);
        history::add(tx, open, &row.id, order.updated_at, "api", what)?;
    }
    row.remote = Some(order.uuid.clone());
    row.updated_at = row.updated_at.max(order.updated_at);
    row.server = Some(order);
    Ok(())
}
