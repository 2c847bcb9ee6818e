//! Orders and buyers as clerks meet them.

use super::world::{World, at_nt24, invoice, paid, rollup};
use super::{Bench, ORDER, at, buyer, day, order};
use crate::contract::{Answer, AskedBy, Fix, FormKind, Milestone, Step, StepState, StopState, Turn};
use crate::queue::request::Content;
use nt24::{
    AmlStatus, Blocker, ComplianceDecision, ComplianceStatus, DocumentType as D, InvoiceType, KycMode,
    KycStatus, KycVerificationStatus, Operation, OrderStatus, Payment, PickupType, ViesResult,
};
use store::{DocumentRow, OutboxState, VerificationLink};

/// An order that was made here, of a buyer whose checks are fine.
fn world() -> World {
    let mut buyer = buyer(KycMode::MarketplaceLed);
    buyer.kyc = Some(KycStatus {
        kyc_mode: Some(KycMode::MarketplaceLed),
        documents_complete: Some(true),
        vies_result: Some(ViesResult::Valid),
        ..KycStatus::default()
    });
    World::of(buyer, order(true))
}

/// NT24 was asked: its blockers, and the order's status.
fn judged(mut world: World, status: ComplianceStatus, blockers: &[(&str, &str)]) -> World {
    let decision = match status {
        ComplianceStatus::Valid => Some(ComplianceDecision::ValidExport),
        ComplianceStatus::Invalid => Some(ComplianceDecision::VatApplicable),
        _ => None,
    };
    let mut rollup = rollup(status);
    rollup.decision = decision;
    rollup.blockers = blockers
        .iter()
        .map(|(module, code)| Blocker {
            module: (*module).to_owned(),
            code: (*code).to_owned(),
            message: String::new(),
        })
        .collect();
    world.order.compliance = Some(rollup);
    world.order.refreshed_at = Some(at());
    world
}

fn payment(ready: bool) -> Payment {
    Payment {
        submitted: paid(100),
        status: None,
        amount_matches_invoice: None,
        iban_consistent: None,
        ready_for_pickup: Some(ready),
        version: Some(1),
        updated_at: None,
    }
}

/// Invoiced, paid, released, picked up by a carrier, and delivered.
fn delivered(mut world: World) -> World {
    world.order.preliminary = Some(at_nt24(invoice(InvoiceType::Preliminary, "RE-1", false)));
    world.order.payment = Some(payment(true));
    if let Some(rollup) = &mut world.order.compliance {
        let transport = &mut rollup.modules.transport;
        transport.kind = Some(PickupType::CompanyTransport);
        transport.pickup_confirmed = Some(true);
        transport.pickup_date = Some(day());
        transport.delivery_confirmed = Some(true);
        transport.delivery_date = Some(day());
    }
    world
}

fn file(world: &mut World, kind: D) {
    let id = format!("document-{kind}");
    world.documents.push(DocumentRow::new(&id, ORDER, "order", kind, format!("file-{id}"), at()));
}

fn status(world: &mut World, status: OrderStatus) {
    if let Some(server) = &mut world.order.server {
        server.status = status;
    }
}

fn step<'a>(steps: &'a [Step], code: &str) -> &'a Step {
    let found = steps.iter().find(|step| step.code.as_deref() == Some(code));
    found.unwrap_or_else(|| panic!("{code} is not among {steps:#?}"))
}

fn codes(steps: &[Step], asked_by: AskedBy) -> Vec<&str> {
    let open = steps.iter().filter(|step| step.asked_by == asked_by && step.state != StepState::Done);
    open.filter_map(|step| step.code.as_deref()).collect()
}

#[test]
fn an_order_of_which_only_the_line_of_the_list_was_read_claims_nothing() {
    let mut world = world();
    world.order.wanted = None;
    status(&mut world, OrderStatus::ComplianceValid);
    let shown = Bench::new().show(&world);
    assert!(!shown.known);
    assert_eq!((shown.standing.turn, shown.standing.open, shown.standing.reason), (Turn::NotKnown, 0, None));
    assert!(shown.stops.iter().all(|stop| stop.state == StopState::NotKnown && stop.fact.is_none()));
    assert!(shown.steps.iter().all(|step| step.fix.is_none()), "{:#?}", shown.steps);
    assert!(shown.evidence.minimum.iter().all(|item| item.met == Answer::NotKnown));
}

