//! How strong the evidence of transport is, as `rules` reads it from the papers on file.

use super::Looked;
use crate::contract::{Evidence, EvidenceItem, Failure, PickupKind};
use crate::open::Open;
use rules::evidence::{EvidenceFacts, EvidenceItem as Paper, EvidenceKind, Gauge, TransportedBy, evidence};
use store::{OrderRow, Tx};

pub(super) fn meter(
    tx: &Tx<'_>,
    open: &Open,
    found: &OrderRow,
    looked: &Looked,
) -> Result<Evidence, Failure> {
    let rows = store::documents::of_subject(tx, &found.id)?;
    let has = |kind: &str| rows.iter().any(|row| !row.archived && row.kind.as_str() == kind);
    let by_buyer = looked.transport.kind == Some(PickupKind::SelfPickup);
    let mut items = Vec::new();
    if has("TRANSPORT_CMR_DELIVERY") || (has("TRANSPORT_CMR") && looked.transport.delivered_on.is_some()) {
        // Who issued a paper cannot be read from its type; the carrier issues the waybill.
        items.push(Paper {
            kind: EvidenceKind::SignedCmr,
            issuer: "carrier".to_owned(),
            independent: true,
            contradicts: false,
        });
    }
    let arrival =
        rows.iter().find(|row| !row.archived && row.kind.as_str() == "TRANSPORT_CONFIRMATION_OF_ARRIVAL");
    let facts = EvidenceFacts {
        kind: if by_buyer {
            rules::transport::PickupKind::SelfPickup
        } else {
            rules::transport::PickupKind::CompanyTransport
        },
        transported_by: if by_buyer { TransportedBy::Buyer } else { TransportedBy::Seller },
        has_cmr: has("TRANSPORT_CMR"),
        has_pickup_declaration: has("TRANSPORT_PICKUP_DECLARATION"),
        items,
        buyer_statement: arrival.map(|row| row.document_date.unwrap_or_else(|| row.created_at.date_naive())),
        supplied: looked.transport.picked_up_on.as_deref().and_then(|on| on.parse().ok()),
        departure_country: open.country_of(&found.seller).unwrap_or_default(),
        // What stands on the paper has to be read by a person; its type alone proves none of it.
        entry_certificate: None,
        registered_at_destination: false,
    };
    let read = evidence(&facts);
    let nt24 = if by_buyer { "pickup_declaration" } else { "cmr" };
    Ok(Evidence {
        minimum: items_of(&read.nt24_minimum, &[nt24]),
        presumption: items_of(
            &read.presumption_45a,
            if by_buyer {
                &["transport_document", "second_independent_document", "buyer_statement"]
            } else {
                &["transport_document", "second_independent_document"]
            },
        ),
        national: items_of(&read.national, &[]),
    })
}

/// The items of a gauge: those that it always asks for, met or not, and what else it misses.
fn items_of(gauge: &Gauge, asked: &[&str]) -> Vec<EvidenceItem> {
    let missing = match gauge {
        Gauge::NotApplicable => return Vec::new(),
        Gauge::Met => &[][..],
        Gauge::Missing(missing) => missing,
    };
    let asked_items = asked
        .iter()
        .map(|key| EvidenceItem { key: (*key).to_owned(), met: !missing.iter().any(|one| one.item == *key) });
    let others = missing.iter().filter(|one| !asked.contains(&one.item));
    asked_items.chain(others.map(|one| EvidenceItem { key: one.item.to_owned(), met: false })).collect()
}
