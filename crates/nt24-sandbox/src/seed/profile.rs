//! A buyer of a seed and its steps.

use super::calls::Play;
use crate::message::Refusal;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{
    Address, BuyerContactCreate, BuyerCreate, BuyerId, DocumentType, KycMode, KycVerificationStatus,
    Operation, ReasonRequest,
};

/// A buyer of a seed.
pub(super) struct Profile {
    pub(super) company: BuyerCreate,
    pub(super) contact: Option<BuyerContactCreate>,
    /// The account it pays from.
    pub(super) iban: String,
    pub(super) since: DateTime<Utc>,
    pub(super) papers: Vec<DocumentType>,
    /// The outcome of the identity check, in mode B.
    pub(super) verification: Option<KycVerificationStatus>,
    pub(super) blocked_at: Option<DateTime<Utc>>,
}

/// One step of a buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ProfileStep {
    Create,
    Contact,
    /// An index in the list of papers.
    Paper(usize),
    CheckVies,
    Verify,
    Block,
}

impl Profile {
    /// The steps with their moments.
    pub(super) fn steps(&self) -> Vec<(DateTime<Utc>, ProfileStep)> {
        let minute = |minutes| self.since + TimeDelta::minutes(minutes);
        let mut steps = vec![(minute(0), ProfileStep::Create), (minute(90), ProfileStep::CheckVies)];
        steps.extend(self.contact.as_ref().map(|_| (minute(4), ProfileStep::Contact)));
        steps.extend((0..self.papers.len()).map(|which| (minute(40), ProfileStep::Paper(which))));
        steps.extend(self.verification.as_ref().map(|_| (minute(300), ProfileStep::Verify)));
        steps.extend(self.blocked_at.map(|at| (at, ProfileStep::Block)));
        steps
    }

    /// Plays one step. The first step sets `id`.
    pub(super) fn play(
        &self,
        step: ProfileStep,
        id: &mut Option<BuyerId>,
        play: &mut Play<'_>,
    ) -> Result<(), Refusal> {
        let Some(known) = id.as_ref() else {
            *id = Some(play.create(Operation::UpsertBuyer, &[], &self.company)?.into());
            return Ok(());
        };
        let path = [("buyerId", known.as_str())];
        match step {
            ProfileStep::Create => {}
            ProfileStep::Contact => {
                // Contacts need a capability.
                if play.world.capabilities.allow_contact_personal_data {
                    play.send(Operation::AddBuyerContact, &path, &self.contact)?;
                }
            }
            ProfileStep::Paper(which) => {
                if let Some(kind) = self.papers.get(which) {
                    play.upload(Operation::UploadKycDocument, &path, kind)?;
                }
            }
            ProfileStep::CheckVies => {
                play.trigger(Operation::TriggerViesCheck, &path)?;
            }
            ProfileStep::Verify => {
                if let (Some(outcome), Some(record)) = (&self.verification, play.world.buyers.get_mut(known))
                {
                    record.verification = outcome.clone();
                    play.world.settle_buyer(known, play.moment);
                }
            }
            ProfileStep::Block => {
                let reason = ReasonRequest { reason: "Two invoices are unpaid since spring".to_owned() };
                play.send(Operation::BlockBuyer, &path, &reason)?;
            }
        }
        Ok(())
    }
}

/// The body of a new buyer.
pub(super) fn company(vat_number: &str, name: &str, address: [&str; 4], mode: KycMode) -> BuyerCreate {
    let [street, post_code, city, country] = address.map(|text| Some(text.to_owned()));
    BuyerCreate {
        kyc_mode: mode,
        vat_number: vat_number.to_owned(),
        company_name: name.to_owned(),
        address: Address { uuid: None, street, post_code, city, country },
        contacts: Vec::new(),
    }
}
