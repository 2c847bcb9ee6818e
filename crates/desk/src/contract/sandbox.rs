use super::Subject;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a new sandbox begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct StartSandbox {
    /// With the buyers and orders of a made-up dealership; else empty. A sandbox that exists stays as it is.
    pub demo: Option<bool>,
}

/// An act of the other side in the sandbox: staff, VIES, the identity check, the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SandboxAct {
    /// Staff lower the amount of the preliminary invoice by 100.
    EditInvoice,
    /// Staff move the day of the contract back by one.
    EditOrder,
    /// Staff cancel the order.
    CancelOrder,
    /// Staff block the buyer.
    BlockBuyer,
    /// Staff unblock the buyer.
    UnblockBuyer,
    /// The identity check of a mode B buyer succeeds.
    IdentityVerified,
    /// The identity check is rejected.
    IdentityRejected,
    /// From now on VIES says that the buyer's number is valid.
    ViesValid,
    /// From now on VIES says that it is not.
    ViesInvalid,
    /// From now on the member state does not answer.
    ViesSilent,
    /// The sandbox's clock goes forward by a day.
    DayForward,
    /// By a week.
    WeekForward,
    /// By 30 days.
    MonthForward,
    /// The next 20 answers take 4 seconds each.
    Slow,
    /// The next 5 requests are refused as too many.
    Busy,
    /// The next 5 requests fail with an error of the server.
    Failing,
    /// No fault waits any more.
    NoTrouble,
}

/// The other side's turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaySandbox {
    /// The act.
    pub act: SandboxAct,
    /// The buyer or order on the screen, where the act is on one.
    #[serde(default)]
    pub subject: Option<String>,
}

/// For the buyer or order on the screen, if there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct SandboxFor {
    /// Its id.
    pub subject: Option<String>,
}

/// A VAT number to try, with right check digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TryNumber {
    /// The number.
    pub vat_number: String,
    /// The answer of VIES.
    pub answer: TryAnswer,
}

/// The answer of VIES to a number in the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TryAnswer {
    /// Valid.
    Valid,
    /// Not valid.
    Invalid,
    /// The member state does not answer.
    Silent,
    /// Valid at first, not valid at the daily check.
    Later,
}

/// The sandbox, to play the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SandboxPanel {
    /// The sandbox's time.
    pub now: String,
    /// Whether its network is plugged in.
    pub network: bool,
    /// How many of the next requests have trouble; 0: none.
    pub trouble: u32,
    /// The buyer or order on the screen, if NT24 knows it.
    pub subject: Option<Subject>,
    /// The acts that are possible now.
    pub acts: Vec<SandboxAct>,
    /// Numbers that this desk has no buyer with.
    pub numbers: Vec<TryNumber>,
}
