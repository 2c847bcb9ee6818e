//! The strength of the evidence of transport, as `rules` reads it from the documents that were filed at this desk,
//! and from NT24's rollup. NT24 lists no documents: where others may have filed some, what is not filed here is not
//! known to be missing.

use crate::contract::{Answer, Evidence, EvidenceItem, PickupKind, TransportFacts, Verdict};
use crate::deal::facts;
use crate::deal::filed::{self, Filed, FiledState};
use crate::deal::stops;
use crate::given::clock::day;
use nt24::{Blocker, DocumentType as D};
use rules::evidence::{EvidenceFacts, EvidenceItem as Item, EvidenceKind, Gauge, TransportedBy, evidence};
use store::OrderRow;

/// The sources from which the evidence of one order is computed.
pub(crate) struct Sources<'a> {
    pub(crate) order: &'a OrderRow,
    pub(crate) transport: &'a TransportFacts,
    pub(crate) blockers: &'a [Blocker],
    pub(crate) filed: &'a [Filed],
    /// Whether `filed` are all documents of the order.
    pub(crate) all_documents: bool,
}

/// The key of the item that no type of document of NT24 can be.
const SECOND: &str = "second_independent_document";

/// The evidence of an order's transport. `departure`: ISO code of the seller's country.
pub(crate) fn gauges(sources: &Sources<'_>, departure: Option<String>) -> Evidence {
    let Sources { transport, filed, .. } = sources;
    let has = |kind: D| filed::has(filed, &[kind]);
    let by_buyer = transport.kind == Some(PickupKind::SelfPickup);
    let mut items = Vec::new();
    // The waybill of the pickup is not signed by the consignee: it proves no arrival.
    if has(D::TransportCmrDelivery) {
        // The type of a document does not say who issued it; a carrier issues the waybill.
        items.push(Item {
            kind: EvidenceKind::SignedCmr,
            issuer: "carrier".to_owned(),
            independent: true,
            contradicts: false,
        });
    }
    let arrivals = filed
        .iter()
        .filter(|one| one.kind == D::TransportConfirmationOfArrival && one.state != FiledState::Parked);
    let facts = EvidenceFacts {
        kind: if by_buyer {
            rules::transport::PickupKind::SelfPickup
        } else {
            rules::transport::PickupKind::CompanyTransport
        },
        transported_by: if by_buyer { TransportedBy::Buyer } else { TransportedBy::Seller },
        has_cmr: has(D::TransportCmr),
        has_pickup_declaration: has(D::TransportPickupDeclaration),
        items,
        buyer_statement: arrivals.map(|one| one.dated.unwrap_or(one.filed_on)).min(),
        supplied: transport.picked_up_on.as_deref().and_then(|on| on.parse().ok()),
        departure_country: departure.unwrap_or_default(),
        // Only a person can read the content of a document; its type alone proves neither.
        entry_certificate: None,
        registered_at_destination: false,
    };
    let read = evidence(&facts);
    let minimum = if by_buyer { "pickup_declaration" } else { "cmr" };
    let presumption: &[&str] = if by_buyer {
        &["transport_document", SECOND, "buyer_statement"]
    } else {
        &["transport_document", SECOND]
    };
    Evidence {
        minimum: sources.items_of(&read.nt24_minimum, &[minimum], |key| sources.minimum_of(key)),
        presumption: sources.items_of(&read.presumption_45a, presumption, |_| Answer::NotKnown),
        national: sources.items_of(&read.national, &[], |_| Answer::NotKnown),
    }
}

impl Sources<'_> {
    /// NT24's own word on an item of its minimum, which goes before the documents that are known here.
    fn minimum_of(&self, key: &str) -> Answer {
        let code = if key == "cmr" { stops::MISSING_CMR } else { stops::MISSING_PICKUP_DECLARATION };
        if self.blockers.iter().any(|blocker| blocker.code == code) {
            return Answer::No;
        }
        let rollup = facts::rollup(self.order);
        let uploaded = rollup.and_then(|rollup| rollup.modules.transport.cmr_uploaded);
        let accepted = facts::verdict(self.order) == Verdict::Valid;
        if accepted || (key == "cmr" && uploaded == Some(true)) { Answer::Yes } else { Answer::NotKnown }
    }

    /// The items of a gauge: those that it always asks for, met or not, and others that it misses. `elsewhere` tells
    /// of an item without a document here.
    fn items_of(
        &self,
        gauge: &Gauge,
        asked: &[&str],
        elsewhere: impl Fn(&str) -> Answer,
    ) -> Vec<EvidenceItem> {
        let missing = match gauge {
            Gauge::NotApplicable => return Vec::new(),
            Gauge::Met => &[][..],
            Gauge::Missing(missing) => missing,
        };
        let item = |key: &str| {
            let gap = missing.iter().find(|one| one.item == key);
            let met = match (gap, elsewhere(key)) {
                (None, _) => Answer::Yes,
                (Some(_), Answer::Yes) => Answer::Yes,
                (Some(_), Answer::No) => Answer::No,
                // NT24 has no type of document for it, so that this desk is never told.
                (Some(_), Answer::NotKnown) if key == SECOND || !self.all_documents => Answer::NotKnown,
                (Some(_), Answer::NotKnown) => Answer::No,
            };
            let due = gap.and_then(|gap| gap.until).filter(|_| met != Answer::Yes).map(day);
            EvidenceItem { key: key.to_owned(), met, due }
        };
        let others = missing.iter().map(|one| one.item).filter(|item| !asked.contains(item));
        asked.iter().copied().chain(others).map(item).collect()
    }
}
