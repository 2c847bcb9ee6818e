//! The page of a buyer.

use crate::connection::purpose;
use crate::connection::subject::SubjectId;
use crate::contract::{BuyerPage, ById, Fact, Failure, Person, Step, StepState, VerificationFacts, count};
use crate::deal::blocking;
use crate::deal::buyer_steps::{self, BuyerContext};
use crate::deal::context::is_nothing_asked;
use crate::deal::facts;
use crate::deal::filed;
use crate::deal::pending::PendingWrites;
use crate::deal::stops::BUYER_DOCUMENTS;
use crate::deal::verification;
use crate::decisions::entries::entries;
use crate::forms::named::drafts_of;
use crate::forms::typed::postal;
use crate::given::clock::moment;
use crate::pages::state::Pages;
use crate::pages::{buyers, documents, history, orders};
use nt24::{DocumentType, KycMode, Operation};
use std::sync::Arc;
use store::{BuyerRow as Row, OrderRow, Tx};

pub(crate) async fn buyer(pages: &Arc<Pages>, request: ById) -> Result<BuyerPage, Failure> {
    let id = request.id.clone();
    let page = pages.read(move |pages, tx| {
        let buyer = store::require(store::buyers::get(tx, &id)?)?;
        page(tx, pages, &buyer)
    });
    let page = page.await?;
    pages.see(&request.id).await?;
    pages.reading.on_screen(SubjectId::Buyer(request.id));
    Ok(page)
}

fn page(tx: &Tx<'_>, pages: &Pages, buyer: &Row) -> Result<BuyerPage, Failure> {
    let pending = PendingWrites::of(tx, &buyer.id)?;
    let documents = documents::of(tx, &pages.sending, &buyer.id)?;
    let filed = filed::of(tx, &buyer.id, &pending)?;
    let context = BuyerContext { buyer, pending: &pending, filed: &filed };
    let steps = context.steps();
    let orders = store::orders::of_buyer(tx, &buyer.id)?;
    let waiting = store::outbox::waiting_of_subject(tx, &buyer.id)?;
    let address = buyer.server.as_ref().map(|server| &server.address);
    let address = address.or(buyer.wanted.as_ref().map(|wanted| &wanted.address));
    Ok(BuyerPage {
        row: buyers::row(tx, buyer)?,
        address: address.map(postal).unwrap_or_default(),
        contacts: buyer
            .contacts
            .iter()
            .map(|contact| Person {
                first_name: contact.first_name.clone(),
                last_name: contact.last_name.clone(),
                email: contact.email.clone(),
                phone: contact.phone.clone().unwrap_or_default(),
            })
            .collect(),
        contacts_read_at: buyer.contacts_read_at.map(moment),
        can_read_contacts: buyer.remote.is_some() && may_read_persons(pages),
        purpose: purpose::chosen(tx)?,
        nothing_asked: is_nothing_asked(&steps),
        block: blocking::block(buyer, &pending, &store::outbox::of_subject(tx, &buyer.id)?),
        can_block: buyer.server.is_some() && !pending.has(&[Operation::BlockBuyer, Operation::UnblockBuyer]),
        open_orders: count(orders.iter().filter(|order| is_open(order)).count()),
        unsent_orders: count(orders.iter().filter(|order| order.remote.is_none()).count()),
        can_upgrade: verification::can_upgrade(context),
        all_documents: buyer.wanted.is_some(),
        verification: verification(context),
        vies: vies(buyer),
        offers: documents::offers(BUYER_DOCUMENTS, &wanted(&steps), &documents),
        documents,
        orders: orders.iter().rev().map(|order| orders::row(tx, order)).collect::<Result<_, _>>()?,
        waiting: entries(tx, &pages.sending, waiting)?,
        drafts: drafts_of(tx, &buyer.id)?,
        history: history::of_buyer(tx, buyer)?,
        steps,
    })
}

fn may_read_persons(pages: &Pages) -> bool {
    pages.connection().me().is_some_and(|me| me.capabilities.allow_contact_personal_data)
}

/// Whether NT24 has the order, and has neither decided it nor cancelled it.
fn is_open(order: &OrderRow) -> bool {
    order.remote.is_some() && !facts::is_cancelled(order) && facts::decision(order).is_none()
}

/// Types of document that NT24 is known to miss.
fn wanted(steps: &[Step]) -> Vec<DocumentType> {
    let open = steps.iter().filter(|step| matches!(step.state, StepState::Next | StepState::Open));
    open.flat_map(|step| &step.takes).map(|kind| DocumentType::from(kind.as_str())).collect()
}

fn verification(context: BuyerContext<'_>) -> Option<VerificationFacts> {
    let buyer = context.buyer;
    (buyer_steps::mode(buyer) == Some(&KycMode::Nt24Led)).then(|| VerificationFacts {
        link: verification::link_state(buyer),
        can_start: verification::can_start(context),
        profile: verification::is_verified(buyer),
    })
}

/// The last answer of VIES as a line of fact.
fn vies(row: &Row) -> Option<Fact> {
    let kyc = row.kyc.as_ref()?;
    Some(buyer_steps::vies_fact(kyc.vies_result.as_ref()?, kyc.vies_last_checked_at))
}
