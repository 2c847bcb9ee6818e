//! The state of the sandbox: everything that a snapshot holds, and the rules by which it moves.

mod agenda;
mod buyer_module;
mod delivery;
mod documents;
mod dpa;
mod events;
mod export;
mod index;
mod invitations;
mod records;
mod settle;
mod stored_answers;
mod transport_module;
mod verdict;
mod verification;
mod webhooks;

pub(crate) use agenda::Due;
pub(crate) use documents::{DocumentRecord, Owner, StoredFile};
pub(crate) use dpa::AcceptedDpa;
pub(crate) use events::{Cause, SCHEMA_VERSION};
pub(crate) use export::ExportRecord;
pub(crate) use index::Dated;
pub(crate) use invitations::InvitationRecord;
pub(crate) use stored_answers::{StoredAnswer, StoredAnswers};
pub(crate) use transport_module::MilestoneRefusal;
pub(crate) use verdict::compact;
pub(crate) use verification::{Outcome, SessionEnd, VerificationSession};
pub(crate) use webhooks::{EndpointRecord, Posting, Webhooks};

use self::dpa::PublishedDpa;
use crate::{Behaviour, Ids, Organization, ViesAnswer};
use agenda::Agenda;
use chrono::{DateTime, Utc};
use index::Index;
use nt24::{
    AmlStatus, AuthorizedPartner, Buyer, BuyerContact, BuyerId, Capabilities, ComplianceModules,
    ComplianceRollup, ComplianceStatus, DeliveryConfirm, DocumentId, InvitationId, Invoice, InvoiceType,
    KycVerificationStatus, Order, OrderId, Payment, PickupConfirm, SellerId, ViesResult,
};
use records::Records;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The state of one organization. It goes into a snapshot whole: a field that is added later needs a
/// default, or a new form of the snapshot.
#[derive(Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) organization_uuid: String,
    pub(crate) name: String,
    pub(crate) sellers: Vec<AuthorizedPartner>,
    pub(crate) capabilities: Capabilities,
    pub(crate) dpa: Option<AcceptedDpa>,
    /// The version that followed the first one.
    #[serde(default)]
    published_dpa: Option<PublishedDpa>,
    pub(crate) buyers: Records<BuyerId, BuyerRecord>,
    pub(crate) orders: Records<OrderId, OrderRecord>,
    pub(crate) documents: Records<DocumentId, DocumentRecord>,
    #[serde(default)]
    pub(crate) invitations: BTreeMap<InvitationId, InvitationRecord>,
    /// The secret part of every link that was given out to a buyer, and where it leads.
    #[serde(default)]
    pub(crate) links: BTreeMap<String, Link>,
    pub(crate) idempotency: StoredAnswers,
    agenda: Agenda,
    pub(crate) vies_instructions: BTreeMap<String, ViesAnswer>,
    pub(crate) declared_ibans: BTreeSet<(BuyerId, String)>,
    #[serde(skip)]
    pub(crate) index: Index,
    #[serde(default)]
    pub(crate) webhooks: Webhooks,
}

/// Where a buyer's link leads.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Link {
    Verification(BuyerId),
    Invitation(InvitationId),
    ExportFile(OrderId),
}

/// A buyer with everything that hangs on it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct BuyerRecord {
    pub(crate) seller: SellerId,
    pub(crate) buyer: Buyer,
    pub(crate) contacts: Vec<BuyerContact>,
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) vies: Vec<ViesCheck>,
    pub(crate) verification: KycVerificationStatus,
    /// The attempts at the identity check, the last one last.
    #[serde(default)]
    pub(crate) sessions: Vec<VerificationSession>,
    /// The money laundering check; see [`BuyerRecord::aml`].
    #[serde(default)]
    pub(crate) aml: Option<AmlStatus>,
    /// What was said when the buyer was blocked and unblocked.
    pub(crate) notes: Vec<Note>,
}

/// A question to VIES.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ViesCheck {
    pub(crate) requested_at: DateTime<Utc>,
    pub(crate) daily: bool,
    /// `Pending` until it is answered.
    pub(crate) result: ViesResult,
    pub(crate) answered_at: Option<DateTime<Utc>>,
}

/// A reason that is kept for the audit.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) at: DateTime<Utc>,
    pub(crate) subject: String,
    pub(crate) reason: String,
}

/// An order with everything that hangs on it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct OrderRecord {
    pub(crate) seller: SellerId,
    pub(crate) order: Order,
    pub(crate) preliminary: Option<Invoice>,
    pub(crate) final_invoice: Option<Invoice>,
    pub(crate) payment: Option<PaymentRecord>,
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) ready_at: Option<DateTime<Utc>>,
    /// Set when the first vehicle left.
    pub(crate) pickup: Option<Milestone<PickupConfirm>>,
    /// Set when the last vehicle arrived.
    pub(crate) delivery: Option<Milestone<DeliveryConfirm>>,
    /// Vehicles that stayed when others of the order were picked up.
    #[serde(default)]
    pub(crate) not_collected: BTreeSet<String>,
    /// Vehicles that arrived while others of the order are under way.
    #[serde(default)]
    pub(crate) arrived: BTreeSet<String>,
    pub(crate) cancelled_at: Option<DateTime<Utc>>,
    /// What was said when a pickup was revoked or the order cancelled.
    pub(crate) notes: Vec<Note>,
    pub(crate) rollup: ComplianceRollup,
    pub(crate) export: ExportRecord,
}

