//! The data processing agreement, without which no call but `/me` works (contract, section 22).

use super::{Moment, World};
use crate::reply::Refusal;
use chrono::{DateTime, Utc};
use nt24::ProblemType;
use serde::{Deserialize, Serialize};

/// The version that an organization accepts when none was published since.
const FIRST_VERSION: &str = "2026-01";

/// The data processing agreement that was accepted.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AcceptedDpa {
    pub(crate) version: String,
    pub(crate) accepted_at: DateTime<Utc>,
}

/// A version of the agreement that has to be accepted.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PublishedDpa {
    version: String,
    at: DateTime<Utc>,
}

impl World {
    /// Refuses when there is no accepted agreement, or an outdated one after the grace period.
    pub(crate) fn check_dpa(&self, moment: Moment<'_>) -> Result<(), Refusal> {
        let refuse = |detail: &str| {
            Err(Refusal::new(&ProblemType::DpaNotAccepted, 403, "DPA not accepted").detail(detail))
        };
        let Some(accepted) = &self.dpa else {
            return refuse("The organization has to accept the data processing agreement");
        };
        match &self.published_dpa {
            Some(published)
                if published.version != accepted.version
                    && moment.now >= published.at + moment.behaviour.dpa_grace =>
            {
                refuse("The organization has to accept the new version of the data processing agreement")
            }
            _ => Ok(()),
        }
    }

    /// Publishes a version; calls go on for the grace period.
    pub(crate) fn publish_dpa(&mut self, version: &str, moment: Moment<'_>) {
        self.published_dpa = Some(PublishedDpa { version: version.to_owned(), at: moment.now });
    }

    /// Accepts the newest version for the organization.
    pub(crate) fn accept_dpa(&mut self, moment: Moment<'_>) {
        let published = self.published_dpa.as_ref().map(|published| published.version.as_str());
        let version = published.unwrap_or(FIRST_VERSION).to_owned();
        self.dpa = Some(AcceptedDpa { version, accepted_at: moment.now });
    }
}
