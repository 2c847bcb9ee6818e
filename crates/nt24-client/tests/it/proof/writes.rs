//! Every write under every fault: its reported fate, and how often it took effect.

use super::deal::Deal;
use super::setup::Setup;
use anyhow::{Context as _, ensure};
use chrono::TimeDelta;
use nt24::{IdempotencyKey, Operation};
use nt24_client::{Answer, Body, Client, Error, ErrorKind, Fate, Limits, Retry, Write};
use nt24_sandbox::{Counts, Fault, FaultKind};
use serde_json::Value;

/// A fault or situation of a write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Case {
    CutBefore,
    CutDuring,
    CutAfter,
    Twice,
    FourAtOnce,
    KeyOfAnother,
    KeyOfYesterday,
    Throttled,
    ServerError,
    SignInPage,
}

impl Case {
    pub(crate) const ALL: [Case; 10] = [
        Case::CutBefore,
        Case::CutDuring,
        Case::CutAfter,
        Case::Twice,
        Case::FourAtOnce,
        Case::KeyOfAnother,
        Case::KeyOfYesterday,
        Case::Throttled,
        Case::ServerError,
        Case::SignInPage,
    ];
}

/// The result of a write that is repeated after its key has expired (concepts/idempotency).
#[derive(Clone, Copy)]
enum AfterExpiry {
    /// A natural key, or a state that is reached already: a success without a change.
    Unchanged,
    /// The version, the milestone or the state shows that it has happened: refused with this status.
    Refused(u16),
    /// The server cannot recognise the repetition, so it takes effect again: this count grows by one. This is
    /// why a queue must not repeat such a write on its own after its key has expired.
    TakesEffectAgain(fn(&Counts) -> usize),
}

fn after_expiry(operation: Operation) -> AfterExpiry {
    use Operation as O;
    match operation {
        O::UpsertBuyer
        | O::CreateOrder
        | O::SubmitInvoice
        | O::SubmitPayment
        | O::SubmitFinalInvoice
        | O::BlockBuyer
        | O::UnblockBuyer
        | O::MarkReadyForPickup
        | O::ArchiveDocument
        | O::CancelOrder
        | O::UpdateWebhook => AfterExpiry::Unchanged,
        O::UpdateBuyer
        | O::UpdateOrder
        | O::UpdateInvoice
        | O::UpdatePayment
        | O::ConfirmPickup
        | O::ConfirmDelivery
        | O::RevokeKycInvitation => AfterExpiry::Refused(409),
        O::RevokePickup => AfterExpiry::Refused(422),
        O::DeleteWebhook => AfterExpiry::Refused(404),
        O::AddBuyerContact => AfterExpiry::TakesEffectAgain(|counts| counts.contacts),
        O::TriggerViesCheck => AfterExpiry::TakesEffectAgain(|counts| counts.vies_checks),
        O::StartKycVerification => AfterExpiry::TakesEffectAgain(|counts| counts.verifications),
        O::CreateKycInvitation => AfterExpiry::TakesEffectAgain(|counts| counts.invitations),
        O::RegenerateExportFile => AfterExpiry::TakesEffectAgain(|counts| counts.export_versions),
        O::CreateWebhook => AfterExpiry::TakesEffectAgain(|counts| counts.webhooks),
        O::TestWebhook | O::ReplayWebhookDelivery => {
            AfterExpiry::TakesEffectAgain(|counts| counts.webhook_deliveries)
        }
        _ => AfterExpiry::TakesEffectAgain(|counts| counts.documents),
    }
}

/// Plays all cases on an operation. Returns the failures.
pub(crate) async fn play(operation: Operation) -> Vec<String> {
    let once = match WriteCase::after_one_effect(operation).await {
        Ok(once) => once,
        Err(error) => return vec![format!("without a fault: {error:#}")],
    };
    let mut findings = Vec::new();
    for case in Case::ALL {
        if let Err(error) = play_case(operation, case, &once).await {
            findings.push(format!("{case:?}: {error:#}"));
        }
    }
    findings
}

