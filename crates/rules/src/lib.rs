//! The trade rules that are checked before data is sent: VAT numbers, VINs, money, IBANs, dates, invoices,
//! payments and the evidence of transport.
//!
//! The crate is pure. It has no clock (`today` is a parameter), no network and no randomness, and it
//! contains no text for the screen: a [`Finding`] has the id of a rule and its values, and the page has the
//! text. A finding informs. The absence of findings does not mean that a sale is safe, and the rules are no
//! tax advice.

mod country;
mod field;
mod finding;
mod number;
mod table;
mod territory;
mod typed;

pub mod buyer;
pub mod cash;
pub mod contact;
pub mod day;
pub mod document;
pub mod evidence;
pub mod iban;
pub mod invoice;
pub mod mileage;
pub mod money;
pub mod new_vehicle;
pub mod order;
pub mod payment;
pub mod transport;
pub mod vat;
pub mod vin;

pub use country::{address_country, is_member_state};
pub use finding::{Finding, Rule, Severity, blocking};
pub use table::{RULES, rule};
pub use typed::text;
