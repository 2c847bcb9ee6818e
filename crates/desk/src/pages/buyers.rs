//! The list of buyers.

use crate::contract::{BuyerList, BuyerRow, Failure, Kyc, KycMode, Search, count};
use crate::deal::blocking;
use crate::deal::buyer_steps::{self, BuyerContext};
use crate::deal::context::standing;
use crate::deal::filed;
use crate::deal::pending::{Mending, PendingWrites};
use crate::deal::stops::BUYER_DOCUMENTS;
use crate::given::clock::moment;
use crate::pages::state::Pages;
use nt24::KycOverallStatus;
use std::sync::Arc;
use store::{BuyerRow as Row, Tx};

/// Most rows of one request.
const MOST_ROWS: u32 = 500;

pub(crate) async fn buyers(pages: &Arc<Pages>, request: Search) -> Result<BuyerList, Failure> {
    pages.ask(move |pages| list(pages, &request)).await
}

fn list(pages: &Pages, request: &Search) -> Result<BuyerList, Failure> {
    let connection = pages.connection();
    let seller = connection.seller()?;
    let limit = request.limit.clamp(1, MOST_ROWS);
    connection.store.read(|tx| {
        let rows = store::buyers::list(tx, &seller, &request.text, limit, request.offset)?;
        Ok(BuyerList {
            rows: rows.iter().map(|buyer| row(tx, buyer)).collect::<Result<_, _>>()?,
            total: count(store::buyers::count(tx, &seller, &request.text)?),
        })
    })
}

/// A buyer as a row of a list.
pub(super) fn row(tx: &Tx<'_>, buyer: &Row) -> Result<BuyerRow, Failure> {
    let kyc = buyer.kyc.clone().unwrap_or_default();
    let pending = PendingWrites::of(tx, &buyer.id)?;
    let filed = filed::of(tx, &buyer.id, &pending)?;
    let steps = BuyerContext { buyer, pending: &pending, filed: &filed }.steps();
    let known = buyer_steps::is_known(buyer);
    let standing = standing(known, &steps, false);
    // NT24 has received something since: whether it still misses anything is not known.
    let is_judged = filed::mending(&filed, BUYER_DOCUMENTS) != Mending::Unread;
    Ok(BuyerRow {
        id: buyer.id.clone(),
        name: buyer.name.clone(),
        vat_number: buyer.vat_number.clone(),
        country: buyer.country.clone(),
        kyc_mode: if buyer_steps::mode(buyer) == Some(&nt24::KycMode::Nt24Led) {
            KycMode::Nt24Led
        } else {
            KycMode::MarketplaceLed
        },
        known,
        turn: standing.turn,
        reason: standing.reason,
        kyc: Kyc {
            overall: kyc
                .overall_status
                .filter(|status| is_judged || *status != KycOverallStatus::Incomplete)
                .map(|status| status.to_string()),
            vies: kyc.vies_result.map(|result| result.to_string()),
            vies_at: kyc.vies_last_checked_at.map(moment),
            documents_complete: kyc.documents_complete.filter(|complete| is_judged || *complete),
            verification: kyc.verification_status.map(|status| status.to_string()),
            aml: kyc.aml_status.map(|status| status.to_string()),
        },
        blocked: blocking::is_blocked(buyer, &pending),
        send_state: pending.send_state(),
        orders: count(store::orders::count_of_buyer(tx, &buyer.id)?),
        updated_at: moment(buyer.updated_at),
        unseen: store::events::has_unseen(tx, &buyer.id)?,
    })
}
