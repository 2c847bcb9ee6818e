//! The one table of the deal: which operation, document type, blocker and form belongs to which stop of the
//! route. A new operation or document type of `nt24` does not compile before it has its stop here, a test
//! holds that each type is offered somewhere, and a new blocker is a line of [`BLOCKERS`].

use crate::connection::subject::SubjectId;
use crate::contract::{Form, FormKind, KycMode, Milestone, Module, PickupKind, Turn};
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
        Form::Buyer(form) => match form.kyc_mode {
            KycMode::MarketplaceLed => BUYER_DOCUMENTS,
            KycMode::Nt24Led => &[],
        },
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
    /// File the waybill: that of the pickup, and once it is filed the one that the consignee has signed. NT24 does
    /// not say which of the two it means (contract, contradiction 18).
    Waybill,
    /// File any document that proves the payment.
    ProofOfPayment,
    /// File the missing documents on the buyer.
    BuyerDocuments,
    /// Ask VIES again.
    ViesCheck,
    /// Start the buyer's identity check and pass its link on; then the buyer is at it.
    Verification,
    /// Only NT24 can clear it; the buyer's page tells what is known.
    AtBuyer,
    /// Wait for VIES or NT24.
    Wait,
    /// Only NT24 can clear it: no operation changes what is wrong.
    AtNt24,
    /// Declare the payment complete.
    ReadyForPickup,
}

/// A blocker that is known.
pub(crate) struct Known {
    code: &'static str,
    /// The stage that it belongs to.
    pub(crate) milestone: Milestone,
    /// Whose turn it is to clear it.
    pub(crate) turn: Turn,
    /// The way to clear it.
    pub(crate) clearing: Clearing,
}

const fn known(code: &'static str, milestone: Milestone, turn: Turn, clearing: Clearing) -> Known {
    Known { code, milestone, turn, clearing }
}

/// The blockers that are known, and the way to clear each. NT24's list is open (contract, question 22).
const BLOCKERS: &[Known] = {
    use Clearing::{
        AtBuyer, AtNt24, BuyerDocuments, Document, Form, ProofOfPayment, ReadyForPickup, Verification,
        ViesCheck, Wait, Waybill,
    };
    use Milestone as M;
    use Operation as O;
    use Turn::{Buyer, Nobody, Nt24, You};
    &[
        known(KYC_DOCUMENTS_MISSING, M::Buyer, You, BuyerDocuments),
        known(KYC_VERIFICATION_PENDING, M::Buyer, Buyer, Verification),
        known(KYC_VERIFICATION_REJECTED, M::Buyer, You, Verification),
        known(AML_PENDING, M::Buyer, Nt24, Wait),
        known(AML_FLAGGED, M::Buyer, You, AtBuyer),
        known(VIES_PENDING, M::Buyer, Nt24, Wait),
        known(VIES_UNKNOWN, M::Buyer, You, ViesCheck),
        known(VIES_INVALID, M::Buyer, You, ViesCheck),
        known("ORDER_CANCELLED", M::Order, Nobody, AtNt24),
        // `OrderUpdate` has neither the total nor the prices of the vehicles.
        known("ORDER_TOTAL_MISMATCH", M::Order, You, AtNt24),
        known(MISSING_PRELIMINARY_INVOICE, M::Invoice, You, Form(FormKind::Invoice, None, INVOICE)),
        known("MISSING_INVOICE_DOCUMENT", M::Invoice, You, Document(D::ShipmentPreliminaryInvoice)),
        known(INVOICE_AMOUNT_MISMATCH, M::Invoice, You, Form(FormKind::Invoice, Some("amount"), INVOICE)),
        known(VAT_FLAGS_IMPLAUSIBLE, M::Invoice, You, Form(FormKind::Invoice, Some("vatIncluded"), INVOICE)),
        // The name is read from the invoice itself; `InvoiceSubmit` has no such field.
        known("BUYER_NAME_MISMATCH", M::Invoice, You, Document(D::ShipmentPreliminaryInvoice)),
        known(MISSING_PAYMENT, M::Payment, Buyer, Form(FormKind::Payment, None, PAYMENT)),
        known("AMOUNT_MISMATCH", M::Payment, You, Form(FormKind::Payment, Some("bankAmount"), PAYMENT)),
        known("IBAN_UNKNOWN", M::Payment, You, Form(FormKind::Payment, Some("sourceIban"), PAYMENT)),
        known("MISSING_PROOF_OF_PAYMENT", M::Payment, You, ProofOfPayment),
        known(NOT_READY_FOR_PICKUP, M::Release, You, ReadyForPickup),
        known(MISSING_PICKUP, M::Pickup, Buyer, Form(FormKind::Pickup, None, &[O::ConfirmPickup])),
        known(MISSING_CMR, M::Pickup, You, Waybill),
        known(MISSING_PICKUP_DECLARATION, M::Pickup, You, Document(D::TransportPickupDeclaration)),
        known(MISSING_DELIVERY, M::Delivery, Buyer, Form(FormKind::Delivery, None, &[O::ConfirmDelivery])),
        known(
            MISSING_FINAL_INVOICE,
            M::FinalInvoice,
            You,
            Form(FormKind::FinalInvoice, None, &[O::SubmitFinalInvoice]),
        ),
        known(
            "FINAL_INVOICE_VAT_MISMATCH",
            M::FinalInvoice,
            You,
            Form(FormKind::FinalInvoice, Some("vatIncluded"), FINAL_INVOICE),
        ),
    ]
};

