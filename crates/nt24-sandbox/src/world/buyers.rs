//! Changes of a buyer, for the API and for staff alike.

use super::moment::Moment;
use super::note::Note;
use super::state::World;
use nt24::{Address, Buyer, BuyerId, BuyerStatus, BuyerUpdate, KycMode};

impl World {
    /// Changes a buyer, for the API and for staff alike.
    pub(crate) fn change_buyer(
        &mut self,
        id: &BuyerId,
        change: BuyerUpdate,
        moment: Moment<'_>,
    ) -> Option<Buyer> {
        let record = self.buyers.get_mut(id)?;
        let mut buyer = record.buyer.clone();
        if let Some(name) = change.company_name {
            buyer.company_name = name;
        }
        if let Some(address) = change.address {
            buyer.address = Address { uuid: buyer.address.uuid, ..address };
        }
        if let Some(mode) = change.kyc_mode {
            if mode == KycMode::Nt24Led && buyer.kyc_mode != mode {
                record.reset_verification();
            }
            buyer.kyc_mode = mode;
        }
        self.store_buyer(buyer, moment)
    }

    pub(crate) fn set_buyer_status(
        &mut self,
        id: &BuyerId,
        status: BuyerStatus,
        reason: Option<String>,
        moment: Moment<'_>,
    ) -> Option<Buyer> {
        let record = self.buyers.get_mut(id)?;
        if let Some(reason) = reason {
            record.notes.push(Note { at: moment.now, subject: status.to_string(), reason });
        }
        let buyer = Buyer { status, ..record.buyer.clone() };
        self.store_buyer(buyer, moment)
    }

    /// Stores a buyer as its next version; one that did not change keeps its version.
    fn store_buyer(&mut self, buyer: Buyer, moment: Moment<'_>) -> Option<Buyer> {
        let record = self.buyers.get_mut(&buyer.uuid)?;
        if record.buyer != buyer {
            record.buyer = Buyer { version: buyer.version + 1, updated_at: moment.now, ..buyer };
        }
        let stored = record.buyer.clone();
        self.settle_buyer(&stored.uuid, moment);
        Some(stored)
    }
}
