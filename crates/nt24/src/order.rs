use crate::{BuyerId, Money, OrderId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// Where an order stands. The transitions are not documented: show what the server says.
    OrderStatus {
        /// Created.
        Created = "CREATED",
        /// The preliminary invoice is there.
        InvoiceSubmitted = "INVOICE_SUBMITTED",
        /// Payment data is there.
        PaymentSubmitted = "PAYMENT_SUBMITTED",
        /// Released.
        ReadyForPickup = "READY_FOR_PICKUP",
        /// Picked up.
        TransportInProgress = "TRANSPORT_IN_PROGRESS",
        /// Delivered.
        TransportCompleted = "TRANSPORT_COMPLETED",
        /// Exempt.
        ComplianceValid = "COMPLIANCE_VALID",
        /// VAT is due.
        ComplianceInvalid = "COMPLIANCE_INVALID",
        /// Cancelled.
        Cancelled = "CANCELLED",
    }
);

/// The person who answers for an order. Which fields are required is not documented.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResponsibleContact {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl std::fmt::Debug for ResponsibleContact {
    // All of it is a person; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponsibleContact").finish_non_exhaustive()
    }
}

/// A vehicle as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderVinInput {
    /// Exactly 17 characters; not unique across orders.
    pub vin: String,
    /// Make.
    pub brand: String,
    /// Model.
    pub model: String,
    /// Price of this vehicle.
    pub purchase_amount: Money,
    /// Kilometres (unit inferred).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mileage: Option<u64>,
    /// First registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_registration_date: Option<NaiveDate>,
}

/// A vehicle as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderVin {
    /// The vehicle.
    #[serde(flatten)]
    pub input: OrderVinInput,
    /// `PENDING` and `TRANSPORT_PENDING` occur in samples; the set is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance_status: Option<String>,
}

/// The body of the order upsert; the natural key is seller and `externalOrderId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCreate {
    /// The caller's own order number, unique for each seller.
    pub external_order_id: String,
    /// The buyer.
    pub buyer_id: BuyerId,
    /// Day of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_date: Option<NaiveDate>,
    /// The person who answers for the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_contact: Option<ResponsibleContact>,
    /// One vehicle or more; more than one needs a capability.
    pub vins: Vec<OrderVinInput>,
    /// Total of all vehicles.
    pub total_amount: Money,
}

/// The body of a change to an order; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderUpdate {
    /// Day of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_date: Option<NaiveDate>,
    /// The person who answers for the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_contact: Option<ResponsibleContact>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Identifier.
    pub uuid: OrderId,
    /// The caller's own order number.
    pub external_order_id: String,
    /// The buyer.
    pub buyer_id: BuyerId,
    /// Where it stands.
    pub status: OrderStatus,
    /// The vehicles.
    pub vins: Vec<OrderVin>,
    /// Total of all vehicles.
    pub total_amount: Money,
    /// Equals the `ETag`.
    pub version: u64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Day of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_date: Option<NaiveDate>,
    /// The person who answers for the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_contact: Option<ResponsibleContact>,
}

/// Where a page stands in its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// From 0.
    pub page: u64,
    /// 1 to 100.
    pub size: u64,
    /// Entries in all pages.
    pub total_elements: u64,
    /// Pages.
    pub total_pages: u64,
    /// Whether another page follows.
    pub has_next: bool,
    /// Whether a page comes before.
    pub has_previous: bool,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The entries.
    pub data: Vec<T>,
    /// Where the page stands.
    pub pagination: Pagination,
}

/// What a list of orders is narrowed to; what is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderFilter {
    /// Only this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OrderStatus>,
    /// Only what was created after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_after: Option<DateTime<Utc>>,
    /// Only what changed after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_after: Option<DateTime<Utc>>,
    /// Only this buyer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_id: Option<BuyerId>,
    /// Only this vehicle; 17 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vin: Option<String>,
    /// From 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Field and direction, for example `createdAt,desc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}
