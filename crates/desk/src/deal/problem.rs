//! What is open at one stage of an order or a buyer, and the way to close it.

use crate::contract::{AskedBy, Fact, Fix, FormKind, Milestone, Module, Step, StepState, Turn};
use crate::deal::pending::Mending;
use crate::deal::stops;
use chrono::NaiveDate;
use nt24::{DocumentType, Operation};
use store::OutboxRow;

/// Something that is open.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) code: String,
    pub(crate) module: Module,
    pub(crate) message: String,
    pub(crate) turn: Turn,
    /// Whether it is being closed already: by a write that waits, or by NT24, VIES or the buyer.
    pub(crate) waiting: bool,
    /// Whether a write that waits at this desk closes it.
    pub(crate) queued: bool,
    pub(crate) fix: Option<Fix>,
    pub(crate) takes: Vec<DocumentType>,
    /// Day since which it is open, at least.
    pub(crate) since: Option<NaiveDate>,
}

impl Problem {
    pub(crate) fn new(code: &str, module: Module, turn: Turn) -> Self {
        Self {
            code: code.to_owned(),
            module,
            message: String::new(),
            turn,
            waiting: false,
            queued: false,
            fix: None,
            takes: Vec::new(),
            since: None,
        }
    }

    /// Notes how far something has come that may clear it.
    pub(crate) fn mended_by(&mut self, mending: Mending) {
        self.queued = mending == Mending::Queued;
        self.waiting |= mending != Mending::None;
        if mending == Mending::Unread {
            self.turn = Turn::Nt24;
        }
    }

    /// The problem as a step of this stage. One whose turn has not come (`after`) cannot be closed yet.
    pub(crate) fn step(self, milestone: Milestone, after: Option<Milestone>) -> Step {
        let state = match after {
            _ if self.waiting => StepState::Waiting,
            Some(_) => StepState::Later,
            None => StepState::Open,
        };
        let step = Step {
            code: Some(self.code),
            module: self.module,
            message: self.message,
            since: self.since.map(crate::given::clock::day),
            ..blank(milestone, state)
        };
        match state {
            StepState::Waiting => {
                Step { turn: if self.queued { Turn::Nt24 } else { self.turn }, queued: self.queued, ..step }
            }
            StepState::Later => Step { after, turn: Turn::Nobody, since: None, ..step },
            _ => Step {
                turn: self.turn,
                fix: self.fix,
                takes: self.takes.iter().map(ToString::to_string).collect(),
                ..step
            },
        }
    }
}

/// A step of which only its stage and state are known.
pub(crate) fn blank(milestone: Milestone, state: StepState) -> Step {
    Step {
        milestone,
        module: stops::module_of(milestone),
        code: None,
        message: String::new(),
        state,
        asked_by: AskedBy::Nt24,
        turn: match state {
            StepState::Waiting => Turn::Nt24,
            StepState::NotKnown => Turn::NotKnown,
            StepState::Next | StepState::Open => Turn::You,
            StepState::Done | StepState::Later => Turn::Nobody,
        },
        queued: false,
        fact: None,
        on: None,
        since: None,
        due: None,
        after: None,
        fix: None,
        takes: Vec::new(),
        documents: Vec::new(),
        also: Vec::new(),
    }
}

/// A step that is done, with its fact and its day.
pub(crate) fn done(milestone: Milestone, fact: Option<Fact>, on: Option<String>) -> Step {
    Step { fact, on, ..blank(milestone, StepState::Done) }
}

/// A step that waits at this desk to be sent.
pub(crate) fn queued(milestone: Milestone, fact: Option<Fact>, on: Option<String>) -> Step {
    Step { fact, on, queued: true, ..blank(milestone, StepState::Waiting) }
}

/// A parked row of the outbox: it holds up everything behind it.
pub(crate) fn parked(row: &OutboxRow, milestone: Milestone) -> Step {
    Step {
        code: Some(stops::OUTBOX_PARKED.to_owned()),
        module: Operation::from_id(&row.operation).and_then(stops::of_operation).unwrap_or(Module::Buyer),
        queued: true,
        fix: Some(Fix::OpenOutbox { entry: row.id.clone() }),
        since: Some(crate::given::clock::day(row.created_at.date_naive())),
        ..blank(milestone, StepState::Open)
    }
}

pub(crate) fn form(form: FormKind, field: Option<&str>) -> Option<Fix> {
    Some(Fix::OpenForm { form, field: field.map(str::to_owned) })
}

pub(crate) fn document(kind: &DocumentType) -> Option<Fix> {
    Some(Fix::AddDocument { document: kind.to_string() })
}

/// Marks the step to do next: the first open one that waits for this desk, else the first that waits for the buyer.
pub(crate) fn mark_next(steps: &mut [Step]) {
    let open = |step: &Step, turn| {
        step.state == StepState::Open && step.asked_by == AskedBy::Nt24 && step.turn == turn
    };
    let first = |turn| steps.iter().position(|step| open(step, turn));
    if let Some(next) = first(Turn::You).or_else(|| first(Turn::Buyer)) {
        steps[next].state = StepState::Next;
    }
}
