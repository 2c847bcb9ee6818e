//! How strong the evidence of transport is.

use super::Answer;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One item of the evidence of transport.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceItem {
    /// Key into the page's words.
    pub key: String,
    /// Whether it is there. It is not known where documents may have been filed elsewhere.
    pub met: Answer,
    /// Last day for it, where a rule sets one and it is not there.
    pub due: Option<String>,
}

/// How strong the evidence of transport is: NT24's minimum, the presumption of Art. 45a of
/// Regulation 282/2011, the national alternative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Evidence {
    /// Documents that NT24 requires.
    pub minimum: Vec<EvidenceItem>,
    /// Documents by which the tax office presumes the transport.
    pub presumption: Vec<EvidenceItem>,
    /// The national alternative.
    pub national: Vec<EvidenceItem>,
}
