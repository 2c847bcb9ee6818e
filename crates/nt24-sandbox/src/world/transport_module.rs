//! The transport's part of the verdict.

use super::verdict::blocker;
use super::{Moment, OrderRecord, Owner, World};
use nt24::{Blocker, DocumentType, PickupType, TransportState, TransportStatus, TransportVinState};

impl World {
    /// The state as the transport calls answer it.
    pub(crate) fn transport_state(&self, record: &OrderRecord, moment: Moment<'_>) -> TransportState {
        let owner = Owner::Order(record.order.uuid.clone());
        let picked_up = record.pickup.is_some();
        let delivered = record.delivery.is_some();
        TransportState {
            kind: record.pickup.as_ref().map(|m| m.confirmed.kind.clone()),
            status: Some(match (picked_up, delivered) {
                (_, true) => TransportStatus::Completed,
                (true, false) => TransportStatus::InProgress,
                (false, false) => TransportStatus::NotStarted,
            }),
            pickup_confirmed: Some(picked_up),
            pickup_date: record.pickup.as_ref().map(|m| m.confirmed.pickup_date),
            delivery_confirmed: Some(delivered),
            delivery_date: record.delivery.as_ref().map(|m| m.confirmed.delivery_date),
            cmr_uploaded: Some(self.has_active(&owner, &DocumentType::TransportCmr)),
            daily_vies_checks_active: Some(record.daily_checks_active(moment.behaviour)),
            // The documented calls name no vehicle, so a milestone holds for all of an order.
            vins: record
                .order
                .vins
                .iter()
                .map(|vin| TransportVinState {
                    vin: Some(vin.input.vin.clone()),
                    pickup_confirmed: Some(picked_up),
                    delivery_confirmed: Some(delivered),
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
        if record.delivery.is_none() {
            blockers.push(blocker("transport", "MISSING_DELIVERY", "The delivery is not confirmed"));
        }
        // The rollup's schema has neither the type of the pickup nor the date of the delivery.
        TransportState { kind: None, delivery_date: None, ..self.transport_state(record, moment) }
    }
}
