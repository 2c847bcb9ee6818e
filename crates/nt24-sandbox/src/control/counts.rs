//! Counts of records, and mails.

use chrono::{DateTime, Utc};

/// Number of records of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Buyers.
    pub buyers: usize,
    /// Contact persons of all buyers.
    pub contacts: usize,
    /// Orders.
    pub orders: usize,
    /// Invoices of both types.
    pub invoices: usize,
    /// Payments.
    pub payments: usize,
    /// Pickups that are confirmed and not revoked.
    pub pickups: usize,
    /// Deliveries.
    pub deliveries: usize,
    /// Documents, archived ones too.
    pub documents: usize,
    /// VIES checks.
    pub vies_checks: usize,
    /// Sessions of identity checks.
    pub verifications: usize,
    /// Invitations of all states.
    pub invitations: usize,
    /// Versions of export files, including those that are being generated.
    pub export_versions: usize,
    /// Webhook endpoints.
    pub webhooks: usize,
    /// Deliveries to webhook endpoints that are still kept.
    pub webhook_deliveries: usize,
    /// Answers that are stored under an idempotency key.
    pub stored_answers: usize,
}

/// A mail that would have been sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Time of the mail.
    pub at: DateTime<Utc>,
    /// Address of the recipient.
    pub recipient: String,
    /// Language, two letters.
    pub language: String,
    /// The link in the mail. It allows its holder to act for the buyer.
    pub link: String,
}

impl std::fmt::Debug for Mail {
    // The address is personal and the link is a secret; both stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("at", &self.at).field("language", &self.language).finish_non_exhaustive()
    }
}
