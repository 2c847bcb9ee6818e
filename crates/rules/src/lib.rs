//! The trade rules that are checked before anything is sent: VAT numbers, VINs, money, IBANs, dates,
//! invoices, payments and the evidence of transport.
//!
//! The crate is pure. It has no clock (`today` is a parameter), no network and no randomness, and it
//! holds no text for the screen: a [`Finding`] names a rule and the values that belong to it, and the
//! page has the words. What it finds informs; it never says that a sale is safe, and it is no tax
//! advice.

mod country;
mod date;
mod finding;
mod table;
mod typed;

pub mod buyer;
pub mod cash;
pub mod document;
pub mod evidence;
pub mod iban;
pub mod invoice;
pub mod money;
pub mod new_vehicle;
pub mod order;
pub mod payment;
pub mod transport;
pub mod vat;
pub mod vin;

pub use country::is_member_state;
pub use finding::{Finding, Rule, Severity, blocking};
pub use table::{RULES, rule};
