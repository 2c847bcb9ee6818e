//! The strength of the evidence of transport, as `rules` reads it from the filed documents.

use crate::contract::{Evidence, EvidenceItem, Failure, PickupKind};
use crate::deal::context::OrderContext;
use crate::queue::request::uploads;
use nt24::DocumentType as D;
use rules::evidence::{EvidenceFacts, EvidenceItem as Item, EvidenceKind, Gauge, TransportedBy, evidence};
use store::{OrderRow, Tx};

/// The evidence of an order's transport. `departure`: ISO code of the seller's country.
pub(crate) fn gauges(
    tx: &Tx<'_>,
    order: &OrderRow,
    context: &OrderContext,
    departure: Option<String>,
) -> Result<Evidence, Failure> {
    let uploads = uploads(tx, &order.id)?;
    let mut rows = store::documents::of_subject(tx, &order.id)?;
    // A paper that NT24 refused, or may not have, proves nothing there.
    rows.retain(|row| !row.archived && uploads.get(&row.id).is_none_or(|upload| !upload.state.is_parked()));
    let has = |kind: &D| rows.iter().any(|row| row.kind == *kind);
    let by_buyer = context.transport.kind == Some(PickupKind::SelfPickup);
    let mut items = Vec::new();
    // The waybill of the pickup is not signed by the consignee: it proves no arrival.
    if has(&D::TransportCmrDelivery) {
        // The type of a document does not say who issued it; a carrier issues the waybill.
        items.push(Item {
            kind: EvidenceKind::SignedCmr,
            issuer: "carrier".to_owned(),
            independent: true,
            contradicts: false,
        });
    }
    let arrivals = rows.iter().filter(|row| row.kind == D::TransportConfirmationOfArrival);
    let arrival = arrivals.map(|row| row.document_date.unwrap_or_else(|| row.created_at.date_naive())).min();
    let facts = EvidenceFacts {
        kind: if by_buyer {
            rules::transport::PickupKind::SelfPickup
        } else {
            rules::transport::PickupKind::CompanyTransport
        },
        transported_by: if by_buyer { TransportedBy::Buyer } else { TransportedBy::Seller },
        has_cmr: has(&D::TransportCmr),
        has_pickup_declaration: has(&D::TransportPickupDeclaration),
        items,
        buyer_statement: arrival,
        supplied: context.transport.picked_up_on.as_deref().and_then(|on| on.parse().ok()),
        departure_country: departure.unwrap_or_default(),
        // Only a person can read the content of a document; its type alone proves neither.
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

/// The items of a gauge: those that it always asks for, met or not, and others that it misses.
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
