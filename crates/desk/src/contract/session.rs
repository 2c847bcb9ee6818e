use super::{Failure, Settings};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The kind of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionKind {
    /// The built-in sandbox.
    Sandbox,
    /// Novatrade24.
    Novatrade24,
}

/// A connection, with data of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Connection {
    /// Identifier.
    pub id: String,
    /// The kind.
    pub kind: ConnectionKind,
    /// Name of the organization, and the host of its server unless that is NT24's production.
    pub name: String,
    /// The hosts of its server. `None` for the sandbox, and until they are known.
    pub hosts: Option<Hosts>,
}

/// The hosts of a server, with the port where it is not the usual one: the user sees where the data is, and
/// where a secret would go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hosts {
    /// Of the API.
    pub api: String,
    /// Of the token endpoint.
    pub token: String,
}

/// A seller for whom the organization may act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Seller {
    /// Identifier.
    pub id: String,
    /// Company name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// The rights of the organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// Buyers in mode `MARKETPLACE_LED`.
    pub marketplace_led_kyc: bool,
    /// Orders with more than one vehicle.
    pub multi_vin_orders: bool,
    /// Contact persons of buyers.
    pub contact_personal_data: bool,
}

/// The lock of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LockedBy {
    /// The key in the operating system's keychain; it opens for any user of the keychain.
    Keychain,
    /// A passphrase.
    Passphrase,
}

/// Where the program stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "at")]
pub enum Stage {
    /// No connection is open.
    Start,
    /// Data is being opened.
    Opening {
        /// The connection.
        connection: Connection,
    },
    /// Data is there, and locked.
    Locked {
        /// The connection.
        connection: Connection,
        /// The lock.
        by: LockedBy,
        /// Whether sending and reading go on: only the page is locked.
        sends: bool,
    },
    /// Data is there and cannot be opened. Nothing was changed.
    Broken {
        /// The connection.
        connection: Connection,
        /// Why.
        failure: Failure,
    },
    /// Open.
    Open {
        /// The connection.
        connection: Connection,
    },
}

/// Where the key of the data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeyHome {
    /// The operating system's keychain.
    Keychain,
    /// Under a passphrase.
    Passphrase,
    /// In memory, for tests: gone at the end.
    Memory,
}

/// The state of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Where the program stands.
    pub stage: Stage,
    /// All connections that are known.
    pub connections: Vec<Connection>,
    /// Name of the organization, when open.
    pub organization: Option<String>,
    /// Sellers that it may act for.
    pub sellers: Vec<Seller>,
    /// The seller that is worked for.
    pub seller: Option<String>,
    /// The rights of the organization.
    pub capabilities: Capabilities,
    /// Where the key is kept.
    pub key_home: Option<KeyHome>,
    /// Whether the program waits for the keychain, which may be asking the user for a password.
    pub waits_for_keychain: bool,
    /// Whether a decrypted copy that the user opened could not be removed: another program still has it open.
    pub opened_left: bool,
    /// The user's settings.
    pub settings: Settings,
    /// Idle minutes after which the data is locked; 0: never. If the user has not chosen, it is locked only where
    /// a passphrase protects it.
    pub lock_after_minutes: u32,
    /// Version of the program.
    pub version: String,
    /// Largest file that is taken, in bytes.
    pub file_limit: u64,
}

/// Address of NT24, and credentials for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// Base of the API, for example `https://api.novatrade24.com/v1`.
    pub api_url: String,
    /// The token endpoint; empty: derived from the API's host where it is one of NT24's.
    pub token_url: String,
    /// Client id.
    pub client_id: String,
    /// Client secret, 64 characters or more. Never comes back.
    pub client_secret: String,
}

impl std::fmt::Debug for Credentials {
    // The secret stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// The addresses of NT24, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Addresses {
    /// Base of the API.
    pub api_url: String,
    /// The token endpoint; empty as in [`Credentials`].
    pub token_url: String,
}

/// Where credentials would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// The hosts.
    pub hosts: Hosts,
    /// Whether both are NT24's own. Otherwise the user is asked first.
    pub is_nt24: bool,
}

/// The data of an organization whose server has another address now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoveConnection {
    /// The connection with the data.
    pub connection: String,
    /// The new addresses, and the credentials for them.
    pub credentials: Credentials,
}

/// A new secret for the open connection.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewSecret {
    /// Client secret.
    pub client_secret: String,
}

impl std::fmt::Debug for NewSecret {
    // The secret stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewSecret")
    }
}

/// The result of a test of credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectionTest {
    /// Name of the organization.
    pub organization: String,
    /// Sellers that it may act for.
    pub sellers: Vec<Seller>,
    /// Connections with data of the same organization at another server, if there is none at this one.
    pub elsewhere: Vec<String>,
}

/// A passphrase.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Passphrase {
    /// The passphrase.
    pub passphrase: String,
}

impl std::fmt::Debug for Passphrase {
    // The passphrase stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}

/// The new protection of the data key.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Protect {
    /// A passphrase; `None` for the operating system's keychain.
    pub passphrase: Option<String>,
}

impl std::fmt::Debug for Protect {
    // The passphrase stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Protect")
    }
}

/// The state of the link to NT24, by the last requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Link {
    /// No request was sent yet.
    Unknown,
    /// Works.
    Online,
    /// Does not; it is tried again by itself.
    #[serde(rename_all = "camelCase")]
    Offline {
        /// Since when.
        since: String,
        /// Why.
        failure: Failure,
        /// When it is tried next.
        next_try_at: Option<String>,
    },
    /// A person must do something: credentials, the agreement, another organization.
    NeedsYou {
        /// The reason.
        failure: Failure,
    },
}

/// The request budget of one category, as the last answer stated it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// `read` or `write`.
    pub category: String,
    /// Requests in a window.
    pub limit: u64,
    /// Requests that are left.
    pub remaining: u64,
    /// When the window ends.
    pub resets_at: String,
}

/// How many of the seller's orders were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadingProgress {
    /// Orders that were read.
    pub read: u32,
    /// Orders that NT24 has, as far as its list was read.
    pub total: u32,
}

/// The state that the footer shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The connection.
    pub link: Link,
    /// When the list of orders at NT24 was last read to its end.
    pub last_sync_at: Option<String>,
    /// How far the first reading of the orders is; `None` once all were read.
    pub reading: Option<ReadingProgress>,
    /// Buyers and orders at NT24 that cannot be read. Each is tried again by itself.
    pub unreadable: u32,
    /// Entries that wait to be sent.
    pub waiting: u32,
    /// Entries that are being sent.
    pub in_flight: u32,
    /// Entries that the user must decide on, or has stopped.
    pub parked: u32,
    /// Whether the user has paused the outbox.
    pub paused: bool,
    /// Whether today's copy of the data could not be made.
    pub copy_failed: bool,
    /// Bytes of the upload in flight, all together.
    pub upload: Option<super::PaperProgress>,
    /// Request budget.
    pub budget: Vec<Budget>,
    /// Whether the sandbox's network is plugged in; `None` without a sandbox.
    pub sandbox_network: Option<bool>,
}

/// Whether the sandbox's network is plugged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SandboxNetwork {
    /// Plugged in.
    pub up: bool,
}
