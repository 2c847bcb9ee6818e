//! The whole deal, from the VAT number to the export file.

use crate::bench::Bench;
use crate::data::file_cmr_named;
use chrono::TimeDelta;
use desk::contract::{
    Answer, AskedBy, Decision, EntryState, FormKind, Saved, StepState, StopState, Subject, Verdict,
};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

pub(crate) const VIN: &str = "WBA8E9G50GNT12345";

/// The steps of a deal, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Buyer,
    Order,
    Invoice,
    Payment,
    Ready,
    Pickup,
    Delivery,
    FinalInvoice,
}

impl Step {
    pub(crate) const ALL: [Step; 8] = [
        Step::Buyer,
        Step::Order,
        Step::Invoice,
        Step::Payment,
        Step::Ready,
        Step::Pickup,
        Step::Delivery,
        Step::FinalInvoice,
    ];
}

/// A deal under way.
#[derive(Default)]
pub(crate) struct Deal {
    pub(crate) vat_number: String,
    pub(crate) buyer: Option<Subject>,
    pub(crate) order: Option<Subject>,
}

impl Deal {
    pub(crate) fn new(vat_number: &str) -> Self {
        Self { vat_number: vat_number.to_owned(), ..Self::default() }
    }

    pub(crate) fn order(&self) -> &Subject {
        self.order.as_ref().unwrap()
    }

    pub(crate) fn buyer(&self) -> &Subject {
        self.buyer.as_ref().unwrap()
    }

    /// Plays one step on this desk: the writes are queued.
    pub(crate) async fn play(&mut self, bench: &Bench, step: Step) {
        let order = self.order.as_ref().map(|order| order.id.clone());
        let order = order.as_deref();
        match step {
            Step::Buyer => self.buyer = Some(onboard(bench, &self.vat_number).await),
            Step::Order => self.order = Some(new_order(bench, &self.buyer().id, "A-1001").await),
            Step::Invoice => {
                let papers = [bench.paper("proforma.pdf", "SHIPMENT_PRELIMINARY_INVOICE").await];
                let body = json!({ "invoiceNumber": "RE-1", "papers": papers });
                bench.submit(FormKind::Invoice, order, body).await;
            }
            Step::Payment => {
                let papers = [bench.paper("transfer.pdf", "PAYMENT_BANK_TRANSFER_SCREENSHOT").await];
                let body = json!({ "sourceIban": "PL61 1090 1014 0000 0712 1981 2874", "papers": papers });
                bench.submit(FormKind::Payment, order, body).await;
            }
            Step::Ready => {
                bench.ask::<serde_json::Value>("mark_ready_for_pickup", json!({ "id": order })).await;
            }
            Step::Pickup => {
                let papers = [bench.paper("cmr.pdf", "TRANSPORT_CMR").await];
                bench
                    .submit(FormKind::Pickup, order, json!({ "pickupKind": "companyTransport", "driver": "J. Kowalski", "papers": papers }))
                    .await;
            }
            Step::Delivery => {
                let papers = [bench.paper("cmr delivery.pdf", "TRANSPORT_CMR_DELIVERY").await];
                bench.submit(FormKind::Delivery, order, json!({ "papers": papers })).await;
            }
            Step::FinalInvoice => {
                let papers = [bench.paper("final invoice.pdf", "SHIPMENT_INVOICE").await];
                let body = json!({ "invoiceNumber": "RE-2", "papers": papers });
                bench.submit(FormKind::FinalInvoice, order, body).await;
            }
        }
    }

    /// Waits until the step is sent and NT24 has given the answer that the next step needs.
    pub(crate) async fn until_done(&self, bench: &Bench, step: Step) {
        bench.drained().await;
        match step {
            Step::Buyer => {
                bench
                    .until("the buyer is valid", async || {
                        let page = bench.buyer(self.buyer()).await;
                        (page.row.kyc.overall.as_deref() == Some("VALID")).then_some(())
                    })
                    .await;
            }
            Step::Delivery => {
                bench
                    .until("NT24 has decided", async || bench.order(self.order()).await.decision.map(|_| ()))
                    .await;
            }
            _ => {}
        }
    }
}