async fn play_case(operation: Operation, case: Case, once: &Value) -> anyhow::Result<()> {
    let write_case = WriteCase::set(operation, once.clone()).await?;
    match case {
        Case::CutBefore => write_case.cut(FaultKind::CutBeforeHandling, false).await,
        Case::CutDuring => write_case.cut(FaultKind::CutDuringAnswer, true).await,
        Case::CutAfter => write_case.cut(FaultKind::CutAfterHandling, true).await,
        Case::Twice => write_case.twice().await,
        Case::FourAtOnce => write_case.four_at_once().await,
        Case::KeyOfAnother => write_case.key_of_another().await,
        Case::KeyOfYesterday => write_case.key_of_yesterday().await,
        Case::Throttled => write_case.not_executed(FaultKind::RateLimited(1), Fate::Decided).await,
        Case::ServerError => {
            let kind = FaultKind::Status(500, "internal-error".to_owned());
            write_case.not_executed(kind, Fate::Unknown).await
        }
        Case::SignInPage => write_case.not_executed(FaultKind::Html, Fate::Unknown).await,
    }?;
    let violations: Vec<String> =
        write_case.setup.log.exchanges().into_iter().flat_map(|exchange| exchange.violations).collect();
    ensure!(violations.is_empty(), "{violations:?}");
    Ok(())
}

/// An id without a resource.
const UNUSED_ID: &str = "00000000-0000-4000-8000-00000000dead";

/// A sandbox of its own, in the state before the first attempt of the write.
struct WriteCase {
    operation: Operation,
    setup: Setup,
    nt24: Client,
    deal: Deal,
    write: Write,
    /// The server's whole state after exactly one effect without a fault.
    once: Value,
}

impl WriteCase {
    async fn after_one_effect(operation: Operation) -> anyhow::Result<Value> {
        let write_case = Self::set(operation, Value::Null).await?;
        write_case.send().await?;
        write_case.state()
    }

    async fn set(operation: Operation, once: Value) -> anyhow::Result<Self> {
        let setup = Setup::open().await?;
        let nt24 = setup.client(None, Limits::default())?;
        let deal = setup.prepare(&nt24, operation, 0).await?;
        // Fetches the token now, so that the server issues the same ids in every case.
        nt24.me().await?;
        let write = deal.write(operation, "first", the_key()?).context("a read")?;
        Ok(Self { operation, setup, nt24, deal, write, once })
    }

    /// Sends the same bytes under the same key.
    async fn send(&self) -> Result<Answer, Error> {
        self.nt24.send(&self.write).await
    }

    /// The server's whole state: if two states are equal, the same effects have happened.
    fn state(&self) -> anyhow::Result<Value> {
        let snapshot = String::from_utf8(self.setup.sandbox.snapshot())?;
        // Links to the sandbox's pages name its port, which differs from that of every other sandbox.
        let api = self.setup.sandbox.api_url();
        let host = api.strip_suffix("/v1").context("the API ends in /v1")?;
        let mut state = serde_json::from_str(&snapshot.replace(host, "http://sandbox"))?;
        remove_attempts(&mut state);
        Ok(state)
    }

    fn counts(&self) -> Counts {
        self.setup.sandbox.control().counts()
    }

    fn fault(&self, kind: FaultKind) {
        let operation = Some(self.operation.id().to_owned());
        self.setup.sandbox.control().fault(Fault { operation, times: 1, kind });
    }

    fn same_as_once(&self) -> anyhow::Result<()> {
        let here = self.state()?;
        ensure!(self.once == here, "not exactly one effect: {}", difference(&self.once, &here));
        Ok(())
    }

    async fn cut(&self, kind: FaultKind, executed: bool) -> anyhow::Result<()> {
        let before = self.state()?;
        self.fault(kind);
        let error = refused(self.send().await)?;
        ensure!(*error.kind() == ErrorKind::ConnectionLost, "unexpected error: {error}");
        ensure!(error.fate() == Fate::Unknown, "its fate is {:?}", error.fate());
        ensure!(matches!(error.retry(), Retry::After(_)), "no retry is advised");
        ensure!((self.state()? != before) == executed, "the fault had another effect than its name says");
        self.send().await.context("the repetition")?;
        self.same_as_once()
    }

    async fn twice(&self) -> anyhow::Result<()> {
        let first = self.send().await?;
        let second = self.send().await?;
        ensure!((first.status, &first.body) == (second.status, &second.body), "the answers differ");
        self.same_as_once()
    }

    async fn four_at_once(&self) -> anyhow::Result<()> {
        let (a, b, c, d) = tokio::join!(self.send(), self.send(), self.send(), self.send());
        let first = a?;
        for other in [b?, c?, d?] {
            ensure!((first.status, &first.body) == (other.status, &other.body), "the answers differ");
        }
        self.same_as_once()
    }

