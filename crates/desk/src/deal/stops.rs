//! The one table of the deal: which operation, document type, blocker and form belongs to which stop of the
//! route. A new operation or document type of `nt24` does not compile before it has its stop here, a test
//! holds that each type is offered somewhere, and a new blocker is a line of [`BLOCKERS`].

use crate::connection::subject::SubjectId;
use crate::contract::{Form, FormKind, Module, PickupKind};
use nt24::{DocumentType as D, Operation};

/// Writes of the preliminary invoice.
pub(crate) const INVOICE: &[Operation] = &[Operation::SubmitInvoice, Operation::UpdateInvoice];
/// Writes of the final invoice.
pub(crate) const FINAL_INVOICE: &[Operation] = &[Operation::SubmitFinalInvoice, Operation::UpdateInvoice];
/// Writes of the payment.
pub(crate) const PAYMENT: &[Operation] = &[Operation::SubmitPayment, Operation::UpdatePayment];

/// The stop of an operation. `None` for an operation that belongs to no stop.
pub(crate) fn of_operation(operation: Operation) -> Option<Module> {
    use Operation as O;
    Some(match operation {
        O::LookupBuyerByVat
        | O::UpsertBuyer
        | O::GetBuyer
        | O::UpdateBuyer
        | O::BlockBuyer
        | O::UnblockBuyer
        | O::ListBuyerContacts
        | O::AddBuyerContact
        | O::GetKycStatus
        | O::UploadKycDocument
        | O::TriggerViesCheck
        | O::StartKycVerification
        | O::DownloadKycProfile
        | O::CreateKycInvitation
        | O::RevokeKycInvitation => Module::Buyer,
        O::ListOrders
        | O::CreateOrder
        | O::GetOrder
        | O::UpdateOrder
        | O::CancelOrder
        | O::UploadOrderDocument
        | O::GetCompliance => Module::Order,
        O::GetInvoice
        | O::SubmitInvoice
        | O::UpdateInvoice
        | O::UploadInvoiceDocument
        | O::SubmitFinalInvoice => Module::Invoice,
        O::GetPayment
        | O::SubmitPayment
        | O::UpdatePayment
        | O::UploadPaymentDocument
        | O::MarkReadyForPickup => Module::Payment,
        O::ConfirmPickup | O::RevokePickup | O::ConfirmDelivery | O::UploadTransportDocument => {
            Module::Transport
        }
        O::GetExportFile | O::DownloadExportFile | O::RegenerateExportFile => Module::ExportFile,
        O::GetMe
        | O::ArchiveDocument
        | O::DownloadDocument
        | O::ListWebhooks
        | O::CreateWebhook
        | O::GetWebhook
        | O::UpdateWebhook
        | O::DeleteWebhook
        | O::ListWebhookDeliveries
        | O::ReplayWebhookDelivery
        | O::TestWebhook => return None,
    })
}

/// The stop where a document is filed (contract, section 13). An unknown type goes by its prefix.
pub(crate) fn of_document(kind: &D) -> Module {
    match kind {
        D::CocExtract | D::AmlDeclaration => Module::Buyer,
        D::ShipmentPreliminaryInvoice | D::ShipmentInvoice => Module::Invoice,
        D::PaymentBankTransferScreenshot | D::PaymentConfirmation | D::PaymentSourceOfFundsDeclaration => {
            Module::Payment
        }
        D::TransportCmr
        | D::TransportPickupDeclaration
        | D::TransportPictureOfTransport
        | D::TransportCmrDelivery
        | D::TransportConfirmationOfArrival => Module::Transport,
        D::Unknown(text) => match text.split('_').next().unwrap_or_default() {
            "SHIPMENT" => Module::Invoice,
            "PAYMENT" => Module::Payment,
            "TRANSPORT" => Module::Transport,
            _ => Module::Buyer,
        },
    }
}

/// The operation that uploads a document.
pub(crate) fn upload_of(kind: &D) -> Operation {
    match of_document(kind) {
        Module::Invoice => Operation::UploadInvoiceDocument,
        Module::Payment => Operation::UploadPaymentDocument,
        Module::Transport => Operation::UploadTransportDocument,
        Module::Buyer => Operation::UploadKycDocument,
        Module::Order | Module::ExportFile => Operation::UploadOrderDocument,
    }
}

/// Types that may be filed on a buyer or an order.
pub(crate) fn documents_at(resource: &SubjectId) -> &'static [D] {
    match resource {
        SubjectId::Buyer(_) => BUYER_DOCUMENTS,
        SubjectId::Order(_) => ORDER_DOCUMENTS,
    }
}

/// Types that are filed on a buyer.
pub(crate) const BUYER_DOCUMENTS: &[D] = &[D::CocExtract, D::AmlDeclaration];

/// Types that prove a payment.
pub(crate) const PAYMENT_DOCUMENTS: &[D] =
    &[D::PaymentBankTransferScreenshot, D::PaymentConfirmation, D::PaymentSourceOfFundsDeclaration];

