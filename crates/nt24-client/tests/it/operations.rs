//! Every operation of the contract, through its typed method. This file does not compile without a case for
//! each operation.

use crate::fixtures::{ManualClock, client, client_of, key, upload};
use crate::server::{Reply, Server};
use nt24::{
    BuyerContactCreate, BuyerCreate, BuyerId, BuyerUpdate, DeliveryConfirm, DeliveryId, DocumentId,
    DocumentType, ETag, InvitationId, InvoiceSubmit, InvoiceType, InvoiceUpdate, KycInvitationCreate,
    Operation, OrderCreate, OrderFilter, OrderId, OrderUpdate, PaymentSubmit, PaymentUpdate, PickupConfirm,
    ReasonRequest, RevokeInvitationRequest, SellerId, WebhookCreate, WebhookDeliveryFilter, WebhookId,
    WebhookTestRequest, WebhookUpdate,
};
use nt24_client::{Client, Config, Download, Error, Purpose, Secret, Upload};
use nt24_sandbox::{ContractCheck, Observer, Options, Sandbox};
use serde::de::DeserializeOwned;
use std::sync::{Arc, Mutex};

/// The ids for the calls.
struct Ids {
    seller: SellerId,
    buyer: BuyerId,
    order: OrderId,
    document: DocumentId,
    invitation: InvitationId,
    webhook: WebhookId,
    delivery: DeliveryId,
}

impl Ids {
    fn new(seller: SellerId) -> Self {
        let none = "00000000-0000-4000-8000-000000000000";
        Self {
            seller,
            buyer: none.into(),
            order: none.into(),
            document: none.into(),
            invitation: none.into(),
            webhook: none.into(),
            delivery: none.into(),
        }
    }
}

