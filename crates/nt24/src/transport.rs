use crate::Address;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

open_enum!(
    /// The party that moves the vehicle (guides/transport).
    PickupType {
        /// The buyer; needs a signed pickup declaration.
        SelfPickup = "SELF_PICKUP",
        /// A carrier; needs a CMR.
        CompanyTransport = "COMPANY_TRANSPORT",
    }
);

open_enum!(
    /// The state of the transport. The documentation names `IN_PROGRESS` and `PARTIAL`; the contract adds the
    /// other two, because values for "not started" and "completed" must exist.
    TransportStatus {
        /// Not picked up.
        NotStarted = "NOT_STARTED",
        /// Picked up.
        InProgress = "IN_PROGRESS",
        /// Some vehicles delivered.
        Partial = "PARTIAL",
        /// All vehicles delivered.
        Completed = "COMPLETED",
    }
);

/// The body of a pickup confirmation. Set once; a second call gives 409 `milestone-already-set`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PickupConfirm {
    /// The party that moves the vehicle.
    #[serde(rename = "type")]
    pub kind: PickupType,
    /// Day of the pickup.
    pub pickup_date: NaiveDate,
    /// Personal data of the driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_identification: Option<String>,
    /// Where the vehicle was collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection_address: Option<Address>,
}

impl std::fmt::Debug for PickupConfirm {
    // The driver's identification is personal data and stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PickupConfirm")
            .field("kind", &self.kind)
            .field("pickup_date", &self.pickup_date)
            .finish_non_exhaustive()
    }
}

/// The body of a delivery confirmation. Set once, like the pickup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryConfirm {
    /// Day of the arrival.
    pub delivery_date: NaiveDate,
    /// Where the vehicle arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_address: Option<Address>,
}

/// The transport of one vehicle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TransportVinState {
    /// The vehicle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vin: Option<String>,
    /// Whether the pickup is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_confirmed: Option<bool>,
    /// Whether the delivery is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_confirmed: Option<bool>,
}

/// The transport of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TransportState {
    /// The party that moves the vehicle.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<PickupType>,
    /// The state of the transport.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TransportStatus>,
    /// Whether the pickup is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_confirmed: Option<bool>,
    /// Day of the pickup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_date: Option<NaiveDate>,
    /// Whether the delivery is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_confirmed: Option<bool>,
    /// Day of the delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_date: Option<NaiveDate>,
    /// Whether a CMR waybill was uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cmr_uploaded: Option<bool>,
    /// Whether the buyer's VAT number is checked every day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_vies_checks_active: Option<bool>,
    /// The state of each vehicle.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vins: Vec<TransportVinState>,
}
