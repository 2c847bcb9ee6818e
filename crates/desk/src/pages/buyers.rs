//! The list of buyers.

use crate::contract::{BuyerList, BuyerRow, Failure, Kyc, Search, count};
use crate::given::clock::moment;
use crate::pages::state::Pages;
use crate::queue::request::send_state;
use nt24::BuyerStatus;
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
    Ok(BuyerRow {
        id: buyer.id.clone(),
        name: buyer.name.clone(),
        vat_number: buyer.vat_number.clone(),
        country: buyer.country.clone(),
        kyc: Kyc {
            overall: kyc.overall_status.map(|status| status.to_string()),
            vies: kyc.vies_result.map(|result| result.to_string()),
            vies_at: kyc.vies_last_checked_at.map(moment),
            documents_complete: kyc.documents_complete,
        },
        blocked: buyer.server.as_ref().is_some_and(|server| server.status == BuyerStatus::Blocked),
        send_state: send_state(tx, &buyer.id)?,
        orders: count(store::orders::count_of_buyer(tx, &buyer.id)?),
        updated_at: moment(buyer.updated_at),
        unseen: store::events::has_unseen(tx, &buyer.id)?,
    })
}
