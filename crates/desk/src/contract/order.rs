use super::{
    BuyerRow, DocumentFacts, DocumentOffer, DraftRow, Entry, Evidence, Fact, FormKind, HistoryEntry,
    MoneyAmount, Person, PickupKind, PostalAddress,
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
    /// Its turn has not come.
    NotYet,
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
}

/// NT24's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// NT24 has not been asked yet.
    Unknown,
    /// Something is missing.
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

/// Filter of the list of orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OrderFilter {
    /// All.
    #[default]
    All,
    /// Something is missing that this desk can mend.
    NeedsYou,
    /// Not decided.
    Open,
    /// Decided.
    Closed,
}

/// A search in the list of orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderSearch {
    /// Order number, VIN, or buyer; empty finds all.
    pub text: String,
    /// Which.
    pub filter: OrderFilter,
    /// How many to leave out.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// An order in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// Identifier.
    pub id: String,
    /// Own order number.
    pub external_order_id: String,
    /// Identifier of the buyer.
    pub buyer: String,
    /// Company name of the buyer.
    pub buyer_name: String,
    /// First vehicle, for example `BMW 320d`.
    pub vehicle: String,
    /// VINs.
    pub vins: Vec<String>,
    /// Total.
    pub total: MoneyAmount,
    /// The six stops.
    pub route: Vec<Stop>,
    /// Verdict.
    pub verdict: Verdict,
    /// How many things are missing.
    pub missing: u32,
    /// Whether all of it has been sent.
    pub send_state: SendState,
    /// `CREATED` and so on; `None` before NT24 knows the order.
    pub status: Option<String>,
    /// When it last changed.
    pub updated_at: String,
    /// Whether NT24, another desk or staff has changed it since the user saw it here.
    pub unseen: bool,
}

/// A part of the list of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderList {
    /// The part.
    pub rows: Vec<OrderRow>,
    /// How many there are in all.
    pub total: u32,
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

/// The way to mend what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "do")]
pub enum Fix {
    /// Open this form of the order; `field` is to be looked at first.
    OpenForm {
        /// Which.
        form: FormKind,
        /// Path of the field, where one is to blame.
        field: Option<String>,
    },
    /// Add a document of this type here.
    AddDocument {
        /// Wire value.
        document: String,
    },
    /// Go to the buyer and add documents there.
    OpenBuyer {
        /// Identifier.
        buyer: String,
    },
    /// Ask VIES again.
    CheckVies {
        /// Identifier of the buyer.
        buyer: String,
    },
    /// Declare the payment complete.
    MarkReady,
    /// Decide in the outbox.
    OpenOutbox {
        /// Identifier of the entry.
        entry: String,
    },
}

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Missing {
    /// NT24's code, for example `MISSING_CMR`, or one of this desk's, in lower case.
    pub code: String,
    /// Which stop.
    pub module: Module,
    /// NT24's words, for a code that the page does not know.
    pub message: String,
    /// The fix; `None` if there is nothing to do but wait.
    pub fix: Option<Fix>,
    /// Whether what mends it waits to be sent already.
    pub waiting: bool,
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
    /// The one to do next.
    pub next: bool,
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
    /// Missing items, each with its fix.
    pub missing: Vec<Missing>,
    /// All steps, with the one to do next.
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
    /// Documents.
    pub documents: Vec<DocumentFacts>,
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
