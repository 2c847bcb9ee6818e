//! What a page may claim of a buyer and an order. It reads the rows only, with none of the desk's own rules: each
//! claim names what proves it.

use super::world::World;
use crate::contract::{
    Action, AskedBy, Evidence, Fix, FormKind, Milestone, Module, Step, StepState, Stop, StopState, Turn,
};
use crate::deal::context::Standing;
use nt24::{ComplianceRollup, ComplianceStatus, DocumentType as D, OrderStatus, ViesResult};
use store::{DocumentRow, OutboxState};

/// All that the page shows of an order and its buyer.
pub(super) struct Shown {
    pub(super) steps: Vec<Step>,
    pub(super) stops: Vec<Stop>,
    pub(super) standing: Standing,
    pub(super) evidence: Evidence,
    pub(super) known: bool,
    pub(super) buyer_steps: Vec<Step>,
    pub(super) nothing_asked: bool,
    pub(super) nothing_asked_of_buyer: bool,
    pub(super) buyer_standing: Standing,
}

pub(super) type Judgement = Result<(), String>;

pub(super) fn check(holds: bool, claim: impl FnOnce() -> String) -> Judgement {
    if holds { Ok(()) } else { Err(claim()) }
}

impl World {
    /// NT24's verdict, if it was read: an order that was read has a time of its reading.
    pub(super) fn judged(&self) -> Option<&ComplianceRollup> {
        self.order.refreshed_at.and(self.order.compliance.as_ref())
    }

    pub(super) fn has_status(&self, status: &ComplianceStatus) -> bool {
        self.judged().is_some_and(|rollup| rollup.compliance_status == *status)
    }

    fn decided(&self) -> bool {
        self.judged().is_some_and(|rollup| rollup.decision.is_some())
    }

    fn order_status(&self) -> Option<&OrderStatus> {
        self.order.server.as_ref().map(|server| &server.status)
    }

    fn cancelled(&self) -> bool {
        self.order_status() == Some(&OrderStatus::Cancelled)
    }

    /// Made here, and NT24 has done nothing with it that this desk has not read.
    fn only_here(&self) -> bool {
        let status = self.order_status();
        self.judged().is_none()
            && self.order.wanted.is_some()
            && status.is_none_or(|one| *one == OrderStatus::Created)
    }

    pub(super) fn blocks(&self, code: &str) -> bool {
        self.judged().is_some_and(|rollup| rollup.blockers.iter().any(|blocker| blocker.code == code))
    }

    pub(super) fn is_parked(&self, entry: &str) -> bool {
        self.writes.iter().any(|row| row.id == entry && parked(row.state))
    }

    /// Whether a write may still become so at NT24.
    fn may_come(&self, operations: &[&str]) -> bool {
        let refused = |state| matches!(state, OutboxState::Conflict | OutboxState::Refused);
        self.writes.iter().any(|row| operations.contains(&row.operation.as_str()) && !refused(row.state))
    }

    fn waits(&self, operations: &[&str]) -> bool {
        self.writes.iter().any(|row| operations.contains(&row.operation.as_str()) && !parked(row.state))
    }

    /// Whether a document was filed here and may count at NT24.
    pub(super) fn filed(&self, kind: &D) -> bool {
        self.documents.iter().any(|row| {
            let refused = self
                .writes
                .iter()
                .any(|write| parked(write.state) && write.request["document"] == row.id.as_str());
            row.kind == *kind && !row.archived && !refused
        })
    }

    fn transport(&self) -> Option<&nt24::TransportState> {
        self.order.compliance.as_ref().map(|rollup| &rollup.modules.transport)
    }

