use super::{KycMode, PostalAddress, Subject, ValueChange};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The VAT number in the form of a new buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookUpVat {
    /// The number.
    pub vat_number: String,
    /// The draft of the form, which is compared; `None` before it was saved.
    pub draft: Option<String>,
}

/// The answer to a look-up of a VAT number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "answer")]
pub enum VatLookUp {
    /// This desk has the buyer.
    Here {
        /// The buyer.
        buyer: Subject,
    },
    /// NT24 has a buyer of this seller with the number, and this desk has not.
    AtNt24 {
        /// The buyer.
        found: FoundBuyer,
    },
    /// NT24 has none.
    NotThere,
    /// It is not known whether NT24 has one.
    NotAsked {
        /// The reason.
        why: WhyNotAsked,
    },
}

/// Why it is not known whether NT24 has a buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WhyNotAsked {
    /// NT24 cannot be reached.
    Offline,
    /// The request budget is used up.
    Limit,
    /// NT24 refused the question, or its answer cannot be read.
    Failed,
    /// Another number was asked for meanwhile.
    Overtaken,
}

/// A buyer as NT24 has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundBuyer {
    /// Company name.
    pub name: String,
    /// Address.
    pub address: PostalAddress,
    /// The party that checks the buyer.
    pub kyc_mode: KycMode,
    /// Whether NT24 refuses the buyer for new orders.
    pub blocked: bool,
    /// The fields that are typed with another value: `from` is the form's, `to` is NT24's.
    pub differs: Vec<ValueChange>,
}
