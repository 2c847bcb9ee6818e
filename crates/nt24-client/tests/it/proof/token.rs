//! The token call under every fault: the operation itself was never sent.

use super::setup::Setup;
use anyhow::{Context as _, ensure};
use nt24_client::{Fate, Limits, Retry};
use nt24_sandbox::{Fault, FaultKind};

/// The name of an exchange on the token endpoint.
pub(crate) const ISSUE_TOKEN: &str = "issueToken";

/// The results.
pub(crate) struct Outcome {
    pub(crate) played: usize,
    /// Whether a call without a fault was answered with a token.
    pub(crate) succeeded: bool,
    pub(crate) findings: Vec<String>,
}

pub(crate) async fn play() -> Outcome {
    let faults = [
        FaultKind::CutBeforeHandling,
        FaultKind::CutDuringAnswer,
        FaultKind::CutAfterHandling,
        FaultKind::Status(503, "internal-error".to_owned()),
        FaultKind::Html,
        FaultKind::BrokenJson,
    ];
    let mut outcome = Outcome { played: faults.len(), succeeded: true, findings: Vec::new() };
    for kind in faults {
        let name = format!("{kind:?}");
        if let Err(error) = play_one(kind).await {
            outcome.succeeded = false;
            outcome.findings.push(format!("{name}: {error:#}"));
        }
    }
    outcome
}

async fn play_one(kind: FaultKind) -> anyhow::Result<()> {
    let setup = Setup::open().await?;
    let nt24 = setup.client(None, Limits::default())?;
    setup.sandbox.control().fault(Fault { operation: Some(ISSUE_TOKEN.to_owned()), times: 1, kind });
    let error = nt24.me().await.err().context("the call succeeded")?;
    ensure!(error.fate() == Fate::NeverSent, "its fate is {:?}: {error}", error.fate());
    ensure!(error.attempts() == 0, "the operation was sent without a token");
    ensure!(matches!(error.retry(), Retry::After(_)), "no retry is advised: {error}");
    nt24.me().await.context("with the next token")?;
    ensure!(setup.sandbox.control().token_calls() <= 2, "more than two token calls");
    Ok(())
}
