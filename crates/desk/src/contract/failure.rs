use nt24_client::Unreadable;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Why a command failed. The page has a message and a hint for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The address cannot be one of NT24 (not https, or with a user name in it).
    BadAddress,
    /// No such host, or no answer from it.
    Unreachable,
    /// This computer does not trust the issuer of the certificate: often a company's proxy.
    TlsUnknownIssuer,
    /// The secure connection could not be made.
    Tls,
    /// No answer in time.
    Timeout,
    /// The connection broke before the answer came.
    ConnectionLost,
    /// Client id or secret refused.
    Credentials,
    /// Another server answered: a proxy, a wrong address.
    NotTheApi,
    /// The network asks the user to sign in first: a page of the Wi-Fi or of a proxy answered.
    CaptivePortal,
    /// The answer could not be read.
    BadAnswer,
    /// The data processing agreement is not accepted.
    DpaNotAccepted,
    /// The organization may not do this.
    CapabilityRequired,
    /// The organization may not act for this seller.
    SellerNotAuthorized,
    /// NT24 does not know it.
    NotFound,
    /// It was changed elsewhere in the meantime.
    VersionMismatch,
    /// It exists with other data.
    ExistsWithOtherData,
    /// Pickup or delivery is confirmed already.
    MilestoneAlreadySet,
    /// Fields were refused.
    Validation,
    /// The server called the request malformed; the user cannot mend that.
    RequestRefused,
    /// The request budget is used up.
    RateLimited,
    /// NT24 has a fault.
    ServerError,
    /// The write may have arrived, and sending it again could double it.
    Unconfirmed,
    /// The file is not there any more.
    FileGone,
    /// The file changed while it was read.
    FileChanged,
    /// The copy of the file on this computer is missing or was altered.
    FileDamaged,
    /// The file has no content.
    FileEmpty,
    /// The file is too large; `params.limit` and `params.size` in bytes.
    FileTooLarge,
    /// NT24 refused the file as too large. Its limit is not documented (contract, question 5).
    FileTooLargeForServer,
    /// The content is no PDF, JPEG or PNG, whatever its name says.
    FileKind,
    /// A folder, a link or a device.
    NotAFile,
    /// The disk is full.
    DiskFull,
    /// The data was written by a newer version of the program.
    NewerDatabase,
    /// The data is damaged.
    DatabaseDamaged,
    /// Another process of the program has the data open.
    InUse,
    /// The key does not open the data.
    WrongKey,
    /// The keychain answers, but the key of this data is not in it.
    KeyMissing,
    /// The keychain is locked.
    KeychainLocked,
    /// The keychain has no place for new secrets.
    KeychainNotSetUp,
    /// The keychain did not answer in time: it may wait for the user in a window of its own.
    KeychainSilent,
    /// The key under the passphrase is damaged: no passphrase opens it.
    KeyDamaged,
    /// No keychain answers: a passphrase must be set.
    PassphraseNeeded,
    /// Wrong passphrase.
    WrongPassphrase,
    /// The passphrase is too short; `params.minimum` characters.
    PassphraseTooShort,
    /// The data belongs to another organization than these credentials.
    OtherOrganization,
    /// Data cannot move to another server while entries wait; `params.count` of them.
    MoveWaits,
    /// The organization has data at this server already.
    AddressInUse,
    /// The data is locked, and only unlocking opens it.
    UnlockFirst,
    /// The form has findings that must be mended first.
    FormIncomplete,
    /// It was removed in the meantime.
    Gone,
    /// No connection is open.
    NotOpen,
    /// It was sent already and cannot be taken back.
    AlreadySent,
    /// The order has to wait with the step: `held` says why, as in `ActionState`.
    StepHeld,
    /// There is no version of the file to open yet.
    NotReadyYet,
    /// No program on this computer opens such a file.
    CannotOpen,
    /// The place cannot be written to.
    CannotSave,
    /// NT24 gave a link that is not encrypted, or not a web address: it is neither opened nor copied.
    UnsafeLink,
    /// No browser could be started.
    NoBrowser,
    /// The clipboard did not take the text.
    NoClipboard,
    /// A fault of this program.
    Internal,
}

/// A field that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldProblem {
    /// Path of the form's field; empty for the whole form.
    pub field: String,
    /// The server's own words.
    pub message: String,
}

/// The only error that the page sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The code.
    pub code: FailureCode,
    /// Values for the words.
    pub params: BTreeMap<String, String>,
    /// The server's own words, where it said any.
    pub detail: Option<String>,
    /// To be quoted to NT24's support.
    pub trace_id: Option<String>,
    /// Fields that were refused.
    pub fields: Vec<FieldProblem>,
    /// Findings that must be mended first.
    pub findings: Vec<super::Finding>,
}

impl Failure {
    /// A failure without further facts.
    #[must_use]
    pub fn of(code: FailureCode) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
            detail: None,
            trace_id: None,
            fields: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a value for the words.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The failure of reading or writing JSON, which no action of the user can mend.
    pub(crate) fn bad_call(fault: serde_json::Error) -> Self {
        tracing::error!(fault = %Unreadable::from(&fault), "a value does not fit the contract");
        Self::of(FailureCode::Internal)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.code)
    }
}

impl std::error::Error for Failure {}
