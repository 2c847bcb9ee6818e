//! A buyer and an order in every state that they can have together, drawn from random numbers.

use super::world::{World, at_nt24, body_of, invoice, paid, rollup};
use super::{ORDER, at, day};
use crate::deal::stops;
use crate::queue::request::Content;
use arbtest::arbitrary::{Result, Unstructured};
use nt24::{
    AmlStatus, Blocker, BuyerStatus, ComplianceDecision, ComplianceRollup, ComplianceStatus, DocumentType,
    ETag, ExportFile, ExportFileStatus, InvoiceType, KycMode, KycStatus, KycVerificationStatus, Operation,
    OrderStatus, Payment, PickupType, ViesResult,
};
use store::{BuyerRow, DocumentRow, OrderRow, OutboxState, VerificationLink};

/// Codes as NT24 sends them, those of the sandbox among them, and two that no version knows.
pub(super) const CODES: &[(&str, &str)] = &[
    ("buyer", "KYC_DOCUMENTS_MISSING"),
    ("buyer", "KYC_VERIFICATION_PENDING"),
    ("buyer", "KYC_VERIFICATION_REJECTED"),
    ("buyer", "AML_PENDING"),
    ("buyer", "AML_FLAGGED"),
    ("buyer", "VIES_PENDING"),
    ("transport", "VIES_PENDING"),
    ("buyer", "VIES_UNKNOWN"),
    ("buyer", "VIES_INVALID"),
    ("order", "ORDER_TOTAL_MISMATCH"),
    ("invoice", "MISSING_PRELIMINARY_INVOICE"),
    ("invoice", "MISSING_INVOICE_DOCUMENT"),
    ("invoice", "INVOICE_AMOUNT_MISMATCH"),
    ("invoice", "VAT_FLAGS_IMPLAUSIBLE"),
    ("invoice", "BUYER_NAME_MISMATCH"),
    ("payment", "MISSING_PAYMENT"),
    ("payment", "AMOUNT_MISMATCH"),
    ("payment", "IBAN_UNKNOWN"),
    ("payment", "MISSING_PROOF_OF_PAYMENT"),
    ("payment", "NOT_READY_FOR_PICKUP"),
    ("transport", "MISSING_PICKUP"),
    ("transport", "MISSING_CMR"),
    ("transport", "MISSING_PICKUP_DECLARATION"),
    ("transport", "MISSING_DELIVERY"),
    ("invoice", "MISSING_FINAL_INVOICE"),
    ("invoice", "FINAL_INVOICE_VAT_MISMATCH"),
    ("payment", "SOMETHING_NEW"),
    ("customs", "SOMETHING_ELSE"),
];

impl World {
    pub(super) fn random(u: &mut Unstructured<'_>) -> Result<Self> {
        // In a calm world little is wrong and nothing is parked: it may be the buyer's turn, or NT24's.
        let calm = u.ratio(1, 2)?;
        let states = if calm { &STATES[..1] } else { STATES };
        let buyer = random_buyer(u, calm)?;
        let order = random_order(u, &buyer, calm)?;
        let buyer_was_read = u.ratio(1, 2)?;
        let mut world = Self::of(buyer, order);
        world.buyer_was_read = buyer_was_read;
        for kind in DocumentType::KNOWN {
            if u.ratio(1, 4)? {
                world.file(u, kind, states)?;
            }
        }
        let operations: &[Operation] = if world.order.remote.is_none() {
            // The order itself waits, and perhaps what follows.
            world.queue(Operation::CreateOrder, &Content::Empty, None, pick(u, states)?);
            &[Operation::SubmitInvoice]
        } else {
            WRITES
        };
        for operation in operations {
            if u.ratio(1, 7)? {
                let content = Content::Json(body_of(*operation));
                let state = pick(u, states)?;
                world.queue(*operation, &content, None, state);
            }
            if world.order.remote.is_some() && u.ratio(1, 12)? {
                world.send(*operation, &Content::Json(body_of(*operation)), None);
            }
        }
        if world.buyer.remote.is_none() {
            world.queue(Operation::UpsertBuyer, &Content::Empty, None, pick(u, states)?);
        }
        if u.ratio(1, 6)? {
            world.queue(Operation::TriggerViesCheck, &Content::Empty, None, pick(u, states)?);
        }
        if u.ratio(1, 6)? {
            world.queue(Operation::StartKycVerification, &Content::Empty, None, pick(u, states)?);
        }
        if world.buyer.remote.is_some() && u.ratio(1, 8)? {
            world.send(Operation::TriggerViesCheck, &Content::Empty, None);
        }
        if world.buyer.remote.is_some() && u.ratio(1, 8)? {
            world.send(Operation::StartKycVerification, &Content::Empty, None);
        }
        Ok(world)
    }

