//! The rows and writes from which the page of one order, and its row in the list, is computed.

use crate::contract::{
    Action, ActionState, AskedBy, Failure, Milestone, Reason, Step, StepState, Stop, TransportFacts, Turn,
    count,
};
use crate::deal::actions::actions;
use crate::deal::buyer_steps::BuyerContext;
use crate::deal::filed::{self, Filed};
use crate::deal::pending::PendingWrites;
use crate::deal::steps::Deal;
use crate::deal::{evidence, facts, route};
use nt24::{Blocker, DocumentType};
use store::{BuyerRow, OrderRow, Tx};

/// The rows and writes from which the page of one order is computed.
pub(crate) struct OrderContext {
    pub(crate) buyer: BuyerRow,
    pub(crate) pending: PendingWrites,
    pub(crate) transport: TransportFacts,
    pub(crate) filed: Vec<Filed>,
    pending_of_buyer: PendingWrites,
    filed_at_buyer: Vec<Filed>,
    /// NT24's blockers; empty unless it has judged the order.
    blockers: Vec<Blocker>,
}

/// The summary of the steps in a list: turn, first reason, counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) turn: Turn,
    pub(crate) reason: Option<Reason>,
    pub(crate) open: u32,
    pub(crate) wishes: u32,
}

impl OrderContext {
    pub(crate) fn load(tx: &Tx<'_>, order: &OrderRow) -> Result<Self, Failure> {
        let buyer = store::require(store::buyers::get(tx, &order.buyer)?)?;
        let pending = PendingWrites::of(tx, &order.id)?;
        // A judged order tells of its buyer what NT24 knew when the order was read.
        let reader = if facts::is_judged(order) { &order.id } else { &buyer.id };
        let pending_of_buyer = PendingWrites::read_at(tx, &buyer.id, reader)?;
        Ok(Self {
            transport: facts::transport_with(order, &pending),
            filed: filed::of(tx, &order.id, &pending)?,
            filed_at_buyer: filed::of(tx, &buyer.id, &pending_of_buyer)?,
            blockers: facts::rollup(order).map(|rollup| rollup.blockers.clone()).unwrap_or_default(),
            pending_of_buyer,
            buyer,
            pending,
        })
    }

    /// All steps of the order, in the order of the route; also those of a cancelled one.
    fn all_steps(&self, order: &OrderRow) -> Vec<Step> {
        self.deal(order).steps()
    }

    fn deal<'a>(&'a self, order: &'a OrderRow) -> Deal<'a> {
        Deal {
            order,
            buyer: BuyerContext {
                buyer: &self.buyer,
                pending: &self.pending_of_buyer,
                filed: &self.filed_at_buyer,
            },
            pending: &self.pending,
            blockers: &self.blockers,
            transport: &self.transport,
            filed: &self.filed,
            evidence: self.sources(order),
        }
    }

    /// The steps that the page shows: none of a cancelled order.
    pub(crate) fn steps(&self, order: &OrderRow) -> Vec<Step> {
        if facts::is_cancelled(order) { Vec::new() } else { self.all_steps(order) }
    }

    /// The actions that the page offers, and why the others have to wait.
    pub(crate) fn actions(&self, order: &OrderRow) -> Vec<ActionState> {
        let is_early = self.is_release_early(order);
        let held_back = |action: ActionState| match action {
            ActionState { action: Action::MarkReady, held: None } if is_early => {
                ActionState { action: Action::MarkReady, held: Some("paymentOpen".to_owned()) }
            }
            other => other,
        };
        actions(order, &self.pending, &self.transport).into_iter().map(held_back).collect()
    }

    /// Whether something about the payment is open: a vehicle must not leave unpaid.
    pub(crate) fn is_release_early(&self, order: &OrderRow) -> bool {
        self.deal(order).after(Milestone::Release, "").is_some()
    }

    /// The stops of the route.
    pub(crate) fn stops(&self, order: &OrderRow) -> Vec<Stop> {
        route::stops(order, &self.all_steps(order))
    }

    /// The sources of the evidence of transport.
    pub(crate) fn sources<'a>(&'a self, order: &'a OrderRow) -> evidence::Sources<'a> {
        evidence::Sources {
            order,
            transport: &self.transport,
            blockers: &self.blockers,
            filed: &self.filed,
            all_documents: self.has_all_documents(order),
        }
    }

    /// Whether the documents that were filed here are all of the order: it was made here, and NT24 has no waybill
    /// of which this desk does not know.
    pub(crate) fn has_all_documents(&self, order: &OrderRow) -> bool {
        let uploaded = facts::rollup(order).and_then(|rollup| rollup.modules.transport.cmr_uploaded);
        order.wanted.is_some()
            && (uploaded != Some(true) || filed::is_stored(&self.filed, &DocumentType::TransportCmr))
    }

    /// The summary of the steps in a list.
    pub(crate) fn standing(&self, order: &OrderRow) -> Standing {
        standing(facts::is_known(order), &self.steps(order), facts::decision(order).is_some())
    }
}

/// Whether NT24 asks for nothing more: each of its steps is done.
pub(crate) fn is_nothing_asked(steps: &[Step]) -> bool {
    !steps.is_empty()
        && steps.iter().all(|step| step.asked_by == AskedBy::Waybill || step.state == StepState::Done)
}

/// The summary of these steps in a list. `decided`: NT24 has decided, so that only the final invoice and the
/// export file are still to come.
pub(crate) fn standing(known: bool, steps: &[Step], decided: bool) -> Standing {
    let wishes = |step: &&Step| step.asked_by == AskedBy::Waybill && step.state == StepState::Open;
    let wishes = count(steps.iter().filter(wishes).count());
    let asked = steps.iter().filter(|step| step.asked_by == AskedBy::Nt24);
    let is_open = |step: &&Step| matches!(step.state, StepState::Next | StepState::Open);
    let first = steps.iter().find(|step| step.state == StepState::Next);
    let waits = |step: &&Step| {
        let counts = !decided
            || matches!(step.milestone, Milestone::FinalInvoice | Milestone::ExportFile)
            || step.queued;
        step.state == StepState::Waiting && counts
    };
    let found = match first {
        Some(step) => Some(step),
        None => {
            let mut waiting = asked.clone().filter(waits);
            // A step that waits to be sent comes first, because the others follow from it.
            waiting.clone().find(|step| step.queued).or_else(|| waiting.next())
        }
    };
    let open = if first.is_some() { asked.clone().filter(is_open).count() } else { 0 };
    let all_done = asked.clone().all(|step| step.state == StepState::Done);
    let reason = found.map(|step| Reason {
        code: step.code.clone(),
        milestone: step.milestone,
        module: step.module,
        message: step.message.clone(),
        waiting: step.state == StepState::Waiting,
        since: step.since.clone(),
        due: step.due.clone(),
        more: count(open.saturating_sub(1)),
    });
    let turn = match found {
        Some(step) => step.turn,
        None if known && (decided || all_done) => Turn::Nobody,
        None => Turn::NotKnown,
    };
    Standing { turn, reason: if turn == Turn::NotKnown { None } else { reason }, open: count(open), wishes }
}
