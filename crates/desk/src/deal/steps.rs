//! The steps of an order: NT24's blockers, each at its stage, and the stages without one.

use crate::contract::{
    Action, Decision, Fix, FormKind, Milestone, Module, Step, StepState, TransportFacts, Turn, Verdict,
};
use crate::deal::actions::actions;
use crate::deal::blockers;
use crate::deal::buyer_steps::BuyerContext;
use crate::deal::evidence::Sources;
use crate::deal::facts;
use crate::deal::filed::Filed;
use crate::deal::pending::PendingWrites;
use crate::deal::problem::{self, Problem, blank};
use crate::deal::stages::{Place, Stage};
use crate::deal::stops::{self, FINAL_INVOICE};
use nt24::{Blocker, DocumentType as D, Operation};
use store::{OrderRow, OutboxRow};

/// The stages of an order, in the order of the route.
pub(crate) const STAGES: [Milestone; 10] = [
    Milestone::Buyer,
    Milestone::Order,
    Milestone::Invoice,
    Milestone::Payment,
    Milestone::Release,
    Milestone::Pickup,
    Milestone::Delivery,
    Milestone::Decision,
    Milestone::FinalInvoice,
    Milestone::ExportFile,
];

/// Codes of this desk for the final invoice that the decision calls for.
const FINAL_INVOICE_EXEMPT: &str = "final_invoice_exempt";
const FINAL_INVOICE_TAXED: &str = "final_invoice_taxed";
/// Code of this desk: the export file could not be made.
const EXPORT_FAILED: &str = "export_failed";

/// The rows from which the steps of an order are computed.
pub(crate) struct Deal<'a> {
    pub(crate) order: &'a OrderRow,
    pub(crate) buyer: BuyerContext<'a>,
    pub(crate) pending: &'a PendingWrites,
    /// NT24's blockers; empty unless it has judged the order.
    pub(crate) blockers: &'a [Blocker],
    pub(crate) transport: &'a TransportFacts,
    pub(crate) filed: &'a [Filed],
    pub(crate) evidence: Sources<'a>,
}

