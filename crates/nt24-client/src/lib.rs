//! A typed HTTP client of the Novatrade24 (NT24) Integration API: the SDK that NT24 does not have.
//!
//! | To | Use |
//! |---|---|
//! | say where the API is and who calls | [`Config`], [`Secret`], [`Limits`] |
//! | call it | [`Client`], one method for each operation, in a file named after the resource |
//! | read | [`Fetched`]; with the last [`ETag`](nt24::ETag), [`Conditional`] |
//! | write now | the typed methods, which answer [`Written`] |
//! | write durably | [`Write`], kept in a queue and given to [`Client::send`] until it has its [`Answer`] |
//! | upload | [`Upload`] with a [`FileSource`]: streamed, cancellable, byte-identical when repeated |
//! | download | [`Client::download`], which answers [`Downloaded`] |
//! | know what went wrong | [`Error`]: [`ErrorKind`], [`Fate`] of the request, [`Retry`] advice |
//! | have what fails in passing repeated | [`Client::with_retries`] with a [`RetryPolicy`] |
//! | know what may still be asked | [`Client::budget`], a [`Budget`] for each category |
//! | be deterministic | [`Clock`] and [`RequestIds`] are given from outside |
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
pub use client::{Client, Clock, RequestIds};
pub use config::{Config, Limits, Secret};
pub use download::{Download, Downloaded};
pub use error::{Error, ErrorKind, Fate, Retry};
pub use file_kind::FileKind;
pub use purpose::{BadPurpose, Purpose};
pub use retry::{Jitter, RetryPolicy, Tried};
pub use upload::{FileSource, Progress, Upload};
pub use versions::{Current, Known, KnownVersions, RecentVersions, current};
pub use write::{Body, Write};

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