#[test]
fn an_order_that_was_made_here_expects_its_next_steps() {
    let shown = Bench::new().show(&world());
    assert_eq!(step(&shown.steps, "MISSING_PRELIMINARY_INVOICE").state, StepState::Next);
    assert_eq!(step(&shown.steps, "MISSING_PAYMENT").after, Some(Milestone::Invoice));
}

#[test]
fn a_step_whose_turn_has_not_come_has_no_button() {
    let blockers = [
        ("invoice", "MISSING_PRELIMINARY_INVOICE"),
        ("payment", "MISSING_PAYMENT"),
        ("payment", "NOT_READY_FOR_PICKUP"),
        ("transport", "MISSING_PICKUP"),
        ("transport", "MISSING_DELIVERY"),
    ];
    let shown = Bench::new().show(&judged(world(), ComplianceStatus::Incomplete, &blockers));
    for (code, after) in [
        ("MISSING_PAYMENT", Milestone::Invoice),
        ("NOT_READY_FOR_PICKUP", Milestone::Payment),
        ("MISSING_PICKUP", Milestone::Release),
        ("MISSING_DELIVERY", Milestone::Pickup),
    ] {
        let step = step(&shown.steps, code);
        assert_eq!((step.state, step.after, &step.fix), (StepState::Later, Some(after), &None), "{code}");
    }
    assert_eq!(shown.standing.turn, Turn::You);
    assert_eq!(shown.standing.open, 1);
}

#[test]
fn a_wrong_payment_is_corrected_before_the_release() {
    let blockers = [("payment", "AMOUNT_MISMATCH"), ("payment", "NOT_READY_FOR_PICKUP")];
    let mut world = delivered(judged(world(), ComplianceStatus::Incomplete, &blockers));
    if let Some(payment) = &mut world.order.payment {
        payment.ready_for_pickup = None;
    }
    let shown = Bench::new().show(&world);
    assert_eq!(step(&shown.steps, "AMOUNT_MISMATCH").state, StepState::Next);
    assert_eq!(step(&shown.steps, "NOT_READY_FOR_PICKUP").after, Some(Milestone::Payment));
}

#[test]
fn a_payment_that_nt24_has_not_seen_holds_the_release_until_its_proof_is_filed() {
    let blockers = [("payment", "MISSING_PAYMENT"), ("payment", "NOT_READY_FOR_PICKUP")];
    let mut world = judged(world(), ComplianceStatus::Incomplete, &blockers);
    world.order.preliminary = Some(at_nt24(invoice(InvoiceType::Preliminary, "RE-1", false)));
    let amount = |value: i64| serde_json::json!({ "value": value, "currency": "EUR" });
    let body = serde_json::json!({
        "paymentDate": "2026-11-20", "bankAmount": amount(100), "cashAmount": amount(0),
    });
    world.queue(Operation::SubmitPayment, &Content::Json(body), None, OutboxState::Ready);
    let release = |world: &World| step(&Bench::new().show(world).steps, "NOT_READY_FOR_PICKUP").clone();
    assert_eq!((release(&world).after, release(&world).fix), (Some(Milestone::Payment), None));
    file(&mut world, D::PaymentConfirmation);
    assert_eq!((release(&world).after, release(&world).fix), (None, Some(Fix::MarkReady)));
}

#[test]
fn the_release_waits_for_the_proof_of_a_payment_that_was_sent_and_not_judged() {
    let mut world = judged(world(), ComplianceStatus::Incomplete, &[("payment", "NOT_READY_FOR_PICKUP")]);
    world.order.preliminary = Some(at_nt24(invoice(InvoiceType::Preliminary, "RE-1", false)));
    world.order.payment = Some(payment(false));
    world.send(Operation::SubmitPayment, &Content::Json(serde_json::json!(paid(100))), None);
    let release = |world: &World| step(&Bench::new().show(world).steps, "NOT_READY_FOR_PICKUP").clone();
    assert_eq!((release(&world).after, release(&world).fix), (Some(Milestone::Payment), None));
    file(&mut world, D::PaymentConfirmation);
    assert_eq!((release(&world).after, release(&world).fix), (None, Some(Fix::MarkReady)));
}