    /// Whether NT24 has what a stage is about.
    fn is_at_nt24(&self, milestone: Milestone) -> bool {
        let status = self.order_status();
        let one_of = |all: &[OrderStatus]| status.is_some_and(|status| all.contains(status));
        let rollup = self.judged();
        let valid = self.has_status(&ComplianceStatus::Valid);
        match milestone {
            Milestone::Buyer => rollup.is_some() || self.buyer_is_fine(),
            Milestone::Order => self.order.remote.is_some(),
            Milestone::Invoice => {
                valid
                    || self.order.preliminary.is_some()
                    || rollup.is_some_and(|one| one.modules.invoice.kind.is_some())
            }
            Milestone::Payment => valid || self.order.payment.is_some(),
            Milestone::Release => {
                valid
                    || self.order.payment.as_ref().and_then(|one| one.ready_for_pickup) == Some(true)
                    || rollup.and_then(|one| one.modules.payment.ready_for_pickup) == Some(true)
                    || one_of(&[OrderStatus::ReadyForPickup])
            }
            // The order's status tells only where the rollup does not.
            Milestone::Pickup => {
                let told = self.transport().and_then(|one| one.pickup_confirmed);
                let left = one_of(&[OrderStatus::TransportInProgress, OrderStatus::TransportCompleted]);
                valid || told.unwrap_or(left)
            }
            Milestone::Delivery => {
                let told = self.transport().and_then(|one| one.delivery_confirmed);
                valid || told.unwrap_or(one_of(&[OrderStatus::TransportCompleted]))
            }
            Milestone::Decision => self.decided(),
            Milestone::FinalInvoice => {
                let module = rollup.map(|one| &one.modules.invoice);
                self.order.final_invoice.is_some()
                    || module.and_then(|one| one.final_invoice_received) == Some(true)
                    || (self.decided() && module.and_then(|one| one.final_invoice_required) == Some(false))
            }
            Milestone::ExportFile => {
                let file = self.order.export_file.as_ref();
                file.and_then(|file| file.status.as_ref()) == Some(&nt24::ExportFileStatus::Ready)
            }
            _ => false,
        }
    }

    /// Every claim of the pages. The first one that nothing proves is the error.
    pub(super) fn judge(&self, shown: &Shown) -> Judgement {
        for step in &shown.steps {
            self.judge_step(step)?;
        }
        for step in &shown.buyer_steps {
            self.judge_buyer_step(step)?;
        }
        self.judge_together(shown)?;
        self.judge_list(shown)?;
        self.judge_stops(shown)?;
        self.judge_evidence(&shown.evidence)?;
        let ended = self.judged().is_some_and(|rollup| rollup.blockers.is_empty())
            && self.decided()
            && self.is_at_nt24(Milestone::FinalInvoice);
        check(!shown.nothing_asked || ended, || "NT24 asks for nothing more".to_owned())?;
        let fine = self.buyer_is_fine();
        check(!shown.nothing_asked_of_buyer || fine, || {
            "NT24 asks for nothing more of the buyer".to_owned()
        })?;
        check(shown.buyer_standing.turn != Turn::Nobody || self.buyer_is_fine(), || {
            "nothing is open at the buyer".to_owned()
        })
    }

    fn judge_step(&self, step: &Step) -> Judgement {
        let milestone = step.milestone;
        let wishes = step.asked_by == AskedBy::Waybill;
        match step.state {
            StepState::Done => {
                let judged = self.is_at_nt24(milestone) && !self.is_unjudged(milestone);
                check(judged, || format!("{milestone:?} is done"))
            }
            StepState::Next | StepState::Open if wishes => self.judge_wish(step),
            StepState::Next | StepState::Open => {
                check(self.is_missing(step), || format!("{milestone:?} misses {:?}", step.code))
            }
            StepState::Waiting if step.queued => {
                check(!self.writes.is_empty(), || format!("{milestone:?} waits here"))
            }
            StepState::Later => {
                check(step.after.is_some(), || format!("{milestone:?} comes after something"))
            }
            StepState::Waiting | StepState::NotKnown => Ok(()),
        }?;
        let acts = matches!(step.state, StepState::Next | StepState::Open);
        check(acts || step.fix.is_none(), || format!("{milestone:?} has a button, and is {:?}", step.state))?;
        check(self.has_turn(step), || format!("{milestone:?} has a button before its turn"))?;
        check(self.is_told_by_nt24(step), || format!("{milestone:?} shows as NT24's: {:?}", step.fact))?;
        let revokes = step.also.contains(&Action::RevokePickup);
        let gone = self.is_at_nt24(Milestone::Pickup) || self.may_come(&["confirmPickup"]);
        check(!revokes || gone, || "a pickup can be taken back that never was".to_owned())
    }