    fn file(&mut self, u: &mut Unstructured<'_>, kind: &DocumentType, states: &[OutboxState]) -> Result<()> {
        let of_buyer = stops::BUYER_DOCUMENTS.contains(kind);
        let id = format!("document-{kind}");
        let (subject, name) = if of_buyer { ("buyer", "buyer") } else { (ORDER, "order") };
        let row = DocumentRow {
            document_date: u.ratio(1, 2)?.then(day),
            archived: u.ratio(1, 8)?,
            ..DocumentRow::new(&id, subject, name, kind.clone(), format!("file-{kind}"), at())
        };
        let unsent = if of_buyer { self.buyer.remote.is_none() } else { self.order.remote.is_none() };
        if !row.archived && (unsent || u.ratio(1, 3)?) {
            let state = pick(u, states)?;
            self.queue(stops::upload_of(kind), &Content::File, Some(&id), state);
        } else if !unsent && !row.archived && u.ratio(1, 3)? {
            self.send(stops::upload_of(kind), &Content::File, Some(&id));
        }
        self.documents.push(row);
        Ok(())
    }
}

const STATES: &[OutboxState] = &[
    OutboxState::Ready,
    OutboxState::Ready,
    OutboxState::Refused,
    OutboxState::Unconfirmed,
    OutboxState::Held,
];

const WRITES: &[Operation] = &[
    Operation::SubmitInvoice,
    Operation::SubmitPayment,
    Operation::MarkReadyForPickup,
    Operation::ConfirmPickup,
    Operation::RevokePickup,
    Operation::ConfirmDelivery,
    Operation::SubmitFinalInvoice,
    Operation::RegenerateExportFile,
];

fn pick<T: Clone>(u: &mut Unstructured<'_>, from: &[T]) -> Result<T> {
    Ok(u.choose(from)?.clone())
}

fn maybe<T: Clone>(u: &mut Unstructured<'_>, from: &[T]) -> Result<Option<T>> {
    if u.ratio(1, 4)? { Ok(None) } else { pick(u, from).map(Some) }
}

fn random_buyer(u: &mut Unstructured<'_>, calm: bool) -> Result<BuyerRow> {
    let mode = pick(u, &[KycMode::MarketplaceLed, KycMode::Nt24Led])?;
    let mut row = super::buyer(mode.clone());
    let sent = u.ratio(5, 6)?;
    if sent && u.ratio(1, 2)? {
        row.wanted = None;
    }
    if !sent {
        row.remote = None;
        row.server = None;
        return Ok(row);
    }
    if let Some(server) = &mut row.server {
        server.status = pick(u, &[BuyerStatus::Active, BuyerStatus::Blocked])?;
    }
    if calm {
        row.kyc = Some(KycStatus {
            kyc_mode: Some(mode),
            documents_complete: Some(true),
            vies_result: Some(pick(u, &[ViesResult::Valid, ViesResult::Pending])?),
            verification_status: Some(pick(
                u,
                &[KycVerificationStatus::Verified, KycVerificationStatus::InProgress],
            )?),
            aml_status: Some(AmlStatus::Clear),
            ..KycStatus::default()
        });
    } else if u.ratio(4, 5)? {
        let b = mode == KycMode::Nt24Led;
        row.kyc = Some(KycStatus {
            kyc_mode: Some(mode),
            documents_complete: maybe(u, &[true, false])?,
            vies_result: maybe(u, ViesResult::KNOWN)?,
            vies_last_checked_at: u.ratio(1, 2)?.then(at),
            verification_status: if b { maybe(u, KycVerificationStatus::KNOWN)? } else { None },
            aml_status: if b { maybe(u, AmlStatus::KNOWN)? } else { Some(AmlStatus::NotApplicable) },
            ..KycStatus::default()
        });
    }
    if u.ratio(1, 2)? {
        let passed_on_at = u.ratio(1, 2)?.then(at);
        let url = "https://id.example.com/1".to_owned();
        row.verification = Some(VerificationLink { url, received_at: at(), passed_on_at });
    }
    Ok(row)
}

