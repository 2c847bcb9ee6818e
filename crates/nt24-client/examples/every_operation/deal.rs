//! Every operation of the contract as a method call of the client.

use chrono::NaiveDate;
use nt24::{
    Address, BuyerContactCreate, BuyerCreate, BuyerId, BuyerUpdate, DeliveryConfirm, DeliveryId, DocumentId,
    DocumentType, ETag, IdempotencyKey, InvitationId, InvoiceSubmit, InvoiceType, InvoiceUpdate,
    KycInvitationCreate, KycMode, Money, Operation, OrderCreate, OrderFilter, OrderId, OrderUpdate,
    OrderVinInput, PartnerScope, PaymentSubmit, PaymentUpdate, PickupConfirm, PickupType, ReasonRequest,
    RevokeInvitationRequest, SellerId, WebhookCreate, WebhookDeliveryFilter, WebhookEventType, WebhookId,
    WebhookSubscription, WebhookTestRequest, WebhookUpdate,
};
use nt24_client::{Answer, Client, Download, Error, FileSource, Upload, Write};
use serde_json::Value;
use std::io::Read;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The content of every document: a PDF by its first bytes, and plain text for any proxy.
const CONTENT: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n";

/// The resources of one deal, with the ids known from the answers so far.
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    pub(crate) seller: SellerId,
    /// Makes the VAT number and the order number unique.
    pub(crate) number: u32,
    pub(crate) mode: KycMode,
    pub(crate) buyer: BuyerId,
    pub(crate) order: OrderId,
    pub(crate) document: DocumentId,
    pub(crate) invitation: InvitationId,
    pub(crate) webhook: WebhookId,
    pub(crate) delivery: DeliveryId,
    /// Version of the versioned resource that was written last.
    pub(crate) version: ETag,
}

impl Deal {
    /// A deal without any resource at the server yet, in the KYC mode that the operation requires.
    pub(crate) fn new(seller: SellerId, number: u32, operation: Operation) -> Self {
        let nt24_led = matches!(operation, Operation::StartKycVerification | Operation::DownloadKycProfile);
        Self {
            seller,
            number,
            mode: if nt24_led { KycMode::Nt24Led } else { KycMode::MarketplaceLed },
            buyer: "".into(),
            order: "".into(),
            document: "".into(),
            invitation: "".into(),
            webhook: "".into(),
            delivery: "".into(),
            version: ETag::of_version(0),
        }
    }

    /// The VAT number of its buyer, valid in VIES (see `ViesAnswer` of the sandbox).
    pub(crate) fn vat_number(&self) -> String {
        format!("PL52600{:04}1", self.number)
    }

    /// Keeps the id and version of the resource that a write made.
    pub(crate) fn remember(&mut self, operation: Operation, answer: &Answer) {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let id = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        match operation {
            Operation::UpsertBuyer => self.buyer = id("uuid").into(),
            Operation::CreateOrder => self.order = id("uuid").into(),
            Operation::CreateKycInvitation => self.invitation = id("uuid").into(),
            Operation::CreateWebhook => self.webhook = id("id").into(),
            upload if upload.is_upload() => self.document = id("uuid").into(),
            _ => {}
        }
        if let Some(version) = &answer.etag {
            self.version = version.clone();
        }
    }

