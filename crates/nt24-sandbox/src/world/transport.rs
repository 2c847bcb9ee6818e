//! The transport of an order, vehicle by vehicle, and its part of the verdict.

use super::blocker::blocker;
use super::document_record::Owner;
use super::moment::Moment;
use super::note::Note;
use super::order_record::{Milestone, MilestoneRefusal, OrderRecord};
use super::state::World;
use nt24::{
    Blocker, DeliveryConfirm, DocumentType, OrderId, PickupConfirm, PickupType, TransportState,
    TransportStatus, TransportVinState,
};
use std::collections::BTreeSet;

impl World {
    /// Confirms the pickup of the named vehicles, else of all remaining ones, for the API and for staff
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

    /// Revokes the pickup of an order, for the API and for staff alike.
    pub(crate) fn revoke_pickup(&mut self, id: &OrderId, reason: String, moment: Moment<'_>) {
        let Some(record) = self.orders.get_mut(id) else { return };
        record.pickup = None;
        record.not_collected.clear();
        record.notes.push(Note { at: moment.now, subject: "PICKUP_REVOKED".to_owned(), reason });
        if record.ready_at.is_some() {
            // Daily checks that end with the pickup start again.
            self.start_daily_vies(id, moment);
        }
        self.settle_order(id, moment);
    }

    /// Confirms the delivery of the named vehicles, else of all remaining ones. The last one sets the
    /// order's delivery.
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

    /// The transport state, the answer to the transport calls.
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
        // One CMR covers all vehicles of an order; one for each comes with phase 2 (section 23).
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
