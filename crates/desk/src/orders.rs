//! Orders: the list, an order's page, and the steps that need no form.

mod evidence;
mod page;

use crate::Desk;
use crate::buyers::count;
use crate::clock::moment;
use crate::contract::{
    ById, Failure, FailureCode, MoneyAmount, Nothing, OrderFilter, OrderList, OrderPage, OrderRow,
    OrderSearch, StopState, Verdict, WithReason,
};
use crate::missing::{self, Sight};
use crate::open::{Open, Stale};
use crate::outbox::{self, Content, Request};
use crate::timeline::{self, Queue, Route};
use chrono::TimeDelta;
use nt24::{Blocker, DocumentType, Operation};
use std::sync::Arc;
use store::{BuyerRow, OrderRow as Row, Tx};

/// How long an order counts as watched after the page has asked for it.
const WATCHED: TimeDelta = TimeDelta::seconds(60);

/// Characters of a reason (contract: `ReasonRequest`).
const LONGEST_REASON: usize = 500;

impl Desk {
    pub(crate) async fn orders(&self, request: OrderSearch) -> Result<OrderList, Failure> {
        let open = self.open()?;
        open.store.read(|tx| {
            let limit = request.limit.clamp(1, 500);
            let seller = open.seller()?;
            let seller = Some(&seller);
            if request.filter == OrderFilter::All {
                let rows = store::orders::list(tx, seller, &request.text, limit, request.offset)?;
                let rows = rows.iter().map(|found| row(tx, &open, found)).collect::<Result<_, _>>()?;
                return Ok(OrderList {
                    rows,
                    total: count(store::orders::count(tx, seller, &request.text)?),
                });
            }
            // The filters ask for what is computed, not stored: every order is looked at.
            let mut matching = Vec::new();
            let all = count(store::orders::count(tx, seller, &request.text)?);
            for found in store::orders::list(tx, seller, &request.text, all.max(1), 0)? {
                let facts = row(tx, &open, &found)?;
                if fits(&facts, request.filter) {
                    matching.push(facts);
                }
            }
            let total = count(matching.len() as u64);
            let rows = matching.into_iter().skip(request.offset as usize).take(limit as usize).collect();
            Ok(OrderList { rows, total })
        })
    }

    pub(crate) async fn order(&self, request: ById) -> Result<OrderPage, Failure> {
        let open = self.open()?;
        let page = open.store.read(|tx| {
            let found = store::orders::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            page::page(tx, &open, &found)
        })?;
        let until = open.parts.clock.now() + WATCHED;
        crate::sync::look_at(&open, Stale::Order(request.id), until);
        Ok(page)
    }

    pub(crate) async fn mark_ready_for_pickup(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        self.step(&open, &request.id, Operation::MarkReadyForPickup, Content::Empty)
    }

    pub(crate) async fn revoke_pickup(&self, request: WithReason) -> Result<Nothing, Failure> {
        let open = self.open()?;
        let reason = request.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            let finding = crate::forms::finding("required", crate::contract::Severity::Error, "reason");
            return Err(Failure { findings: vec![finding], ..Failure::of(FailureCode::FormIncomplete) });
        }
        let body = serde_json::json!({ "reason": reason });
        self.step(&open, &request.id, Operation::RevokePickup, Content::Json(body))
    }

    /// Queues a step of an order that needs no form; a second click asks for nothing new.
    fn step(
        &self,
        open: &Arc<Open>,
        id: &str,
        operation: Operation,
        content: Content,
    ) -> Result<Nothing, Failure> {
        open.store.write(|tx| {
            let found = store::orders::get(tx, id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            if Queue::of(tx, id)?.has(&[operation]) {
                return Ok(());
            }
            let request = Request::of_order(found.seller, id, content);
            Ok::<_, Failure>(outbox::enqueue(tx, open, operation, &request, None)?)
        })?;
        open.wake_outbox.notify_one();
        open.mark_stale(Stale::Order(id.to_owned()));
        open.changed();
        Ok(Nothing {})
    }
}

