use super::{
    DocumentFacts, DocumentOffer, DraftRow, Entry, Fact, HistoryEntry, OrderRow, Reason, SaidSince,
    SendState, Step, Turn,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The party that checks the buyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KycMode {
    /// Mode A: this organization collects the documents.
    #[default]
    MarketplaceLed,
    /// Mode B: NT24 checks the buyer.
    Nt24Led,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct PostalAddress {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub post_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Person {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
}

/// A buyer in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BuyerRow {
    /// Identifier.
    pub id: String,
    /// Company name.
    pub name: String,
    /// VAT number.
    pub vat_number: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The party that checks the buyer.
    pub kyc_mode: KycMode,
    /// Whether NT24's checks were read, or the buyer is only at this desk.
    pub known: bool,
    /// KYC state.
    pub kyc: Kyc,
    /// Whose turn it is.
    pub turn: Turn,
    /// The first open step; `None` if nothing is open, or it is not known.
    pub reason: Option<Reason>,
    /// Whether NT24 refuses the buyer for new orders.
    pub blocked: bool,
    /// Whether all of it has been sent.
    pub send_state: SendState,
    /// How many orders it has.
    pub orders: u32,
    /// When it last changed.
    pub updated_at: String,
    /// Whether NT24, another desk or staff has changed it since the user saw it here.
    pub unseen: bool,
}

/// A part of the list of buyers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BuyerList {
    /// The part.
    pub rows: Vec<BuyerRow>,
    /// How many there are in all.
    pub total: u32,
}

/// The KYC state of a buyer, as NT24 last said; texts are wire values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Kyc {
    /// `INCOMPLETE`, `VALID`, `INVALID`; `None` before NT24 knows the buyer.
    pub overall: Option<String>,
    /// `VALID`, `INVALID`, `PENDING`, `UNKNOWN`.
    pub vies: Option<String>,
    /// When VIES last answered.
    pub vies_at: Option<String>,
    /// Whether all documents are there. It says nothing about a buyer whom NT24 checks.
    pub documents_complete: Option<bool>,
    /// Of a buyer whom NT24 checks: `NOT_STARTED`, `IN_PROGRESS`, `VERIFIED`, `REJECTED`.
    pub verification: Option<String>,
    /// Of a buyer whom NT24 checks: `PENDING`, `CLEAR`, `FLAGGED`.
    pub aml: Option<String>,
}

/// A buyer's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BuyerPage {
    /// As in the list.
    pub row: BuyerRow,
    /// Address.
    pub address: PostalAddress,
    /// Contact persons.
    pub contacts: Vec<Person>,
    /// The steps of the buyer, those that Waybill asks for among them.
    pub steps: Vec<Step>,
    /// Whether NT24's checks are all done and it asks for nothing more, so that the page may say so.
    pub nothing_asked: bool,
    /// Since when NT24 refuses the buyer for new orders; `None` if it does not. NT24 gives no reason.
    pub blocked_since: Option<SaidSince>,
    /// One line about VIES.
    pub vies: Option<Fact>,
    /// Documents that were filed at this desk.
    pub documents: Vec<DocumentFacts>,
    /// Whether these are all: NT24 lists no documents, so those that were filed elsewhere are not known.
    pub all_documents: bool,
    /// Types of document that may be added, most wanted first.
    pub offers: Vec<DocumentOffer>,
    /// Orders.
    pub orders: Vec<OrderRow>,
    /// Unfinished entries of the outbox.
    pub waiting: Vec<Entry>,
    /// Drafts.
    pub drafts: Vec<DraftRow>,
    /// Events, newest first.
    pub history: Vec<HistoryEntry>,
}
