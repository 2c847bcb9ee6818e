//! Reading one buyer.

use crate::contract::{Failure, FailureCode};
use crate::history;
use crate::open::{Open, Stale};
use nt24::{Buyer, BuyerId, ETag, KycStatus, SellerId, ViesResult};
use nt24_client::{Client, Conditional};
use std::sync::Arc;
use store::{BuyerRow, Tx};

/// Reads a buyer and its KYC state anew.
pub(super) async fn refresh(open: &Arc<Open>, id: &str) -> Result<(), Failure> {
    let Some(row) = open.store.read(|tx| store::buyers::get(tx, id))? else { return Ok(()) };
    let Some(remote) = &row.remote else { return Ok(()) };
    let known = row.server.as_ref().map(|server| ETag::of_version(server.version));
    let settled = open.settled(id);
    let client = open.client_for(&Stale::Buyer(id.to_owned()));
    let buyer = match open.observe(client.buyer(&row.seller, remote, known.as_ref()).await) {
        Ok(Conditional::Modified(fetched)) => Some(fetched.value),
        Ok(Conditional::NotModified) => None,
        Err(error) => return absent_is_nothing(error),
    };
    let kyc = open.observe(client.kyc(&row.seller, remote).await)?.value;
    let changed = open.store.write(|tx| {
        if open.settled(id) != settled {
            open.mark_stale(Stale::Buyer(id.to_owned()));
            return Ok::<_, store::Error>(false);
        }
        let Some(mut row) = store::buyers::get(tx, id)? else { return Ok(false) };
        let before = row.clone();
        if let Some(buyer) = buyer {
            take(tx, open, &mut row, buyer)?;
        }
        take_kyc(tx, open, &mut row, kyc)?;
        let changed = row != before;
        if changed {
            store::buyers::save(tx, &row)?;
        }
        Ok(changed)
    })?;
    if changed {
        open.changed();
    }
    Ok(())
}

/// An answer of "not found" never deletes what is here.
pub(super) fn absent_is_nothing(error: nt24_client::Error) -> Result<(), Failure> {
    let failure = Failure::from(&error);
    if failure.code == FailureCode::NotFound { Ok(()) } else { Err(failure) }
}

fn take(tx: &Tx<'_>, open: &Open, row: &mut BuyerRow, buyer: Buyer) -> Result<(), store::Error> {
    if let Some(before) = &row.server
        && (before.company_name != buyer.company_name
            || before.address != buyer.address
            || before.status != buyer.status)
    {
        let what = history::fact("seen.elsewhere", [("what", "buyer".to_owned())]);
        history::add(tx, open, &row.id, buyer.updated_at, "web_app", what)?;
    }
    row.name.clone_from(&buyer.company_name);
    row.vat_number.clone_from(&buyer.vat_number);
    row.updated_at = row.updated_at.max(buyer.updated_at);
    row.server = Some(buyer);
    Ok(())
}

fn take_kyc(tx: &Tx<'_>, open: &Open, row: &mut BuyerRow, kyc: KycStatus) -> Result<(), store::Error> {
    let before = row.kyc.as_ref().and_then(|kyc| kyc.vies_last_checked_at);
    // Each answer of VIES is kept with its time: a history, not a flag.
    if let (Some(at), Some(result)) = (kyc.vies_last_checked_at, &kyc.vies_result)
        && before != Some(at)
        && *result != ViesResult::Pending
    {
        history::add(
            tx,
            open,
            &row.id,
            at,
            "system",
            history::fact("vies.result", [("result", result.to_string())]),
        )?;
    }
    row.kyc = Some(kyc);
    Ok(())
}

/// This desk's id of one of NT24's buyers; reads the buyer when it is not known here yet.
pub(super) async fn local_id(
    open: &Arc<Open>,
    client: &Client,
    seller: &SellerId,
    remote: &BuyerId,
) -> Result<String, Failure> {
    if let Some(row) = open.store.read(|tx| store::buyers::by_remote(tx, seller, remote))? {
        return Ok(row.id);
    }
    let fetched = match open.observe(client.buyer(seller, remote, None).await)? {
        Conditional::Modified(fetched) => fetched.value,
        Conditional::NotModified => return Err(Failure::of(FailureCode::BadAnswer)),
    };
    let kyc = open.observe(client.kyc(seller, remote).await)?.value;
    Ok(open.store.write(|tx| {
        if let Some(mut row) = store::buyers::by_vat(tx, seller, &fetched.vat_number)? {
            // This desk wants the same buyer, and its own write is still on its way: now they are one.
            if row.remote.is_none() {
                row.remote = Some(fetched.uuid.clone());
                store::buyers::save(tx, &row)?;
            }
            return Ok::<_, store::Error>(row.id);
        }
        let row = BuyerRow {
            id: open.parts.ids.id(),
            seller: seller.clone(),
            remote: Some(fetched.uuid.clone()),
            vat_number: fetched.vat_number.clone(),
            name: fetched.company_name.clone(),
            country: fetched.address.country.clone(),
            wanted: None,
            kyc: Some(kyc),
            contacts: Vec::new(),
            created_at: fetched.created_at,
            updated_at: fetched.updated_at,
            server: Some(fetched),
        };
        store::buyers::insert(tx, &row)?;
        Ok(row.id)
    })?)
}
