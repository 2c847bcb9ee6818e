//! Every write, met by every fault: what is certain of it afterwards, and how often it took effect.

use super::deal::Deal;
use super::stage::Stage;
use anyhow::{Context as _, ensure};
use chrono::TimeDelta;
use nt24::{IdempotencyKey, Operation};
use nt24_client::{Answer, Body, Client, Error, ErrorKind, Fate, Limits, Retry, Write};
use nt24_sandbox::{Counts, Fault, FaultKind};
use serde_json::Value;

/// What a write meets.
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

/// What is true of a write that is sent again after its key has expired (concepts/idempotency).
#[derive(Clone, Copy)]
enum AfterExpiry {
    /// A natural key, or a state that is reached already: a success that changes nothing.
    Finds,
    /// The version, the milestone or the state says that it has happened: refused with this status.
    Refused(u16),
    /// The contract has nothing to know it by, so it happens again: there is one more of these. This is
    /// why a queue must not repeat such a write on its own once its key is old.
    HappensAgain(fn(&Counts) -> usize),
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
        | O::UpdateWebhook => AfterExpiry::Finds,
        O::UpdateBuyer
        | O::UpdateOrder
        | O::UpdateInvoice
        | O::UpdatePayment
        | O::ConfirmPickup
        | O::ConfirmDelivery
        | O::RevokeKycInvitation => AfterExpiry::Refused(409),
        O::RevokePickup => AfterExpiry::Refused(422),
        O::DeleteWebhook => AfterExpiry::Refused(404),
        O::AddBuyerContact => AfterExpiry::HappensAgain(|counts| counts.contacts),
        O::TriggerViesCheck => AfterExpiry::HappensAgain(|counts| counts.vies_checks),
        O::StartKycVerification => AfterExpiry::HappensAgain(|counts| counts.verifications),
        O::CreateKycInvitation => AfterExpiry::HappensAgain(|counts| counts.invitations),
        O::RegenerateExportFile => AfterExpiry::HappensAgain(|counts| counts.export_versions),
        O::CreateWebhook => AfterExpiry::HappensAgain(|counts| counts.webhooks),
        O::TestWebhook | O::ReplayWebhookDelivery => {
            AfterExpiry::HappensAgain(|counts| counts.webhook_deliveries)
        }
        _ => AfterExpiry::HappensAgain(|counts| counts.documents),
    }
}

