//! An order as it is stored.

use super::export_record::ExportRecord;
use super::note::Note;
use crate::options::Behaviour;
use chrono::{DateTime, Utc};
use nt24::{
    ComplianceModules, ComplianceRollup, ComplianceStatus, DeliveryConfirm, DocumentId, Invoice, InvoiceType,
    Order, Payment, PickupConfirm, SellerId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An order with its invoices, payment, documents, milestones, rollup and export file.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct OrderRecord {
    pub(crate) seller: SellerId,
    pub(crate) order: Order,
    pub(crate) preliminary: Option<Invoice>,
    pub(crate) final_invoice: Option<Invoice>,
    pub(crate) payment: Option<PaymentRecord>,
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) ready_at: Option<DateTime<Utc>>,
    /// Set by the pickup of the first vehicle.
    pub(crate) pickup: Option<Milestone<PickupConfirm>>,
    /// Set by the delivery of the last vehicle.
    pub(crate) delivery: Option<Milestone<DeliveryConfirm>>,
    /// Vehicles not picked up yet, once others of the order were.
    #[serde(default)]
    pub(crate) not_collected: BTreeSet<String>,
    /// Vehicles that were delivered before the last one.
    #[serde(default)]
    pub(crate) arrived: BTreeSet<String>,
    pub(crate) cancelled_at: Option<DateTime<Utc>>,
    /// Reasons given when a pickup was revoked or the order cancelled.
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

/// Why a milestone was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MilestoneRefusal {
    /// The milestone is set already for one of the vehicles.
    AlreadySet,
    /// The order does not have one of the vehicles.
    UnknownVehicle,
    /// A vehicle was not picked up, so it cannot be delivered.
    NotPickedUp,
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

    /// The invoice of this type. Without a type the final invoice, else the preliminary one.
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

    /// The end of the window in which VIES checks count for this order. `None` while it is open. A check
    /// for a later order of the same buyer must not change the evidence of this one.
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

    /// Whether a vehicle was picked up.
    pub(crate) fn has_left(&self, vin: &str) -> bool {
        self.pickup.is_some() && !self.not_collected.contains(vin)
    }

    /// Whether a vehicle was delivered.
    pub(crate) fn has_arrived(&self, vin: &str) -> bool {
        self.delivery.is_some() || self.arrived.contains(vin)
    }

    pub(super) fn vehicles(&self) -> BTreeSet<&str> {
        self.order.vins.iter().map(|vin| vin.input.vin.as_str()).collect()
    }

    /// The vehicles of a milestone: the named ones, else all remaining ones.
    pub(super) fn chosen(
        &self,
        named: Option<&[String]>,
        is_done: impl Fn(&str) -> bool,
    ) -> Result<BTreeSet<String>, MilestoneRefusal> {
        let all = self.vehicles();
        let chosen: BTreeSet<String> = match named {
            None => all.iter().filter(|vin| !is_done(vin)).map(|vin| (*vin).to_owned()).collect(),
            Some(named) if named.iter().any(|vin| !all.contains(vin.as_str())) => {
                return Err(MilestoneRefusal::UnknownVehicle);
            }
            Some(named) => named.iter().cloned().collect(),
        };
        if chosen.is_empty() || chosen.iter().any(|vin| is_done(vin)) {
            return Err(MilestoneRefusal::AlreadySet);
        }
        Ok(chosen)
    }
}
