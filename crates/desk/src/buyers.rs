//! Buyers: the list, a buyer's page, VIES.

use crate::Desk;
use crate::clock::moment;
use crate::contract::{
    BuyerList, BuyerPage, BuyerRow, ById, Failure, FailureCode, Kyc, KycMode, Nothing, Person, Search,
};
use crate::documents;
use crate::drafts;
use crate::forms::{person_of, postal};
use crate::history::{self, fact};
use crate::missing;
use crate::open::Stale;
use crate::outbox::{self, Content, Request};
use crate::timeline::Queue;
use chrono::TimeDelta;
use nt24::{BuyerStatus, DocumentType, Operation, ViesResult};
use store::{BuyerRow as Row, Tx};

/// How long a buyer counts as watched after the page has asked for it.
const WATCHED: TimeDelta = TimeDelta::seconds(60);

impl Desk {
    pub(crate) async fn buyers(&self, request: Search) -> Result<BuyerList, Failure> {
        let open = self.open()?;
        open.store.read(|tx| {
            let seller = open.seller()?;
            let limit = request.limit.clamp(1, 500);
            let rows = store::buyers::list(tx, Some(&seller), &request.text, limit, request.offset)?;
            Ok(BuyerList {
                rows: rows.iter().map(|found| row(tx, found)).collect::<Result<_, _>>()?,
                total: count(store::buyers::count(tx, Some(&seller), &request.text)?),
            })
        })
    }

    pub(crate) async fn buyer(&self, request: ById) -> Result<BuyerPage, Failure> {
        let open = self.open()?;
        let page = open.store.read(|tx| {
            let found = store::buyers::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            let queue = Queue::of(tx, &found.id)?;
            let documents = documents::of(tx, &open, &found.id)?;
            let there = documents
                .iter()
                .filter(|one| !matches!(one.state, crate::contract::PaperState::Archived))
                .map(|one| DocumentType::from(one.document.as_str()))
                .collect::<Vec<_>>();
            let orders = store::orders::of_buyer(tx, &found.id)?;
            let waiting = store::outbox::of_subject(tx, &found.id)?;
            let address = found.server.as_ref().map(|server| &server.address);
            let address = address.or(found.wanted.as_ref().map(|wanted| &wanted.address));
            let mode = found.server.as_ref().map(|server| &server.kyc_mode);
            let mode = mode.or(found.wanted.as_ref().map(|wanted| &wanted.kyc_mode));
            Ok::<_, Failure>(BuyerPage {
                row: row(tx, &found)?,
                address: address.map(postal).unwrap_or_default(),
                kyc_mode: if mode == Some(&nt24::KycMode::Nt24Led) {
                    KycMode::Nt24Led
                } else {
                    KycMode::MarketplaceLed
                },
                contacts: found
                    .contacts
                    .iter()
                    .map(|contact| Person {
                        first_name: contact.first_name.clone(),
                        last_name: contact.last_name.clone(),
                        email: contact.email.clone(),
                        phone: contact.phone.clone().unwrap_or_default(),
                    })
                    .collect(),
                missing: missing::of_buyer(&found, &queue, &there),
                vies: vies(&found),
                offers: documents::offers(documents::OF_BUYER, documents::OF_BUYER, &documents),
                documents,
                orders: orders
                    .iter()
                    .rev()
                    .map(|order| crate::orders::row(tx, &open, order))
                    .collect::<Result<_, _>>()?,
                waiting: outbox::entries(tx, &open, waiting)?,
                drafts: drafts::of(tx, &found.id)?,
                history: history::of(tx, &found.id)?,
            })
        })?;
        let until = open.parts.clock.now() + WATCHED;
        crate::sync::look_at(&open, Stale::Buyer(request.id), until);
        Ok(page)
    }

    pub(crate) async fn check_vies(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        open.store.write(|tx| {
            let found = store::buyers::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            // A second click while the first still waits asks for nothing new.
            if Queue::of(tx, &found.id)?.waits(&[Operation::TriggerViesCheck]) {
                return Ok(());
            }
            let check = Request::of_buyer(found.seller, &found.id, Content::Empty);
            Ok::<_, Failure>(outbox::enqueue(tx, &open, Operation::TriggerViesCheck, &check, None)?)
        })?;
        open.wake_outbox.notify_one();
        open.mark_stale(Stale::Buyer(request.id));
        open.changed();
        Ok(Nothing {})
    }
}

pub(crate) fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn vies(row: &Row) -> Option<crate::contract::Fact> {
    let kyc = row.kyc.as_ref()?;
    let at = kyc.vies_last_checked_at.map(moment).unwrap_or_default();
    Some(match kyc.vies_result.as_ref()? {
        ViesResult::Valid => fact("buyer.vies", [("viesAt", at)]),
        ViesResult::Invalid => fact("buyer.viesInvalid", [("viesAt", at)]),
        ViesResult::Pending => fact("buyer.viesPending", []),
        ViesResult::Unasked | ViesResult::Unknown(_) => fact("buyer.viesUnknown", [("viesAt", at)]),
    })
}

/// A buyer in a list.
pub(crate) fn row(tx: &Tx<'_>, found: &Row) -> Result<BuyerRow, Failure> {
    let kyc = found.kyc.clone().unwrap_or_default();
    Ok(BuyerRow {
        id: found.id.clone(),
        name: found.name.clone(),
        vat_number: found.vat_number.clone(),
        country: found.country.clone(),
        kyc: Kyc {
            overall: kyc.overall_status.map(|status| status.to_string()),
            vies: kyc.vies_result.map(|result| result.to_string()),
            vies_at: kyc.vies_last_checked_at.map(moment),
            documents_complete: kyc.documents_complete,
        },
        blocked: found.server.as_ref().is_some_and(|server| server.status == BuyerStatus::Blocked),
        send_state: outbox::send_state(tx, &found.id)?,
        orders: count(store::orders::of_buyer(tx, &found.id)?.len() as u64),
        updated_at: moment(found.updated_at),
    })
}

/// Contact persons as NT24 writes them.
pub(crate) fn responsible(contact: &nt24::ResponsibleContact) -> Person {
    person_of(contact)
}