/// An example of the vendor's documentation, from the tests of `nt24`.
fn text(name: &str) -> String {
    let path = format!("{}/../nt24/tests/examples/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn example<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&text(name)).unwrap()
}

/// Calls an operation and reads its answer as its type.
async fn call(nt24: &Client, operation: Operation, ids: &Ids) -> Result<(), Error> {
    let Ids { seller: s, buyer: b, order: o, document, invitation, webhook, delivery } = ids;
    let (k, five) = (&key(operation.id()), &ETag::of_version(5));
    let file = |kind| Upload { kind, ..upload(b"%PDF-1.7".to_vec()) };
    let sink = &mut Vec::new();
    let reason: &ReasonRequest = &example("reason");
    match operation {
        Operation::GetMe => nt24.me().await.map(drop),
        Operation::LookupBuyerByVat => nt24.buyer_by_vat(s, "PL5260001246").await.map(drop),
        Operation::UpsertBuyer => {
            nt24.upsert_buyer(s, &example::<BuyerCreate>("buyer_create"), k).await.map(drop)
        }
        Operation::GetBuyer => nt24.buyer(s, b, None).await.map(drop),
        Operation::UpdateBuyer => {
            nt24.update_buyer(s, b, &example::<BuyerUpdate>("buyer_update"), five, k).await.map(drop)
        }
        Operation::BlockBuyer => nt24.block_buyer(s, b, reason, k).await.map(drop),
        Operation::UnblockBuyer => nt24.unblock_buyer(s, b, reason, k).await.map(drop),
        Operation::ListBuyerContacts => nt24.contacts(s, b).await.map(drop),
        Operation::AddBuyerContact => {
            let person = example::<BuyerCreate>("buyer_create").contacts;
            let person: &BuyerContactCreate = person.first().unwrap();
            nt24.add_contact(s, b, person, k).await.map(drop)
        }
        Operation::GetKycStatus => nt24.kyc(s, b).await.map(drop),
        Operation::UploadKycDocument => {
            nt24.upload_kyc_document(s, b, file(DocumentType::CocExtract), k).await.map(drop)
        }
        Operation::TriggerViesCheck => nt24.trigger_vies_check(s, b, k).await.map(drop),
        Operation::StartKycVerification => nt24.start_kyc_verification(s, b, k).await.map(drop),
        Operation::DownloadKycProfile => nt24.download(&Download::kyc_profile(s, b), sink).await.map(drop),
        Operation::CreateKycInvitation => {
            let body: KycInvitationCreate = example("kyc_invitation_create");
            nt24.invite_buyer(s, b, &body, k).await.map(drop)
        }
        Operation::RevokeKycInvitation => {
            let body: RevokeInvitationRequest = example("revoke_invitation");
            nt24.revoke_invitation(s, b, invitation, &body, k).await.map(drop)
        }
        Operation::ListOrders => nt24.orders(s, &OrderFilter::default()).await.map(drop),
        Operation::CreateOrder => {
            nt24.create_order(s, &example::<OrderCreate>("order_create"), k).await.map(drop)
        }
        Operation::GetOrder => nt24.order(s, o, None).await.map(drop),
        Operation::UpdateOrder => {
            nt24.update_order(s, o, &example::<OrderUpdate>("order_update"), five, k).await.map(drop)
        }
        Operation::CancelOrder => nt24.cancel_order(s, o, reason, k).await.map(drop),
        Operation::UploadOrderDocument => {
            nt24.upload_order_document(s, o, file(DocumentType::AmlDeclaration), k).await.map(drop)
        }
        Operation::GetInvoice => nt24.invoice(s, o, InvoiceType::Final, None).await.map(drop),
        Operation::SubmitInvoice => {
            nt24.submit_invoice(s, o, &example::<InvoiceSubmit>("invoice_submit"), k).await.map(drop)
        }
        Operation::UpdateInvoice => {
            nt24.update_invoice(s, o, &example::<InvoiceUpdate>("invoice_update"), five, k).await.map(drop)
        }
        Operation::UploadInvoiceDocument => {
            nt24.upload_invoice_document(s, o, file(DocumentType::ShipmentInvoice), k).await.map(drop)
        }
        Operation::GetPayment => nt24.payment(s, o, None).await.map(drop),
        Operation::SubmitPayment => {
            nt24.submit_payment(s, o, &example::<PaymentSubmit>("payment_submit"), k).await.map(drop)
        }
        Operation::UpdatePayment => {
            nt24.update_payment(s, o, &example::<PaymentUpdate>("payment_update"), five, k).await.map(drop)
        }
        Operation::UploadPaymentDocument => {
            nt24.upload_payment_document(s, o, file(DocumentType::PaymentConfirmation), k).await.map(drop)
        }
        Operation::MarkReadyForPickup => nt24.mark_ready_for_pickup(s, o, k).await.map(drop),
        Operation::ConfirmPickup => {
            nt24.confirm_pickup(s, o, &example::<PickupConfirm>("pickup_confirm"), k).await.map(drop)
        }
        Operation::RevokePickup => nt24.revoke_pickup(s, o, reason, k).await.map(drop),
        Operation::ConfirmDelivery => {
            nt24.confirm_delivery(s, o, &example::<DeliveryConfirm>("delivery_confirm"), k).await.map(drop)
        }
        Operation::UploadTransportDocument => {
            nt24.upload_transport_document(s, o, file(DocumentType::TransportCmr), k).await.map(drop)
        }
        Operation::GetCompliance => nt24.compliance(s, o, None).await.map(drop),
        Operation::SubmitFinalInvoice => {
            let invoice = InvoiceSubmit { kind: InvoiceType::Final, ..example("invoice_submit") };
            nt24.submit_final_invoice(s, o, &invoice, k).await.map(drop)
        }
        Operation::GetExportFile => nt24.export_file(s, o).await.map(drop),
        Operation::DownloadExportFile => nt24.download(&Download::export_file(s, o), sink).await.map(drop),
        Operation::RegenerateExportFile => nt24.regenerate_export(s, o, k).await.map(drop),
        Operation::ArchiveDocument => nt24.archive_document(document, k).await.map(drop),
        Operation::DownloadDocument => nt24.download(&Download::document(document), sink).await.map(drop),
        Operation::ListWebhooks => nt24.webhooks().await.map(drop),
        Operation::CreateWebhook => {
            nt24.create_webhook(&example::<WebhookCreate>("webhook_create"), k).await.map(drop)
        }
        Operation::GetWebhook => nt24.webhook(webhook).await.map(drop),
        Operation::UpdateWebhook => {
            let body: WebhookUpdate = example("webhook_update");
            nt24.update_webhook(webhook, &body, k).await.map(drop)
        }
        Operation::DeleteWebhook => nt24.delete_webhook(webhook, k).await.map(drop),
        Operation::ListWebhookDeliveries => {
            nt24.webhook_deliveries(webhook, &WebhookDeliveryFilter::default()).await.map(drop)
        }
        Operation::ReplayWebhookDelivery => {
            nt24.replay_webhook_delivery(webhook, delivery, k).await.map(drop)
        }
        Operation::TestWebhook => {
            let body: WebhookTestRequest = example("webhook_test");
            nt24.test_webhook(webhook, &body, k).await.map(drop)
        }
    }
}

/// The success of the contract, with the vendor's example.
fn success(operation: Operation) -> Reply {
    let (status, name) = match operation {
        Operation::GetMe => (200, "me"),
        Operation::UpsertBuyer => (201, "buyer"),
        Operation::LookupBuyerByVat
        | Operation::GetBuyer
        | Operation::UpdateBuyer
        | Operation::BlockBuyer
        | Operation::UnblockBuyer => (200, "buyer"),
        Operation::ListBuyerContacts => (200, "buyer_contacts"),
        Operation::AddBuyerContact => {
            let contacts: Vec<serde_json::Value> = example("buyer_contacts");
            return Reply::json(201, &contacts.first().unwrap().to_string());
        }
        Operation::GetKycStatus => (200, "kyc_status_mode_b"),
        Operation::UploadKycDocument
        | Operation::UploadOrderDocument
        | Operation::UploadInvoiceDocument
        | Operation::UploadPaymentDocument
        | Operation::UploadTransportDocument => (201, "document"),
        Operation::ArchiveDocument => (200, "document"),
        Operation::TriggerViesCheck => (202, "vies_check_accepted"),
        Operation::StartKycVerification => (200, "kyc_verification_session"),
        Operation::CreateKycInvitation => (201, "self_service_invitation"),
        Operation::RevokeKycInvitation => (200, "self_service_invitation_revoked"),
        Operation::ListOrders => (200, "order_page"),
        Operation::CreateOrder => (201, "order"),
        Operation::GetOrder | Operation::UpdateOrder | Operation::CancelOrder => (200, "order"),
        Operation::SubmitInvoice | Operation::SubmitFinalInvoice => (201, "invoice"),
        Operation::GetInvoice | Operation::UpdateInvoice => (200, "invoice"),
        Operation::SubmitPayment => (201, "payment"),
        Operation::GetPayment | Operation::UpdatePayment | Operation::MarkReadyForPickup => (200, "payment"),
        Operation::ConfirmPickup | Operation::RevokePickup | Operation::ConfirmDelivery => {
            (200, "transport_state")
        }
        Operation::GetCompliance => (200, "compliance_valid"),
        Operation::GetExportFile => (200, "export_file"),
        Operation::DownloadKycProfile | Operation::DownloadExportFile => {
            return Reply::new(200, "content-type: application/pdf\r\n", "%PDF-1.7");
        }
        Operation::DownloadDocument => {
            return Reply::new(200, "content-type: application/octet-stream\r\n", "%PDF-1.7");
        }
        Operation::RegenerateExportFile | Operation::ReplayWebhookDelivery | Operation::TestWebhook => {
            return Reply::new(202, "", "");
        }
        Operation::DeleteWebhook => {
            return Reply::raw("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
        }
        Operation::ListWebhooks => {
            return Reply::json(200, &format!("[{}]", text("webhook_endpoint")));
        }
        Operation::CreateWebhook => (201, "webhook_endpoint_created"),
        Operation::GetWebhook | Operation::UpdateWebhook => (200, "webhook_endpoint"),
        Operation::ListWebhookDeliveries => (200, "webhook_delivery_page"),
    };
    Reply::json(status, &text(name))
}

#[tokio::test]
async fn each_operation_has_the_request_of_the_contract_and_reads_the_vendors_example() {
    let ids = Ids::new("s-1".into());
    let current = Arc::new(Mutex::new(Operation::GetMe));
    let answered = Arc::clone(&current);
    let server = Server::api(move |_| success(*answered.lock().unwrap())).await;
    let nt24 = client(&server).for_purpose(Purpose::new("audit").unwrap());
    for (before, operation) in Operation::ALL.iter().copied().enumerate() {
        *current.lock().unwrap() = operation;
        call(&nt24, operation, &ids).await.unwrap_or_else(|error| panic!("{operation:?}: {error}"));
        let [request] = server.requests().split_off(before).try_into().unwrap();
        let path = request.target.split('?').next().unwrap();
        let segments = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        let template = segments(&format!("/v1{}", operation.path_template()));
        let path = segments(path);
        assert_eq!(path.len(), template.len(), "{operation:?}");
        for (is, should) in path.iter().zip(&template) {
            assert!(is == should || should.starts_with('{') && !is.is_empty(), "{operation:?}: {path:?}");
        }
        assert_eq!(request.method, operation.method().as_str(), "{operation:?}");
        assert!(request.header("x-request-id").is_some(), "{operation:?}");
        let stated = |name| request.header(name).is_some();
        assert_eq!(stated("idempotency-key"), operation.is_write(), "{operation:?}");
        assert_eq!(stated("if-match"), operation.needs_if_match(), "{operation:?}");
        assert_eq!(stated("x-purpose"), operation.takes_purpose(), "{operation:?}");
    }
}

#[tokio::test]
async fn each_request_follows_the_contract() {
    let check = Arc::new(ContractCheck::new().unwrap());
    let observer: Arc<dyn Observer> = check.clone();
    let sandbox = Sandbox::start(Options { observer: Some(observer), ..Options::demo() }).await.unwrap();
    let config = Config::new(
        &sandbox.api_url(),
        &sandbox.token_url(),
        sandbox.client_id(),
        Secret::new(sandbox.client_secret()),
    );
    let nt24 = client_of(config.unwrap(), ManualClock::new()).for_purpose(Purpose::new("audit").unwrap());
    let ids = Ids::new(nt24.me().await.unwrap().value.authorized_partners[0].uuid.clone());
    for operation in Operation::ALL.iter().copied() {
        // Most ids have no resource: this test checks the requests, not the answers.
        let _ = call(&nt24, operation, &ids).await;
        let last = sandbox.control().exchanges().pop().and_then(|exchange| exchange.operation);
        assert_eq!(last, Some(operation.id()));
    }
    assert_eq!(check.violations(), Vec::<String>::new());
    sandbox.stop().await;
}