impl Deal<'_> {
    /// All steps, in the order of the route.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let of_buyer = self.buyer.pending.parked().map(|row| problem::parked(row, Milestone::Buyer));
        let of_order = self.pending.parked().map(|row| problem::parked(row, milestone_of(row)));
        let mut steps = of_buyer.chain(of_order).collect::<Vec<_>>();
        for milestone in STAGES {
            let first = steps.len();
            steps.extend(self.at(milestone));
            self.give_documents(&mut steps[first..], milestone);
            steps.extend(self.wishes(milestone));
        }
        self.give_rest(&mut steps);
        if facts::decision(self.order).is_some() {
            self.mark_next_of_decided(&mut steps);
        } else {
            problem::mark_next(&mut steps);
        }
        steps
    }

    /// After the decision only parked rows, the final invoice and the export file are next; what NT24 still blocks
    /// stays open beside them.
    fn mark_next_of_decided(&self, steps: &mut [Step]) {
        let is_parked = |step: &Step| step.code.as_deref() == Some(stops::OUTBOX_PARKED);
        let last = |step: &Step| matches!(step.milestone, Milestone::FinalInvoice | Milestone::ExportFile);
        let next = steps.iter().position(|step| {
            step.state == StepState::Open
                && step.asked_by == crate::contract::AskedBy::Nt24
                && (is_parked(step) || last(step))
        });
        if let Some(next) = next {
            steps[next].state = StepState::Next;
        }
    }

    /// The steps of one stage that NT24 asks for.
    fn at(&self, milestone: Milestone) -> Vec<Step> {
        if milestone == Milestone::Buyer && !facts::is_judged(self.order) {
            return self.unjudged_buyer();
        }
        let stage = self.stage(milestone);
        let mut problems = self.problems(milestone, &stage);
        // NT24 may block what follows from a record without a blocker for the record itself.
        if let Some(expected) = self.expected(milestone, &stage)
            && !problems.iter().any(|problem| Some(problem.code.as_str()) == code_of(milestone))
        {
            problems.insert(0, expected);
        }
        if problems.is_empty() {
            return self.without_problem(milestone, stage);
        }
        let mut steps = Vec::new();
        for (index, problem) in problems.into_iter().enumerate() {
            let after = self.after(milestone, &problem.code);
            // An answer of VIES says nothing about the other things that are missing at a buyer.
            let is_told = milestone != Milestone::Buyer || stops::is_about_vies(&problem.code);
            let mut step = problem.step(milestone, after);
            // The record stands with the first of its problems.
            if index == 0 && stage.fact.is_some() && is_told {
                step.queued |= matches!(stage.place, Place::Queued | Place::TakenBack);
                step.fact.clone_from(&stage.fact);
                step.on.clone_from(&stage.on);
                step.also = self.also(milestone);
            }
            steps.push(step);
        }
        steps
    }

    /// A stage at which nothing is open.
    fn without_problem(&self, milestone: Milestone, stage: Stage) -> Vec<Step> {
        let state = match stage.place {
            Place::AtNt24 if self.is_unjudged(milestone) => StepState::Waiting,
            Place::AtNt24 => StepState::Done,
            Place::Queued | Place::TakenBack | Place::InWork => StepState::Waiting,
            Place::NotKnown => StepState::NotKnown,
            // After a decision NT24 asks for nothing of this stage any more.
            Place::Absent | Place::Failed
                if milestone < Milestone::Decision && facts::decision(self.order).is_some() =>
            {
                return Vec::new();
            }
            Place::Absent | Place::Failed if self.decides(milestone) => StepState::Waiting,
            Place::Absent | Place::Failed => StepState::Later,
        };
        let step = Step {
            queued: matches!(stage.place, Place::Queued | Place::TakenBack),
            fact: stage.fact,
            on: stage.on,
            after: (state == StepState::Later)
                .then(|| self.after(milestone, "").unwrap_or(Milestone::Delivery)),
            also: if matches!(state, StepState::Done | StepState::Waiting) {
                self.also(milestone)
            } else {
                Vec::new()
            },
            ..blank(milestone, state)
        };
        vec![step]
    }

    /// Whether NT24 is to decide now: it has judged the order and blocks nothing.
    fn decides(&self, milestone: Milestone) -> bool {
        milestone == Milestone::Decision
            && facts::verdict(self.order) == Verdict::Incomplete
            && self.blockers.is_empty()
            && self.stage(Milestone::Delivery).place == Place::AtNt24
    }

    /// The buyer of an order that NT24 has not judged, by NT24's checks of the buyer.
    fn unjudged_buyer(&self) -> Vec<Step> {
        let steps = self.buyer.steps();
        let at_order = |step: Step| {
            let fix = match step.fix {
                Some(Fix::AddDocument { .. } | Fix::StartVerification { .. } | Fix::PassOnLink { .. }) => {
                    Some(Fix::OpenBuyer { buyer: self.buyer.buyer.id.clone() })
                }
                other => other,
            };
            let state = if step.state == StepState::Next { StepState::Open } else { step.state };
            Step { milestone: Milestone::Buyer, state, fix, takes: Vec::new(), documents: Vec::new(), ..step }
        };
        let asked = |step: &Step| {
            step.asked_by == crate::contract::AskedBy::Nt24
                && step.code.as_deref() != Some(stops::OUTBOX_PARKED)
        };
        let mut steps = steps.into_iter().filter(asked).map(at_order).collect::<Vec<_>>();
        if !facts::is_known(self.order) {
            return vec![blank(Milestone::Buyer, StepState::NotKnown)];
        }
        let open = |step: &Step| matches!(step.state, StepState::Open | StepState::Next);
        if steps.iter().any(open) {
            steps.retain(open);
            return steps;
        }
        for state in [StepState::Waiting, StepState::NotKnown] {
            if let Some(step) = steps.iter().find(|step| step.state == state) {
                return vec![step.clone()];
            }
        }
        // VIES comes last, with its fact.
        steps.into_iter().next_back().into_iter().collect()
    }

    /// NT24's blockers of a stage.
    pub(crate) fn problems(&self, milestone: Milestone, stage: &Stage) -> Vec<Problem> {
        let context = blockers::BlockerContext { deal: self };
        let mut problems = Vec::new();
        for blocker in self.blockers {
            if context.milestone_of(blocker) == milestone {
                let mut problem = context.problem(blocker);
                // NT24 has the record since: it has not judged it yet.
                if stage.place == Place::AtNt24
                    && code_of(milestone) == Some(problem.code.as_str())
                    && self.has_record(milestone)
                {
                    problem.waiting = true;
                    problem.turn = Turn::Nt24;
                }
                problems.push(problem);
            }
        }
        let rollup = facts::rollup(self.order);
        let vies = rollup.and_then(|rollup| rollup.modules.buyer.vies_result.as_ref());
        let told = problems.iter().any(|one| one.code == stops::VIES_INVALID);
        if milestone == Milestone::Buyer && vies == Some(&nt24::ViesResult::Invalid) && !told {
            problems.push(context.own(stops::VIES_INVALID, Module::Buyer));
        }
        problems
    }

    /// Whether this desk has seen the record of a stage itself.
    fn has_record(&self, milestone: Milestone) -> bool {
        match milestone {
            Milestone::Invoice => self.order.preliminary.is_some(),
            Milestone::Payment => self.order.payment.is_some(),
            Milestone::Release => {
                self.order.payment.as_ref().and_then(|payment| payment.ready_for_pickup) == Some(true)
            }
            Milestone::FinalInvoice => self.order.final_invoice.is_some(),
            _ => false,
        }
    }

    /// The problem of a stage without a record, if NT24 has no blocker for it.
    fn expected(&self, milestone: Milestone, stage: &Stage) -> Option<Problem> {
        let context = blockers::BlockerContext { deal: self };
        let decision = facts::decision(self.order);
        match (milestone, stage.place) {
            (Milestone::FinalInvoice, Place::Absent) => {
                let code = match decision? {
                    Decision::ValidExport => FINAL_INVOICE_EXEMPT,
                    Decision::VatApplicable => FINAL_INVOICE_TAXED,
                };
                let since = facts::rollup(self.order).and_then(|rollup| rollup.updated_at);
                let mut problem = Problem {
                    fix: problem::form(FormKind::FinalInvoice, None),
                    takes: vec![D::ShipmentInvoice],
                    since: since.map(|at| at.date_naive()),
                    ..Problem::new(code, Module::Invoice, Turn::You)
                };
                problem.mended_by(self.pending.mending(FINAL_INVOICE));
                Some(problem)
            }
            (Milestone::ExportFile, Place::Failed) => {
                let mut problem = Problem {
                    fix: Some(Fix::RegenerateExport),
                    ..Problem::new(EXPORT_FAILED, Module::ExportFile, Turn::You)
                };
                problem.mended_by(self.pending.mending(&[Operation::RegenerateExportFile]));
                Some(problem)
            }
            (_, Place::Absent) if decision.is_none() => {
                code_of(milestone).map(|code| context.own(code, stops::module_of(milestone)))
            }
            _ => None,
        }
    }

    /// Further actions at a stage that has its record.
    fn also(&self, milestone: Milestone) -> Vec<Action> {
        let wanted: &[Action] = match milestone {
            Milestone::Order => &[Action::Change],
            Milestone::Invoice => &[Action::Invoice],
            Milestone::Payment => &[Action::Payment],
            Milestone::Pickup => &[Action::RevokePickup],
            Milestone::FinalInvoice => &[Action::FinalInvoice],
            Milestone::ExportFile => &[Action::RegenerateExport],
            _ => &[],
        };
        let allowed = actions(self.order, self.pending, self.transport);
        let allowed = allowed.into_iter().filter(|one| one.held.is_none() && wanted.contains(&one.action));
        allowed.map(|one| one.action).collect()
    }

    /// Gives the order's own step the documents of stages that have none any more, so that each is shown.
    fn give_rest(&self, steps: &mut [Step]) {
        let is_given = |id: &String| steps.iter().any(|step| step.documents.contains(id));
        let rest =
            self.filed.iter().map(|one| &one.id).filter(|id| !is_given(id)).cloned().collect::<Vec<_>>();
        let order = |step: &&mut Step| {
            step.milestone == Milestone::Order && step.code.as_deref() != Some(stops::OUTBOX_PARKED)
        };
        if let Some(step) = steps.iter_mut().find(order) {
            step.documents.extend(rest);
        }
    }

    /// Gives the first step of a stage the documents that belong to it.
    fn give_documents(&self, steps: &mut [Step], milestone: Milestone) {
        if let Some(step) = steps.first_mut() {
            let here = self.filed.iter().filter(|one| stage_of(&one.kind) == milestone);
            step.documents = here.map(|one| one.id.clone()).collect();
        }
    }
}

