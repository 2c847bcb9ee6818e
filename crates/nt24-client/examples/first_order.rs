//! A whole sale through the sandbox: from the buyer to the export file.
//!
//! ```text
//! cargo run -p nt24-client --example first_order
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what happens")]

#[path = "support/sandbox.rs"]
mod support;

use nt24::{
    Address, BuyerCreate, ComplianceRollup, DeliveryConfirm, DocumentType, ExportFileStatus, IdempotencyKey,
    InvoiceSubmit, InvoiceType, KycMode, Money, OrderCreate, OrderId, OrderVinInput, PaymentSubmit,
    PickupConfirm, PickupType, SellerId,
};
use nt24_client::{Client, Conditional, Download, FileSource, Upload};
use std::error::Error;
use std::io::Read;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (nt24, sandbox) = support::sandbox().await?;
    let rollup = sell(&nt24).await?;
    println!("{}: {:?}", rollup.compliance_status, rollup.decision);
    sandbox.stop().await;
    Ok(())
}

async fn sell(nt24: &Client) -> Result<ComplianceRollup, Box<dyn Error>> {
    let seller = nt24.me().await?.value.authorized_partners.swap_remove(0).uuid;
    let price = Money::eur(1_850_000);
    let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).ok_or("no such day")?;

    // The buyer, with the documents that NT24 requires.
    let new_buyer = BuyerCreate {
        kyc_mode: KycMode::MarketplaceLed,
        vat_number: "PL5260001246".to_owned(),
        company_name: "Auto-Świat Sp. z o.o.".to_owned(),
        address: Address { country: Some("PL".to_owned()), ..Address::default() },
        contacts: Vec::new(),
    };
    let buyer = nt24.upsert_buyer(&seller, &new_buyer, &key("buyer")?).await?.value.uuid;
    for kind in [DocumentType::CocExtract, DocumentType::AmlDeclaration] {
        let key = key(kind.as_str())?;
        nt24.upload_kyc_document(&seller, &buyer, document(kind), &key).await?;
    }
    nt24.trigger_vies_check(&seller, &buyer, &key("vies")?).await?;

    // The order, its invoice and its payment.
    let vehicle = OrderVinInput {
        vin: "WVWZZZ1KZAW000001".to_owned(),
        brand: "Volkswagen".to_owned(),
        model: "Golf".to_owned(),
        purchase_amount: price.clone(),
        mileage: Some(48_200),
        first_registration_date: None,
    };
    let new_order = OrderCreate {
        external_order_id: "2026-0001".to_owned(),
        buyer_id: buyer,
        purchase_date: Some(today),
        responsible_contact: None,
        vins: vec![vehicle],
        total_amount: price.clone(),
    };
    let order = nt24.create_order(&seller, &new_order, &key("order")?).await?.value.uuid;
    let invoice = InvoiceSubmit {
        kind: InvoiceType::Preliminary,
        invoice_date: today,
        invoice_number: "R-1".to_owned(),
        vat_included: false,
        amount: price.clone(),
        margin_scheme: false,
    };
    nt24.submit_invoice(&seller, &order, &invoice, &key("invoice")?).await?;
    let pdf = document(DocumentType::ShipmentPreliminaryInvoice);
    nt24.upload_invoice_document(&seller, &order, pdf, &key("invoice-pdf")?).await?;
    let payment = PaymentSubmit {
        payment_date: today,
        bank_amount: price,
        cash_amount: Money::eur(0),
        source_iban: Some("PL61109010140000071219812874".to_owned()),
    };
    nt24.submit_payment(&seller, &order, &payment, &key("payment")?).await?;
    let proof = document(DocumentType::PaymentConfirmation);
    nt24.upload_payment_document(&seller, &order, proof, &key("proof")?).await?;
    nt24.mark_ready_for_pickup(&seller, &order, &key("ready")?).await?;

    // The transport, and the waybill that proves it.
    let pickup = PickupConfirm {
        kind: PickupType::CompanyTransport,
        pickup_date: today,
        driver_identification: None,
        collection_address: None,
    };
    nt24.confirm_pickup(&seller, &order, &pickup, &key("pickup")?).await?;
    let waybill = document(DocumentType::TransportCmr);
    nt24.upload_transport_document(&seller, &order, waybill, &key("cmr")?).await?;
    let delivery = DeliveryConfirm { delivery_date: today, delivery_address: None };
    nt24.confirm_delivery(&seller, &order, &delivery, &key("delivery")?).await?;

    let rollup = match nt24.compliance(&seller, &order, None).await? {
        Conditional::Modified(fetched) => fetched.value,
        Conditional::NotModified => return Err("304 without a known version".into()),
    };
    for blocker in &rollup.blockers {
        println!("{}: {}", blocker.code, blocker.message);
    }
    save_export_file(nt24, &seller, &order).await?;
    Ok(rollup)
}

/// Waits for the export file and downloads it to a temporary folder.
async fn save_export_file(nt24: &Client, seller: &SellerId, order: &OrderId) -> Result<(), Box<dyn Error>> {
    while nt24.export_file(seller, order).await?.value.status != Some(ExportFileStatus::Ready) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("export.pdf");
    let file = nt24.download_to_file(&Download::export_file(seller, order), &path).await?;
    println!("export file: {} bytes", file.length);
    Ok(())
}

/// A key for each step. A real program makes each key once and keeps it until the step is done.
fn key(step: &str) -> Result<IdempotencyKey, nt24::BadIdempotencyKey> {
    IdempotencyKey::new(format!("first-order-{step}"))
}

fn document(kind: DocumentType) -> Upload {
    Upload {
        kind,
        document_date: None,
        file_name: "document.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        file: Arc::new(InMemory),
        progress: Arc::new(|_| {}),
        cancel: Default::default(),
    }
}

/// A file in memory. A real program opens one on the disk.
struct InMemory;

impl InMemory {
    const BYTES: &'static [u8] = b"%PDF-1.7\nany document\n%%EOF\n";
}

impl FileSource for InMemory {
    fn length(&self) -> u64 {
        Self::BYTES.len() as u64
    }

    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Self::BYTES))
    }
}

#[tokio::test]
async fn the_sale_is_exempt() -> Result<(), Box<dyn Error>> {
    let (nt24, _sandbox) = support::sandbox().await?;
    assert_eq!(sell(&nt24).await?.decision, Some(nt24::ComplianceDecision::ValidExport));
    Ok(())
}
