use serde::{Deserialize, Serialize};

/// An amount of money.
///
/// ```
/// let price = nt24::Money::eur(1_850_000);
/// assert_eq!(serde_json::to_string(&price)?, r#"{"value":1850000,"currency":"EUR"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Amount in minor units of the currency: 1850000 is EUR 18,500.00. Inferred from the samples
    /// (contract, open question 1).
    pub value: i64,
    /// ISO 4217 code, for example `EUR`.
    pub currency: String,
}

impl Money {
    /// An amount in euro cents.
    #[must_use]
    pub fn eur(cents: i64) -> Self {
        Self { value: cents, currency: "EUR".to_owned() }
    }
}
