//! The state of one organization.

use super::agenda::Agenda;
use super::buyer_record::BuyerRecord;
use super::document_record::DocumentRecord;
use super::index::Index;
use super::invitation_record::InvitationRecord;
use super::moment::Moment;
use super::order_record::OrderRecord;
use super::records::Records;
use super::stored_answers::StoredAnswers;
use super::vies_answer::ViesAnswer;
use super::webhooks::Webhooks;
use crate::options::{Ids, Organization};
use chrono::{DateTime, Utc};
use nt24::{AuthorizedPartner, BuyerId, Capabilities, DocumentId, InvitationId, OrderId, SellerId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The state of one organization. All of it is part of a snapshot: a new field needs a default, or a new
/// format of the snapshot.
#[derive(Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) organization_uuid: String,
    pub(crate) name: String,
    pub(crate) sellers: Vec<AuthorizedPartner>,
    pub(crate) capabilities: Capabilities,
    pub(crate) dpa: Option<AcceptedDpa>,
    /// A version published after the accepted one.
    #[serde(default)]
    pub(super) published_dpa: Option<PublishedDpa>,
    pub(crate) buyers: Records<BuyerId, BuyerRecord>,
    pub(crate) orders: Records<OrderId, OrderRecord>,
    pub(crate) documents: Records<DocumentId, DocumentRecord>,
    #[serde(default)]
    pub(crate) invitations: BTreeMap<InvitationId, InvitationRecord>,
    /// The links given to buyers, by their secret.
    #[serde(default)]
    pub(crate) links: BTreeMap<String, Link>,
    pub(crate) idempotency: StoredAnswers,
    pub(super) agenda: Agenda,
    pub(crate) vies_instructions: BTreeMap<String, ViesAnswer>,
    pub(crate) declared_ibans: BTreeSet<(BuyerId, String)>,
    #[serde(skip)]
    pub(crate) index: Index,
    #[serde(default)]
    pub(crate) webhooks: Webhooks,
}

/// The data processing agreement that was accepted.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AcceptedDpa {
    pub(crate) version: String,
    pub(crate) accepted_at: DateTime<Utc>,
}

/// A published version of the agreement, to be accepted.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PublishedDpa {
    pub(super) version: String,
    pub(super) at: DateTime<Utc>,
}

/// The target of a link.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Link {
    Verification(BuyerId),
    Invitation(InvitationId),
    ExportFile(OrderId),
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

    /// An id that no record of this world has. After a snapshot was read, a sequential source of ids may
    /// repeat some.
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