/// A payment and when it was first submitted: the first payment of a buyer makes its IBAN known.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PaymentRecord {
    pub(crate) payment: Payment,
    pub(crate) created_at: DateTime<Utc>,
}

/// A milestone that is set.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Milestone<T> {
    pub(crate) at: DateTime<Utc>,
    pub(crate) confirmed: T,
}

/// What a change to the world needs to know: the moment, the rules where ids come from and
/// who does it.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) now: DateTime<Utc>,
    pub(crate) behaviour: &'a Behaviour,
    pub(crate) ids: &'a dyn Ids,
    /// Whose doing the change is.
    pub(crate) cause: Cause,
}

impl World {
    /// A world without buyers and orders.
    pub(crate) fn new(organization: &Organization, moment: Moment<'_>) -> Self {
        Self {
            organization_uuid: moment.ids.uuid(),
            name: organization.name.clone(),
            sellers: organization
                .sellers
                .iter()
                .map(|seller| AuthorizedPartner {
                    uuid: SellerId(moment.ids.uuid()),
                    name: seller.name.clone(),
                    country: Some(seller.country.clone()),
                })
                .collect(),
            capabilities: organization.capabilities.clone(),
            dpa: organization.dpa.clone().map(|version| AcceptedDpa { version, accepted_at: moment.now }),
            published_dpa: None,
            buyers: Records::default(),
            orders: Records::default(),
            documents: Records::default(),
            invitations: BTreeMap::new(),
            links: BTreeMap::new(),
            idempotency: StoredAnswers::default(),
            agenda: Agenda::default(),
            vies_instructions: BTreeMap::new(),
            declared_ibans: BTreeSet::new(),
            index: Index::default(),
            webhooks: Webhooks::default(),
        }
    }

    /// An id that nothing in this world has. A world that goes on from a snapshot may get ids from
    /// a source that counts from the start again.
    pub(crate) fn new_id(&self, ids: &dyn Ids) -> String {
        loop {
            let id = ids.uuid();
            let taken = self.buyers.contains_key(&BuyerId(id.clone()))
                || self.orders.contains_key(&OrderId(id.clone()))
                || self.documents.contains_key(&DocumentId(id.clone()))
                || self.invitations.contains_key(&InvitationId(id.clone()));
            if !taken {
                return id;
            }
        }
    }
}

impl BuyerRecord {
    /// The last check that VIES answered.
    pub(crate) fn last_answer(&self) -> Option<&ViesCheck> {
        self.vies.iter().rfind(|check| check.answered_at.is_some())
    }

    /// Whether a check waits for its answer.
    pub(crate) fn vies_pending(&self) -> bool {
        self.vies.last().is_some_and(|check| check.answered_at.is_none())
    }

    /// Valid, invalid, pending while a check runs, and unknown before the first.
    pub(crate) fn vies_result(&self) -> ViesResult {
        self.vies.last().map_or(ViesResult::Unasked, |check| check.result.clone())
    }
}

impl OrderRecord {
    pub(crate) fn new(seller: SellerId, order: Order) -> Self {
        let rollup = ComplianceRollup {
            order_uuid: order.uuid.clone(),
            compliance_status: ComplianceStatus::Incomplete,
            decision: None,
            blockers: Vec::new(),
            modules: ComplianceModules::default(),
            version: 0,
            updated_at: Some(order.created_at),
        };
        Self {
            seller,
            order,
            preliminary: None,
            final_invoice: None,
            payment: None,
            documents: Vec::new(),
            ready_at: None,
            pickup: None,
            delivery: None,
            not_collected: BTreeSet::new(),
            arrived: BTreeSet::new(),
            cancelled_at: None,
            notes: Vec::new(),
            rollup,
            export: ExportRecord::default(),
        }
    }

    /// The invoice of this type; without one, the final invoice before the preliminary one.
    pub(crate) fn invoice(&self, kind: Option<&InvoiceType>) -> Option<&Invoice> {
        match kind {
            Some(InvoiceType::Preliminary) => self.preliminary.as_ref(),
            Some(InvoiceType::Final) => self.final_invoice.as_ref(),
            Some(InvoiceType::Unknown(_)) => None,
            None => self.final_invoice.as_ref().or(self.preliminary.as_ref()),
        }
    }

    pub(crate) fn invoice_mut(&mut self, kind: &InvoiceType) -> Option<&mut Option<Invoice>> {
        match kind {
            InvoiceType::Preliminary => Some(&mut self.preliminary),
            InvoiceType::Final => Some(&mut self.final_invoice),
            InvoiceType::Unknown(_) => None,
        }
    }

    /// Until when a VIES answer counts for this order; none while it is open. The evidence of a
    /// deal is what VIES said up to its end: an answer for a later deal of the same buyer does not
    /// change it.
    pub(crate) fn vies_window_end(&self, behaviour: &Behaviour) -> Option<DateTime<Utc>> {
        let end = if behaviour.vies_recheck_until_delivery {
            self.delivery.as_ref().map(|milestone| milestone.at)
        } else {
            self.pickup.as_ref().map(|milestone| milestone.at)
        };
        end.or(self.cancelled_at)
    }

    /// Whether the buyer's VAT number is checked every day for this order.
    pub(crate) fn daily_checks_active(&self, behaviour: &Behaviour) -> bool {
        self.ready_at.is_some() && self.cancelled_at.is_none() && self.vies_window_end(behaviour).is_none()
    }
}