#[test]
fn papers_that_were_sent_and_not_judged_are_not_missing() {
    let blockers = [("buyer", "KYC_DOCUMENTS_MISSING"), ("payment", "MISSING_PROOF_OF_PAYMENT")];
    let mut world = judged(world(), ComplianceStatus::Incomplete, &blockers);
    let upload = |world: &mut World, (subject, of): (&str, &str), kind: D| {
        let id = format!("document-{kind}");
        world.documents.push(DocumentRow::new(&id, subject, of, kind.clone(), format!("file-{id}"), at()));
        world.send(crate::deal::stops::upload_of(&kind), &Content::File, Some(&id));
    };
    upload(&mut world, ("buyer", "buyer"), D::CocExtract);
    upload(&mut world, (ORDER, "order"), D::PaymentConfirmation);
    // The buyer was read since, the order was not: the order still tells what NT24 knew before.
    world.buyer_was_read = true;
    let shown = Bench::new().show(&world);
    for code in ["KYC_DOCUMENTS_MISSING", "MISSING_PROOF_OF_PAYMENT"] {
        let step = step(&shown.steps, code);
        assert_eq!((step.state, step.turn, step.queued), (StepState::Waiting, Turn::Nt24, false), "{code}");
    }
}

#[test]
fn nothing_is_done_before_nt24_was_asked_again() {
    let mut world = delivered(judged(world(), ComplianceStatus::Valid, &[]));
    world.order.final_invoice = Some(at_nt24(invoice(InvoiceType::Final, "RE-2", false)));
    world.order.export_file =
        Some(nt24::ExportFile { status: Some(nt24::ExportFileStatus::Ready), ..nt24::ExportFile::default() });
    assert!(Bench::new().show(&world).nothing_asked);
    let body = serde_json::json!(invoice(InvoiceType::Final, "RE-2", false));
    world.send(Operation::SubmitFinalInvoice, &Content::Json(body), None);
    let shown = Bench::new().show(&world);
    assert!(!shown.nothing_asked);
    assert_eq!(shown.standing.turn, Turn::Nt24);
}

#[test]
fn a_queued_amount_is_marked_as_queued() {
    let mut world =
        judged(world(), ComplianceStatus::Incomplete, &[("invoice", "MISSING_PRELIMINARY_INVOICE")]);
    let body = serde_json::json!(invoice(InvoiceType::Preliminary, "RE-9", false));
    world.queue(Operation::SubmitInvoice, &Content::Json(body), None, OutboxState::Ready);
    let shown = Bench::new().show(&world);
    let queued = step(&shown.steps, "MISSING_PRELIMINARY_INVOICE");
    assert_eq!((queued.state, queued.queued, &queued.fix), (StepState::Waiting, true, &None));
    let stop = &shown.stops[2];
    assert_eq!((stop.state, stop.queued), (StopState::Waiting, true));
    assert_eq!(stop.fact.as_ref().unwrap().params["number"], "RE-9");
    // The payment may follow at once.
    assert_eq!(step(&shown.steps, "MISSING_PAYMENT").state, StepState::Next);
}

#[test]
fn the_copy_from_the_pickup_is_no_proof_of_arrival() {
    let mut world = delivered(judged(world(), ComplianceStatus::Valid, &[]));
    file(&mut world, D::TransportCmr);
    let shown = Bench::new().show(&world);
    let wish = step(&shown.steps, "signed_cmr_not_pickup_copy");
    assert_eq!(wish.fix, Some(Fix::AddDocument { document: "TRANSPORT_CMR_DELIVERY".to_owned() }));
    let item = &shown.evidence.presumption[0];
    assert_eq!((item.key.as_str(), item.met), ("transport_document", Answer::No));
}

#[test]
fn a_missing_waybill_is_the_signed_one_once_the_copy_is_filed() {
    let mut world = delivered(judged(world(), ComplianceStatus::Incomplete, &[("transport", "MISSING_CMR")]));
    let wants = |world: &World| step(&Bench::new().show(world).steps, "MISSING_CMR").takes.clone();
    assert_eq!(wants(&world)[0], "TRANSPORT_CMR");
    file(&mut world, D::TransportCmr);
    assert_eq!(wants(&world)[0], "TRANSPORT_CMR_DELIVERY");
}

