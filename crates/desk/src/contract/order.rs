use super::{
    BuyerRow, DocumentFacts, DocumentOffer, DraftRow, Entry, Evidence, Fact, HistoryEntry, MoneyAmount,
    OrderRow, Person, PickupKind, PostalAddress, Step,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether everything of a buyer or order has been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SendState {
    /// Everything has been sent.
    Sent,
    /// Something waits or is being sent.
    Waiting,
    /// An entry is parked: the user must decide.
    Parked,
}

/// A stop of the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Module {
    /// Buyer and KYC.
    Buyer,
    /// Order.
    Order,
    /// Preliminary and final invoice.
    Invoice,
    /// Payment.
    Payment,
    /// Pickup, delivery, papers.
    Transport,
    /// Export file.
    ExportFile,
}

/// Where a stop stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StopState {
    /// Done.
    Done,
    /// Waits for NT24, VIES, or the network.
    Waiting,
    /// Waits for this desk.
    NeedsYou,
    /// Failed.
    Failed,
    /// Its turn has not come, or never will: the order is cancelled.
    NotYet,
    /// The order was not read yet.
    NotKnown,
}

/// A stop of the route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Stop {
    /// Which.
    pub module: Module,
    /// Where it stands.
    pub state: StopState,
    /// When it got there.
    pub at: Option<String>,
    /// One line of fact.
    pub fact: Option<Fact>,
    /// Whether the fact waits at this desk to be sent: then it is not at NT24 yet.
    pub queued: bool,
}

/// NT24's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// The order waits at this desk to be sent: NT24 does not have it.
    NotSent,
    /// NT24 has the order; its verdict was not read yet, or is one that this version does not know.
    NotKnown,
    /// Not decided.
    Incomplete,
    /// Exempt.
    Valid,
    /// VAT is due.
    Invalid,
}

/// The decision on VAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Decision {
    /// Exempt.
    ValidExport,
    /// VAT is due.
    VatApplicable,
}

/// A vehicle of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Vehicle {
    /// VIN.
    pub vin: String,
    /// Make.
    pub brand: String,
    /// Model.
    pub model: String,
    /// Price.
    pub amount: MoneyAmount,
    /// Kilometres.
    pub mileage: Option<u64>,
    /// Day.
    pub first_registration: Option<String>,
}

/// Declares [`Action`] with the list of all, so that none can be missing in it.
macro_rules! actions {
    ($(#[$about:meta])* pub enum Action { $($(#[$doc:meta])* $action:ident,)+ }) => {
        $(#[$about])*
        pub enum Action { $($(#[$doc])* $action,)+ }

        impl Action {
            /// All actions, in the order of the route.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$action,)+];
        }
    };
}

actions! {
    /// A step of an order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
    #[serde(rename_all = "camelCase")]
    pub enum Action {
        /// Preliminary invoice.
        Invoice,
        /// Payment.
        Payment,
        /// Ready for pickup.
        MarkReady,
        /// Pickup.
        Pickup,
        /// Take the pickup back.
        RevokePickup,
        /// Delivery.
        Delivery,
        /// Final invoice.
        FinalInvoice,
        /// Change responsible person or date.
        Change,
        /// New version of the export file.
        RegenerateExport,
    }
}

/// Whether something can be done now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionState {
    /// The step.
    pub action: Action,
    /// Key of the reason why the step is not allowed now; `None` if it is.
    pub held: Option<String>,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceFacts {
    /// Number.
    pub number: String,
    /// Day.
    pub date: String,
    /// Total.
    pub amount: MoneyAmount,
    /// Whether it holds VAT.
    pub vat_included: bool,
    /// Margin scheme.
    pub margin_scheme: bool,
    /// `SUBMITTED`, `VALID`, `INVALID`; `None` before NT24 has it.
    pub status: Option<String>,
    /// Whether it waits at this desk to be sent: NT24 does not have it yet.
    pub queued: bool,
}

/// The payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentFacts {
    /// Day.
    pub date: String,
    /// By bank.
    pub bank: MoneyAmount,
    /// In cash.
    pub cash: MoneyAmount,
    /// Account that it came from.
    pub iban: Option<String>,
    /// `SUBMITTED`, `VALID`, `INVALID`; `None` before NT24 has it.
    pub status: Option<String>,
    /// Whether the vehicle may be collected.
    pub ready_for_pickup: bool,
    /// Whether it waits at this desk to be sent: NT24 does not have it yet.
    pub queued: bool,
}

/// The transport.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TransportFacts {
    /// The party that moves the vehicle.
    pub kind: Option<PickupKind>,
    /// Day.
    pub picked_up_on: Option<String>,
    /// Day.
    pub delivered_on: Option<String>,
    /// Whether VIES is asked every day.
    pub daily_vies: bool,
    /// Whether the pickup waits at this desk to be sent.
    pub pickup_queued: bool,
    /// Whether the delivery waits at this desk to be sent.
    pub delivery_queued: bool,
}

/// The export file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportFacts {
    /// `NOT_ELIGIBLE`, `PENDING`, `GENERATING`, `READY`, `FAILED`.
    pub status: String,
    /// Version.
    pub version: Option<u64>,
    /// When it was made.
    pub generated_at: Option<String>,
    /// Earlier versions.
    pub superseded: u32,
}

/// An order's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrderPage {
    /// As in the list.
    pub row: OrderRow,
    /// The buyer.
    pub buyer: BuyerRow,
    /// The vehicles.
    pub vehicles: Vec<Vehicle>,
    /// Day of the contract.
    pub purchase_date: Option<String>,
    /// The person who answers for the order.
    pub responsible: Option<Person>,
    /// Decision on VAT.
    pub decision: Option<Decision>,
    /// The steps in the order of the route, those that Waybill asks for among them.
    /// Empty for a cancelled order.
    pub steps: Vec<Step>,
    /// Whether NT24 has decided and asks for nothing more, so that the page may say so.
    pub nothing_asked: bool,
    /// All actions of an order, for a menu; the steps offer those that are due.
    pub actions: Vec<ActionState>,
    /// Preliminary invoice.
    pub invoice: Option<InvoiceFacts>,
    /// Final invoice.
    pub final_invoice: Option<InvoiceFacts>,
    /// Payment.
    pub payment: Option<PaymentFacts>,
    /// Transport.
    pub transport: TransportFacts,
    /// Where the vehicle goes.
    pub destination: PostalAddress,
    /// Evidence of transport.
    pub evidence: Evidence,
    /// Export file.
    pub export_file: Option<ExportFacts>,
    /// Documents that were filed at this desk.
    pub documents: Vec<DocumentFacts>,
    /// Whether these are all: NT24 lists no documents, so those that were filed elsewhere are not known.
    pub all_documents: bool,
    /// Types of document that may be added, most wanted first.
    pub offers: Vec<DocumentOffer>,
    /// Unfinished entries of the outbox.
    pub waiting: Vec<Entry>,
    /// Drafts.
    pub drafts: Vec<DraftRow>,
    /// Events, newest first.
    pub history: Vec<HistoryEntry>,
    /// When NT24 was last asked about it.
    pub refreshed_at: Option<String>,
}