    /// The key of one write must not make another write look executed.
    async fn key_of_another(&self) -> anyhow::Result<()> {
        self.send().await?;
        let before = self.state()?;
        let mut other = self.deal.write(self.operation, "the second", the_key()?).context("a read")?;
        let same_body = match (&self.write.body, &other.body) {
            (Body::Json(one), Body::Json(other)) => one == other,
            (body, _) => matches!(body, Body::Empty),
        };
        if same_body {
            let ids = vec![UNUSED_ID; self.operation.path_template().matches('{').count()];
            other.path = self.operation.path(&ids)?;
        }
        let error = refused(self.nt24.send(&other).await)?;
        let slug = error.problem().map(|problem| problem.kind().to_string());
        ensure!(slug.as_deref() == Some("idempotency-key-reused"), "unexpected error: {error}");
        ensure!(error.fate() == Fate::Decided, "its fate is {:?}", error.fate());
        ensure!(error.retry() == Retry::Never, "a retry is advised");
        ensure!(self.state()? == before, "the write took effect");
        Ok(())
    }

    async fn key_of_yesterday(&self) -> anyhow::Result<()> {
        self.fault(FaultKind::CutAfterHandling);
        let error = refused(self.send().await)?;
        ensure!(error.fate() == Fate::Unknown, "its fate is {:?}", error.fate());
        self.setup.clock.advance(TimeDelta::hours(24) + TimeDelta::seconds(1));
        // Effects of time, such as the VIES check of the next day, happen before the repetition.
        self.nt24.me().await?;
        let after_one = lasting(self.counts());
        let repetition = self.send().await;
        let after_two = lasting(self.counts());
        match after_expiry(self.operation) {
            AfterExpiry::Unchanged => {
                let answer = repetition.context("the repetition")?;
                ensure!(answer.status == 200, "the repetition is answered with {}", answer.status);
            }
            AfterExpiry::Refused(status) => {
                let error = refused(repetition)?;
                let problem = error.problem().map(|problem| problem.status);
                ensure!(problem == Some(status), "unexpected error: {error}");
                ensure!(error.fate() == Fate::Decided, "its fate is {:?}", error.fate());
            }
            AfterExpiry::TakesEffectAgain(count) => {
                repetition.context("the repetition")?;
                let (one, two) = (count(&after_one), count(&after_two));
                ensure!(two == one + 1, "not exactly one more: {one}, then {two}");
                return Ok(());
            }
        }
        ensure!(after_one == after_two, "two effects: {after_one:?}, then {after_two:?}");
        Ok(())
    }

    /// The write is not executed, and its fate is as certain as the answer allows; the repetition has the only
    /// effect.
    async fn not_executed(&self, kind: FaultKind, fate: Fate) -> anyhow::Result<()> {
        let before = self.state()?;
        self.fault(kind);
        let error = refused(self.send().await)?;
        ensure!(error.fate() == fate, "its fate is {:?}: {error}", error.fate());
        ensure!(matches!(error.retry(), Retry::After(_)), "no retry is advised: {error}");
        ensure!(self.state()? == before, "the write took effect");
        self.send().await.context("the repetition")?;
        self.same_as_once()
    }
}

fn the_key() -> anyhow::Result<IdempotencyKey> {
    Ok(IdempotencyKey::new("the-key")?)
}

fn refused(outcome: Result<Answer, Error>) -> anyhow::Result<Error> {
    outcome.err().context("the write succeeded")
}

/// The counts that only an effect changes: an answer is stored in any case.
fn lasting(counts: Counts) -> Counts {
    Counts { stored_answers: 0, ..counts }
}

/// Removes the attempts of webhook deliveries, which continue in the background. The number of deliveries
/// stays.
fn remove_attempts(value: &mut Value) {
    const ATTEMPTS: [&str; 8] = [
        "attempts",
        "lastAttemptAt",
        "nextRetryAt",
        "httpStatus",
        "first_attempt_at",
        "due",
        "failures",
        "failing_since",
    ];
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !ATTEMPTS.contains(&name.as_str()));
            members.values_mut().for_each(remove_attempts);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_attempts),
        _ => {}
    }
}

/// The differences between two states, for the message of a failure.
fn difference(one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            let parts = names.into_iter().filter(|name| one.get(*name) != other.get(*name)).map(|name| {
                let nothing = Value::Null;
                let inner =
                    difference(one.get(name).unwrap_or(&nothing), other.get(name).unwrap_or(&nothing));
                format!("{name}: {{{inner}}}")
            });
            parts.collect::<Vec<_>>().join(", ")
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let parts = one.iter().zip(other).filter(|(one, other)| one != other);
            parts.map(|(one, other)| difference(one, other)).collect::<Vec<_>>().join(", ")
        }
        _ => format!("{one} against {other}"),
    }
}
