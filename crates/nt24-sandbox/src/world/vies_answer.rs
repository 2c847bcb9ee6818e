use serde::{Deserialize, Serialize};

/// The answer of VIES for a VAT number.
///
/// Unless [`crate::Control::vies`] set an answer, the end of the number decides, like the test numbers of a
/// payment provider:
///
/// | The number ends in | Answer |
/// |---|---|
/// | `0009` | valid at the first check, not registered from the second on (a failure during transport) |
/// | `000` | not registered |
/// | `999` | the member state does not answer |
/// | anything else | valid |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ViesAnswer {
    /// Registered.
    Valid,
    /// Not registered.
    Invalid,
    /// The member state does not answer.
    Unavailable,
}

impl ViesAnswer {
    /// The answer to a check by the test numbers; `earlier` counts the checks before it.
    #[must_use]
    pub fn by_number(vat_number: &str, earlier: usize) -> Self {
        if vat_number.ends_with("0009") {
            if earlier == 0 { Self::Valid } else { Self::Invalid }
        } else if vat_number.ends_with("000") {
            Self::Invalid
        } else if vat_number.ends_with("999") {
            Self::Unavailable
        } else {
            Self::Valid
        }
    }
}
