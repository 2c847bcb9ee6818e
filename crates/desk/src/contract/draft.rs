use super::{Finding, KycMode, MoneyAmount, Person, PostalAddress, Subject};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FormKind {
    /// Onboard a buyer.
    Buyer,
    /// Change a buyer.
    BuyerChange,
    /// Add a contact person to a buyer.
    Contact,
    /// New order.
    Order,
    /// Change an order.
    OrderChange,
    /// Preliminary invoice.
    Invoice,
    /// Final invoice.
    FinalInvoice,
    /// Payment.
    Payment,
    /// Pickup.
    Pickup,
    /// Delivery.
    Delivery,
}

/// The content of a form, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", content = "body")]
pub enum Form {
    /// Onboard a buyer.
    Buyer(BuyerForm),
    /// Change a buyer.
    BuyerChange(BuyerChangeForm),
    /// Add a contact person to a buyer.
    Contact(ContactForm),
    /// New order.
    Order(OrderForm),
    /// Change an order.
    OrderChange(OrderChangeForm),
    /// Preliminary invoice.
    Invoice(InvoiceForm),
    /// Final invoice.
    FinalInvoice(InvoiceForm),
    /// Payment.
    Payment(PaymentForm),
    /// Pickup.
    Pickup(PickupForm),
    /// Delivery.
    Delivery(DeliveryForm),
}

/// A file with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Paper {
    /// Identifier of the file.
    pub file: String,
    /// Type of document, a wire value such as `TRANSPORT_CMR`; empty: not chosen yet.
    pub document: String,
    /// The date on the document; empty: not given.
    pub document_date: String,
}

/// Onboard a buyer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct BuyerForm {
    /// As typed.
    pub vat_number: String,
    /// Registered name.
    pub company_name: String,
    /// Registered address.
    pub address: PostalAddress,
    /// Contact persons.
    pub contacts: Vec<Person>,
    /// The party that checks the buyer.
    pub kyc_mode: KycMode,
    /// KYC documents.
    pub papers: Vec<Paper>,
}

/// Change a buyer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct BuyerChangeForm {
    /// Registered name.
    pub company_name: String,
    /// Registered address.
    pub address: PostalAddress,
}

/// Add a contact person to a buyer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactForm {
    /// The person.
    pub person: Person,
}

/// A vehicle of a new order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct VehicleForm {
    /// As typed.
    pub vin: String,
    /// Make.
    pub brand: String,
    /// Model.
    pub model: String,
    /// As typed, for example `18.500,00`.
    pub amount: String,
    /// Kilometres, as typed.
    pub mileage: String,
    /// Day, or empty.
    pub first_registration: String,
}

/// New order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderForm {
    /// Identifier of the buyer; empty: not chosen yet.
    pub buyer: String,
    /// Own order number.
    pub external_order_id: String,
    /// Day of the contract, or empty.
    pub purchase_date: String,
    /// ISO 4217.
    pub currency: String,
    /// The vehicles.
    pub vehicles: Vec<VehicleForm>,
    /// The person who answers for the order.
    pub responsible: Person,
}

/// Change an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderChangeForm {
    /// Day of the contract, or empty.
    pub purchase_date: String,
    /// The person who answers for the order.
    pub responsible: Person,
}

/// An invoice. When the order has one of this kind already, submitting changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct InvoiceForm {
    /// Number.
    pub invoice_number: String,
    /// Day.
    pub invoice_date: String,
    /// As typed.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// Whether it holds VAT.
    pub vat_included: bool,
    /// Margin scheme.
    pub margin_scheme: bool,
    /// The invoice itself.
    pub papers: Vec<Paper>,
}

/// The payment. When the order has one already, submitting changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentForm {
    /// Day.
    pub payment_date: String,
    /// As typed; empty means zero if something was paid in cash.
    pub bank_amount: String,
    /// As typed; empty means zero.
    pub cash_amount: String,
    /// ISO 4217.
    pub currency: String,
    /// As typed.
    pub source_iban: String,
    /// Proofs.
    pub papers: Vec<Paper>,
}

/// The party that moves the vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PickupKind {
    /// A carrier; needs a CMR.
    CompanyTransport,
    /// The buyer; needs a signed declaration.
    SelfPickup,
}

/// Pickup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct PickupForm {
    /// The party that moves the vehicle; `None`: not chosen yet.
    pub pickup_kind: Option<PickupKind>,
    /// Day.
    pub pickup_date: String,
    /// Name or number of an identity card.
    pub driver: String,
    /// Where it was collected; all empty: not given.
    pub collection_address: PostalAddress,
    /// Waybill, declaration, pictures.
    pub papers: Vec<Paper>,
}

/// Delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct DeliveryForm {
    /// Day.
    pub delivery_date: String,
    /// Where it arrived; all empty: not given.
    pub delivery_address: PostalAddress,
    /// Waybill, confirmation of arrival, pictures.
    pub papers: Vec<Paper>,
}

/// Saves what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveDraft {
    /// The draft; `None` creates one.
    pub id: Option<String>,
    /// The buyer, the order or the draft of an order that it belongs to; `None` for a new one.
    pub subject: Option<String>,
    /// Step of the wizard, from 0.
    pub step: u32,
    /// Path of the field that has the focus.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub field: Option<String>,
    /// The content, as typed.
    pub form: Form,
}

/// Facts about a typed VAT number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VatFacts {
    /// Without blanks and so on.
    pub number: String,
    /// ISO 3166-1 alpha-2 of the member state (`GR` for `EL`, `GB` for `XI`); `None` if unknown.
    pub country: Option<String>,
    /// Whether the number has the form of one, so that NT24 can be asked for it.
    pub complete: bool,
    /// The buyer who has this number already.
    pub existing_buyer: Option<Subject>,
}

/// The kind of a typed value, which says how the value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ValueKind {
    /// A plain decimal such as `18500.00`.
    Amount,
    /// A whole number, such as kilometres.
    Number,
    /// A vehicle identification number.
    Vin,
    /// A VAT number.
    Vat,
    /// The number of an account.
    Iban,
    /// Any other text, or a code to choose.
    Text,
}

/// A value for a field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldValue {
    /// Path of the field.
    pub field: String,
    /// The kind of the value.
    pub kind: ValueKind,
    /// The value as it is sent.
    pub value: String,
}

/// A typed value as the rules read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadValue {
    /// The text that was read. The page shows the value in its place only while the field still holds it.
    pub text: String,
    /// The field with the value.
    #[serde(flatten)]
    pub read: FieldValue,
}

/// The result of checking a form by the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Whether it may be submitted: no finding is an error.
    pub ready: bool,
    /// Of a buyer's form.
    pub vat: Option<VatFacts>,
    /// Values that are offered instead of those that are in the form.
    pub suggestions: Vec<FieldValue>,
    /// Values that follow from others, for fields that are still empty: the country from the VAT number.
    pub derived: Vec<FieldValue>,
    /// The typed values that could be read.
    pub read: Vec<ReadValue>,
    /// Sum of the vehicles, or of bank and cash.
    pub total: Option<MoneyAmount>,
}

/// A draft was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftSaved {
    /// Identifier.
    pub id: String,
    /// The result of the check.
    pub checked: Checked,
    /// Types of document that this form takes now, most wanted first.
    pub offers: Vec<super::DocumentOffer>,
}

/// Begins a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StartDraft {
    /// Which.
    pub form: FormKind,
    /// The buyer, the order or the draft of an order that it belongs to; for a new order, the buyer to
    /// choose, if any.
    pub subject: Option<String>,
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Identifier. `start_draft` answers the draft that exists, or a new one that is kept from its first `save_draft` on.
    pub id: String,
    /// The buyer, the order or the draft of an order that it belongs to.
    pub subject: Option<Subject>,
    /// Step of the wizard, from 0.
    pub step: u32,
    /// Path of the field that had the focus when it was last saved.
    pub field: Option<String>,
    /// The content, as typed.
    pub form: Form,
    /// The record that submitting changes: the number of the invoice, or an empty text for a record without one.
    /// `None` if submitting creates the record.
    pub changes: Option<String>,
    /// The result of the check.
    pub checked: Checked,
    /// Fields that NT24 refused when it was sent the last time.
    pub problems: Vec<super::FieldProblem>,
    /// The files of `papers`.
    pub files: Vec<super::TakenFile>,
    /// Types of document that this form takes, most wanted first.
    pub offers: Vec<super::DocumentOffer>,
    /// When it was last saved; `None` if never.
    pub saved_at: Option<String>,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftRow {
    /// Identifier.
    pub id: String,
    /// Which form.
    pub form: FormKind,
    /// The buyer, the order or the draft of an order that it belongs to.
    pub subject: Option<Subject>,
    /// Company name, order number or VIN, as far as it was typed.
    pub label: String,
    /// Name of the buyer, where one is chosen and the label is another name.
    pub buyer: Option<String>,
    /// Whether NT24 refused it when it was sent the last time.
    pub refused: bool,
    /// When it was last saved.
    pub saved_at: String,
}

/// All drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftList {
    /// Newest first.
    pub rows: Vec<DraftRow>,
}

/// A draft was queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Submitted {
    /// The buyer or order, the new one for a new one.
    pub subject: Subject,
}
