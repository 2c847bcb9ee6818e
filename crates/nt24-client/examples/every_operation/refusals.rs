//! Provokes each documented problem type.

use super::deal::{Deal, upload};
use super::setup::Setup;
use anyhow::{Context as _, bail};
use nt24::{Capabilities, ETag, Operation};
use nt24_client::{Body, Client, Conditional, Error, Write};
use nt24_sandbox::{Fault, FaultKind, Organization};

/// An id without a resource.
const UNUSED_ID: &str = "00000000-0000-4000-8000-00000000dead";

/// Provokes all problem types. Returns their number. `number` is that of an unused deal.
pub(crate) async fn provoke(setup: &Setup, nt24: &Client, number: u32) -> anyhow::Result<usize> {
    let control = setup.sandbox.control();
    let deal = setup.prepare(nt24, Operation::RevokePickup, number).await?;
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
        anyhow::Ok(nt24.send(&write(setup, &deal, operation, variant)?).await.map(drop))
    };

    expect("not-found", nt24.buyer(&deal.seller, &UNUSED_ID.into(), None).await.map(drop))?;
    expect("forbidden", nt24.buyer(&UNUSED_ID.into(), &deal.buyer, None).await.map(drop))?;
    expect("resource-exists-different-body", send(Operation::UpsertBuyer, "other").await?)?;
    expect("resource-exists-different-body", send(Operation::CreateOrder, "the other").await?)?;
    expect("resource-exists-different-body", send(Operation::SubmitInvoice, "other").await?)?;
    expect("resource-exists-different-body", send(Operation::SubmitPayment, "the other").await?)?;
    expect("milestone-already-set", send(Operation::ConfirmPickup, "first").await?)?;
    // Without a decision there is no export file to regenerate.
    expect("validation-error", send(Operation::RegenerateExportFile, "first").await?)?;
    for operation in
        [Operation::UpdateBuyer, Operation::UpdateOrder, Operation::UpdateInvoice, Operation::UpdatePayment]
    {
        let stale = Deal { version: ETag::of_version(4711), ..deal.clone() };
        let outcome = nt24.send(&write(setup, &stale, operation, "first")?).await;
        expect("version-mismatch", outcome.map(drop))?;
    }
    let mut no_document = write(setup, &deal, Operation::UploadTransportDocument, "first")?;
    no_document.body = Body::Upload(upload("TRANSPORT_CMR", b"no document format".to_vec()));
    expect("validation-error", nt24.send(&no_document).await.map(drop))?;

    let first = write(setup, &deal, Operation::AddBuyerContact, "first")?;
    nt24.send(&first).await?;
    let other = Write { key: first.key, ..write(setup, &deal, Operation::AddBuyerContact, "other")? };
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

    // The client replaces a refused token by itself, and an unchanged order comes without a body.
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

fn write(setup: &Setup, deal: &Deal, operation: Operation, variant: &str) -> anyhow::Result<Write> {
    deal.write(operation, variant, setup.key()?).context("a read")
}