/// Types that prove the arrival.
pub(crate) const ARRIVAL_DOCUMENTS: &[D] = &[D::TransportCmrDelivery, D::TransportConfirmationOfArrival];

/// Types that are filed on an order, in the order of the route.
pub(crate) const ORDER_DOCUMENTS: &[D] = &[
    D::ShipmentPreliminaryInvoice,
    D::PaymentBankTransferScreenshot,
    D::PaymentConfirmation,
    D::PaymentSourceOfFundsDeclaration,
    D::TransportCmr,
    D::TransportPickupDeclaration,
    D::TransportPictureOfTransport,
    D::TransportCmrDelivery,
    D::TransportConfirmationOfArrival,
    D::ShipmentInvoice,
];

const INVOICE_DOCUMENTS: &[D] = &[D::ShipmentPreliminaryInvoice];
const FINAL_INVOICE_DOCUMENTS: &[D] = &[D::ShipmentInvoice];
const COMPANY_TRANSPORT_DOCUMENTS: &[D] =
    &[D::TransportCmr, D::TransportPictureOfTransport, D::TransportPickupDeclaration];
const SELF_PICKUP_DOCUMENTS: &[D] =
    &[D::TransportPickupDeclaration, D::TransportPictureOfTransport, D::TransportCmr];
const DELIVERY_DOCUMENTS: &[D] =
    &[D::TransportConfirmationOfArrival, D::TransportCmrDelivery, D::TransportPictureOfTransport];

/// Types that a form takes, the most wanted first.
pub(crate) fn documents_of(form: &Form) -> &'static [D] {
    match form {
        Form::Buyer(_) => BUYER_DOCUMENTS,
        Form::Invoice(_) => INVOICE_DOCUMENTS,
        Form::FinalInvoice(_) => FINAL_INVOICE_DOCUMENTS,
        Form::Payment(_) => PAYMENT_DOCUMENTS,
        Form::Pickup(form) => match form.pickup_kind {
            Some(PickupKind::SelfPickup) => SELF_PICKUP_DOCUMENTS,
            Some(PickupKind::CompanyTransport) | None => COMPANY_TRANSPORT_DOCUMENTS,
        },
        Form::Delivery(_) => DELIVERY_DOCUMENTS,
        Form::BuyerChange(_) | Form::Contact(_) | Form::Order(_) | Form::OrderChange(_) => &[],
    }
}

/// The way to clear a blocker.
#[derive(Debug, PartialEq)]
pub(crate) enum Clearing {
    /// Submit this form, with a look at the field. While one of the writes waits, there is no need to.
    Form(FormKind, Option<&'static str>, &'static [Operation]),
    /// File a document of this type on the order.
    Document(D),
    /// File any document that proves the payment.
    ProofOfPayment,
    /// File the missing documents on the buyer.
    BuyerDocuments,
    /// Ask VIES again.
    ViesCheck,
    /// Wait for VIES.
    Wait,
    /// Only NT24 can clear it: no operation changes what is wrong.
    AtNt24,
    /// Declare the payment complete.
    ReadyForPickup,
}

/// The blockers that are known, and the way to clear each. NT24's list is open (contract, question 22).
const BLOCKERS: &[(&str, Clearing)] = {
    use Clearing::{AtNt24, BuyerDocuments, Document, Form, ProofOfPayment, ReadyForPickup, ViesCheck, Wait};
    use Operation as O;
    &[
        (KYC_DOCUMENTS_MISSING, BuyerDocuments),
        (VIES_PENDING, Wait),
        (VIES_UNKNOWN, ViesCheck),
        (VIES_INVALID, ViesCheck),
        (MISSING_PRELIMINARY_INVOICE, Form(FormKind::Invoice, None, INVOICE)),
        ("MISSING_INVOICE_DOCUMENT", Document(D::ShipmentPreliminaryInvoice)),
        ("INVOICE_AMOUNT_MISMATCH", Form(FormKind::Invoice, Some("amount"), INVOICE)),
        // `OrderUpdate` has neither the total nor the prices of the vehicles.
        ("ORDER_TOTAL_MISMATCH", AtNt24),
        ("VAT_FLAGS_IMPLAUSIBLE", Form(FormKind::Invoice, Some("vatIncluded"), INVOICE)),
        // The name is read from the invoice itself; `InvoiceSubmit` has no such field.
        ("BUYER_NAME_MISMATCH", Document(D::ShipmentPreliminaryInvoice)),
        (MISSING_PAYMENT, Form(FormKind::Payment, None, PAYMENT)),
        ("AMOUNT_MISMATCH", Form(FormKind::Payment, Some("bankAmount"), PAYMENT)),
        ("IBAN_UNKNOWN", Form(FormKind::Payment, Some("sourceIban"), PAYMENT)),
        ("MISSING_PROOF_OF_PAYMENT", ProofOfPayment),
        (NOT_READY_FOR_PICKUP, ReadyForPickup),
        ("MISSING_PICKUP", Form(FormKind::Pickup, None, &[O::ConfirmPickup])),
        ("MISSING_CMR", Document(D::TransportCmr)),
        ("MISSING_PICKUP_DECLARATION", Document(D::TransportPickupDeclaration)),
        ("MISSING_DELIVERY", Form(FormKind::Delivery, None, &[O::ConfirmDelivery])),
        ("MISSING_FINAL_INVOICE", Form(FormKind::FinalInvoice, None, &[O::SubmitFinalInvoice])),
        ("FINAL_INVOICE_VAT_MISMATCH", Form(FormKind::FinalInvoice, Some("vatIncluded"), FINAL_INVOICE)),
    ]
};

