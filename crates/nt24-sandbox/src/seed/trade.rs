//! The calls of the steps of an order.

use super::calls::Play;
use super::deal::{Deal, Step};
use crate::message::Refusal;
use chrono::NaiveDate;
use nt24::{
    Address, BuyerId, DeliveryConfirm, DocumentType, ETag, InvoiceSubmit, InvoiceType, Money, Operation,
    OrderCreate, OrderId, PaymentSubmit, PaymentUpdate, PickupConfirm, PickupType, ReasonRequest,
    ResponsibleContact,
};

/// An account that no buyer of a seed pays from.
const OTHER_ACCOUNT: &str = "DE75512108001245126199";

impl Deal {
    /// Plays one step. The first step sets `id`.
    pub(super) fn play(
        &self,
        step: Step,
        id: &mut Option<OrderId>,
        buyer: &BuyerId,
        iban: &str,
        play: &mut Play<'_>,
    ) -> Result<(), Refusal> {
        let today = play.moment.now.date_naive();
        let Some(order) = id.clone() else {
            *id = Some(play.create(Operation::CreateOrder, &[], &self.order(buyer, today))?.into());
            return Ok(());
        };
        let path = [("uuid", order.as_str())];
        match step {
            Step::Create => {}
            Step::Invoice => {
                let invoice = self.invoice(InvoiceType::Preliminary, today);
                play.send(Operation::SubmitInvoice, &path, &invoice)?;
            }
            Step::InvoicePaper => {
                let kind = DocumentType::ShipmentPreliminaryInvoice;
                play.upload(Operation::UploadInvoiceDocument, &path, &kind)?;
            }
            Step::Pay => {
                play.send(Operation::SubmitPayment, &path, &self.payment(iban, today))?;
            }
            Step::Proof => {
                let kind = DocumentType::PaymentConfirmation;
                play.upload(Operation::UploadPaymentDocument, &path, &kind)?;
            }
            Step::Release => {
                play.trigger(Operation::MarkReadyForPickup, &path)?;
            }
            Step::PickUp => {
                play.send(Operation::ConfirmPickup, &path, &self.pickup(today))?;
            }
            Step::PickupPaper => {
                play.upload(Operation::UploadTransportDocument, &path, &self.pickup_paper())?;
            }
            Step::ChangeAmount => {
                let part = Money::eur(self.total().value - 150_000);
                let change = PaymentUpdate { bank_amount: Some(part), ..PaymentUpdate::default() };
                self.change_payment(&order, &change, play)?;
            }
            Step::ChangeAccount => {
                let iban = Some(OTHER_ACCOUNT.to_owned());
                let change = PaymentUpdate { source_iban: iban, ..PaymentUpdate::default() };
                self.change_payment(&order, &change, play)?;
            }
            Step::DeliverFirst => {
                // Only staff can confirm single vehicles, see `MilestoneScope`.
                let first: Vec<String> = self.vins().into_iter().map(|vin| vin.vin).take(1).collect();
                let _ = play.world.confirm_delivery(&order, delivery(today), Some(&first), play.moment);
            }
            Step::Deliver => {
                play.send(Operation::ConfirmDelivery, &path, &delivery(today))?;
            }
            Step::FinalInvoice => {
                let invoice = self.invoice(InvoiceType::Final, today);
                play.send(Operation::SubmitFinalInvoice, &path, &invoice)?;
            }
            Step::FinalPaper => {
                play.upload(Operation::UploadInvoiceDocument, &path, &DocumentType::ShipmentInvoice)?;
            }
            Step::Cancel => {
                let reason = ReasonRequest { reason: "The buyer withdrew from the contract".to_owned() };
                play.send(Operation::CancelOrder, &path, &reason)?;
            }
        }
        Ok(())
    }

    fn order(&self, buyer: &BuyerId, today: NaiveDate) -> OrderCreate {
        const STAFF: [[&str; 3]; 3] = [
            ["Jörg", "Petersen", "j.petersen@nordlicht.example"],
            ["Meike", "Hansen", "m.hansen@nordlicht.example"],
            ["Okan", "Yıldız", "o.yildiz@nordlicht.example"],
        ];
        let [first_name, last_name, email] =
            STAFF[self.number as usize % STAFF.len()].map(|text| Some(text.to_owned()));
        let vins = self.vins();
        OrderCreate {
            external_order_id: self.external_id(),
            buyer_id: buyer.clone(),
            purchase_date: Some(today),
            responsible_contact: Some(ResponsibleContact { first_name, last_name, email, phone: None }),
            total_amount: Money::eur(vins.iter().map(|vin| vin.purchase_amount.value).sum()),
            vins,
        }
    }

    fn invoice(&self, kind: InvoiceType, today: NaiveDate) -> InvoiceSubmit {
        let is_final = kind == InvoiceType::Final;
        InvoiceSubmit {
            invoice_number: format!("{}{:06}", if is_final { "RE-" } else { "VR-" }, self.number + 1),
            kind,
            invoice_date: today,
            vat_included: is_final && self.has_vat(),
            amount: self.total(),
            margin_scheme: false,
        }
    }

    fn payment(&self, iban: &str, today: NaiveDate) -> PaymentSubmit {
        let total = self.total();
        // Some buyers pay a small part in cash.
        let cash = if self.number % 6 == 1 { 200_000 } else { 0 };
        PaymentSubmit {
            payment_date: today,
            bank_amount: Money::eur(total.value - cash),
            cash_amount: Money::eur(cash),
            source_iban: Some(iban.to_owned()),
        }
    }

    fn pickup(&self, today: NaiveDate) -> PickupConfirm {
        PickupConfirm {
            kind: if self.is_self_pickup() { PickupType::SelfPickup } else { PickupType::CompanyTransport },
            pickup_date: today,
            driver_identification: Some(format!("Driving licence {:08}", 40_217_300 + self.number)),
            collection_address: Some(Address {
                uuid: None,
                street: Some("Hafenstraße 1".to_owned()),
                post_code: Some("20457".to_owned()),
                city: Some("Hamburg".to_owned()),
                country: Some("DE".to_owned()),
            }),
        }
    }

    fn change_payment(
        &self,
        order: &OrderId,
        change: &PaymentUpdate,
        play: &mut Play<'_>,
    ) -> Result<(), Refusal> {
        let stored = play.world.orders.get(order).and_then(|record| record.payment.as_ref());
        let version = stored.and_then(|stored| stored.payment.version).unwrap_or(0);
        let etag = ETag::of_version(version).0;
        play.change(Operation::UpdatePayment, &[("uuid", order.as_str())], &etag, change).map(|_| ())
    }
}

fn delivery(today: NaiveDate) -> DeliveryConfirm {
    DeliveryConfirm { delivery_date: today, delivery_address: None }
}