fn random_order(u: &mut Unstructured<'_>, buyer: &BuyerRow, calm: bool) -> Result<OrderRow> {
    let here = buyer.remote.is_none() || u.ratio(1, 2)?;
    let mut row = super::order(here);
    if buyer.remote.is_none() || (here && u.ratio(1, 4)?) {
        row.remote = None;
        row.server = None;
        return Ok(row);
    }
    if let Some(server) = &mut row.server {
        server.status = pick(u, OrderStatus::KNOWN)?;
    }
    if u.ratio(if calm { 4 } else { 2 }, 6)? {
        row.preliminary = Some(at_nt24(invoice(InvoiceType::Preliminary, "RE-1", false)));
    }
    if u.ratio(1, 3)? {
        row.payment = Some(Payment {
            submitted: paid(100),
            status: None,
            amount_matches_invoice: None,
            iban_consistent: None,
            ready_for_pickup: maybe(u, &[true, false])?,
            version: Some(1),
            updated_at: None,
        });
    }
    if u.ratio(1, 5)? {
        // The answer to a milestone is stored in a rollup that this desk makes up.
        row.compliance = Some(rollup(ComplianceStatus::Incomplete));
        random_modules(u, &mut row)?;
    }
    if u.ratio(3, 4)? {
        read(u, &mut row, calm)?;
    }
    Ok(row)
}

/// NT24 was asked for all of the order.
fn read(u: &mut Unstructured<'_>, row: &mut OrderRow, calm: bool) -> Result<()> {
    row.refreshed_at = Some(at());
    row.compliance_etag = u.ratio(1, 2)?.then(|| ETag("\"1\"".to_owned()));
    let status = pick(
        u,
        &[
            ComplianceStatus::Incomplete,
            ComplianceStatus::Incomplete,
            ComplianceStatus::Valid,
            ComplianceStatus::Invalid,
            ComplianceStatus::Unknown("PAUSED".to_owned()),
        ],
    )?;
    let decision = match status {
        ComplianceStatus::Valid => Some(ComplianceDecision::ValidExport),
        ComplianceStatus::Invalid => Some(ComplianceDecision::VatApplicable),
        _ => None,
    };
    let mut judged = ComplianceRollup { decision: decision.clone(), ..rollup(status.clone()) };
    if status != ComplianceStatus::Valid || u.ratio(1, 8)? {
        for (module, code) in CODES {
            if u.ratio(1, if calm { 30 } else { 5 })? {
                let (module, code) = ((*module).to_owned(), (*code).to_owned());
                judged.blockers.push(Blocker { module, code, message: "words".to_owned() });
            }
        }
    }
    row.compliance = Some(judged);
    random_modules(u, row)?;
    if decision.is_some() && u.ratio(1, 2)? {
        let number = pick(u, &["RE-1", "RE-2"])?;
        row.final_invoice = Some(at_nt24(invoice(InvoiceType::Final, number, false)));
    }
    let status = maybe(u, ExportFileStatus::KNOWN)?;
    row.export_file = Some(ExportFile { status, version: Some(1), ..ExportFile::default() });
    Ok(())
}

fn random_modules(u: &mut Unstructured<'_>, row: &mut OrderRow) -> Result<()> {
    let Some(rollup) = &mut row.compliance else { return Ok(()) };
    let transport = &mut rollup.modules.transport;
    transport.pickup_confirmed = maybe(u, &[true, false])?;
    transport.pickup_date = u.ratio(1, 2)?.then(day);
    transport.delivery_confirmed = maybe(u, &[true, false])?;
    transport.kind = maybe(u, &[PickupType::SelfPickup, PickupType::CompanyTransport])?;
    transport.cmr_uploaded = maybe(u, &[true, false])?;
    rollup.modules.payment.ready_for_pickup = maybe(u, &[true, false])?;
    rollup.modules.invoice.final_invoice_received = maybe(u, &[true, false])?;
    rollup.modules.invoice.final_invoice_required = maybe(u, &[true, true, false])?;
    rollup.modules.buyer.vies_result = maybe(u, ViesResult::KNOWN)?;
    Ok(())
}
