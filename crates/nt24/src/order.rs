use crate::{BuyerId, Money, OrderId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The state of an order. The transitions are not documented: rely on the server's value.
    OrderStatus {
        /// Created.
        Created = "CREATED",
        /// The preliminary invoice was submitted.
        InvoiceSubmitted = "INVOICE_SUBMITTED",
        /// The payment was submitted.
        PaymentSubmitted = "PAYMENT_SUBMITTED",
        /// Released for pickup.
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

/// The person responsible for an order. The required fields are not documented.
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
    // Every field is personal data and stays out of logs.
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
    /// The person responsible for the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_contact: Option<ResponsibleContact>,
    /// One vehicle or more; more than one needs a capability.
    pub vins: Vec<OrderVinInput>,
    /// Total of all vehicles.
    pub total_amount: Money,
}

/// The body of a change to an order; absent fields stay unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderUpdate {
    /// Day of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_date: Option<NaiveDate>,
    /// The person responsible for the order.
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
    /// The state of the order.
    pub status: OrderStatus,
    /// The vehicles.
    pub vins: Vec<OrderVin>,
    /// Total of all vehicles.
    pub total_amount: Money,
    /// The number in the `ETag`.
    pub version: u64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Day of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_date: Option<NaiveDate>,
    /// The person responsible for the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_contact: Option<ResponsibleContact>,
}

/// The position of a page in its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// Number of the page, counted from 0.
    pub page: u64,
    /// Entries of a page, 1 to 100.
    pub size: u64,
    /// Entries in all pages.
    pub total_elements: u64,
    /// Number of pages.
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
    /// The position of the page.
    pub pagination: Pagination,
}

/// The filter of a list of orders; an absent field does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderFilter {
    /// Only orders with this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OrderStatus>,
    /// Only orders created after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_after: Option<DateTime<Utc>>,
    /// Only orders changed after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_after: Option<DateTime<Utc>>,
    /// Only orders of this buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_id: Option<BuyerId>,
    /// Only orders with this vehicle; 17 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vin: Option<String>,
    /// Number of the page, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// Entries of a page, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Field and direction, for example `createdAt,desc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}
