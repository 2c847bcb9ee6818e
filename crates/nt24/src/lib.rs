//! The Novatrade24 (NT24) Integration API as its documentation describes it: wire types, open
//! enumerations, problem documents and the table of operations. No I/O.
//!
//! The set of values of every enumeration may grow at any time (reference/versioning), so each one
//! here has an `Unknown` case that keeps the text as it came. Fields that are not known are ignored.

#[macro_use]
mod open_enum;
mod buyer;
mod compliance;
mod document;
mod event;
mod finalization;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod id;
mod invitation;
mod invoice;
mod kyc;
mod me;
mod money;
mod operation;
mod order;
mod payment;
mod problem;
pub mod signature;
mod token;
mod transport;
mod webhook;

pub use buyer::*;
pub use compliance::*;
pub use document::*;
pub use event::*;
pub use finalization::*;
pub use id::*;
pub use invitation::*;
pub use invoice::*;
pub use kyc::*;
pub use me::*;
pub use money::*;
pub use operation::*;
pub use order::*;
pub use payment::*;
pub use problem::*;
pub use token::*;
pub use transport::*;
pub use webhook::*;

/// The working contract: everything that is known of the API, as an `OpenAPI` 3.1 document in YAML.
pub const OPENAPI_YAML: &str = include_str!("../openapi.yaml");
