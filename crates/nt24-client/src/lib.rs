//! A typed HTTP client of the Novatrade24 (NT24) Integration API: the SDK that NT24 does not have.
//!
//! | To | Use |
//! |---|---|
//! | say where the API is and who calls | [`Config`], [`Secret`], [`Limits`] |
//! | call it | [`Client`], one method for each operation, in a file named after the resource |
//! | read | [`Fetched`]; with the last [`ETag`](nt24::ETag), [`Conditional`]; with a store of [`KnownVersions`], [`current`] |
//! | read a whole list | a stream: [`Client::all_orders`], [`Client::all_webhook_deliveries`] |
//! | say why personal data are read | [`Client::for_purpose`] with a [`Purpose`] |
//! | write now | the typed methods, which answer [`Written`] |
//! | write durably | [`Write`], kept in a queue and given to [`Client::send`] until it has its [`Answer`] |
//! | upload | [`Upload`] with a [`FileSource`]: streamed, cancellable, byte-identical when repeated |
//! | download | a [`Download`] to any sink ([`Client::download`]) or to a file, all or nothing ([`Client::download_to_file`]) |
//! | know what went wrong | [`Error`]: [`ErrorKind`], [`Fate`] of the request, [`Retry`] advice |
//! | change the secret while it runs | [`Client::replace_secret`], or a [`SecretSource`] |
//! | have what fails in passing repeated | [`Client::with_retries`] with a [`RetryPolicy`] |
//! | stay within the request budget | [`Client::governed`] by a [`Governor`]; [`Client::in_background`] |
//! | know what may still be asked | [`Client::budget`], a [`Budget`] for each category |
//! | know what time it is at the server | [`Client::server_time`] |
//! | be deterministic | [`Clock`] and [`RequestIds`] are given from outside; so may be the [`Carrier`] |
//!
//! ```
//! use nt24::{IdempotencyKey, ReasonRequest};
//! use nt24_client::{Conditional, Fate};
//! # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/support/mod.rs")); }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (nt24, _sandbox) = support::sandbox().await?;
//! # let body = r#"{"kycMode":"MARKETPLACE_LED","vatNumber":"PL5260001246","companyName":"A","address":{}}"#;
//! # let new_buyer: nt24::BuyerCreate = serde_json::from_str(body)?;
//! let seller = nt24.me().await?.value.authorized_partners[0].uuid.clone();
//! let buyer = nt24.upsert_buyer(&seller, &new_buyer, &IdempotencyKey::new("buyer-1")?).await?;
//! assert!(buyer.created);
//!
//! // The version that is known is not sent again.
//! let id = &buyer.value.uuid;
//! assert_eq!(nt24.buyer(&seller, id, buyer.etag.as_ref()).await?, Conditional::NotModified);
//!
//! // A write that names another version, or breaks a rule, is decided: nothing was changed.
//! let no_reason = ReasonRequest { reason: String::new() };
//! let error = nt24.block_buyer(&seller, id, &no_reason, &IdempotencyKey::new("block-1")?).await.unwrap_err();
//! assert_eq!(error.fate(), Fate::Decided);
//! # Ok(()) }
//! ```
//!
//! `examples/first_order.rs` is a whole sale, `examples/webhook_receiver.rs` the other direction.
//!
//! What is deliberately absent: no redirect is ever followed, no write is repeated on its own (except
//! once after a 401, and as the [`RetryPolicy`] says; with the same key), no write exists without an
//! [`IdempotencyKey`](nt24::IdempotencyKey), and no body, token or address with a query ever shows in
//! an error or a log line.

#[macro_use]
mod writes;

mod address;
mod allowance;
mod answer;
mod attempt;
mod backoff;
mod body;
mod budget;
mod buyer;
mod carrier;
mod checked;
mod client;
mod compliance;
mod config;
mod document;
mod download;
mod download_to_file;
mod error;
mod exchange;
mod fault;
mod file_kind;
mod finalization;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod governor;
mod headers;
mod invitation;
mod invoice;
mod judgement;
mod kyc;
mod listing;
mod me;
mod multipart;
mod order;
mod payment;
mod purpose;
mod query;
mod retry;
mod server_time;
mod token;
mod transport;
mod upload;
mod versions;
mod webhook;
mod write;

pub use allowance::RetryAllowance;
pub use answer::{Answer, Conditional, Fetched, Written};
pub use backoff::Backoff;
pub use budget::Budget;
pub use carrier::{Carrier, CarrierFault};
pub use client::{Client, Clock, RequestIds};
pub use config::{Config, Limits, Secret};
pub use download::{Download, Downloaded};
pub use error::{Error, ErrorKind, Fate, Retry};
pub use file_kind::FileKind;
pub use governor::Governor;
pub use purpose::{BadPurpose, Purpose};
pub use retry::{Jitter, RetryPolicy, Tried};
pub use server_time::ServerTime;
pub use token::SecretSource;
pub use upload::{FileSource, Progress, Upload};
pub use versions::{Current, Known, KnownVersions, RecentVersions, current};
pub use write::{Body, Write};

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
