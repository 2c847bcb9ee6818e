//! The payment.

use crate::connection::subject::SubjectId;
use crate::contract::{
    Checked, Failure, FailureCode, FieldValue, MoneyAmount, PaymentForm, Subject, ValueKind,
};
use crate::deal::facts;
use crate::deal::pending::PendingWrites;
use crate::deal::stops::{PAYMENT, PAYMENT_DOCUMENTS};
use crate::forms::context::FormContext;
use crate::forms::{fields, order, papers, typed};
use crate::papers::documents;
use crate::queue::request::{Content, Request, enqueue};
use nt24::{Operation, Payment, PaymentSubmit, PaymentUpdate};
use rules::payment::PaymentFacts;
use store::OrderRow;

pub(super) fn check(context: &FormContext<'_>, form: &PaymentForm) -> Result<Checked, Failure> {
    let row = context.order()?;
    let buyer = context.buyer_of(&row)?;
    let order = facts::order_facts(&row);
    let currency = typed::currency(&form.currency);
    let mut findings = Vec::new();
    let bank = typed::amount(&form.bank_amount, &currency, "bankAmount", &mut findings);
    let cash = typed::amount(&form.cash_amount, &currency, "cashAmount", &mut findings);
    let mut others = Vec::new();
    for other in store::orders::of_buyer(context.tx, &row.buyer)? {
        if other.id != row.id {
            let queued = PendingWrites::of(context.tx, &other.id)?.body::<PaymentSubmit>(PAYMENT);
            others.extend(queued.or(other.payment.map(|payment| payment.submitted)));
        }
    }
    let facts = PaymentFacts {
        payment_date: typed::day(&form.payment_date, "paymentDate", &mut findings),
        purchase_date: order.purchase_date,
        bank,
        // An empty field means that nothing was paid in cash.
        cash: cash.or_else(|| typed::is_blank(&form.cash_amount).then_some(0)),
        currency: currency.clone(),
        order_total: order.total,
        order_currency: order.currency,
        invoice_amount: facts::invoice_amount(context.tx, &row)?,
        source_iban: form.source_iban.clone(),
        buyer_country: buyer.country.unwrap_or_default(),
        known_ibans: others.iter().filter_map(|payment| payment.source_iban.clone()).collect(),
        seller_country: context.seller_country().unwrap_or_default(),
        has_proof: papers::has(context.tx, &row.id, &form.papers, PAYMENT_DOCUMENTS)?,
        other_cash_same_buyer: rules::money::total(
            others
                .iter()
                .filter(|payment| payment.cash_amount.currency == currency)
                .map(|payment| payment.cash_amount.value),
        ),
    };
    findings.extend(fields::from_rules(rules::payment::check(&facts, context.today)));
    if facts.bank.is_some_and(|bank| bank > 0) {
        let before = context.begun_on(row.payment.as_ref()).and_then(|before| before.submitted.source_iban);
        findings.extend(typed::kept(before.as_ref(), typed::is_blank(&form.source_iban), "sourceIban"));
    }
    let total = rules::money::total(bank.into_iter().chain(cash));
    let suggestions = suggestions(&facts);
    Ok(Checked {
        findings,
        suggestions,
        total: Some(MoneyAmount { value: total, currency }),
        ..Checked::default()
    })
}

/// The amount by bank with which bank and cash are the order's total.
fn suggestions(facts: &PaymentFacts) -> Vec<FieldValue> {
    let expected = facts.order_total.or(facts.invoice_amount);
    let missing = expected.zip(facts.cash).map(|(expected, cash)| expected.saturating_sub(cash));
    let missing = missing.filter(|missing| *missing >= 0 && facts.bank != Some(*missing));
    let fits = facts.currency == facts.order_currency;
    let offered = missing.filter(|_| fits).map(|missing| {
        let value = rules::money::format_minor(missing, &facts.currency);
        FieldValue { field: "bankAmount".to_owned(), kind: ValueKind::Amount, value }
    });
    offered.into_iter().collect()
}

pub(super) fn submit(context: &FormContext<'_>, form: &PaymentForm) -> Result<Subject, Failure> {
    context.none_waits(PAYMENT)?;
    let row = context.order()?;
    let submitted = body(form)?;
    match context.begun_on(row.payment.as_ref()) {
        Some(before) => change(context, &row, &before, &submitted)?,
        None => {
            let value = serde_json::to_value(&submitted).map_err(Failure::bad_call)?;
            let request = Request::of_order(row.seller.clone(), &row.id, Content::Json(value));
            enqueue(
                context.tx,
                context.connection,
                Operation::SubmitPayment,
                &request,
                context.draft.clone(),
            )?;
        }
    }
    documents::file(context.tx, context.connection, &SubjectId::Order(row.id.clone()), &form.papers)?;
    Ok(order::subject(&row))
}

/// Queues the difference to the payment on which the form was begun, so that changes of other users can be
/// told from it.
fn change(
    context: &FormContext<'_>,
    row: &OrderRow,
    before: &Payment,
    wanted: &PaymentSubmit,
) -> Result<(), Failure> {
    let was = &before.submitted;
    let update = PaymentUpdate {
        payment_date: Some(wanted.payment_date).filter(|date| *date != was.payment_date),
        bank_amount: Some(wanted.bank_amount.clone()).filter(|amount| *amount != was.bank_amount),
        cash_amount: Some(wanted.cash_amount.clone()).filter(|amount| *amount != was.cash_amount),
        source_iban: wanted.source_iban.clone().filter(|iban| Some(iban) != was.source_iban.as_ref()),
    };
    if update == PaymentUpdate::default() {
        return Ok(());
    }
    let value = serde_json::to_value(&update).map_err(Failure::bad_call)?;
    let base = serde_json::to_value(before).map_err(Failure::bad_call)?;
    let request = Request::of_order(row.seller.clone(), &row.id, Content::Json(value))
        .based_on(base, before.version.unwrap_or_default());
    Ok(enqueue(context.tx, context.connection, Operation::UpdatePayment, &request, context.draft.clone())?)
}

fn body(form: &PaymentForm) -> Result<PaymentSubmit, Failure> {
    let currency = typed::currency(&form.currency);
    let mut unread = Vec::new();
    let date = typed::day(&form.payment_date, "paymentDate", &mut unread);
    let bank = typed::amount(&form.bank_amount, &currency, "bankAmount", &mut unread);
    let cash = typed::amount(&form.cash_amount, &currency, "cashAmount", &mut unread);
    let iban = rules::iban::normalise(&form.source_iban);
    // Cash comes from no account.
    let iban = Some(iban).filter(|iban| !iban.is_empty() && bank.is_some_and(|bank| bank > 0));
    match date {
        Some(payment_date) if unread.is_empty() => Ok(PaymentSubmit {
            payment_date,
            bank_amount: typed::money(bank.unwrap_or_default(), &currency),
            cash_amount: typed::money(cash.unwrap_or_default(), &currency),
            source_iban: iban,
        }),
        _ => Err(Failure { findings: unread, ..Failure::of(FailureCode::FormIncomplete) }),
    }
}
