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
    /// Whether NT24 refuses the buyer for new orders, or will once the block that waits is sent.
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

/// Reads the contact persons of a buyer from NT24.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadContacts {
    /// The buyer.
    pub id: String,
    /// The purpose, which NT24 keeps with its log of the reading. It is kept here for the next time.
    pub purpose: String,
}

/// The block of a buyer: NT24 accepts no new orders of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BlockFacts {
    /// Since when NT24 says so; `None` while the block waits here to be sent.
    pub since: Option<SaidSince>,
    /// Whether it waits here to be sent.
    pub queued: bool,
    /// The reason that was given at this desk. NT24 does not tell those of others.
    pub reason: Option<String>,
    /// When it was given.
    pub reason_on: Option<String>,
}

/// The link to a buyer's identity check. The address itself stays in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LinkState {
    /// None was asked for at this desk, or NT24 has decided since.
    None,
    /// It is here, and was not passed on.
    Ready,
    /// It was passed on, and the buyer is at it.
    PassedOn,
    /// It was passed on, and NT24 says that the check has not begun: it was not used, or has run out.
    Unused,
}

/// The identity check of a buyer whom NT24 checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VerificationFacts {
    /// The link.
    pub link: LinkState,
    /// Whether a check can be started now, which brings a link.
    pub can_start: bool,
    /// Whether the signed profile can be fetched.
    pub profile: bool,
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
    /// When they were read from NT24; `None` if they are only those that this desk knows.
    pub contacts_read_at: Option<String>,
    /// Whether they can be read from NT24: it has the buyer, and the organization may read persons.
    pub can_read_contacts: bool,
    /// The purpose that was chosen for reading personal data; empty before the first time.
    pub purpose: String,
    /// The steps of the buyer, those that Waybill asks for among them.
    pub steps: Vec<Step>,
    /// Whether NT24's checks are all done and it asks for nothing more, so that the page may say so.
    pub nothing_asked: bool,
    /// The block; `None` of a buyer who may be used for new orders.
    pub block: Option<BlockFacts>,
    /// Whether the buyer can be blocked or unblocked now: a write of that kind that waits comes first.
    pub can_block: bool,
    /// How many orders NT24 has and has neither decided nor cancelled.
    pub open_orders: u32,
    /// How many orders wait here to be sent.
    pub unsent_orders: u32,
    /// Whether NT24 can be asked to check the buyer instead of this organization. There is no way back.
    pub can_upgrade: bool,
    /// The identity check; `None` of a buyer whom this organization checks.
    pub verification: Option<VerificationFacts>,
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