pub(crate) async fn onboard(bench: &Bench, vat_number: &str) -> Subject {
    let papers = [
        bench.paper("krs extract.pdf", "COC_EXTRACT").await,
        bench.paper("aml.pdf", "AML_DECLARATION").await,
    ];
    let body = json!({
        "vatNumber": vat_number,
        "companyName": "Auto Łódź Sp. z o.o.",
        "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": &vat_number[..2] },
        "contacts": [{ "firstName": "Jan", "lastName": "Kowalski", "email": "jan@example.com", "phone": "" }],
        "papers": papers,
    });
    bench.submit(FormKind::Buyer, None, body).await
}

pub(crate) async fn new_order(bench: &Bench, buyer: &str, number: &str) -> Subject {
    let vehicle = json!({
        "vin": VIN, "brand": "BMW", "model": "320d", "amount": "18.500,00", "mileage": "85 000",
        "firstRegistration": "2019-05-01",
    });
    let body = json!({ "externalOrderId": number, "vehicles": [vehicle] });
    bench.submit(FormKind::Order, Some(buyer), body).await
}

/// Exactly one of each, and the documents that were filed.
pub(crate) fn assert_one_of_each(bench: &Bench) {
    let counts = bench.counts();
    assert_eq!((counts.buyers, counts.contacts, counts.orders), (1, 1, 1), "{counts:?}");
    assert_eq!((counts.invoices, counts.payments), (2, 1), "{counts:?}");
    assert_eq!((counts.pickups, counts.deliveries, counts.documents), (1, 1, 7), "{counts:?}");
}

