//! Calls every operation of the contract once, each on a deal of its own, and provokes the documented
//! refusals, against a sandbox in this process.
//!
//! `cargo run -p nt24-client --example every_operation` sends requests to the sandbox directly. With the
//! command of Prism as arguments (`-- node …/prism-cli/dist/index.js`) they pass through it: a validator
//! that uses the contract and none of this code. `cargo xtask conformance` does so.

#![expect(clippy::print_stdout, reason = "a command line program prints its findings")]

mod deal;
mod prism;
mod refusals;
mod setup;
mod steps;

use anyhow::Context as _;
use nt24::Operation;
use nt24_client::Limits;
use prism::Prism;
use setup::Setup;
use std::collections::BTreeSet;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let command: Vec<String> = std::env::args().skip(1).collect();
    let setup = Setup::open().await?;
    let proxies = if command.is_empty() { None } else { Some(Proxies::start(&command, &setup)?) };
    let addresses = proxies.as_ref().map(|proxies| (proxies.api.origin(), proxies.token_url()));
    let addresses = addresses.as_ref().map(|(api, token)| (api.as_str(), token.as_str()));
    let nt24 = setup.client(addresses, Limits::default())?;

    let mut failures = Vec::new();
    for (number, operation) in (1..).zip(Operation::ALL.iter().copied()) {
        if let Err(error) = call(&setup, &nt24, operation, number).await {
            failures.push(format!("{}: {error:#}", operation.id()));
        }
    }
    let refusals = match refusals::provoke(&setup, &nt24, 9_000).await {
        Ok(provoked) => provoked,
        Err(error) => {
            failures.push(format!("refusals: {error:#}"));
            0
        }
    };
    let exchanges = setup.log.exchanges();
    let succeeded: BTreeSet<&str> = exchanges
        .iter()
        .filter(|exchange| exchange.status < 300)
        .map(|exchange| exchange.operation)
        .collect();
    println!(
        "{} exchanges; {} of {} operations and the token call succeeded; {refusals} refusals provoked",
        exchanges.len(),
        Operation::ALL.iter().filter(|operation| succeeded.contains(operation.id())).count(),
        Operation::ALL.len(),
    );
    failures.extend(exchanges.into_iter().flat_map(|exchange| exchange.violations));
    if let Some(proxies) = &proxies {
        let violations = proxies.violations();
        println!("{} requests through Prism, {} violations", proxies.requests(), violations.len());
        failures.extend(violations);
    }
    for failure in &failures {
        println!("{failure}");
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn call(
    setup: &Setup,
    nt24: &nt24_client::Client,
    operation: Operation,
    number: u32,
) -> anyhow::Result<()> {
    let deal = setup.prepare(nt24, operation, number).await?;
    match deal.write(operation, "first", setup.key()?) {
        Some(write) => drop(nt24.send(&write).await?),
        None => deal.read(operation, nt24, 1 << 20).await.context("not in the client")??,
    }
    Ok(())
}

/// The API and the token endpoint are two hosts in the contract, so there are two proxies.
struct Proxies {
    api: Prism,
    token: Prism,
}

impl Proxies {
    fn start(command: &[String], setup: &Setup) -> anyhow::Result<Self> {
        let api = setup.sandbox.api_url();
        let host = api.strip_suffix("/v1").context("the API ends in /v1")?;
        Ok(Self { api: Prism::start(command, &api)?, token: Prism::start(command, host)? })
    }

    fn token_url(&self) -> String {
        format!("{}{}", self.token.origin(), nt24::TOKEN_PATH)
    }

    fn requests(&self) -> usize {
        self.api.requests() + self.token.requests()
    }

    fn violations(&self) -> Vec<String> {
        [self.api.violations(), self.token.violations()].concat()
    }
}
