//! The page of a buyer.

use crate::connection::subject::SubjectId;
use crate::contract::{BuyerPage, ById, Fact, Failure, Person, SaidSince, Step, StepState};
use crate::deal::buyer_steps::{self, BuyerContext};
use crate::deal::context::is_nothing_asked;
use crate::deal::filed;
use crate::deal::pending::PendingWrites;
use crate::deal::stops::BUYER_DOCUMENTS;
use crate::decisions::entries::entries;
use crate::forms::named::drafts_of;
use crate::forms::typed::postal;
use crate::given::clock::day;
use crate::pages::state::Pages;
use crate::pages::{buyers, documents, history, orders};
use nt24::{BuyerStatus, DocumentType};
use std::sync::Arc;
use store::{BuyerRow as Row, Tx};

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
    let steps = BuyerContext { buyer, pending: &pending, filed: &filed }.steps();
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
        nothing_asked: is_nothing_asked(&steps),
        blocked_since: blocked_since(buyer),
        all_documents: buyer.wanted.is_some(),
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

/// Types of document that NT24 is known to miss.
fn wanted(steps: &[Step]) -> Vec<DocumentType> {
    let open = steps.iter().filter(|step| matches!(step.state, StepState::Next | StepState::Open));
    open.flat_map(|step| &step.takes).map(|kind| DocumentType::from(kind.as_str())).collect()
}

/// The last answer of VIES as a line of fact.
fn vies(row: &Row) -> Option<Fact> {
    let kyc = row.kyc.as_ref()?;
    Some(buyer_steps::vies_fact(kyc.vies_result.as_ref()?, kyc.vies_last_checked_at))
}

/// NT24 tells neither the day nor the reason: only when the buyer last changed.
fn blocked_since(row: &Row) -> Option<SaidSince> {
    let server = row.server.as_ref().filter(|server| server.status == BuyerStatus::Blocked)?;
    Some(SaidSince { on: day(server.updated_at.date_naive()), exact: false })
}
