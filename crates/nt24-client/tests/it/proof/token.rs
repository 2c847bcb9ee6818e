//! The token call, met by every fault: no operation has left then, whatever became of the call.

use super::stage::Stage;
use anyhow::{Context as _, ensure};
use nt24_client::{Fate, Limits, Retry};
use nt24_sandbox::{Fault, FaultKind};

/// What an exchange on the token endpoint is called.
pub(crate) const ISSUE_TOKEN: &str = "issueToken";

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) played: usize,
    /// Whether an undisturbed call was answered with a token.
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
    let stage = Stage::open().await?;
    let nt24 = stage.client(None, Limits::default())?;
    stage.sandbox.control().fault(Fault { operation: Some(ISSUE_TOKEN.to_owned()), times: 1, kind });
    let error = nt24.me().await.err().context("it succeeded")?;
    ensure!(error.fate() == Fate::NeverSent, "its fate is said to be {:?}: {error}", error.fate());
    ensure!(error.attempts() == 0, "the operation was sent without a token");
    ensure!(matches!(error.retry(), Retry::After(_)), "no retry is advised: {error}");
    nt24.me().await.context("with the next token")?;
    ensure!(stage.sandbox.control().token_calls() <= 2, "a token was asked for again and again");
    Ok(())
}
