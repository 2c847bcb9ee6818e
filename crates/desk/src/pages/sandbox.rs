//! The other side of the built-in sandbox: what staff, VIES, time and network do, so that the user sees what comes of
//! it. Every command fails on a connection that is not the sandbox's.

use crate::connection::Connection;
use crate::connection::built_in::BuiltIn;
use crate::connection::subject::SubjectId;
use crate::contract::{
    Failure, FailureCode, PlaySandbox, SandboxAct as Act, SandboxFor, SandboxPanel, TryAnswer, TryNumber,
};
use crate::given::clock::moment;
use crate::pages::state::Pages;
use chrono::TimeDelta;
use nt24::{
    Buyer, BuyerId, BuyerStatus, InvoiceType, InvoiceUpdate, KycMode, KycVerificationStatus, Order, OrderId,
    OrderStatus, OrderUpdate,
};
use nt24_sandbox::{Control, Fault, FaultKind, ViesAnswer};
use std::sync::Arc;
use std::time::Duration;
use store::Tx;

/// By how much staff lower an amount, in minor units.
const LESS: i64 = 10_000;

/// How long a slow answer takes.
const SLOW: Duration = Duration::from_secs(4);

/// How many answers are slow, and how many requests are refused.
const SLOW_ANSWERS: u32 = 20;
const REFUSALS: u32 = 5;

/// `Retry-After` of a request that is one too many, in seconds.
const BUSY_SECONDS: u64 = 10;

/// Numbers to try, by the rule of the sandbox for their last digits.
const NUMBERS: &[(&str, TryAnswer)] = &[
    ("PL5260250274", TryAnswer::Valid),
    ("DE129273398", TryAnswer::Valid),
    ("FR40303265045", TryAnswer::Valid),
    ("PL5260257000", TryAnswer::Invalid),
    ("PL5260253999", TryAnswer::Silent),
    ("PL5260250009", TryAnswer::Later),
];

pub(crate) async fn sandbox_panel(pages: &Arc<Pages>, request: SandboxFor) -> Result<SandboxPanel, Failure> {
    built_in(pages.connection())?;
    pages.ask(move |pages| panel(pages, request.subject.as_deref())).await
}

pub(crate) async fn play_sandbox(pages: &Arc<Pages>, request: PlaySandbox) -> Result<SandboxPanel, Failure> {
    built_in(pages.connection())?;
    let panel = pages
        .ask(move |pages| {
            let subject = request.subject.as_deref();
            let scene = Scene::of(pages.connection(), subject)?;
            if !scene.acts().contains(&request.act) {
                // The screen is older than what has happened since.
                return Err(Failure::of(FailureCode::Gone));
            }
            with_control(pages.connection(), |control| scene.play(control, request.act))?;
            panel(pages, subject)
        })
        .await?;
    // The change at NT24 is read at once, as far as the network allows.
    pages.reading.sweep_now();
    Ok(panel)
}

fn built_in(connection: &Connection) -> Result<&BuiltIn, Failure> {
    connection.sandbox.as_ref().ok_or_else(|| Failure::of(FailureCode::NotOpen))
}

fn with_control<T>(connection: &Connection, work: impl FnOnce(&Control) -> T) -> Result<T, Failure> {
    built_in(connection)?.with_control(work).ok_or_else(|| Failure::of(FailureCode::NotOpen))
}

fn panel(pages: &Pages, subject: Option<&str>) -> Result<SandboxPanel, Failure> {
    let connection = pages.connection();
    let scene = Scene::of(connection, subject)?;
    let (now, trouble) = with_control(connection, |control| {
        let waiting = control.faults().iter().map(|(_, fault)| fault.times).sum();
        (control.now(), waiting)
    })?;
    let seller = connection.seller()?;
    let subject = match &scene.subject {
        Some(subject) => Some(connection.store.read(|tx| subject.labelled(tx))?),
        None => None,
    };
    let numbers = connection.store.read(|tx| {
        let mut free = Vec::new();
        for (number, answer) in NUMBERS {
            if store::buyers::by_vat(tx, &seller, number)?.is_none() {
                free.push(TryNumber { vat_number: (*number).to_owned(), answer: *answer });
            }
        }
        Ok::<_, store::Error>(free)
    })?;
    Ok(SandboxPanel {
        now: moment(now),
        network: built_in(connection)?.is_network_up(),
        trouble,
        subject,
        acts: scene.acts(),
        numbers,
    })
}

/// The buyer or order on the screen, as the sandbox has it.
#[derive(Default)]
struct Scene {
    subject: Option<SubjectId>,
    order: Option<Order>,
    has_invoice: bool,
    buyer: Option<Buyer>,
    has_trouble: bool,
}

impl Scene {
    fn of(connection: &Connection, subject: Option<&str>) -> Result<Self, Failure> {
        let known = connection.store.read(|tx| subject.map(|id| remote_ids(tx, id)).transpose())?;
        with_control(connection, |control| {
            let has_trouble = !control.faults().is_empty();
            let Some((subject, order, buyer)) = known.flatten() else {
                return Self { has_trouble, ..Self::default() };
            };
            let invoice = order.as_ref().and_then(|id| control.invoice(id, &InvoiceType::Preliminary));
            Self {
                subject: Some(subject),
                has_invoice: invoice.is_some_and(|invoice| invoice.submitted.amount.value > LESS),
                order: order.and_then(|id| control.order(&id)),
                buyer: buyer.and_then(|id| control.buyer(&id)),
                has_trouble,
            }
        })
    }

