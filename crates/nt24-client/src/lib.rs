//! A typed HTTP client of the Novatrade24 (NT24) Integration API. The vendor has no Rust SDK; this crate is
//! meant to be one.
//!
//! | To | Use |
//! |---|---|
//! | configure the API and the credentials | [`Config`], [`Secret`], [`Limits`] |
//! | call it | [`Client`], one method for each operation |
//! | read | [`Fetched`]; with the last [`ETag`](nt24::ETag), [`Conditional`]; with a store of [`KnownVersions`], [`current`] |
//! | read a whole list | a stream: [`Client::all_orders`], [`Client::all_webhook_deliveries`] |
//! | state the purpose of reading personal data | [`Client::for_purpose`] with a [`Purpose`] |
//! | write now | the typed methods, which return [`Written`] |
//! | write durably | [`Write`], kept in a queue and passed to [`Client::send`] until there is an [`Answer`] |
//! | upload | [`Upload`] with a [`FileSource`]: streamed, cancellable, the same bytes when repeated |
//! | download | a [`Download`] to any sink ([`Client::download`]) or to a complete file ([`Client::download_to_file`]) |
//! | handle errors | [`Error`]: [`ErrorKind`], the [`Fate`] of the request, the [`Retry`] advice |
//! | log a fault of JSON without its values | [`Unreadable`] |
//! | replace the secret of a running client | [`Client::replace_secret`], or a [`SecretSource`] |
//! | repeat calls after temporary failures | [`Client::with_retries`] with a [`RetryPolicy`] |
//! | stay within the request budget | [`Client::governed`] by a [`Governor`]; [`Client::in_background`] |
//! | read the request budget | [`Client::budget`], a [`Budget`] for each category |
//! | read the server's clock | [`Client::server_time`] |
//! | know how long a key may be repeated | [`KEY_LIFE`] |
//! | make runs repeatable | pass in a [`Clock`] and [`RequestIds`]; a [`Carrier`] replaces the network |
//!
//! ```
//! use nt24::{IdempotencyKey, ReasonRequest};
//! use nt24_client::{Conditional, Fate};
//! # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/support/sandbox.rs")); }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (nt24, _sandbox) = support::sandbox().await?;
//! # let body = r#"{"kycMode":"MARKETPLACE_LED","vatNumber":"PL5260001246","companyName":"A","address":{}}"#;
//! # let new_buyer: nt24::BuyerCreate = serde_json::from_str(body)?;
//! let seller = nt24.me().await?.value.authorized_partners[0].uuid.clone();
//! let buyer = nt24.upsert_buyer(&seller, &new_buyer, &IdempotencyKey::new("buyer-1")?).await?;
//! assert!(buyer.created);
//!
//! // A known version is not sent again.
//! let id = &buyer.value.uuid;
//! assert_eq!(nt24.buyer(&seller, id, buyer.etag.as_ref()).await?, Conditional::NotModified);
//!
//! // A write that breaks a rule, or names an old version, is refused: nothing was changed.
//! let no_reason = ReasonRequest { reason: String::new() };
//! let error = nt24.block_buyer(&seller, id, &no_reason, &IdempotencyKey::new("block-1")?).await.unwrap_err();
//! assert_eq!(error.fate(), Fate::Decided);
//! # Ok(()) }
//! ```
//!
//! `examples/first_order.rs` is a whole sale, `examples/webhook_receiver.rs` receives events.
//!
//! Deliberately absent: no redirect is followed; no write is repeated by the client itself, except after a
//! 401 and as the [`RetryPolicy`] says, with the same key; no write exists without an
//! [`IdempotencyKey`](nt24::IdempotencyKey); and no body, token or address with a query appears in an error
//! or a log line.

// From the roof to the ground: each module imports only modules that stand below it.
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod resource;

mod client;
mod exchange;
mod file;
mod pace;

mod config;
mod protocol;

mod error;

pub use client::Client;
pub use client::versions::{Current, KnownVersion, KnownVersions, RecentVersions, current};
pub use client::write::{Body, Write};
pub use config::carrier::{Carrier, CarrierFault};
pub use config::purpose::{BadPurpose, Purpose};
pub use config::sources::{Clock, RequestIds, SecretSource};
pub use config::{Config, Limits, Secret};
pub use error::{Error, ErrorKind, Fate, Retry};
pub use exchange::answer::{Answer, Conditional, Fetched, Written};
pub use exchange::json::Unreadable;
pub use file::download::{Download, Downloaded};
pub use file::upload::{FileSource, Progress, Upload};
pub use nt24::FileKind;
pub use pace::allowance::RetryAllowance;
pub use pace::backoff::Backoff;
pub use pace::budget::Budget;
pub use pace::governor::Governor;
pub use pace::retry::{Jitter, KEY_LIFE, RetryPolicy, Tried};
pub use protocol::server_time::ServerTime;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
