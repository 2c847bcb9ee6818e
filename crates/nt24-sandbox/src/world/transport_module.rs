//! The transport of an order, vehicle by vehicle, and its part of the verdict.

use super::verdict::blocker;
use super::{Milestone, Moment, OrderRecord, Owner, World};
use nt24::{
    Blocker, DeliveryConfirm, DocumentType, OrderId, PickupConfirm, PickupType, TransportState,
    TransportStatus, TransportVinState,
};
use std::collections::BTreeSet;

/// Why a milestone was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MilestoneRefusal {
    /// It is set already for one of the vehicles.
    AlreadySet,
    /// A vehicle that the order does not have.
    UnknownVehicle,
    /// A vehicle that has not left cannot arrive.
    NotPickedUp,
}

impl OrderRecord {
    /// Whether a vehicle left.
    pub(crate) fn has_left(&self, vin: &str) -> bool {
        self.pickup.is_some() && !self.not_collected.contains(vin)
    }

    /// Whether a vehicle arrived.
    pub(crate) fn has_arrived(&self, vin: &str) -> bool {
        self.delivery.is_some() || self.arrived.contains(vin)
    }

    fn vehicles(&self) -> BTreeSet<&str> {
        self.order.vins.iter().map(|vin| vin.input.vin.as_str()).collect()
    }

    /// The vehicles that a milestone is for: those that are named, else all that are left.
    fn chosen(
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

impl World {
    /// Lets vehicles leave: those that are named, else all that are left. For the API and for staff
    /// alike.
    pub(crate) fn confirm_pickup(
        &mut self,
        id: &OrderId,
        confirmed: PickupConfirm,
        named: Option<&[String]>,
        moment: Moment<'_>,
    ) -> Result<(), MilestoneRefusal> {
        let Some(record) = self.orders.get_mut(id) else { return Ok(()) };
        let chosen = record.chosen(named, |vin| record.has_left(vin))?;
        let stayed =
            record.vehicles().into_iter().filter(|vin| !record.has_left(vin) && !chosen.contains(*vin));
        record.not_collected = stayed.map(str::to_owned).collect();
        if record.pickup.is_none() {
            record.pickup = Some(Milestone { at: moment.now, confirmed });
        }
        self.settle_order(id, moment);
        Ok(())
    }

    /// Lets vehicles arrive. The order's delivery is confirmed with the last one.
    pub(crate) fn confirm_delivery(
        &mut self,
        id: &OrderId,
        confirmed: DeliveryConfirm,
        named: Option<&[String]>,
        moment: Moment<'_>,
    ) -> Result<(), MilestoneRefusal> {
        let Some(record) = self.orders.get_mut(id) else { return Ok(()) };
        let chosen = record.chosen(named, |vin| record.has_arrived(vin))?;
        if !chosen.iter().all(|vin| record.has_left(vin)) {
            return Err(MilestoneRefusal::NotPickedUp);
        }
        record.arrived.extend(chosen);
        if record.vehicles().into_iter().all(|vin| record.arrived.contains(vin)) {
            record.delivery = Some(Milestone { at: moment.now, confirmed });
            record.arrived.clear();
        }
        self.settle_order(id, moment);
        Ok(())
    }

    /// The state as the transport calls answer it.
    pub(crate) fn transport_state(&self, record: &OrderRecord, moment: Moment<'_>) -> TransportState {
        let owner = Owner::Order(record.order.uuid.clone());
        let delivered = record.delivery.is_some();
        TransportState {
            kind: record.pickup.as_ref().map(|m| m.confirmed.kind.clone()),
            status: Some(if delivered {
                TransportStatus::Completed
            } else if !record.arrived.is_empty() {
                TransportStatus::Partial
            } else if record.pickup.is_some() {
                TransportStatus::InProgress
            } else {
                TransportStatus::NotStarted
            }),
            pickup_confirmed: Some(record.pickup.is_some() && record.not_collected.is_empty()),
            pickup_date: record.pickup.as_ref().map(|m| m.confirmed.pickup_date),
            delivery_confirmed: Some(delivered),
            delivery_date: record.delivery.as_ref().map(|m| m.confirmed.delivery_date),
            cmr_uploaded: Some(self.has_active(&owner, &DocumentType::TransportCmr)),
            daily_vies_checks_active: Some(record.daily_checks_active(moment.behaviour)),
            vins: record
                .order
                .vins
                .iter()
                .map(|vin| TransportVinState {
                    vin: Some(vin.input.vin.clone()),
                    pickup_confirmed: Some(record.has_left(&vin.input.vin)),
                    delivery_confirmed: Some(record.has_arrived(&vin.input.vin)),
                })
                .collect(),
        }
    }

    pub(super) fn transport_findings(
        &self,
        record: &OrderRecord,
        moment: Moment<'_>,
        blockers: &mut Vec<Blocker>,
    ) -> TransportState {
        // One waybill for all vehicles of an order; one for each comes with phase 2 (section 23).
        let owner = Owner::Order(record.order.uuid.clone());
        match record.pickup.as_ref().map(|m| &m.confirmed.kind) {
            None => blockers.push(blocker("transport", "MISSING_PICKUP", "The pickup is not confirmed")),
            Some(PickupType::SelfPickup) => {
                if !self.has_active(&owner, &DocumentType::TransportPickupDeclaration) {
                    blockers.push(blocker(
                        "transport",
                        "MISSING_PICKUP_DECLARATION",
                        "The signed declaration of the buyer who collected the vehicle is missing",
                    ));
                }
            }
            Some(_) => {
                if !self.has_active(&owner, &DocumentType::TransportCmr) {
                    blockers.push(blocker("transport", "MISSING_CMR", "No signed waybill is on file"));
                }
            }
        }
        if record.pickup.is_some() && !record.not_collected.is_empty() {
            let message = format!("Not picked up yet: {}", share(record, &record.not_collected));
            blockers.push(blocker("transport", "MISSING_PICKUP", &message));
        }
        if record.delivery.is_none() {
            let message = if record.arrived.is_empty() {
                "The delivery is not confirmed".to_owned()
            } else {
                format!("Arrived so far: {}", share(record, &record.arrived))
            };
            blockers.push(blocker("transport", "MISSING_DELIVERY", &message));
        }
        // The rollup's schema has neither the type of the pickup nor the date of the delivery.
        TransportState { kind: None, delivery_date: None, ..self.transport_state(record, moment) }
    }
}

fn share(record: &OrderRecord, vehicles: &BTreeSet<String>) -> String {
    format!("{} of {} vehicles", vehicles.len(), record.vehicles().len())
}