    /// The write of the operation on this deal; `None` for a read. Another `variant` gives another body, if
    /// the operation has one.
    pub(crate) fn write(&self, operation: Operation, variant: &str, key: IdempotencyKey) -> Option<Write> {
        let (seller, buyer, order, version) = (&self.seller, &self.buyer, &self.order, &self.version);
        let of_type = |kind: &str| document(kind, variant);
        let changed = format!("changed {variant}");
        Some(match operation {
            Operation::UpsertBuyer => Write::upsert_buyer(seller, &self.new_buyer(variant), key),
            Operation::UpdateBuyer => {
                let change =
                    BuyerUpdate { company_name: Some(format!("Nowa {variant}")), ..BuyerUpdate::default() };
                Write::update_buyer(seller, buyer, &change, version, key)
            }
            Operation::AddBuyerContact => Write::add_contact(seller, buyer, &contact(variant), key),
            Operation::UploadKycDocument => {
                Write::upload_kyc_document(seller, buyer, of_type("COC_EXTRACT"), key)
            }
            Operation::TriggerViesCheck => Write::trigger_vies_check(seller, buyer, key),
            Operation::CreateOrder => Write::create_order(seller, &self.new_order(variant), key),
            Operation::UpdateOrder => {
                let change = OrderUpdate { purchase_date: Some(day_of(&changed)), ..OrderUpdate::default() };
                Write::update_order(seller, order, &change, version, key)
            }
            Operation::SubmitInvoice => {
                Write::submit_invoice(seller, order, &invoice(InvoiceType::Preliminary, variant), key)
            }
            Operation::UpdateInvoice => {
                let change = InvoiceUpdate {
                    invoice_number: Some(format!("R-2-{variant}")),
                    ..InvoiceUpdate::default()
                };
                Write::update_invoice(seller, order, &change, version, key)
            }
            Operation::UploadInvoiceDocument => {
                Write::upload_invoice_document(seller, order, of_type("SHIPMENT_PRELIMINARY_INVOICE"), key)
            }
            Operation::SubmitPayment => Write::submit_payment(seller, order, &payment(variant), key),
            Operation::UpdatePayment => {
                let change =
                    PaymentUpdate { payment_date: Some(day_of(&changed)), ..PaymentUpdate::default() };
                Write::update_payment(seller, order, &change, version, key)
            }
            Operation::UploadPaymentDocument => {
                Write::upload_payment_document(seller, order, of_type("PAYMENT_CONFIRMATION"), key)
            }
            Operation::MarkReadyForPickup => Write::mark_ready_for_pickup(seller, order, key),
            Operation::ConfirmPickup => Write::confirm_pickup(seller, order, &pickup(variant), key),
            Operation::RevokePickup => Write::revoke_pickup(seller, order, &reason(variant), key),
            Operation::ConfirmDelivery => {
                let delivery = DeliveryConfirm { delivery_date: day_of(variant), delivery_address: None };
                Write::confirm_delivery(seller, order, &delivery, key)
            }
            Operation::UploadTransportDocument => {
                Write::upload_transport_document(seller, order, of_type("TRANSPORT_CMR"), key)
            }
            Operation::SubmitFinalInvoice => {
                Write::submit_final_invoice(seller, order, &invoice(InvoiceType::Final, variant), key)
            }
            Operation::RegenerateExportFile => Write::regenerate_export(seller, order, key),
            Operation::ArchiveDocument => Write::archive_document(&self.document, key),
            Operation::BlockBuyer => Write::block_buyer(seller, buyer, &reason(variant), key),
            Operation::UnblockBuyer => Write::unblock_buyer(seller, buyer, &reason(variant), key),
            Operation::StartKycVerification => Write::start_kyc_verification(seller, buyer, key),
            Operation::CreateKycInvitation => Write::invite_buyer(seller, buyer, &invitation(variant), key),
            Operation::RevokeKycInvitation => {
                let request = RevokeInvitationRequest { reason: variant.to_owned() };
                Write::revoke_invitation(seller, buyer, &self.invitation, &request, key)
            }
            Operation::CancelOrder => Write::cancel_order(seller, order, &reason(variant), key),
            Operation::UploadOrderDocument => {
                Write::upload_order_document(seller, order, of_type("CONTRACT"), key)
            }
            Operation::CreateWebhook => Write::create_webhook(&new_webhook(variant), key),
            Operation::UpdateWebhook => {
                let url = Some(format!("https://receiver.example/{changed}").replace(' ', "-"));
                let change = WebhookUpdate { url, ..WebhookUpdate::default() };
                Write::update_webhook(&self.webhook, &change, key)
            }
            Operation::DeleteWebhook => Write::delete_webhook(&self.webhook, key),
            Operation::ReplayWebhookDelivery => {
                Write::replay_webhook_delivery(&self.webhook, &self.delivery, key)
            }
            Operation::TestWebhook => Write::test_webhook(&self.webhook, &test_event(variant), key),
            Operation::GetMe
            | Operation::LookupBuyerByVat
            | Operation::GetBuyer
            | Operation::ListBuyerContacts
            | Operation::GetKycStatus
            | Operation::DownloadKycProfile
            | Operation::ListOrders
            | Operation::GetOrder
            | Operation::GetInvoice
            | Operation::GetPayment
            | Operation::GetCompliance
            | Operation::GetExportFile
            | Operation::DownloadExportFile
            | Operation::DownloadDocument
            | Operation::ListWebhooks
            | Operation::GetWebhook
            | Operation::ListWebhookDeliveries => return None,
        })
    }

    /// Does the read of the operation on this deal, with at most `max_bytes` of a file; `None` for a write.
    pub(crate) async fn read(
        &self,
        operation: Operation,
        nt24: &Client,
        max_bytes: u64,
    ) -> Option<Result<(), Error>> {
        let (seller, buyer, order) = (&self.seller, &self.buyer, &self.order);
        let download = async |download: Download| {
            nt24.download(&download.at_most(max_bytes), &mut std::io::sink()).await.map(drop)
        };
        Some(match operation {
            Operation::GetMe => nt24.me().await.map(drop),
            Operation::LookupBuyerByVat => nt24.buyer_by_vat(seller, &self.vat_number()).await.map(drop),
            Operation::GetBuyer => nt24.buyer(seller, buyer, None).await.map(drop),
            Operation::ListBuyerContacts => nt24.contacts(seller, buyer).await.map(drop),
            Operation::GetKycStatus => nt24.kyc(seller, buyer).await.map(drop),
            Operation::DownloadKycProfile => download(Download::kyc_profile(seller, buyer)).await,
            Operation::ListOrders => nt24.orders(seller, &OrderFilter::default()).await.map(drop),
            Operation::GetOrder => nt24.order(seller, order, None).await.map(drop),
            Operation::GetInvoice => {
                nt24.invoice(seller, order, InvoiceType::Preliminary, None).await.map(drop)
            }
            Operation::GetPayment => nt24.payment(seller, order, None).await.map(drop),
            Operation::GetCompliance => nt24.compliance(seller, order, None).await.map(drop),
            Operation::GetExportFile => nt24.export_file(seller, order).await.map(drop),
            Operation::DownloadExportFile => download(Download::export_file(seller, order)).await,
            Operation::DownloadDocument => download(Download::document(&self.document)).await,
            Operation::ListWebhooks => nt24.webhooks().await.map(drop),
            Operation::GetWebhook => nt24.webhook(&self.webhook).await.map(drop),
            Operation::ListWebhookDeliveries => {
                nt24.webhook_deliveries(&self.webhook, &WebhookDeliveryFilter::default()).await.map(drop)
            }
            _ => return None,
        })
    }