#[test]
fn a_valid_order_has_two_lists() {
    let world = delivered(judged(world(), ComplianceStatus::Valid, &[]));
    let shown = Bench::new().show(&world);
    assert_eq!(codes(&shown.steps, AskedBy::Nt24), ["final_invoice_exempt"]);
    assert_eq!(codes(&shown.steps, AskedBy::Waybill), ["signed_cmr", "second_proof"]);
    assert_eq!((shown.standing.turn, shown.standing.wishes), (Turn::You, 1));

    let mut invoiced = world;
    invoiced.order.final_invoice = Some(at_nt24(invoice(InvoiceType::Final, "RE-1", false)));
    let shown = Bench::new().show(&invoiced);
    assert_eq!(codes(&shown.steps, AskedBy::Nt24), Vec::<&str>::new());
    let wishes = ["signed_cmr", "second_proof", "final_invoice_pdf", "final_invoice_number"];
    assert_eq!(codes(&shown.steps, AskedBy::Waybill), wishes);
    assert_eq!(shown.standing.turn, Turn::Nobody);
}

#[test]
fn papers_that_were_filed_elsewhere_are_not_missing() {
    let mut world = delivered(judged(world(), ComplianceStatus::Valid, &[]));
    world.order.wanted = None;
    let shown = Bench::new().show(&world);
    assert_eq!(shown.evidence.minimum[0].met, Answer::Yes, "NT24's verdict proves its own minimum");
    assert!(shown.evidence.presumption.iter().all(|item| item.met == Answer::NotKnown));
    assert_eq!(shown.standing.wishes, 0);
}

#[test]
fn a_cancelled_order_wants_nothing() {
    let mut world = delivered(judged(world(), ComplianceStatus::Incomplete, &[("transport", "MISSING_CMR")]));
    status(&mut world, OrderStatus::Cancelled);
    let shown = Bench::new().show(&world);
    assert!(shown.steps.is_empty());
    assert_eq!((shown.standing.turn, shown.standing.open), (Turn::Nobody, 0));
    assert!(shown.stops.iter().all(|stop| matches!(stop.state, StopState::Done | StopState::NotYet)));
}

#[test]
fn a_taxed_order_belongs_to_the_user_until_its_final_invoice() {
    let blockers = [("buyer", "VIES_INVALID"), ("transport", "MISSING_DELIVERY")];
    let mut world = judged(world(), ComplianceStatus::Invalid, &blockers);
    let shown = Bench::new().show(&world);
    let next = step(&shown.steps, "final_invoice_taxed");
    assert_eq!(next.state, StepState::Next);
    assert_eq!(next.fix, Some(Fix::OpenForm { form: FormKind::FinalInvoice, field: None }));
    assert_eq!(shown.standing.turn, Turn::You);
    assert_eq!(shown.standing.reason.unwrap().code.as_deref(), Some("final_invoice_taxed"));
    world.order.final_invoice = Some(at_nt24(invoice(InvoiceType::Final, "RE-2", true)));
    assert_eq!(Bench::new().show(&world).standing.turn, Turn::Nobody);
}

#[test]
fn a_buyer_whom_nt24_checks_is_not_asked_for_documents() {
    let mut world = world();
    world.buyer = buyer(KycMode::Nt24Led);
    let kyc = |verification: KycVerificationStatus| KycStatus {
        kyc_mode: Some(KycMode::Nt24Led),
        documents_complete: Some(false),
        vies_result: Some(ViesResult::Valid),
        verification_status: Some(verification),
        aml_status: Some(AmlStatus::Pending),
        ..KycStatus::default()
    };
    for (verification, code, turn) in [
        (KycVerificationStatus::NotStarted, "verification_not_started", Turn::You),
        (KycVerificationStatus::InProgress, "KYC_VERIFICATION_PENDING", Turn::Buyer),
        (KycVerificationStatus::Rejected, "KYC_VERIFICATION_REJECTED", Turn::You),
        (KycVerificationStatus::Verified, "AML_PENDING", Turn::Nt24),
    ] {
        world.buyer.kyc = Some(kyc(verification));
        let shown = Bench::new().show(&world);
        assert_eq!(codes(&shown.buyer_steps, AskedBy::Nt24), [code]);
        assert_eq!(shown.buyer_standing.turn, turn, "{code}");
        assert_eq!(step(&shown.steps, code).milestone, Milestone::Buyer, "on the order's page");
    }
    let judged = judged(world, ComplianceStatus::Valid, &[]);
    let shown = Bench::new().show(&judged);
    assert_eq!(shown.stops[0].state, StopState::Done, "NT24 has accepted the order with this buyer");
}

