use super::{
    DocumentFacts, DocumentOffer, DraftRow, Entry, Fact, HistoryEntry, Missing, OrderRow, SendState,
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
    /// KYC state.
    pub kyc: Kyc,
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
    /// Whether all documents are there.
    pub documents_complete: Option<bool>,
}

/// A buyer's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BuyerPage {
    /// As in the list.
    pub row: BuyerRow,
    /// Address.
    pub address: PostalAddress,
    /// The party that checks the buyer.
    pub kyc_mode: KycMode,
    /// Contact persons.
    pub contacts: Vec<Person>,
    /// Missing items, each with its fix.
    pub missing: Vec<Missing>,
    /// One line about VIES.
    pub vies: Option<Fact>,
    /// Documents.
    pub documents: Vec<DocumentFacts>,
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
