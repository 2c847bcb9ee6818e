//! The content of an export file, gathered when it is generated. It is stored as text, so that later
//! changes of the order do not change a version.

use super::buyer_record::BuyerRecord;
use super::document_record::Owner;
use super::moment::Moment;
use super::order_record::OrderRecord;
use super::state::World;
use crate::pdf::{Dossier, Section};
use chrono::{DateTime, Utc};
use nt24::{Address, Blocker, ComplianceDecision, DocumentStatus, Invoice, Money, ViesResult};

impl World {
    /// Gathers the export file of an order for its current run. Returns `None` without a run.
    pub(crate) fn dossier(&self, record: &OrderRecord, moment: Moment<'_>) -> Option<Dossier> {
        let run = record.export.run.as_ref()?;
        let buyer = self.buyers.get(&record.order.buyer_id)?;
        let mut sections = vec![
            decision(&run.decision, record),
            self.transaction(record),
            self.seller(record),
            buyer_and_kyc(buyer, &self.kyc_status(buyer, moment)),
            vies(buyer),
            vehicles(record),
        ];
        sections
            .extend(record.preliminary.iter().map(|invoice| self::invoice("Preliminary invoice", invoice)));
        sections.extend(record.final_invoice.iter().map(|invoice| self::invoice("Final invoice", invoice)));
        sections.extend(payment(record));
        sections.push(transport(record));
        sections.push(self.documents_section(record));
        Some(Dossier {
            title: "Export file".to_owned(),
            subtitle: format!("Order {} - version {}", record.order.external_order_id, run.version),
            footer: format!(
                "{} - version {} - generated {} - made by a sandbox, no evidence",
                record.order.uuid,
                run.version,
                time(moment.now)
            ),
            generated_at: moment.now,
            sections,
        })
    }

    fn transaction(&self, record: &OrderRecord) -> Section {
        let order = &record.order;
        let mut rows = vec![
            row("Order number", &order.external_order_id),
            row("NT24 order", order.uuid.as_str()),
            row("Organization", &self.name),
            row("Status", order.status.as_str()),
            row("Created", &time(order.created_at)),
            row("Total", &money(&order.total_amount)),
        ];
        rows.extend(order.purchase_date.map(|date| row("Purchase date", &date.to_string())));
        rows.extend(order.responsible_contact.as_ref().map(|contact| {
            let parts = [&contact.first_name, &contact.last_name, &contact.email, &contact.phone];
            let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
            row("Responsible", &parts.join(" "))
        }));
        Section { title: "Transaction".to_owned(), rows }
    }

    fn seller(&self, record: &OrderRecord) -> Section {
        let partner = self.sellers.iter().find(|partner| partner.uuid == record.seller);
        let name = partner.map_or("", |partner| partner.name.as_str());
        let country = partner.and_then(|partner| partner.country.as_deref()).unwrap_or("");
        Section {
            title: "Seller".to_owned(),
            rows: vec![
                row("Name", name),
                row("Country", country),
                row("NT24 partner", record.seller.as_str()),
            ],
        }
    }

    fn documents_section(&self, record: &OrderRecord) -> Section {
        let owners = [Owner::Buyer(record.order.buyer_id.clone()), Owner::Order(record.order.uuid.clone())];
        let documents = owners.iter().flat_map(|owner| self.documents_of(owner));
        let rows = documents.map(|stored| {
            let document = &stored.document;
            let archived = if document.status == DocumentStatus::Archived { ", archived" } else { "" };
            let date = document.document_date.map(|date| format!(", dated {date}")).unwrap_or_default();
            let text = format!(
                "{}, version {}{date}, {} bytes{archived}\nSHA-256 {}",
                document.file_name.as_deref().unwrap_or("(no name)"),
                document.version.unwrap_or(1),
                document.size_bytes.unwrap_or(0),
                stored.sha256,
            );
            row(document.kind.as_str(), &text)
        });
        Section { title: "Documents".to_owned(), rows: rows.collect() }
    }
}

pub(super) fn row(label: &str, value: &str) -> (String, String) {
    (label.to_owned(), value.to_owned())
}

fn decision(decision: &ComplianceDecision, record: &OrderRecord) -> Section {
    let exempt = *decision == ComplianceDecision::ValidExport;
    let meaning = if exempt {
        "The sale is exempt from VAT as an intra-Community supply."
    } else {
        "VAT is due on this sale."
    };
    let reasoning = if exempt {
        "The buyer's VAT number was valid in VIES, the order, the invoice and the payment agree, and the \
         transport to the other member state is proven by the documents below."
    } else {
        "VIES says that the buyer's VAT number is not registered, and the vehicle had been picked up."
    };
    let mut rows =
        vec![row("Decision", decision.as_str()), row("Meaning", meaning), row("Reasoning", reasoning)];
    rows.extend(
        record
            .rollup
            .blockers
            .iter()
            .map(|Blocker { code, message, .. }| row("Open", &format!("{code}: {message}"))),
    );
    Section { title: "Decision".to_owned(), rows }
}