/// Plays all cases on an operation; what went wrong.
pub(crate) async fn play(operation: Operation) -> Vec<String> {
    let once = match Scene::after_one_effect(operation).await {
        Ok(once) => once,
        Err(error) => return vec![format!("undisturbed: {error:#}")],
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
    let scene = Scene::set(operation, once.clone()).await?;
    match case {
        Case::CutBefore => scene.cut(FaultKind::CutBeforeHandling, false).await,
        Case::CutDuring => scene.cut(FaultKind::CutDuringAnswer, true).await,
        Case::CutAfter => scene.cut(FaultKind::CutAfterHandling, true).await,
        Case::Twice => scene.twice().await,
        Case::FourAtOnce => scene.four_at_once().await,
        Case::KeyOfAnother => scene.key_of_another().await,
        Case::KeyOfYesterday => scene.key_of_yesterday().await,
        Case::Throttled => scene.turned_away(FaultKind::RateLimited(1), Fate::Decided).await,
        Case::ServerError => {
            let kind = FaultKind::Status(500, "internal-error".to_owned());
            scene.turned_away(kind, Fate::Unknown).await
        }
        Case::SignInPage => scene.turned_away(FaultKind::Html, Fate::Unknown).await,
    }?;
    let violations: Vec<String> =
        scene.stage.witness.seen().into_iter().flat_map(|seen| seen.violations).collect();
    ensure!(violations.is_empty(), "{violations:?}");
    Ok(())
}

/// The id of something that is not there.
const ANOTHER: &str = "00000000-0000-4000-8000-00000000dead";

/// A sandbox of its own in which the write is about to be sent for the first time.
struct Scene {
    operation: Operation,
    stage: Stage,
    nt24: Client,
    deal: Deal,
    write: Write,
    /// The server's whole memory after exactly one undisturbed effect.
    once: Value,
}

impl Scene {
    async fn after_one_effect(operation: Operation) -> anyhow::Result<Value> {
        let scene = Self::set(operation, Value::Null).await?;
        scene.send().await?;
        scene.world()
    }

    async fn set(operation: Operation, once: Value) -> anyhow::Result<Self> {
        let stage = Stage::open().await?;
        let nt24 = stage.client(None, Limits::default())?;
        let deal = stage.prepare(&nt24, operation, 0).await?;
        // The token is there now, so that no case differs in the ids that the server has given out.
        nt24.me().await?;
        let write = deal.write(operation, "first", the_key()?).context("a read")?;
        Ok(Self { operation, stage, nt24, deal, write, once })
    }

    /// The same bytes under the same key.
    async fn send(&self) -> Result<Answer, Error> {
        self.nt24.send(&self.write).await
    }

    /// The server's whole memory: two that are equal cannot have seen different effects.
    fn world(&self) -> anyhow::Result<Value> {
        let snapshot = String::from_utf8(self.stage.sandbox.snapshot())?;
        // Links to the sandbox's own pages name its port, which no other one has.
        let api = self.stage.sandbox.api_url();
        let host = api.strip_suffix("/v1").context("the API ends in /v1")?;
        let mut world = serde_json::from_str(&snapshot.replace(host, "http://sandbox"))?;
        forget_attempts(&mut world);
        Ok(world)
    }

    fn counts(&self) -> Counts {
        self.stage.sandbox.control().counts()
    }

    fn fault(&self, kind: FaultKind) {
        let operation = Some(self.operation.id().to_owned());
        self.stage.sandbox.control().fault(Fault { operation, times: 1, kind });
    }

    fn same_as_once(&self) -> anyhow::Result<()> {
        let here = self.world()?;
        ensure!(self.once == here, "not exactly one effect: {}", difference(&self.once, &here));
        Ok(())
    }

    async fn cut(&self, kind: FaultKind, executed: bool) -> anyhow::Result<()> {
        let before = self.world()?;
        self.fault(kind);
        let error = refused(self.send().await)?;
        ensure!(*error.kind() == ErrorKind::ConnectionLost, "it says: {error}");
        ensure!(error.fate() == Fate::Unknown, "its fate is said to be {:?}", error.fate());
        ensure!(matches!(error.retry(), Retry::After(_)), "no retry is advised");
        ensure!((self.world()? != before) == executed, "the fault did not do what it says");
        self.send().await.context("the repeat")?;
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

    /// The key of one write must not make another one look as if it had happened.
    async fn key_of_another(&self) -> anyhow::Result<()> {
        self.send().await?;
        let before = self.world()?;
        let mut other = self.deal.write(self.operation, "the second", the_key()?).context("a read")?;
        let same_body = match (&self.write.body, &other.body) {
            (Body::Json(one), Body::Json(other)) => one == other,
            (body, _) => matches!(body, Body::Empty),
        };
        if same_body {
            let ids = vec![ANOTHER; self.operation.path_template().matches('{').count()];
            other.path = self.operation.path(&ids)?;
        }
        let error = refused(self.nt24.send(&other).await)?;
        let slug = error.problem().map(|problem| problem.kind().to_string());
        ensure!(slug.as_deref() == Some("idempotency-key-reused"), "it says: {error}");
        ensure!(error.fate() == Fate::Decided, "its fate is said to be {:?}", error.fate());
        ensure!(error.retry() == Retry::Never, "a retry is advised");
        ensure!(self.world()? == before, "it took effect");
        Ok(())
    }

    async fn key_of_yesterday(&self) -> anyhow::Result<()> {
        self.fault(FaultKind::CutAfterHandling);
        let error = refused(self.send().await)?;
        ensure!(error.fate() == Fate::Unknown, "its fate is said to be {:?}", error.fate());
        self.stage.clock.advance(TimeDelta::hours(24) + TimeDelta::seconds(1));
        // What time itself brings, such as the VIES check of the next day, is there before the repeat.
        self.nt24.me().await?;
        let after_one = lasting(self.counts());
        let repeat = self.send().await;
        let after_two = lasting(self.counts());
        match after_expiry(self.operation) {
            AfterExpiry::Finds => {
                let answer = repeat.context("the repeat")?;
                ensure!(answer.status == 200, "the repeat is answered with {}", answer.status);
            }
            AfterExpiry::Refused(status) => {
                let error = refused(repeat)?;
                let problem = error.problem().map(|problem| problem.status);
                ensure!(problem == Some(status), "it says: {error}");
                ensure!(error.fate() == Fate::Decided, "its fate is said to be {:?}", error.fate());
            }
            AfterExpiry::HappensAgain(count) => {
                repeat.context("the repeat")?;
                let (one, two) = (count(&after_one), count(&after_two));
                ensure!(two == one + 1, "not exactly one more: {one}, then {two}");
                return Ok(());
            }
        }
        ensure!(after_one == after_two, "two effects: {after_one:?}, then {after_two:?}");
        Ok(())
    }

    /// Not executed, and said so as clearly as the answer allows; the repeat is the one effect.
    async fn turned_away(&self, kind: FaultKind, fate: Fate) -> anyhow::Result<()> {
        let before = self.world()?;
        self.fault(kind);
        let error = refused(self.send().await)?;
        ensure!(error.fate() == fate, "its fate is said to be {:?}: {error}", error.fate());
        ensure!(matches!(error.retry(), Retry::After(_)), "no retry is advised: {error}");
        ensure!(self.world()? == before, "it took effect");
        self.send().await.context("the repeat")?;
        self.same_as_once()
    }
}

fn the_key() -> anyhow::Result<IdempotencyKey> {
    Ok(IdempotencyKey::new("the-key")?)
}

fn refused(outcome: Result<Answer, Error>) -> anyhow::Result<Error> {
    outcome.err().context("it succeeded")
}

/// What only an effect changes: an answer is stored whatever it says.
fn lasting(counts: Counts) -> Counts {
    Counts { stored_answers: 0, ..counts }
}

/// Takes out how often webhooks were tried, which goes on by itself meanwhile; that there is one more
/// delivery stays.
fn forget_attempts(value: &mut Value) {
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
            members.values_mut().for_each(forget_attempts);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_attempts),
        _ => {}
    }
}

/// Where two worlds differ, for the reader of a failure.
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
