//! The answers that are no success: each documented problem type, provoked on purpose.

use super::deal::{Deal, upload};
use super::stage::Stage;
use anyhow::{Context as _, bail};
use nt24::{Capabilities, ETag, Operation};
use nt24_client::{Body, Client, Conditional, Error, Write};
use nt24_sandbox::{Fault, FaultKind, Organization};

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";

/// Provokes them all; how many there were. `number` is that of a deal that nobody else uses.
pub(crate) async fn provoke(stage: &Stage, nt24: &Client, number: u32) -> anyhow::Result<usize> {
    let control = stage.sandbox.control();
    let deal = stage.prepare(nt24, Operation::RevokePickup, number).await?;
    let mut provoked = 0;
    let mut expect = |slug: &str, outcome: Result<(), Error>| {
        let Err(error) = outcome else { bail!("{slug} was expected, and it succeeded") };
        let kind = error.problem().map(|problem| problem.kind().to_string());
        if kind.as_deref() != Some(slug) {
            bail!("{slug} was expected: {error}");
        }
        provoked += 1;
        Ok(())
    };
    let send = async |operation: Operation, variant: &str| {
        anyhow::Ok(nt24.send(&write(stage, &deal, operation, variant)?).await.map(drop))
    };

    expect("not-found", nt24.buyer(&deal.seller, &NOBODY.into(), None).await.map(drop))?;
    expect("forbidden", nt24.buyer(&NOBODY.into(), &deal.buyer, None).await.map(drop))?;
    expect("resource-exists-different-body", send(Operation::UpsertBuyer, "other").await?)?;
    expect("resource-exists-different-body", send(Operation::CreateOrder, "the other").await?)?;
    expect("resource-exists-different-body", send(Operation::SubmitInvoice, "other").await?)?;
    expect("resource-exists-different-body", send(Operation::SubmitPayment, "the other").await?)?;
    expect("milestone-already-set", send(Operation::ConfirmPickup, "first").await?)?;
    // There is no verdict to record yet.
    expect("validation-error", send(Operation::RegenerateExportFile, "first").await?)?;
    for operation in
        [Operation::UpdateBuyer, Operation::UpdateOrder, Operation::UpdateInvoice, Operation::UpdatePayment]
    {
        let stale = Deal { version: ETag::of_version(4711), ..deal.clone() };
        let outcome = nt24.send(&write(stage, &stale, operation, "first")?).await;
        expect("version-mismatch", outcome.map(drop))?;
    }
    let mut no_paper = write(stage, &deal, Operation::UploadTransportDocument, "first")?;
    no_paper.body = Body::Upload(upload("TRANSPORT_CMR", b"no paper at all".to_vec()));
    expect("validation-error", nt24.send(&no_paper).await.map(drop))?;

    let first = write(stage, &deal, Operation::AddBuyerContact, "first")?;
    nt24.send(&first).await?;
    let other = Write { key: first.key, ..write(stage, &deal, Operation::AddBuyerContact, "other")? };
    let reused = nt24.send(&other).await;
    expect("idempotency-key-reused", reused.map(drop))?;

    let granted = Organization::demo().capabilities;
    control.set_capabilities(Capabilities { allow_contact_personal_data: false, ..granted.clone() });
    expect("capability-required", nt24.contacts(&deal.seller, &deal.buyer).await.map(drop))?;
    control.set_capabilities(granted);
    control.set_dpa(false);
    expect("dpa-not-accepted", nt24.order(&deal.seller, &deal.order, None).await.map(drop))?;
    control.set_dpa(true);
    for (slug, kind) in [
        ("rate-limited", FaultKind::RateLimited(1)),
        ("internal-error", FaultKind::Status(500, "internal-error".to_owned())),
    ] {
        control.fault(Fault { operation: Some(Operation::GetOrder.id().to_owned()), times: 1, kind });
        expect(slug, nt24.order(&deal.seller, &deal.order, None).await.map(drop))?;
    }

    // A refused token is renewed behind the caller's back, and an unchanged order is no body at all.
    control.revoke_tokens();
    let Conditional::Modified(order) = nt24.order(&deal.seller, &deal.order, None).await? else {
        bail!("an order was expected")
    };
    let known = order.etag.context("an order has a version")?;
    match nt24.order(&deal.seller, &deal.order, Some(&known)).await? {
        Conditional::NotModified => Ok(provoked + 2),
        Conditional::Modified(_) => bail!("304 was expected"),
    }
}

fn write(stage: &Stage, deal: &Deal, operation: Operation, variant: &str) -> anyhow::Result<Write> {
    deal.write(operation, variant, stage.key()?).context("a read")
}
