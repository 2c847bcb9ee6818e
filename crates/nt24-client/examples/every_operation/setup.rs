//! A sandbox with a manual clock, and a client of it.

use super::deal::{Deal, document};
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

pub(crate) struct Setup {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) log: Arc<ExchangeLog>,
    pub(crate) seller: SellerId,
    keys: AtomicU64,
}

impl Setup {
    /// Starts a sandbox without a request budget.
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let start: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;
        let clock = Arc::new(ManualClock::new(start));
        let log = Arc::new(ExchangeLog { check: ContractCheck::new()?, exchanges: Mutex::default() });
        let sandbox = Sandbox::start(Options {
            clock: clock.clone(),
            ids: Arc::new(SequentialIds::new(1)),
            behaviour: Behaviour { rate_limited: false, ..Behaviour::default() },
            observer: Some(log.clone()),
            ..Options::demo()
        })
        .await?;
        let seller = sandbox.control().sellers().first().cloned().context("no seller")?;
        Ok(Self { sandbox, clock, log, seller, keys: AtomicU64::new(0) })
    }

    /// A client of the sandbox; through a proxy if its addresses are given.
    pub(crate) fn client(&self, addresses: Option<(&str, &str)>, limits: Limits) -> anyhow::Result<Client> {
        let (api, token) = (self.sandbox.api_url(), self.sandbox.token_url());
        let (api, token) = addresses.unwrap_or((&api, &token));
        let secret = Secret::new(self.sandbox.client_secret());
        let mut config = Config::new(api, token, self.sandbox.client_id(), secret)?;
        config.limits = limits;
        let clock = Arc::new(SandboxClock(self.clock.clone()));
        Ok(Client::new(config, clock, Arc::new(Counted::default()))?)
    }

    /// Brings a new deal into the state in which the operation succeeds.
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
                write.body = Body::Upload(document(kind, "first"));
            }
            let answer = nt24.send(&write).await.with_context(|| format!("{step:?} before {operation:?}"))?;
            deal.remember(step, &answer);
        }
        Ok(deal)
    }

    /// An unused key.
    pub(crate) fn key(&self) -> anyhow::Result<IdempotencyKey> {
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        IdempotencyKey::new(format!("key-{number}")).context("a short key of letters")
    }
}

/// Records every exchange and checks it against the contract.
pub(crate) struct ExchangeLog {
    check: ContractCheck,
    exchanges: Mutex<Vec<CheckedExchange>>,
}

/// An exchange and its violations of the contract.
#[derive(Clone)]
pub(crate) struct CheckedExchange {
    /// `operationId`, or `issueToken`.
    pub(crate) operation: &'static str,
    pub(crate) status: u16,
    /// Violations of the contract.
    pub(crate) violations: Vec<String>,
}

impl ExchangeLog {
    /// All exchanges so far.
    pub(crate) fn exchanges(&self) -> Vec<CheckedExchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Observer for ExchangeLog {
    fn exchange(&self, exchange: &Exchange) {
        let checked = CheckedExchange {
            operation: exchange.operation.unwrap_or("unknown"),
            status: exchange.status,
            violations: self.check.check(exchange),
        };
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(checked);
    }
}

/// The sandbox's clock as the client's, so that a token expires on both sides at once.
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