    /// Whether something proves that NT24 does not have it, or objects to it.
    fn is_missing(&self, step: &Step) -> bool {
        if let Some(Fix::OpenOutbox { entry }) = &step.fix {
            return self.is_parked(entry);
        }
        let code = step.code.as_deref().unwrap_or_default();
        if self.may_be_cleared(code) {
            return false;
        }
        if self.blocks(code) {
            return true;
        }
        if let Some(rollup) = self.judged() {
            if code == "VIES_INVALID" {
                return rollup.modules.buyer.vies_result == Some(ViesResult::Invalid);
            }
            if code == "export_failed" {
                let file = self.order.export_file.as_ref();
                return file.and_then(|file| file.status.as_ref()) == Some(&nt24::ExportFileStatus::Failed);
            }
            let calls = matches!(code, "final_invoice_exempt" | "final_invoice_taxed");
            if calls {
                return self.decided() && !self.is_at_nt24(Milestone::FinalInvoice);
            }
        }
        match step.milestone {
            // The read answer of NT24, or the one desk that has made it, has no such record.
            Milestone::Invoice
            | Milestone::Payment
            | Milestone::Release
            | Milestone::Pickup
            | Milestone::Delivery => {
                let told = match step.milestone {
                    Milestone::Pickup => self.told_not(self.transport().and_then(|one| one.pickup_confirmed)),
                    Milestone::Delivery => {
                        self.told_not(self.transport().and_then(|one| one.delivery_confirmed))
                    }
                    _ => self.judged().is_some(),
                };
                (self.only_here() || told) && !self.is_at_nt24(step.milestone)
            }
            Milestone::Buyer => self.judged().is_none() && self.is_missing_at_buyer(code),
            _ => false,
        }
    }

    /// NT24 says no, or the status of the order says that it has not come so far.
    fn told_not(&self, flag: Option<bool>) -> bool {
        let early = [
            OrderStatus::Created,
            OrderStatus::InvoiceSubmitted,
            OrderStatus::PaymentSubmitted,
            OrderStatus::ReadyForPickup,
            OrderStatus::TransportInProgress,
        ];
        flag == Some(false)
            || (flag.is_none() && self.order_status().is_some_and(|status| early.contains(status)))
    }

    /// Nothing is offered before what it builds on.
    fn has_turn(&self, step: &Step) -> bool {
        let there = |milestone, writes: &[&str]| self.is_at_nt24(milestone) || self.may_come(writes);
        match &step.fix {
            Some(Fix::OpenForm { form: FormKind::Payment, .. }) => {
                there(Milestone::Invoice, &["submitInvoice"]) || there(Milestone::Payment, &["submitPayment"])
            }
            Some(Fix::MarkReady) => {
                let owes = ["AMOUNT_MISMATCH", "IBAN_UNKNOWN", "MISSING_PROOF_OF_PAYMENT"];
                let proves = self
                    .writes
                    .iter()
                    .any(|row| row.operation == "uploadPaymentDocument" && !parked(row.state));
                let mended = |code: &str| {
                    self.waits(&["submitPayment"])
                        || self.may_be_cleared(code)
                        || (code == "MISSING_PROOF_OF_PAYMENT" && proves)
                };
                // Of a payment that NT24 has not seen, it is only known that it needs a proof.
                let uploads = |id: &str| self.writes.iter().any(|row| row.request["document"] == id);
                let stored = |document: &DocumentRow| {
                    document.kind.as_str().starts_with("PAYMENT_")
                        && !document.archived
                        && !uploads(&document.id)
                };
                let proves_it = proves || self.documents.iter().any(stored);
                let seen = self.is_at_nt24(Milestone::Payment)
                    && !self.waits(&["submitPayment"])
                    && !self.is_unjudged(Milestone::Payment);
                there(Milestone::Payment, &["submitPayment"])
                    && (seen || proves_it)
                    && owes.iter().all(|code| !self.blocks(code) || mended(code))
            }
            Some(Fix::OpenForm { form: FormKind::Pickup, .. }) => {
                there(Milestone::Release, &["markReadyForPickup"])
                    || there(Milestone::Pickup, &["confirmPickup"])
            }
            Some(Fix::OpenForm { form: FormKind::Delivery, .. }) => {
                there(Milestone::Pickup, &["confirmPickup"]) && !self.waits(&["revokePickup"])
            }
            Some(Fix::OpenForm { form: FormKind::FinalInvoice, .. }) => {
                self.decided() || there(Milestone::FinalInvoice, &["submitFinalInvoice"])
            }
            _ => true,
        }
    }

