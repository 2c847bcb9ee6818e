//! The route of an order: six stops, each with its state, its time and one line of fact. It is computed from the
//! steps, so that the two never differ.

use crate::contract::{AskedBy, Milestone, Module, Step, StepState, Stop, StopState, Turn};
use crate::deal::{facts, stops};
use store::OrderRow;

/// The stops, in their order.
const MODULES: [Module; 6] =
    [Module::Buyer, Module::Order, Module::Invoice, Module::Payment, Module::Transport, Module::ExportFile];

/// The six stops.
pub(crate) fn stops(order: &OrderRow, steps: &[Step]) -> Vec<Stop> {
    MODULES.map(|module| stop(order, steps, module)).into()
}

fn stop(order: &OrderRow, steps: &[Step], module: Module) -> Stop {
    let asked = |step: &&Step| step.asked_by == AskedBy::Nt24 && module_of(step) == module;
    let steps = steps.iter().filter(asked).collect::<Vec<_>>();
    // The latest fact of the stop; a fact of an open step only where nothing is done yet.
    let shown = steps.iter().rev().find(|step| step.fact.is_some() && step.state != StepState::Later);
    let state = if !facts::is_known(order) {
        StopState::NotKnown
    } else if facts::is_cancelled(order) {
        match state_of(&steps) {
            StopState::Done => StopState::Done,
            _ => StopState::NotYet,
        }
    } else {
        state_of(&steps)
    };
    let known = state != StopState::NotKnown;
    Stop {
        module,
        state,
        at: shown.filter(|_| known).and_then(|step| step.on.clone()),
        fact: shown.filter(|_| known).and_then(|step| step.fact.clone()),
        queued: known && shown.is_some_and(|step| step.queued),
    }
}

/// The stop of a step: that of its stage, and that of NT24's blocker only where it says that VIES is asked each day.
fn module_of(step: &Step) -> Module {
    match step.milestone {
        Milestone::Buyer if step.module == Module::Transport => Module::Transport,
        milestone => stops::module_of(milestone),
    }
}

fn state_of(steps: &[&Step]) -> StopState {
    let any = |state: StepState| steps.iter().any(|step| step.state == state);
    let is_open = |step: &&&Step| matches!(step.state, StepState::Next | StepState::Open);
    let failed = |step: &&Step| {
        let code = step.code.as_deref();
        let codes = [stops::VIES_INVALID, stops::KYC_VERIFICATION_REJECTED, stops::AML_FLAGGED];
        code.is_some_and(|code| codes.contains(&code))
    };
    // The final invoice follows the decision: until its turn has come, the stop of the invoice is done without it.
    let counted = |step: &&&Step| {
        let has_turn = !matches!(step.state, StepState::Later | StepState::NotKnown);
        step.milestone != Milestone::FinalInvoice || has_turn
    };
    let open = steps.iter().filter(is_open).filter(counted).collect::<Vec<_>>();
    if open.iter().any(|step| failed(step)) {
        StopState::Failed
    } else if open.iter().any(|step| step.turn == Turn::You) {
        StopState::NeedsYou
    } else if !open.is_empty() || steps.iter().filter(counted).any(|step| step.state == StepState::Waiting) {
        StopState::Waiting
    } else if any(StepState::Done) && steps.iter().filter(counted).all(|step| step.state == StepState::Done) {
        StopState::Done
    } else if any(StepState::NotKnown) {
        StopState::NotKnown
    } else {
        StopState::NotYet
    }
}
