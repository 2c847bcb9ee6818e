//! The Novatrade24 (NT24) Integration API as its documentation describes it. No I/O.
//!
//! | To | Use |
//! |---|---|
//! | know what can be called | [`Operation`]: method and path of all of them; [`TOKEN_PATH`]; [`OPENAPI_YAML`] |
//! | say who calls and for whom | [`Me`], [`AuthorizedPartner`], [`Capabilities`], [`TokenResponse`] |
//! | keep a buyer | [`BuyerCreate`], [`BuyerUpdate`], [`Buyer`], [`BuyerContact`] |
//! | check him | [`KycStatus`], [`KycVerificationSession`], [`KycInvitationCreate`], [`SelfServiceInvitation`] |
//! | sell | [`OrderCreate`], [`OrderUpdate`], [`Order`]; [`OrderFilter`] and [`Page`] for lists |
//! | invoice, and be paid | [`InvoiceSubmit`], [`Invoice`]; [`PaymentSubmit`], [`Payment`]; [`Money`] |
//! | hand over | [`PickupConfirm`], [`DeliveryConfirm`], [`TransportState`] |
//! | prove it | [`Document`], [`DocumentType`]; [`ComplianceRollup`], [`Blocker`]; [`ExportFile`] |
//! | be told | [`WebhookCreate`], [`WebhookEndpoint`], [`WebhookDelivery`]; [`EventEnvelope`], [`EventData`] |
//! | believe what one is told | [`signature`], [`WebhookSecret`] |
//! | write safely | [`IdempotencyKey`], [`ETag`] |
//! | know what went wrong | [`Problem`], [`ProblemType`], [`FieldError`]; [`OAuthError`] from the token host |
//!
//! The set of values of every enumeration may grow at any time (reference/versioning), so each one
//! here has an `Unknown` case that keeps the text as it came. Fields that are not known are ignored.
//!
//! What is deliberately absent: no clock, no randomness, and no rules of trade. What is sent is checked
//! by the server; only a form that no header or path could carry is refused here.

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

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
