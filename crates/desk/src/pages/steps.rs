//! Steps that need no form: a VIES check, the start of an identity check, ready for pickup, the revocation of a pickup, a new export file.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::{Action, ById, Failure, FailureCode, Nothing, WithReason};
use crate::deal::actions::WAITING;
use crate::deal::buyer_steps::BuyerContext;
use crate::deal::context::OrderContext;
use crate::deal::pending::PendingWrites;
use crate::deal::verification;
use crate::forms::reason;
use crate::papers::documents::seller_of;
use crate::queue::request::{Content, Request, enqueue};
use nt24::Operation;
use std::sync::Arc;
use store::Tx;

pub(crate) async fn check_vies(connection: &Arc<Connection>, request: ById) -> Result<Nothing, Failure> {
    queue(connection, SubjectId::Buyer(request.id), Step::CheckVies, Content::Empty).await
}

pub(crate) async fn start_verification(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    queue(connection, SubjectId::Buyer(request.id), Step::StartVerification, Content::Empty).await
}

pub(crate) async fn mark_ready_for_pickup(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    queue(connection, SubjectId::Order(request.id), Step::MarkReadyForPickup, Content::Empty).await
}

pub(crate) async fn revoke_pickup(
    connection: &Arc<Connection>,
    request: WithReason,
) -> Result<Nothing, Failure> {
    let body = serde_json::json!({ "reason": reason::read(&request.reason)? });
    queue(connection, SubjectId::Order(request.id), Step::RevokePickup, Content::Json(body)).await
}

pub(crate) async fn regenerate_export(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    queue(connection, SubjectId::Order(request.id), Step::RegenerateExport, Content::Empty).await
}

/// A step that needs no form.
#[derive(Clone, Copy)]
enum Step {
    CheckVies,
    StartVerification,
    MarkReadyForPickup,
    RevokePickup,
    RegenerateExport,
}

impl Step {
    fn operation(self) -> Operation {
        match self {
            Self::CheckVies => Operation::TriggerViesCheck,
            Self::StartVerification => Operation::StartKycVerification,
            Self::MarkReadyForPickup => Operation::MarkReadyForPickup,
            Self::RevokePickup => Operation::RevokePickup,
            Self::RegenerateExport => Operation::RegenerateExportFile,
        }
    }

    /// The action of an order's page.
    fn action(self) -> Option<Action> {
        match self {
            Self::CheckVies | Self::StartVerification => None,
            Self::MarkReadyForPickup => Some(Action::MarkReady),
            Self::RevokePickup => Some(Action::RevokePickup),
            Self::RegenerateExport => Some(Action::RegenerateExport),
        }
    }

    /// Why an order has to wait with the step. The page that offered it may be older than the order.
    fn held(self, tx: &Tx<'_>, subject: &SubjectId) -> Result<Option<String>, Failure> {
        let SubjectId::Order(id) = subject else { return Ok(None) };
        let order = store::require(store::orders::get(tx, id)?)?;
        let actions = OrderContext::load(tx, &order)?.actions(&order);
        let own = actions.into_iter().find(|one| Some(one.action) == self.action());
        // An export file is made again although another one is requested.
        Ok(own.and_then(|own| own.held).filter(|held| held != WAITING))
    }

    /// Whether an earlier click on the step still waits. VIES is asked again although a parked check is in
    /// the outbox, and an export file is made again although another one is requested.
    fn waits(self, pending: &PendingWrites) -> bool {
        match self {
            Self::CheckVies => pending.waits(&[self.operation()]),
            Self::RegenerateExport => false,
            Self::StartVerification | Self::MarkReadyForPickup | Self::RevokePickup => {
                pending.has(&[self.operation()])
            }
        }
    }
}

/// Queues a step. A second click queues nothing while the first one waits.
async fn queue(
    connection: &Arc<Connection>,
    subject: SubjectId,
    step: Step,
    content: Content,
) -> Result<Nothing, Failure> {
    let queueing = Arc::clone(connection);
    connection
        .blocking(move || {
            queueing.store.write(|tx| {
                let seller = seller_of(tx, &subject)?;
                if step.waits(&PendingWrites::of(tx, subject.id())?) {
                    return Ok(());
                }
                if let Some(held) = step.held(tx, &subject)? {
                    return Err(Failure::of(FailureCode::StepHeld).with("held", held));
                }
                if matches!(step, Step::StartVerification) {
                    may_start_verification(tx, &subject)?;
                }
                let request = Request::new(seller, &subject, content);
                Ok::<_, Failure>(enqueue(tx, &queueing, step.operation(), &request, None)?)
            })?;
            queueing.signals.wake_sending();
            queueing.signals.mark_stale(subject);
            queueing.changed();
            Ok(Nothing {})
        })
        .await
}

/// Fails with `gone` if the screen is older than what has happened since: NT24 checks only buyers of mode B, and
/// those that it has verified no more.
fn may_start_verification(tx: &Tx<'_>, subject: &SubjectId) -> Result<(), Failure> {
    let buyer = store::require(store::buyers::get(tx, subject.id())?)?;
    let pending = PendingWrites::of(tx, &buyer.id)?;
    match verification::can_start(BuyerContext { buyer: &buyer, pending: &pending, filed: &[] }) {
        true => Ok(()),
        false => Err(Failure::of(FailureCode::Gone)),
    }
}
