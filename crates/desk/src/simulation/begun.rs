//! The user of a desk, who begins forms and submits them, at once or some steps later.

use super::chance::Chance;
use super::desk::Desk;
use super::person::{Action, Filled, NotNow, Step, Subjects, fill};
use super::truth::{Truth, UserWrite};
use crate::connection::subject::SubjectId;
use crate::contract::{Form, FormKind};
use crate::forms::base::Base;
use crate::forms::context::FormContext;
use crate::forms::submit::submit;
use crate::given::clock::Clock;
use crate::papers::documents;
use crate::queue::request::{Content, Request, enqueue};
use nt24::{Operation, SellerId};
use std::fmt;

/// A form that a user has filled in, on the resource that was on the screen then.
pub(super) struct BegunForm {
    pub(super) desk: usize,
    action: Action,
    mark: String,
    seller: SellerId,
    filled: Filled,
    base: Option<Base>,
}

impl BegunForm {
    /// The buyer or order of the form.
    pub(super) fn subject(&self) -> SubjectId {
        let id = self.filled.subject.clone().unwrap_or_default();
        match self.action {
            Action::Buyer | Action::Contact | Action::BuyerPaper | Action::BuyerChange => {
                SubjectId::Buyer(id)
            }
            _ => SubjectId::Order(id),
        }
    }
}

impl fmt::Display for BegunForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "desk {} begins {:?} {}", self.desk, self.action, self.mark)
    }
}

/// The user fills in a form and submits it. Returns a line for the log; `None` if that is not possible now.
pub(super) fn perform(
    desk: &Desk,
    number: usize,
    action: Action,
    truth: &mut Truth,
    chance: &mut Chance,
) -> Option<String> {
    let form = begin(desk, number, action, truth, chance)?;
    submit_begun(desk, form, truth)
}

/// The user fills in a form. `None` if that is not possible now.
pub(super) fn begin(
    desk: &Desk,
    number: usize,
    action: Action,
    truth: &mut Truth,
    chance: &mut Chance,
) -> Option<BegunForm> {
    let place = truth.begun;
    let mark = format!("M{number}{place:03}X");
    let seller = desk.opened.connection.me()?.authorized_partners.first()?.uuid.clone();
    let begun = desk.store.write(|tx| {
        let subjects = Subjects::list(tx, &seller)?;
        let filled = fill(tx, desk, &subjects, action, &mark, place, chance).ok_or(NotNow)?;
        let base = match &filled.step {
            Step::Form(form) => {
                let now = Base::now(tx, kind_of(form), filled.subject.as_deref());
                Some(now.map_err(|_| NotNow)?)
            }
            Step::Paper(..) | Step::Bare(..) => None,
        };
        Ok::<_, NotNow>((filled, base))
    });
    let (filled, base) = begun.ok()?;
    truth.begun += 1;
    Some(BegunForm { desk: number, action, mark, seller, filled, base })
}

/// The kind of a form, as the page names it when a draft is started.
fn kind_of(form: &Form) -> FormKind {
    match form {
        Form::Buyer(_) => FormKind::Buyer,
        Form::BuyerChange(_) => FormKind::BuyerChange,
        Form::Contact(_) => FormKind::Contact,
        Form::Order(_) => FormKind::Order,
        Form::OrderChange(_) => FormKind::OrderChange,
        Form::Invoice(_) => FormKind::Invoice,
        Form::FinalInvoice(_) => FormKind::FinalInvoice,
        Form::Payment(_) => FormKind::Payment,
        Form::Pickup(_) => FormKind::Pickup,
        Form::Delivery(_) => FormKind::Delivery,
    }
}

/// The user submits a form. Returns a line for the log; `None` if that is not possible any more.
pub(super) fn submit_begun(desk: &Desk, begun: BegunForm, truth: &mut Truth) -> Option<String> {
    let BegunForm { desk: number, action, mark, seller, filled, base } = begun;
    let made = desk.store.write(|tx| {
        let form = FormContext {
            tx,
            connection: &desk.opened.connection,
            today: Clock::today(&*desk.clock),
            subject: filled.subject.as_deref(),
            seller: Some(seller.clone()),
            base,
            draft: None,
        };
        let before = store::outbox::waiting(tx)?.len();
        let subject = match &filled.step {
            Step::Form(form_of) => submit(&form, form_of).map_err(|_| NotNow)?.id,
            Step::Paper(on, paper) => {
                let resource = if *on { SubjectId::Buyer } else { SubjectId::Order };
                let subject = filled.subject.clone().ok_or(NotNow)?;
                let resource = resource(subject.clone());
                documents::file(tx, &desk.opened.connection, &resource, std::slice::from_ref(paper))
                    .map_err(|_| NotNow)?;
                subject
            }
            Step::Bare(operation, body) => {
                let subject = filled.subject.clone().ok_or(NotNow)?;
                let content = Content::Json(body.clone());
                let request = Request::of_order(seller.clone(), &subject, content);
                enqueue(tx, &desk.opened.connection, *operation, &request, None)?;
                subject
            }
        };
        let queued = store::outbox::waiting(tx)?.into_iter().nth(before).ok_or(NotNow)?;
        Ok::<_, NotNow>((subject, Operation::from_id(&queued.operation).ok_or(NotNow)?))
    });
    let (subject, operation) = made.ok()?;
    let line = format!("desk {number} wants {action:?} {mark} ({operation:?})");
    truth.writes.push(UserWrite {
        desk: number,
        subject,
        operation,
        mark,
        begun_on: filled.seen.clone(),
        seen: filled.seen,
        given_up: false,
        compared: false,
        known_executions: 0,
        erred: false,
        travelled: false,
        out_of_turn: false,
        forgotten: false,
    });
    Some(line)
}