/// A parked row of the outbox, as a blocker of this desk.
pub(crate) const OUTBOX_PARKED: &str = "outbox_parked";

/// Blockers that this desk expects by itself, before NT24 has judged the order or the buyer.
pub(crate) const KYC_DOCUMENTS_MISSING: &str = "KYC_DOCUMENTS_MISSING";
pub(crate) const VIES_PENDING: &str = "VIES_PENDING";
pub(crate) const VIES_UNKNOWN: &str = "VIES_UNKNOWN";
pub(crate) const VIES_INVALID: &str = "VIES_INVALID";
pub(crate) const MISSING_PRELIMINARY_INVOICE: &str = "MISSING_PRELIMINARY_INVOICE";
pub(crate) const MISSING_PAYMENT: &str = "MISSING_PAYMENT";
pub(crate) const NOT_READY_FOR_PICKUP: &str = "NOT_READY_FOR_PICKUP";

/// The way to clear a blocker by its code. `None` for a code that this version does not know.
pub(crate) fn clearing(code: &str) -> Option<&'static Clearing> {
    BLOCKERS.iter().find(|(known, _)| *known == code).map(|(_, clearing)| clearing)
}

/// The form for a blocker with an unknown code: it still leads to the right stop.
pub(crate) fn form_at(module: Module) -> Option<FormKind> {
    match module {
        Module::Invoice => Some(FormKind::Invoice),
        Module::Payment => Some(FormKind::Payment),
        Module::Buyer | Module::Order | Module::Transport | Module::ExportFile => None,
    }
}

/// Whether a blocker asks for a document. An unknown code goes by its words.
pub(crate) fn asks_for_document(code: &str) -> bool {
    match clearing(code) {
        Some(clearing) => matches!(clearing, Clearing::Document(_)),
        None => {
            code.starts_with("MISSING_")
                && ["CMR", "DECLARATION", "DOCUMENT"].iter().any(|word| code.contains(word))
        }
    }
}

/// The stop by NT24's name of it in a blocker. `None` for a name that this version does not know.
pub(crate) fn named(module: &str) -> Option<Module> {
    Some(match module {
        "buyer" => Module::Buyer,
        "order" => Module::Order,
        "invoice" => Module::Invoice,
        "payment" => Module::Payment,
        "transport" => Module::Transport,
        "exportFile" => Module::ExportFile,
        _ => return None,
    })
}

/// NT24's name of a stop.
pub(crate) fn name(module: Module) -> &'static str {
    match module {
        Module::Buyer => "buyer",
        Module::Order => "order",
        Module::Invoice => "invoice",
        Module::Payment => "payment",
        Module::Transport => "transport",
        Module::ExportFile => "exportFile",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_type_is_offered_on_a_buyer_or_an_order() {
        for kind in D::KNOWN {
            let lists = [BUYER_DOCUMENTS, ORDER_DOCUMENTS];
            assert_eq!(lists.iter().filter(|list| list.contains(kind)).count(), 1, "{kind}");
        }
    }

    #[test]
    fn a_blocker_for_a_document_leads_to_the_stop_that_takes_it() {
        for (code, clearing) in BLOCKERS {
            if let Clearing::Document(kind) = clearing {
                assert!(
                    asks_for_document(code) && documents_at(&SubjectId::Order(String::new())).contains(kind),
                    "{code}"
                );
            }
        }
        assert!(asks_for_document("MISSING_SIGNED_CMR") && !asks_for_document("MISSING_SOMETHING"));
    }

    #[test]
    fn a_blocker_leads_to_a_field_that_its_form_has() {
        for (code, clearing) in BLOCKERS {
            if let Clearing::Form(kind, Some(field), _) = clearing {
                let empty = serde_json::json!({ "kind": kind, "body": {} });
                let form: Form = serde_json::from_value(empty).unwrap();
                let form = serde_json::to_value(form).unwrap();
                assert!(form["body"].get(field).is_some(), "{code}: {kind:?} has no {field}");
            }
        }
    }

    #[test]
    fn a_stop_is_found_by_its_name() {
        for module in [
            Module::Buyer,
            Module::Order,
            Module::Invoice,
            Module::Payment,
            Module::Transport,
            Module::ExportFile,
        ] {
            assert_eq!(named(name(module)), Some(module));
        }
        assert_eq!(named("customs"), None);
    }
}
