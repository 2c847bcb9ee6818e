//! The data processing agreement, without which no call but `/me` works (contract, section 22).

use super::moment::Moment;
use super::state::{AcceptedDpa, PublishedDpa, World};

/// The version that an organization accepts if no other one was published.
const FIRST_VERSION: &str = "2026-01";

/// Why the organization may not call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DpaMissing {
    /// No version was accepted, or the acceptance was taken back.
    NeverAccepted,
    /// The grace period of a newer version is over.
    Outdated,
}

impl World {
    /// Checks that the organization accepted the agreement. An outdated version counts until the grace
    /// period ends.
    pub(crate) fn check_dpa(&self, moment: Moment<'_>) -> Result<(), DpaMissing> {
        let accepted = self.dpa.as_ref().ok_or(DpaMissing::NeverAccepted)?;
        match &self.published_dpa {
            Some(published)
                if published.version != accepted.version
                    && moment.now >= published.at + moment.behaviour.dpa_grace =>
            {
                Err(DpaMissing::Outdated)
            }
            _ => Ok(()),
        }
    }

    /// Publishes a version. Calls work until the grace period ends.
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