/// A parked row of the outbox, as a blocker of this desk.
pub(crate) const OUTBOX_PARKED: &str = "outbox_parked";

/// Blockers that this desk tells by itself, before NT24 has judged the order or the buyer.
pub(crate) const KYC_DOCUMENTS_MISSING: &str = "KYC_DOCUMENTS_MISSING";
pub(crate) const KYC_VERIFICATION_PENDING: &str = "KYC_VERIFICATION_PENDING";
pub(crate) const KYC_VERIFICATION_REJECTED: &str = "KYC_VERIFICATION_REJECTED";
pub(crate) const AML_PENDING: &str = "AML_PENDING";
pub(crate) const AML_FLAGGED: &str = "AML_FLAGGED";
pub(crate) const VIES_PENDING: &str = "VIES_PENDING";
pub(crate) const VIES_UNKNOWN: &str = "VIES_UNKNOWN";
pub(crate) const VIES_INVALID: &str = "VIES_INVALID";
pub(crate) const MISSING_PRELIMINARY_INVOICE: &str = "MISSING_PRELIMINARY_INVOICE";
pub(crate) const MISSING_PAYMENT: &str = "MISSING_PAYMENT";
pub(crate) const NOT_READY_FOR_PICKUP: &str = "NOT_READY_FOR_PICKUP";
pub(crate) const MISSING_PICKUP: &str = "MISSING_PICKUP";
pub(crate) const MISSING_DELIVERY: &str = "MISSING_DELIVERY";
pub(crate) const MISSING_FINAL_INVOICE: &str = "MISSING_FINAL_INVOICE";
pub(crate) const MISSING_CMR: &str = "MISSING_CMR";
pub(crate) const MISSING_PICKUP_DECLARATION: &str = "MISSING_PICKUP_DECLARATION";
pub(crate) const INVOICE_AMOUNT_MISMATCH: &str = "INVOICE_AMOUNT_MISMATCH";
pub(crate) const VAT_FLAGS_IMPLAUSIBLE: &str = "VAT_FLAGS_IMPLAUSIBLE";

/// A blocker by its code. `None` for a code that this version does not know.
pub(crate) fn blocker(code: &str) -> Option<&'static Known> {
    BLOCKERS.iter().find(|known| known.code == code)
}

/// The stop of a stage.
pub(crate) fn module_of(milestone: Milestone) -> Module {
    use Milestone as M;
    match milestone {
        M::Company | M::KycDocuments | M::Verification | M::Aml | M::Vies | M::Buyer => Module::Buyer,
        M::Order => Module::Order,
        M::Invoice | M::FinalInvoice => Module::Invoice,
        M::Payment | M::Release => Module::Payment,
        M::Pickup | M::Delivery => Module::Transport,
        M::Decision | M::ExportFile => Module::ExportFile,
    }
}

/// The form for a blocker with an unknown code: it still leads to the right stop.
pub(crate) fn form_at(module: Module) -> Option<FormKind> {
    match module {
        Module::Invoice => Some(FormKind::Invoice),
        Module::Payment => Some(FormKind::Payment),
        Module::Buyer | Module::Order | Module::Transport | Module::ExportFile => None,
    }
}

/// Whether a blocker is about the answer of VIES.
pub(crate) fn is_about_vies(code: &str) -> bool {
    [VIES_PENDING, VIES_UNKNOWN, VIES_INVALID].contains(&code)
}

/// Whether a blocker asks for a document. An unknown code goes by its words.
pub(crate) fn asks_for_document(code: &str) -> bool {
    match blocker(code) {
        Some(known) => matches!(known.clearing, Clearing::Document(_) | Clearing::Waybill),
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
        for Known { code, clearing, .. } in BLOCKERS {
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
        for Known { code, clearing, .. } in BLOCKERS {
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
        for (name, module) in [
            ("buyer", Module::Buyer),
            ("order", Module::Order),
            ("invoice", Module::Invoice),
            ("payment", Module::Payment),
            ("transport", Module::Transport),
            ("exportFile", Module::ExportFile),
        ] {
            assert_eq!(named(name), Some(module));
        }
        assert_eq!(named("customs"), None);
    }
}