fn buyer_and_kyc(record: &BuyerRecord, kyc: &nt24::KycStatus) -> Section {
    let buyer = &record.buyer;
    let mut rows = vec![
        row("Company", &buyer.company_name),
        row("VAT number", &buyer.vat_number),
        row("Address", &address(&buyer.address)),
        row("KYC mode", buyer.kyc_mode.as_str()),
        row("KYC state", kyc.overall_status.as_ref().map_or("", |status| status.as_str())),
        row("Documents complete", if kyc.documents_complete == Some(true) { "yes" } else { "no" }),
    ];
    rows.extend(kyc.verification_status.as_ref().map(|status| row("Identity check", status.as_str())));
    Section { title: "Buyer and KYC".to_owned(), rows }
}

pub(super) fn vies(record: &BuyerRecord) -> Section {
    let rows = record.vies.iter().map(|check| {
        let kind = if check.daily { "daily check" } else { "requested check" };
        let said = match &check.result {
            ViesResult::Unasked => "UNKNOWN (the member state did not answer)",
            other => other.as_str(),
        };
        let answered =
            check.answered_at.map_or("no answer yet".to_owned(), |at| format!("answered {}", time(at)));
        row(&time(check.requested_at), &format!("{said}, {kind}, {answered}"))
    });
    Section { title: "VIES history".to_owned(), rows: rows.collect() }
}

fn vehicles(record: &OrderRecord) -> Section {
    let rows = record.order.vins.iter().map(|vin| {
        let input = &vin.input;
        let mut text = format!("{} {}, {}", input.brand, input.model, money(&input.purchase_amount));
        if let Some(mileage) = input.mileage {
            text.push_str(&format!(", {mileage} km"));
        }
        if let Some(date) = input.first_registration_date {
            text.push_str(&format!(", first registered {date}"));
        }
        row(&input.vin, &text)
    });
    Section { title: "Vehicles".to_owned(), rows: rows.collect() }
}

fn invoice(title: &str, invoice: &Invoice) -> Section {
    let sent = &invoice.submitted;
    let vat = match (sent.vat_included, sent.margin_scheme) {
        (false, false) => "without VAT",
        (true, false) => "with VAT",
        (_, true) => "margin scheme",
    };
    Section {
        title: title.to_owned(),
        rows: vec![
            row("Number", &sent.invoice_number),
            row("Date", &sent.invoice_date.to_string()),
            row("Amount", &money(&sent.amount)),
            row("VAT", vat),
            row("State", invoice.status.as_ref().map_or("", |status| status.as_str())),
        ],
    }
}

fn payment(record: &OrderRecord) -> Option<Section> {
    let payment = &record.payment.as_ref()?.payment;
    let sent = &payment.submitted;
    let mut rows = vec![
        row("Date", &sent.payment_date.to_string()),
        row("By bank", &money(&sent.bank_amount)),
        row("In cash", &money(&sent.cash_amount)),
    ];
    rows.extend(sent.source_iban.as_ref().map(|iban| row("From account", iban)));
    rows.extend(payment.status.as_ref().map(|status| row("State", status.as_str())));
    rows.extend(record.ready_at.map(|at| row("Released", &time(at))));
    Some(Section { title: "Payment".to_owned(), rows })
}

fn transport(record: &OrderRecord) -> Section {
    let mut rows = Vec::new();
    if let Some(pickup) = &record.pickup {
        let confirmed = &pickup.confirmed;
        rows.push(row(
            "Pickup",
            &format!("{} on {}, confirmed {}", confirmed.kind, confirmed.pickup_date, time(pickup.at)),
        ));
        rows.extend(confirmed.driver_identification.as_ref().map(|driver| row("Driver", driver)));
        rows.extend(confirmed.collection_address.as_ref().map(|place| row("Collected at", &address(place))));
    }
    if let Some(delivery) = &record.delivery {
        let confirmed = &delivery.confirmed;
        rows.push(row(
            "Delivery",
            &format!("on {}, confirmed {}", confirmed.delivery_date, time(delivery.at)),
        ));
        rows.extend(confirmed.delivery_address.as_ref().map(|place| row("Delivered to", &address(place))));
    }
    rows.extend(
        record.notes.iter().map(|note| row(&note.subject, &format!("{}, {}", note.reason, time(note.at)))),
    );
    Section { title: "Transport".to_owned(), rows }
}

pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

pub(super) fn address(address: &Address) -> String {
    let place = [&address.post_code, &address.city].into_iter().flatten().map(String::as_str);
    let place = place.collect::<Vec<_>>().join(" ");
    [address.street.as_deref(), Some(place.as_str()), address.country.as_deref()]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// An amount with thousands separators: `EUR 18,500.00`. Minor units are hundredths for all documented
/// currencies.
fn money(money: &Money) -> String {
    let sign = if money.value < 0 { "-" } else { "" };
    let (whole, cents) = (money.value.unsigned_abs() / 100, money.value.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{} {sign}{grouped}.{cents:02}", money.currency)
}