async fn export_text(bench: &Bench, deal: &Deal) -> String {
    bench
        .until("the export file is ready", async || {
            let page = bench.order(deal.order()).await;
            // The first version was made for the decision; the version with the final invoice follows.
            let file = page.export_file.as_ref();
            file.is_some_and(|file| file.status == "READY" && file.version >= Some(2)).then_some(())
        })
        .await;
    let place = bench.folder.path().join("saved.pdf");
    *bench.host.save_to.lock().unwrap() = Some(place.clone());
    // Another version may be made meanwhile, for the paper of the final invoice; the desk says so and waits.
    let request = json!({ "id": deal.order().id });
    let save = async || bench.try_ask::<Saved>("save_export_file", request.clone()).await.ok();
    assert!(bench.until("the export file is saved", save).await.saved);
    let output = std::process::Command::new("pdftotext").args(["-layout"]).arg(&place).arg("-").output();
    String::from_utf8(output.expect("pdftotext is installed by the test command").stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deal_ends_valid_with_an_export_file() {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    for step in Step::ALL {
        if step == Step::FinalInvoice {
            // A final invoice that arrives while the first version is being made becomes part of that version.
            bench.clock.advance(TimeDelta::seconds(1));
        }
        deal.play(&bench, step).await;
        deal.until_done(&bench, step).await;
    }
    let text = export_text(&bench, &deal).await;
    for fact in [VIN, "Auto Łódź Sp. z o.o.", "PL5260250274", "EUR 18,500.00", "VALID_EXPORT", "RE-1", "RE-2"]
    {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let page = bench.order(deal.order()).await;
    assert_eq!((page.row.verdict, page.decision), (Verdict::Valid, Some(Decision::ValidExport)));
    assert!(page.row.route.iter().all(|stop| stop.state == StopState::Done), "{:#?}", page.row.route);
    let open = |step: &&desk::contract::Step| step.asked_by == AskedBy::Nt24 && step.state != StepState::Done;
    assert_eq!(page.steps.iter().find(open), None, "NT24 asks for nothing more");
    assert!(page.transport.delivered_on.is_some_and(|on| !on.is_empty()));
    assert_one_of_each(&bench);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deal_whose_vat_number_becomes_invalid_during_transport_ends_with_a_taxed_invoice() {
    let bench = Bench::start().await.signed_in().await;
    // Valid at first, invalid from the second check on.
    let mut deal = Deal::new("PL5260000009");
    for step in [Step::Buyer, Step::Order, Step::Invoice, Step::Payment, Step::Ready, Step::Pickup] {
        deal.play(&bench, step).await;
        deal.until_done(&bench, step).await;
    }
    // The daily check of the next morning.
    bench.clock.advance(TimeDelta::hours(25));
    bench
        .until("VAT is due", async || {
            let page = bench.order(deal.order()).await;
            (page.decision == Some(Decision::VatApplicable)).then_some(())
        })
        .await;
    deal.play(&bench, Step::Delivery).await;
    deal.until_done(&bench, Step::Delivery).await;
    let (_, checked) = bench
        .fill(
            FormKind::FinalInvoice,
            Some(&deal.order().id),
            json!({ "invoiceNumber": "RE-2", "vatIncluded": false }),
        )
        .await;
    assert!(!checked.findings.is_empty(), "an exempt final invoice after VAT_APPLICABLE is a finding");
    let (draft, checked) = bench
        .fill(
            FormKind::FinalInvoice,
            Some(&deal.order().id),
            json!({ "invoiceNumber": "RE-2", "vatIncluded": true }),
        )
        .await;
    assert!(checked.ready, "{:?}", checked.findings);
    bench.ask::<serde_json::Value>("submit_draft", json!({ "id": draft })).await;
    bench.drained().await;
    let text = export_text(&bench, &deal).await;
    for fact in [VIN, "PL5260000009", "VAT_APPLICABLE"] {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let page = bench.order(deal.order()).await;
    assert_eq!(page.row.verdict, Verdict::Invalid);
    assert!(page.final_invoice.unwrap().vat_included);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_built_in_sandbox_needs_no_account_and_keeps_its_state() {
    let mut bench = Bench::start().await;
    let session: desk::contract::Session = bench.ask("start_sandbox", json!({})).await;
    assert_eq!(session.organization.as_deref(), Some("Autohaus Nordlicht GmbH"));
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    bench.restart().await;
    // The sandbox has kept its state: it accepts a new order for the buyer.
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    assert!(bench.order(&order).await.row.status.is_some());
    bench.finish().await;
}

/// Whether an item of a gauge of the evidence is met.
async fn is_met(bench: &Bench, deal: &Deal, key: &str) -> Answer {
    let evidence = bench.order(deal.order()).await.evidence;
    let mut items = evidence.minimum.into_iter().chain(evidence.presumption);
    items.find(|item| item.key == key).unwrap_or_else(|| panic!("nothing asks for {key}")).met
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_is_evidence_of_its_own_kind_only_and_not_once_it_is_refused() {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice, Step::Payment, Step::Ready] {
        deal.play(&bench, step).await;
        deal.until_done(&bench, step).await;
    }
    let kind = FaultKind::Status(415, "unsupported-media-type".into());
    let operation = Some("uploadTransportDocument".to_owned());
    bench.control().fault(Fault { operation, times: 1, kind });
    deal.play(&bench, Step::Pickup).await;
    let entry = bench
        .until("the waybill is refused", async || {
            let mut entries = bench.outbox().await.entries.into_iter();
            entries.find(|entry| entry.state == EntryState::Refused).map(|entry| entry.id)
        })
        .await;
    assert_eq!(is_met(&bench, &deal, "cmr").await, Answer::No, "NT24 refused it");
    bench.ask::<Value>("settle", json!({ "id": entry, "action": "withdraw" })).await;

    file_cmr_named(&bench, deal.order(), "cmr again.pdf").await;
    bench.submit(FormKind::Delivery, Some(&deal.order().id), json!({})).await;
    deal.until_done(&bench, Step::Delivery).await;
    assert_eq!(is_met(&bench, &deal, "cmr").await, Answer::Yes);
    assert_eq!(
        is_met(&bench, &deal, "transport_document").await,
        Answer::No,
        "nobody signed for the arrival"
    );

    let signed = [bench.paper("cmr signed.pdf", "TRANSPORT_CMR_DELIVERY").await];
    let filed = json!({ "subject": deal.order().id, "papers": signed });
    bench.ask::<Value>("file_papers", filed).await;
    assert_eq!(is_met(&bench, &deal, "transport_document").await, Answer::Yes);
    bench.drained().await;
    bench.finish().await;
}