/// The code of a stage without record.
fn code_of(milestone: Milestone) -> Option<&'static str> {
    Some(match milestone {
        Milestone::Invoice => stops::MISSING_PRELIMINARY_INVOICE,
        Milestone::Payment => stops::MISSING_PAYMENT,
        Milestone::Release => stops::NOT_READY_FOR_PICKUP,
        Milestone::Pickup => stops::MISSING_PICKUP,
        Milestone::Delivery => stops::MISSING_DELIVERY,
        Milestone::FinalInvoice => stops::MISSING_FINAL_INVOICE,
        _ => return None,
    })
}

/// The stage of a document.
pub(crate) fn stage_of(kind: &D) -> Milestone {
    match kind {
        D::ShipmentPreliminaryInvoice => Milestone::Invoice,
        D::ShipmentInvoice => Milestone::FinalInvoice,
        D::TransportCmrDelivery | D::TransportConfirmationOfArrival => Milestone::Delivery,
        other => match stops::of_document(other) {
            Module::Buyer => Milestone::Buyer,
            Module::Order => Milestone::Order,
            Module::Invoice => Milestone::Invoice,
            Module::Payment => Milestone::Payment,
            Module::Transport => Milestone::Pickup,
            Module::ExportFile => Milestone::ExportFile,
        },
    }
}

/// The stage of a parked row of an order.
fn milestone_of(row: &OutboxRow) -> Milestone {
    match Operation::from_id(&row.operation) {
        Some(Operation::SubmitFinalInvoice) => Milestone::FinalInvoice,
        Some(Operation::MarkReadyForPickup) => Milestone::Release,
        Some(Operation::ConfirmDelivery) => Milestone::Delivery,
        Some(Operation::RegenerateExportFile) => Milestone::ExportFile,
        Some(operation) => match stops::of_operation(operation) {
            Some(Module::Buyer) => Milestone::Buyer,
            Some(Module::Invoice) => Milestone::Invoice,
            Some(Module::Payment) => Milestone::Payment,
            Some(Module::Transport) => Milestone::Pickup,
            _ => Milestone::Order,
        },
        None => Milestone::Order,
    }
}