#[test]
fn the_identity_check_is_the_desks_turn_until_the_buyer_has_the_link() {
    let mut world = world();
    world.buyer = buyer(KycMode::Nt24Led);
    let id = world.buyer.id.clone();
    let start = || Some(Fix::StartVerification { buyer: id.clone() });
    let link = |passed_on_at| VerificationLink {
        url: "https://id.example.com/1".to_owned(),
        received_at: at(),
        passed_on_at,
    };
    let (none, ready, passed_on) = (None, Some(link(None)), Some(link(Some(at()))));
    let pass_on = || Some(Fix::PassOnLink { buyer: id.clone() });
    use KycVerificationStatus::{InProgress, NotStarted, Rejected};
    for (status, link, code, turn, fix) in [
        (NotStarted, &none, "verification_not_started", Turn::You, start()),
        (NotStarted, &ready, "verification_link_ready", Turn::You, pass_on()),
        (InProgress, &ready, "verification_link_ready", Turn::You, pass_on()),
        (InProgress, &passed_on, "KYC_VERIFICATION_PENDING", Turn::Buyer, None),
        // Started elsewhere: another link can be asked for on the buyer's page.
        (InProgress, &none, "KYC_VERIFICATION_PENDING", Turn::Buyer, None),
        (NotStarted, &passed_on, "verification_link_unused", Turn::Buyer, pass_on()),
        (Rejected, &none, "KYC_VERIFICATION_REJECTED", Turn::You, start()),
        (Rejected, &passed_on, "KYC_VERIFICATION_REJECTED", Turn::You, start()),
    ] {
        world.buyer.verification.clone_from(link);
        world.buyer.kyc = Some(KycStatus {
            kyc_mode: Some(KycMode::Nt24Led),
            vies_result: Some(ViesResult::Valid),
            verification_status: Some(status.clone()),
            aml_status: Some(AmlStatus::NotApplicable),
            ..KycStatus::default()
        });
        let shown = Bench::new().show(&world);
        let found = step(&shown.buyer_steps, code);
        assert_eq!((found.turn, &found.fix), (turn, &fix), "{status} with {link:?}");
        // From the order's page it leads to the buyer's; what can only be waited for leads nowhere.
        let at_order = fix.is_some().then(|| Fix::OpenBuyer { buyer: id.clone() });
        assert_eq!(step(&shown.steps, code).fix, at_order, "{status} with {link:?}");
        let blocker =
            if status == Rejected { "KYC_VERIFICATION_REJECTED" } else { "KYC_VERIFICATION_PENDING" };
        let judged = judged(world, ComplianceStatus::Incomplete, &[("buyer", blocker)]);
        let blocked = Bench::new().show(&judged);
        let blocked = step(&blocked.steps, blocker);
        assert_eq!((blocked.turn, &blocked.fix), (turn, &at_order), "NT24's blocker: {status} with {link:?}");
        world = judged;
        world.order.compliance = None;
    }
    world.queue(Operation::StartKycVerification, &Content::Empty, None, OutboxState::Ready);
    let shown = Bench::new().show(&world);
    let queued = step(&shown.buyer_steps, "KYC_VERIFICATION_REJECTED");
    assert_eq!((queued.state, queued.queued, queued.turn), (StepState::Waiting, true, Turn::Nt24));
}

#[test]
fn a_register_extract_without_a_date_is_a_wish() {
    let mut world = world();
    let filed = DocumentRow::new("e", "buyer", "buyer", D::CocExtract, "file-e", at());
    world.documents.push(filed.clone());
    let shown = Bench::new().show(&world);
    assert_eq!(codes(&shown.buyer_steps, AskedBy::Waybill), ["extract_date"]);
    world.documents = vec![DocumentRow { document_date: Some(day()), ..filed }];
    assert_eq!(codes(&Bench::new().show(&world).buyer_steps, AskedBy::Waybill), Vec::<&str>::new());
}
