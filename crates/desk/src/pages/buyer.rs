//! The page of a buyer.

use crate::connection::subject::SubjectId;
use crate::contract::{BuyerPage, ById, Fact, Failure, KycMode, PaperState, Person, fact};
use crate::deal::blockers;
use crate::deal::pending::PendingWrites;
use crate::deal::stops::BUYER_DOCUMENTS;
use crate::decisions::entries::entries;
use crate::forms::named::drafts_of;
use crate::forms::typed::postal;
use crate::given::clock::moment;
use crate::pages::state::Pages;
use crate::pages::{buyers, documents, history, orders};
use nt24::{DocumentType, ViesResult};
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
    let present = documents
        .iter()
        .filter(|one| !matches!(one.state, PaperState::Archived))
        .map(|one| DocumentType::from(one.document.as_str()))
        .collect::<Vec<_>>();
    let orders = store::orders::of_buyer(tx, &buyer.id)?;
    let waiting = store::outbox::waiting_of_subject(tx, &buyer.id)?;
    let address = buyer.server.as_ref().map(|server| &server.address);
    let address = address.or(buyer.wanted.as_ref().map(|wanted| &wanted.address));
    let mode = buyer.server.as_ref().map(|server| &server.kyc_mode);
    let mode = mode.or(buyer.wanted.as_ref().map(|wanted| &wanted.kyc_mode));
    Ok(BuyerPage {
        row: buyers::row(tx, buyer)?,
        address: address.map(postal).unwrap_or_default(),
        kyc_mode: if mode == Some(&nt24::KycMode::Nt24Led) {
            KycMode::Nt24Led
        } else {
            KycMode::MarketplaceLed
        },
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
        missing: blockers::of_buyer(buyer, &pending, &present),
        vies: vies(buyer),
        offers: documents::offers(BUYER_DOCUMENTS, BUYER_DOCUMENTS, &documents),
        documents,
        orders: orders.iter().rev().map(|order| orders::row(tx, order)).collect::<Result<_, _>>()?,
        waiting: entries(tx, &pages.sending, waiting)?,
        drafts: drafts_of(tx, &buyer.id)?,
        history: history::of_buyer(tx, buyer)?,
    })
}

/// The last answer of VIES as a line of fact.
fn vies(row: &Row) -> Option<Fact> {
    let kyc = row.kyc.as_ref()?;
    let at = kyc.vies_last_checked_at.map(moment).unwrap_or_default();
    Some(match kyc.vies_result.as_ref()? {
        ViesResult::Valid => fact("buyer.vies", [("viesAt", at)]),
        ViesResult::Invalid => fact("buyer.viesInvalid", [("viesAt", at)]),
        ViesResult::Pending => fact("buyer.viesPending", []),
        ViesResult::Unasked | ViesResult::Unknown(_) => fact("buyer.viesUnknown", [("viesAt", at)]),
    })
}
