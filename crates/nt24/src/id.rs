/// Declares an identifier: opaque text, because the documentation mixes UUIDs and prefixed strings
/// (contract, contradiction 11).
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

id!(
    /// A trade partner that the organization may act for as a seller (`authorizedPartners[]`).
    SellerId
);
id!(
    /// A buyer, one for each seller and VAT number.
    BuyerId
);
id!(
    /// An order.
    OrderId
);
id!(
    /// A stored document.
    DocumentId
);
id!(
    /// A contact person of a buyer.
    ContactId
);

id!(
    /// A self-service link; the documentation shows both UUIDs and an `inv_` prefix.
    InvitationId
);
id!(
    /// A prospect who used a public link.
    ProspectId
);
id!(
    /// A receiver of events; samples use a `wh_` prefix.
    WebhookId
);
id!(
    /// The delivery of one event to one endpoint; samples use a `del_` prefix.
    DeliveryId
);
id!(
    /// An event, the same on every retry and replay; samples use an `evt_` prefix.
    EventId
);

/// The version of a resource in double quotes, for `If-Match` and `If-None-Match`
/// (concepts/optimistic-concurrency).
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ETag(pub String);

impl ETag {
    /// The tag of a version: `5` becomes `"5"`.
    #[must_use]
    pub fn of_version(version: u64) -> Self {
        Self(format!("\"{version}\""))
    }
}

/// The key of one logical write, 1 to 255 characters, the same on every attempt
/// (concepts/idempotency). The server keeps it and its answer for 24 hours.
///
/// ```
/// use nt24::IdempotencyKey;
///
/// assert_eq!(IdempotencyKey::new("order-4711-create")?.as_str(), "order-4711-create");
/// assert!(IdempotencyKey::new("").is_err());
/// assert!(IdempotencyKey::new("two words").is_err());
/// # Ok::<(), nt24::BadIdempotencyKey>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// How long the server keeps a key and its answer (concepts/idempotency).
    pub const KEPT_BY_SERVER: chrono::TimeDelta = chrono::TimeDelta::hours(24);

    /// Most characters of a key (concepts/idempotency).
    pub const MAX_CHARACTERS: usize = 255;

    /// A key from text.
    ///
    /// # Errors
    /// When the text is empty, longer than 255 characters, or holds anything but visible ASCII: no HTTP
    /// header carries other text safely.
    pub fn new(text: impl Into<String>) -> Result<Self, BadIdempotencyKey> {
        let text = text.into();
        let fits =
            (1..=Self::MAX_CHARACTERS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text)) } else { Err(BadIdempotencyKey) }
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is no idempotency key.
#[derive(Debug, thiserror::Error)]
#[error("an idempotency key has 1 to 255 visible ASCII characters")]
pub struct BadIdempotencyKey;