    /// The acts of the other side that are possible now.
    fn acts(&self) -> Vec<Act> {
        let mut acts = Vec::new();
        if let Some(order) = self.order.as_ref().filter(|order| order.status != OrderStatus::Cancelled) {
            if self.has_invoice {
                acts.push(Act::EditInvoice);
            }
            if order.purchase_date.is_some() {
                acts.push(Act::EditOrder);
            }
            acts.push(Act::CancelOrder);
        }
        if let Some(buyer) = &self.buyer {
            let is_blocked = buyer.status == BuyerStatus::Blocked;
            acts.push(if is_blocked { Act::UnblockBuyer } else { Act::BlockBuyer });
            if buyer.kyc_mode == KycMode::Nt24Led {
                acts.extend([Act::IdentityVerified, Act::IdentityRejected]);
            }
            acts.extend([Act::ViesValid, Act::ViesInvalid, Act::ViesSilent]);
        }
        acts.extend([Act::DayForward, Act::WeekForward, Act::MonthForward]);
        acts.extend(if self.has_trouble {
            [Act::NoTrouble].as_slice()
        } else {
            [Act::Slow, Act::Busy, Act::Failing].as_slice()
        });
        acts
    }

    fn play(&self, control: &Control, act: Act) {
        let trouble = |times, kind| control.fault(Fault { operation: None, times, kind });
        match act {
            Act::DayForward => control.advance_clock(TimeDelta::days(1)),
            Act::WeekForward => control.advance_clock(TimeDelta::days(7)),
            Act::MonthForward => control.advance_clock(TimeDelta::days(30)),
            Act::Slow => trouble(SLOW_ANSWERS, FaultKind::Latency(SLOW)),
            Act::Busy => trouble(REFUSALS, FaultKind::RateLimited(BUSY_SECONDS)),
            Act::Failing => trouble(REFUSALS, FaultKind::Status(500, "internal-error".to_owned())),
            Act::NoTrouble => control.clear_faults(),
            Act::EditInvoice | Act::EditOrder | Act::CancelOrder => self.play_order(control, act),
            Act::BlockBuyer
            | Act::UnblockBuyer
            | Act::IdentityVerified
            | Act::IdentityRejected
            | Act::ViesValid
            | Act::ViesInvalid
            | Act::ViesSilent => self.play_buyer(control, act),
        }
    }

    fn play_order(&self, control: &Control, act: Act) {
        let Some(order) = &self.order else { return };
        let preliminary = InvoiceType::Preliminary;
        match act {
            Act::EditInvoice => {
                let Some(invoice) = control.invoice(&order.uuid, &preliminary) else { return };
                let mut amount = invoice.submitted.amount;
                amount.value -= LESS;
                let change = InvoiceUpdate {
                    kind: Some(preliminary.clone()),
                    amount: Some(amount),
                    ..InvoiceUpdate::default()
                };
                control.edit_invoice(&order.uuid, &preliminary, change);
            }
            Act::EditOrder => {
                let day = order.purchase_date.and_then(|day| day.pred_opt());
                let change = OrderUpdate { purchase_date: day, ..OrderUpdate::default() };
                control.edit_order(&order.uuid, change);
            }
            _ => drop(control.cancel_order(&order.uuid, "Cancelled by staff in the sandbox")),
        }
    }

    fn play_buyer(&self, control: &Control, act: Act) {
        let Some(buyer) = &self.buyer else { return };
        match act {
            Act::BlockBuyer => drop(control.edit_buyer_status(&buyer.uuid, BuyerStatus::Blocked)),
            Act::UnblockBuyer => drop(control.edit_buyer_status(&buyer.uuid, BuyerStatus::Active)),
            Act::IdentityVerified => control.set_verification(&buyer.uuid, KycVerificationStatus::Verified),
            Act::IdentityRejected => control.set_verification(&buyer.uuid, KycVerificationStatus::Rejected),
            Act::ViesInvalid => control.vies(&buyer.vat_number, ViesAnswer::Invalid),
            Act::ViesSilent => control.vies(&buyer.vat_number, ViesAnswer::Unavailable),
            _ => control.vies(&buyer.vat_number, ViesAnswer::Valid),
        }
    }
}

/// A buyer or order, and NT24's ids of the order and of its buyer, as far as NT24 knows them.
type Known = (SubjectId, Option<OrderId>, Option<BuyerId>);

fn remote_ids(tx: &Tx<'_>, id: &str) -> Result<Option<Known>, store::Error> {
    if let Some(order) = store::orders::get(tx, id)? {
        let buyer = store::buyers::get(tx, &order.buyer)?.and_then(|buyer| buyer.remote);
        let subject = SubjectId::Order(id.to_owned());
        return Ok(order.remote.map(|remote| (subject, Some(remote), buyer)));
    }
    let buyer = store::buyers::get(tx, id)?.and_then(|buyer| buyer.remote);
    Ok(buyer.map(|buyer| (SubjectId::Buyer(id.to_owned()), None, Some(buyer))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_numbers_are_right_and_get_the_answer_that_is_said() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        for (number, answer) in NUMBERS {
            let (_, findings) = rules::vat::check(number, today);
            assert!(findings.is_empty(), "{number}: {findings:?}");
            let first = ViesAnswer::by_number(number, 0);
            let later = ViesAnswer::by_number(number, 1);
            let told = match answer {
                TryAnswer::Valid => (ViesAnswer::Valid, ViesAnswer::Valid),
                TryAnswer::Invalid => (ViesAnswer::Invalid, ViesAnswer::Invalid),
                TryAnswer::Silent => (ViesAnswer::Unavailable, ViesAnswer::Unavailable),
                TryAnswer::Later => (ViesAnswer::Valid, ViesAnswer::Invalid),
            };
            assert_eq!((first, later), told, "{number}");
        }
    }
}
