use super::call::Call;
use crate::message::{Handled, Need, Refusal, Reply, fields};
use crate::options::{PaymentSplit, ReleaseNeeds, StepOrder, ViesFailure};
use crate::world::{OrderRecord, PaymentRecord, World};
use nt24::{Money, OrderId, Payment, PaymentSubmit, PaymentUpdate, RecordStatus};

/// `GET /partners/{sellerId}/orders/{uuid}/payment`
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    let stored = call.order(world)?.payment.as_ref().ok_or_else(|| Refusal::not_found("payment"))?;
    Ok(call.read(stored.payment.version.unwrap_or(0), &stored.payment))
}

/// `POST /partners/{sellerId}/orders/{uuid}/payment`
pub(super) fn submit(world: &mut World, call: &Call<'_>) -> Handled {
    let sent = submitted(call)?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    if let Some(stored) = &record.payment {
        return if stored.payment.submitted == sent {
            Ok(Reply::versioned(200, stored.payment.version.unwrap_or(0), &stored.payment))
        } else {
            Err(Refusal::exists(&stored.payment))
        };
    }
    if call.moment.behaviour.step_order == StepOrder::Documented && record.preliminary.is_none() {
        return Err(Refusal::field("payment", "must wait for the preliminary invoice", None));
    }
    let now = call.moment.now;
    if let Some(record) = world.orders.get_mut(&id) {
        record.payment = Some(PaymentRecord {
            payment: Payment {
                submitted: sent,
                status: None,
                amount_matches_invoice: None,
                iban_consistent: None,
                ready_for_pickup: None,
                version: Some(0),
                updated_at: Some(now),
            },
            created_at: now,
        });
    }
    world.payment_added(&id, call.moment);
    answer(world, &id, 201)
}

/// The submitted payment. If one part may be left out, it is zero in the currency of the other.
fn submitted(call: &Call<'_>) -> Result<PaymentSubmit, Refusal> {
    let split = call.moment.behaviour.payment_split;
    let sent: PaymentUpdate = fields::read(call.body(), |body| {
        body.date("paymentDate", Need::Required);
        let (bank, cash) = match split {
            PaymentSplit::Required => (Need::Required, Need::Required),
            PaymentSplit::Optional if body.has("cashAmount") => (Need::Optional, Need::Required),
            PaymentSplit::Optional => (Need::Required, Need::Optional),
        };
        body.money("bankAmount", bank);
        body.money("cashAmount", cash);
        body.text("sourceIban", Need::Optional, fields::filled);
    })?;
    let nothing = |other: &Option<Money>| other.clone().map(|other| Money { value: 0, ..other });
    let bank_amount = sent.bank_amount.clone().or_else(|| nothing(&sent.cash_amount));
    let cash_amount = sent.cash_amount.or_else(|| nothing(&sent.bank_amount));
    match (sent.payment_date, bank_amount, cash_amount) {
        (Some(payment_date), Some(bank_amount), Some(cash_amount)) => {
            Ok(PaymentSubmit { payment_date, bank_amount, cash_amount, source_iban: sent.source_iban })
        }
        _ => Err(Refusal::malformed("The body is not a payment")),
    }
}

/// `PATCH /partners/{sellerId}/orders/{uuid}/payment`
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    let current = record.payment.as_ref().ok_or_else(|| Refusal::not_found("payment"))?;
    call.check_version(current.payment.version.unwrap_or(0), &current.payment)?;
    let change: PaymentUpdate = fields::read_change(call.body(), |body| {
        body.date("paymentDate", Need::Optional);
        body.money("bankAmount", Need::Optional);
        body.money("cashAmount", Need::Optional);
        body.text("sourceIban", Need::Optional, fields::filled);
    })?;
    world.change_payment(&id, change, call.moment);
    answer(world, &id, 200)
}

/// `POST /partners/{sellerId}/orders/{uuid}/payment/ready-for-pickup`: safe to repeat. It answers with the
/// payment record, so it needs one; whether that must be complete is open (contract, section 15).
pub(super) fn ready_for_pickup(world: &mut World, call: &Call<'_>) -> Handled {
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    if record.payment.is_none() {
        return Err(Refusal::field("payment", "must be submitted before the release for pickup", None));
    }
    if record.ready_at.is_none() {
        let status = record.payment.as_ref().and_then(|stored| stored.payment.status.clone());
        if call.moment.behaviour.release_needs == ReleaseNeeds::ValidPayment
            && status != Some(RecordStatus::Valid)
        {
            let rejected = status.map(|status| status.to_string().into());
            return Err(Refusal::field("payment.status", "must be VALID before the release", rejected));
        }
        check_vies(world, record, call)?;
        if let Some(record) = world.orders.get_mut(&id) {
            record.ready_at = Some(call.moment.now);
        }
        world.start_daily_vies(&id, call.moment);
        world.settle_order(&id, call.moment);
    }
    answer(world, &id, 200)
}

/// Refuses a step of the transport if a failed VAT number blocks it.
pub(super) fn check_vies(world: &World, record: &OrderRecord, call: &Call<'_>) -> Result<(), Refusal> {
    if call.moment.behaviour.vies_failure == ViesFailure::BlocksTransport
        && world.vies_has_failed(record, call.moment)
    {
        return Err(Refusal::field("buyerId", "the buyer's VAT number failed in VIES", None));
    }
    Ok(())
}

fn answer(world: &World, id: &OrderId, status: u16) -> Handled {
    let stored = world
        .orders
        .get(id)
        .and_then(|record| record.payment.as_ref())
        .ok_or_else(|| Refusal::not_found("payment"))?;
    Ok(Reply::versioned(status, stored.payment.version.unwrap_or(0), &stored.payment))
}