fn fits(row: &OrderRow, filter: OrderFilter) -> bool {
    let closed = matches!(row.verdict, Verdict::Valid | Verdict::Invalid);
    match filter {
        OrderFilter::All => true,
        OrderFilter::NeedsYou => {
            row.route.iter().any(|stop| matches!(stop.state, StopState::NeedsYou | StopState::Failed))
        }
        OrderFilter::Open => !closed,
        OrderFilter::Closed => closed,
    }
}

/// What the pages of one order are computed from.
pub(crate) struct Looked {
    pub(crate) buyer: BuyerRow,
    pub(crate) queue: Queue,
    pub(crate) buyer_queue: Queue,
    pub(crate) blockers: Vec<Blocker>,
    pub(crate) transport: crate::contract::TransportFacts,
    documents: Vec<DocumentType>,
    buyer_documents: Vec<DocumentType>,
}

pub(crate) fn look(tx: &Tx<'_>, found: &Row) -> Result<Looked, Failure> {
    let buyer = store::buyers::get(tx, &found.buyer)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
    let queue = Queue::of(tx, &found.id)?;
    let blockers = match &found.compliance {
        // A rollup that this desk made up to keep a transport state was never judged.
        Some(rollup) if found.compliance_etag.is_some() => rollup.blockers.clone(),
        _ => missing::expected(found, &queue),
    };
    Ok(Looked {
        buyer_queue: Queue::of(tx, &buyer.id)?,
        transport: timeline::transport(tx, found)?,
        documents: on_the_way(tx, &found.id)?,
        buyer_documents: on_the_way(tx, &buyer.id)?,
        buyer,
        queue,
        blockers,
    })
}

/// Types of document that wait to be sent.
fn on_the_way(tx: &Tx<'_>, subject: &str) -> Result<Vec<DocumentType>, Failure> {
    let uploads = crate::documents::uploads(tx, subject)?;
    let waits = |id: &str| uploads.get(id).is_some_and(|upload| !upload.state.is_finished());
    let rows = store::documents::of_subject(tx, subject)?;
    Ok(rows.into_iter().filter(|row| !row.archived && waits(&row.id)).map(|row| row.kind).collect())
}

impl Looked {
    pub(crate) fn route(&self, found: &Row) -> Vec<crate::contract::Stop> {
        Route {
            order: found,
            buyer: &self.buyer,
            queue: &self.queue,
            buyer_queue: &self.buyer_queue,
            blockers: &self.blockers,
            transport: &self.transport,
        }
        .stops()
    }

    pub(crate) fn missing(&self, found: &Row) -> Vec<crate::contract::Missing> {
        Sight {
            order: found,
            buyer: &self.buyer,
            queue: &self.queue,
            buyer_queue: &self.buyer_queue,
            documents: &self.documents,
            buyer_documents: &self.buyer_documents,
        }
        .all(&self.blockers)
    }
}

/// An order in a list.
pub(crate) fn row(tx: &Tx<'_>, open: &Open, found: &Row) -> Result<OrderRow, Failure> {
    let looked = look(tx, found)?;
    summary(tx, open, found, &looked)
}

pub(crate) fn summary(tx: &Tx<'_>, _open: &Open, found: &Row, looked: &Looked) -> Result<OrderRow, Failure> {
    let facts = timeline::order_facts(found);
    let vehicle =
        facts.vehicles.first().map(|one| format!("{} {}", one.brand, one.model)).unwrap_or_default();
    Ok(OrderRow {
        id: found.id.clone(),
        external_order_id: found.external_order_id.clone(),
        buyer: found.buyer.clone(),
        buyer_name: looked.buyer.name.clone(),
        vehicle,
        vins: facts.vehicles.iter().map(|one| one.vin.clone()).collect(),
        total: MoneyAmount { value: facts.total.unwrap_or_default(), currency: facts.currency },
        route: looked.route(found),
        verdict: timeline::verdict(found),
        missing: count(looked.missing(found).len() as u64),
        send_state: outbox::send_state(tx, &found.id)?,
        status: found.server.as_ref().map(|server| server.status.to_string()),
        updated_at: moment(found.updated_at),
    })
}