    /// A fact that is not marked as queued is NT24's own.
    fn is_told_by_nt24(&self, step: &Step) -> bool {
        let Some(fact) = step.fact.as_ref().filter(|_| !step.queued) else { return true };
        let param = |name: &str| fact.params.get(name).map(String::as_str);
        match fact.key.as_str() {
            "invoice.number" => param("number") != Some("QUEUED"),
            "payment.received" => param("amount") != Some("77"),
            "transport.pickedUp" => param("on") != Some("2026-11-11"),
            "transport.delivered" => param("on") != Some("2026-11-12"),
            _ => true,
        }
    }

    /// Claims of all steps together: one is next, and nothing is missing only where NT24 has decided.
    fn judge_together(&self, shown: &Shown) -> Judgement {
        let next = shown.steps.iter().filter(|step| step.state == StepState::Next).count();
        check(next <= 1, || format!("{next} steps are next"))?;
        if self.cancelled() {
            let nothing =
                shown.steps.is_empty() && shown.standing.turn == Turn::Nobody && shown.standing.open == 0;
            return check(nothing, || "a cancelled order wants something".to_owned());
        }
        let asks =
            shown.steps.iter().any(|step| step.asked_by == AskedBy::Nt24 && step.state != StepState::Done);
        check(asks || self.decided(), || "NT24 asks for nothing more".to_owned())?;
        let judged = self.judged().map(|rollup| rollup.blockers.as_slice()).unwrap_or_default();
        for blocker in judged {
            let told = shown.steps.iter().any(|step| step.code.as_deref() == Some(blocker.code.as_str()));
            check(told, || format!("{} is not shown", blocker.code))?;
        }
        let mut shown_documents = shown.steps.iter().flat_map(|step| &step.documents).collect::<Vec<_>>();
        shown_documents.sort();
        shown_documents.dedup();
        let filed = self.documents.iter().filter(|row| row.subject != "buyer" && !row.archived).count();
        let total = shown.steps.iter().map(|step| step.documents.len()).sum::<usize>();
        check(total == filed && shown_documents.len() == filed, || {
            format!("{total} of {filed} documents are shown")
        })
    }

    fn judge_list(&self, shown: &Shown) -> Judgement {
        let standing = &shown.standing;
        let read = self.judged().is_some() || self.only_here() || self.cancelled();
        check(shown.known == read, || format!("known: {}", shown.known))?;
        if !read {
            let parked = self.writes.iter().any(|row| parked(row.state));
            let counts = standing.open == 0 && standing.wishes == 0 && standing.reason.is_none();
            return check(parked || (counts && standing.turn == Turn::NotKnown), || {
                format!("an order that was not read: {standing:?}")
            });
        }
        let closed = self.cancelled() || (self.decided() && self.is_at_nt24(Milestone::FinalInvoice));
        check(standing.turn != Turn::Nobody || closed, || "the order is closed".to_owned())?;
        let reason = standing.reason.is_some();
        check(reason || matches!(standing.turn, Turn::Nobody | Turn::NotKnown), || {
            "a turn without a reason".to_owned()
        })
    }

    fn judge_stops(&self, shown: &Shown) -> Judgement {
        let read = self.judged().is_some() || self.only_here() || self.cancelled();
        for stop in &shown.stops {
            let told = match stop.module {
                Module::Buyer => self.is_at_nt24(Milestone::Buyer),
                Module::Order => self.is_at_nt24(Milestone::Order),
                Module::Invoice if self.decided() => self.is_at_nt24(Milestone::FinalInvoice),
                Module::Invoice => self.is_at_nt24(Milestone::Invoice),
                Module::Payment => {
                    (self.is_at_nt24(Milestone::Payment) && self.is_at_nt24(Milestone::Release))
                        || self.decided()
                }
                Module::Transport => {
                    (self.is_at_nt24(Milestone::Pickup) && self.is_at_nt24(Milestone::Delivery))
                        || self.decided()
                }
                Module::ExportFile => self.is_at_nt24(Milestone::ExportFile),
            };
            check(stop.state != StopState::Done || told, || format!("the stop {:?} is done", stop.module))?;
            check(read || stop.state == StopState::NotKnown, || {
                format!("the stop {:?} of an unread order", stop.module)
            })?;
            let grey = matches!(stop.state, StopState::Done | StopState::NotYet);
            check(!self.cancelled() || grey, || format!("the stop {:?} of a cancelled order", stop.module))?;
        }
        Ok(())
    }
}

fn parked(state: OutboxState) -> bool {
    matches!(
        state,
        OutboxState::Conflict | OutboxState::Unconfirmed | OutboxState::Refused | OutboxState::Held
    )
}
