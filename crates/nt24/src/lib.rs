//! The Novatrade24 (NT24) Integration API as its documentation describes it. No I/O.
//!
//! | To | Use |
//! |---|---|
//! | list the operations | [`Operation`]: method and path of each; [`TOKEN_PATH`]; [`OPENAPI_YAML`] |
//! | read the caller's rights | [`Me`], [`AuthorizedPartner`], [`Capabilities`], [`TokenResponse`] |
//! | manage a buyer | [`BuyerCreate`], [`BuyerUpdate`], [`Buyer`], [`BuyerContact`] |
//! | check a buyer (KYC) | [`KycStatus`], [`KycVerificationSession`], [`KycInvitationCreate`], [`SelfServiceInvitation`] |
//! | manage an order | [`OrderCreate`], [`OrderUpdate`], [`Order`]; [`OrderFilter`] and [`Page`] for lists |
//! | submit invoice and payment | [`InvoiceSubmit`], [`Invoice`]; [`PaymentSubmit`], [`Payment`]; [`Money`] |
//! | confirm pickup and delivery | [`PickupConfirm`], [`DeliveryConfirm`], [`TransportState`] |
//! | prove the export | [`Document`], [`DocumentType`]; [`ComplianceRollup`], [`Blocker`]; [`ExportFile`] |
//! | receive events | [`WebhookCreate`], [`WebhookEndpoint`], [`WebhookDelivery`]; [`EventEnvelope`], [`EventData`] |
//! | verify an event | [`signature`], [`WebhookSecret`] |
//! | write safely | [`IdempotencyKey`], [`ETag`] |
//! | handle errors | [`Problem`], [`ProblemType`], [`FieldError`]; [`OAuthError`] from the token host |
//!
//! The set of values of every enumeration may grow at any time (reference/versioning), so each one here has
//! an `Unknown` variant that keeps the text. Unknown fields are ignored.
//!
//! Deliberately absent: a clock, randomness, and rules of trade. The server checks what is sent; this crate
//! refuses only text that no header or path can carry.

#[macro_use]
mod open_enum;
mod buyer;
mod compliance;
mod document;
mod event;
mod file_kind;
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

pub use buyer::{
    Address, Buyer, BuyerContact, BuyerContactCreate, BuyerCreate, BuyerStatus, BuyerUpdate, KycMode,
    ReasonRequest,
};
pub use compliance::{
    Blocker, BuyerModule, ComplianceDecision, ComplianceModules, ComplianceRollup, ComplianceStatus,
    ExportFileModule, InvoiceModule, OrderModule, OrderModuleVin, PaymentModule,
};
pub use document::{Document, DocumentStatus, DocumentType, DocumentUpdate};
pub use event::{
    ComplianceDecisionMadeData, ComplianceStatusChangedData, DeliveryFailedTerminalData,
    EndpointAutoPausedData, EventData, EventEnvelope, EventSource, ExportFileGeneratedData,
    InvitationExpiredData, InvitationUsedData, KycVerificationCompletedData, KycVerificationOutcome,
    ProspectSubmittedData, ProspectType, ViesCheckFailedData, WebhookEventType,
};
pub use file_kind::FileKind;
pub use finalization::{ExportFile, ExportFileStatus, SupersededExportVersion};
pub use id::{
    BadIdempotencyKey, BuyerId, ContactId, DeliveryId, DocumentId, ETag, EventId, IdempotencyKey,
    InvitationId, OrderId, ProspectId, SellerId, WebhookId,
};
pub use invitation::{
    InvitationKind, InvitationStatus, KycInvitationCreate, RevokeInvitationRequest, SelfServiceInvitation,
};
pub use invoice::{Invoice, InvoiceSubmit, InvoiceType, InvoiceUpdate, RecordStatus};
pub use kyc::{
    AmlStatus, KycOverallStatus, KycStatus, KycVerificationSession, KycVerificationStatus, ViesCheckAccepted,
    ViesCheckProgress, ViesResult,
};
pub use me::{AuthorizedPartner, Capabilities, Me, RateLimitTier};
pub use money::Money;
pub use operation::{Method, Operation, WrongPathParameters};
pub use order::{
    Order, OrderCreate, OrderFilter, OrderStatus, OrderUpdate, OrderVin, OrderVinInput, Page, Pagination,
    ResponsibleContact,
};
pub use payment::{Payment, PaymentSubmit, PaymentUpdate};
pub use problem::{FieldError, PROBLEM_BASE, Problem, ProblemType};
pub use token::{OAuthError, TOKEN_PATH, TokenResponse};
pub use transport::{
    DeliveryConfirm, PickupConfirm, PickupType, TransportState, TransportStatus, TransportVinState,
};
pub use webhook::{
    BadSubscription, PartnerScope, WebhookCreate, WebhookDelivery, WebhookDeliveryFilter,
    WebhookDeliveryPage, WebhookDeliveryStatus, WebhookEndpoint, WebhookSecret, WebhookStatus,
    WebhookSubscription, WebhookTestRequest, WebhookUpdate,
};

/// The working contract: all that is known of the API, as an `OpenAPI` 3.1 document in YAML.
pub const OPENAPI_YAML: &str = include_str!("../openapi.yaml");

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
