//! Reads one buyer.

use crate::connection::Connection;
use crate::connection::history::{self, Source};
use crate::connection::outcomes::{BegunRead, Saved};
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, FailureCode, fact};
use crate::sync::found;
use crate::sync::queue::Answered;
use crate::sync::state::Reading;
use nt24::{Buyer, BuyerId, ETag, KycStatus, KycVerificationStatus, SellerId, ViesResult};
use nt24_client::{Client, Conditional};
use store::{BuyerRow, Tx};

/// Reads a buyer and its KYC state.
pub(super) async fn refresh(reading: &Reading, id: &str) -> Result<Answered, Failure> {
    let connection = &*reading.connection;
    let Some(row) = connection.store.read(|tx| store::buyers::get(tx, id))? else {
        return Ok(Answered::Stored);
    };
    let Some(remote) = &row.remote else { return Ok(Answered::Stored) };
    let known = row.server.as_ref().map(|server| ETag::of_version(server.version));
    let begun = BegunRead::of(connection, SubjectId::Buyer(id.to_owned()))?;
    let client = reading.client_for(&SubjectId::Buyer(id.to_owned()));
    let buyer = match connection.observe_read(client.buyer(&row.seller, remote, known.as_ref()).await) {
        Ok(Conditional::Modified(fetched)) => Some(fetched.value),
        Ok(Conditional::NotModified) => None,
        // A resource that NT24 does not find is never deleted here.
        Err(error) => return Err(error.into()),
    };
    let kyc = connection.observe_read(client.kyc(&row.seller, remote).await)?.value;
    let saved = begun.save(connection, |tx| {
        let Some(mut row) = store::buyers::get(tx, id)? else { return Ok(false) };
        let before = row.clone();
        if let Some(buyer) = buyer {
            store_buyer(&mut row, buyer);
        }
        store_kyc(tx, connection, &mut row, kyc)?;
        found::in_buyer(tx, connection, &before, &row)?;
        let changed = row != before;
        if changed {
            store::buyers::save(tx, &row)?;
        }
        Ok(changed)
    })?;
    if saved == Saved::Changed {
        connection.changed();
    }
    Ok(if saved == Saved::Outdated { Answered::Outdated } else { Answered::Stored })
}

fn store_buyer(row: &mut BuyerRow, buyer: Buyer) {
    row.name.clone_from(&buyer.company_name);
    row.vat_number.clone_from(&buyer.vat_number);
    row.updated_at = row.updated_at.max(buyer.updated_at);
    row.server = Some(buyer);
}

fn store_kyc(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &mut BuyerRow,
    kyc: KycStatus,
) -> Result<(), store::Error> {
    let before = row.kyc.as_ref().and_then(|kyc| kyc.vies_last_checked_at);
    // Each answer of VIES becomes an event with its time, because the latest alone proves nothing later.
    if let (Some(at), Some(result)) = (kyc.vies_last_checked_at, &kyc.vies_result)
        && before != Some(at)
        && *result != ViesResult::Pending
    {
        history::add(
            tx,
            connection,
            &row.id,
            at,
            Source::Nt24,
            fact("vies.result", [("result", result.to_string())]),
        )?;
    }
    let decided = |kyc: &KycStatus| match &kyc.verification_status {
        Some(status @ (KycVerificationStatus::Verified | KycVerificationStatus::Rejected)) => {
            Some(status.clone())
        }
        _ => None,
    };
    if let Some(outcome) = decided(&kyc) {
        // The link is used up.
        row.verification = None;
        // The first read of a buyer tells what was decided before.
        if row.kyc.as_ref().is_some_and(|before| decided(before).as_ref() != Some(&outcome)) {
            let outcome = fact("verification.result", [("outcome", outcome.to_string())]);
            history::add(tx, connection, &row.id, connection.given.clock.now(), Source::Nt24, outcome)?;
        }
    }
    row.kyc = Some(kyc);
    Ok(())
}

/// This desk's id of one of NT24's buyers. Reads the buyer if it is not stored yet.
pub(super) async fn local_id(
    connection: &Connection,
    client: &Client,
    seller: &SellerId,
    remote: &BuyerId,
) -> Result<String, Failure> {
    if let Some(row) = connection.store.read(|tx| store::buyers::by_remote(tx, seller, remote))? {
        return Ok(row.id);
    }
    let fetched = match connection.observe_read(client.buyer(seller, remote, None).await)? {
        Conditional::Modified(fetched) => fetched.value,
        Conditional::NotModified => return Err(Failure::of(FailureCode::BadAnswer)),
    };
    let kyc = connection.observe_read(client.kyc(seller, remote).await)?.value;
    Ok(take_over(connection, seller, fetched, kyc)?)
}

/// Stores a buyer that NT24 has as this desk's own. Returns this desk's id of it.
pub(crate) fn take_over(
    connection: &Connection,
    seller: &SellerId,
    fetched: Buyer,
    kyc: KycStatus,
) -> Result<String, store::Error> {
    connection.store.write(|tx| {
        if let Some(mut row) = store::buyers::by_vat(tx, seller, &fetched.vat_number)? {
            // This desk has queued the same buyer and its write is not confirmed yet: join the two.
            if row.remote.is_none() {
                row.remote = Some(fetched.uuid.clone());
                store::buyers::save(tx, &row)?;
            }
            return Ok::<_, store::Error>(row.id);
        }
        let (vat_number, name) = (fetched.vat_number.as_str(), fetched.company_name.as_str());
        let id = connection.given.ids.id();
        let row = BuyerRow {
            remote: Some(fetched.uuid.clone()),
            country: fetched.address.country.clone(),
            kyc: Some(kyc),
            updated_at: fetched.updated_at,
            ..BuyerRow::new(id, seller.clone(), vat_number, name, fetched.created_at)
        };
        let row = BuyerRow { server: Some(fetched), ..row };
        store::buyers::insert(tx, &row)?;
        Ok(row.id)
    })
}