    fn new_buyer(&self, variant: &str) -> BuyerCreate {
        BuyerCreate {
            kyc_mode: self.mode.clone(),
            vat_number: self.vat_number(),
            company_name: format!("Auto-Świat {variant}"),
            address: address(),
            contacts: Vec::new(),
        }
    }

    fn new_order(&self, variant: &str) -> OrderCreate {
        OrderCreate {
            external_order_id: format!("N-{}", self.number),
            buyer_id: self.buyer.clone(),
            purchase_date: Some(day_of(variant)),
            responsible_contact: None,
            vins: vec![OrderVinInput {
                vin: format!("WVWZZZ1KZAW{:06}", self.number),
                brand: "Škoda".to_owned(),
                model: "Octavia".to_owned(),
                purchase_amount: Money::eur(1_850_000),
                mileage: Some(48_200),
                first_registration_date: None,
            }],
            total_amount: Money::eur(1_850_000),
        }
    }
}

/// A day that differs for variants of different length.
fn day_of(variant: &str) -> NaiveDate {
    let days = u64::try_from(variant.len()).unwrap_or(0);
    NaiveDate::default() + chrono::Days::new(20_500 + days)
}

fn address() -> Address {
    Address {
        street: Some("ul. Piotrkowska 12".to_owned()),
        post_code: Some("90-001".to_owned()),
        city: Some("Łódź".to_owned()),
        country: Some("PL".to_owned()),
        ..Address::default()
    }
}

fn contact(variant: &str) -> BuyerContactCreate {
    BuyerContactCreate {
        first_name: "Żaneta".to_owned(),
        last_name: variant.to_owned(),
        email: "zaneta@handel.example".to_owned(),
        phone: None,
    }
}

fn invoice(kind: InvoiceType, variant: &str) -> InvoiceSubmit {
    InvoiceSubmit {
        invoice_number: format!("R-{kind}-{variant}"),
        kind,
        invoice_date: day_of("day"),
        vat_included: false,
        amount: Money::eur(1_850_000),
        margin_scheme: false,
    }
}

fn payment(variant: &str) -> PaymentSubmit {
    PaymentSubmit {
        payment_date: day_of(variant),
        bank_amount: Money::eur(1_800_000),
        cash_amount: Money::eur(50_000),
        source_iban: Some("DE89370400440532013000".to_owned()),
    }
}

fn pickup(variant: &str) -> PickupConfirm {
    PickupConfirm {
        kind: PickupType::CompanyTransport,
        pickup_date: day_of(variant),
        driver_identification: Some("Jan Kowalski, ABC 12345".to_owned()),
        collection_address: Some(address()),
    }
}

fn reason(variant: &str) -> ReasonRequest {
    ReasonRequest { reason: variant.to_owned() }
}

fn invitation(variant: &str) -> KycInvitationCreate {
    KycInvitationCreate {
        recipient_email: format!("{}@handel.example", variant.replace(' ', "-")),
        expires_in_days: Some(7),
        language: Some("de".to_owned()),
    }
}

fn new_webhook(variant: &str) -> WebhookCreate {
    WebhookCreate {
        url: format!("https://receiver.example/{}", variant.replace(' ', "-")),
        events: vec![WebhookSubscription::from(&WebhookEventType::ComplianceStatusChanged)],
        partner_ids: PartnerScope::All,
        secret: None,
        accepted_schema_versions: None,
    }
}

fn test_event(variant: &str) -> WebhookTestRequest {
    let data = [("variant".to_owned(), Value::from(variant))];
    WebhookTestRequest {
        event_type: WebhookEventType::ComplianceDecisionMade,
        data: data.into_iter().collect(),
    }
}

/// A document of this type.
pub(crate) fn document(kind: &str, variant: &str) -> Upload {
    upload(kind, [CONTENT, variant.as_bytes()].concat())
}

/// An upload of these bytes as a document of this type.
pub(crate) fn upload(kind: &str, bytes: Vec<u8>) -> Upload {
    Upload {
        kind: DocumentType::from(kind),
        document_date: Some(day_of("day")),
        file_name: "document.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        file: Arc::new(InMemory(bytes)),
        progress: Arc::new(|_| {}),
        cancel: CancellationToken::new(),
    }
}

struct InMemory(Vec<u8>);

impl FileSource for InMemory {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(std::io::Cursor::new(self.0.clone())))
    }
}
