//! A sandbox whose clock is in the caller's hand, and a client of it.

use super::deal::{Deal, paper};
use super::steps::{Step, before};
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{IdempotencyKey, KycVerificationStatus, Operation, SellerId, WebhookDeliveryFilter};
use nt24_client::{Body, Client, Config, Limits, RequestIds, Secret};
use nt24_sandbox::{
    Behaviour, Clock, ContractCheck, Exchange, ManualClock, Observer, Options, Sandbox, SequentialIds,
};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) witness: Arc<Witness>,
    pub(crate) seller: SellerId,
    keys: AtomicU64,
}

impl Stage {
    /// A sandbox that serves, without a request budget.
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let start: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;
        let clock = Arc::new(ManualClock::new(start));
        let witness = Arc::new(Witness { check: ContractCheck::new()?, seen: Mutex::default() });
        let sandbox = Sandbox::start(Options {
            clock: clock.clone(),
            ids: Arc::new(SequentialIds::new(1)),
            behaviour: Behaviour { rate_limited: false, ..Behaviour::default() },
            observer: Some(witness.clone()),
            ..Options::demo()
        })
        .await?;
        let seller = sandbox.control().sellers().first().cloned().context("no seller")?;
        Ok(Self { sandbox, clock, witness, seller, keys: AtomicU64::new(0) })
    }

    /// A client of it; through a proxy when its addresses are given.
    pub(crate) fn client(&self, addresses: Option<(&str, &str)>, limits: Limits) -> anyhow::Result<Client> {
        let (api, token) = (self.sandbox.api_url(), self.sandbox.token_url());
        let (api, token) = addresses.unwrap_or((&api, &token));
        let secret = Secret::new(self.sandbox.client_secret());
        let mut config = Config::new(api, token, self.sandbox.client_id(), secret)?;
        config.limits = limits;
        let clock = Arc::new(SandboxClock(self.clock.clone()));
        Ok(Client::new(config, clock, Arc::new(Counted::default()))?)
    }

    /// Brings a new deal to the point where the operation succeeds.
    pub(crate) async fn prepare(
        &self,
        nt24: &Client,
        operation: Operation,
        number: u32,
    ) -> anyhow::Result<Deal> {
        let mut deal = Deal::new(self.seller.clone(), number, operation);
        for step in before(operation) {
            let (step, kind) = match step {
                Step::Do(step) => (step, None),
                Step::Upload(step, kind) => (step, Some(kind)),
                Step::Wait(seconds) => {
                    self.clock.advance(TimeDelta::seconds(seconds));
                    continue;
                }
                Step::Delivered => {
                    let all = WebhookDeliveryFilter::default();
                    let page = nt24.webhook_deliveries(&deal.webhook, &all).await?.value;
                    deal.delivery = page.data.first().context("no delivery")?.id.clone();
                    continue;
                }
                Step::Verified => {
                    self.sandbox.control().set_verification(&deal.buyer, KycVerificationStatus::Verified);
                    continue;
                }
            };
            let mut write = deal.write(step, "first", self.key()?).context("a read is no step")?;
            if let Some(kind) = kind {
                write.body = Body::Upload(paper(kind, "first"));
            }
            let answer = nt24.send(&write).await.with_context(|| format!("{step:?} before {operation:?}"))?;
            deal.learn(step, &answer);
        }
        Ok(deal)
    }

    /// A key that was never used.
    pub(crate) fn key(&self) -> anyhow::Result<IdempotencyKey> {
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        IdempotencyKey::new(format!("key-{number}")).context("a short key of letters")
    }
}

/// Sees every exchange and holds it against the contract.
pub(crate) struct Witness {
    check: ContractCheck,
    seen: Mutex<Vec<Seen>>,
}

/// What an exchange was.
#[derive(Clone)]
pub(crate) struct Seen {
    /// `operationId`, or `issueToken`.
    pub(crate) operation: &'static str,
    pub(crate) status: u16,
    /// What the contract forbids of it.
    pub(crate) violations: Vec<String>,
}

impl Witness {
    /// Everything so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Observer for Witness {
    fn exchange(&self, exchange: &Exchange) {
        let seen = Seen {
            operation: exchange.operation.unwrap_or("unknown"),
            status: exchange.status,
            violations: self.check.check(exchange),
        };
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    }
}

/// The sandbox's time as the client's: an expired token is expired on both sides.
#[derive(Debug)]
struct SandboxClock(Arc<ManualClock>);

impl nt24_client::Clock for SandboxClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

#[derive(Default)]
struct Counted(AtomicU64);

impl RequestIds for Counted {
    fn next(&self) -> String {
        format!("request-{}", self.0.fetch_add(1, Ordering::Relaxed))
    }
}
