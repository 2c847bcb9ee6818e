//! The effect of a write that NT24 executes a second time because it has forgotten the key.

use nt24::Operation;
use store::OutboxRow;

/// Whether a read of NT24 shows if the write of a row has arrived: the resource has a natural key, the version
/// that the write changes is known, or the milestone is part of a state. A user decides on other writes that
/// have no known outcome.
pub(crate) fn is_shown(row: &OutboxRow) -> bool {
    let Some(operation) = Operation::from_id(&row.operation) else { return false };
    match Repeat::of(operation) {
        Repeat::NaturalKey => true,
        Repeat::Version => row.frozen.is_some(),
        Repeat::Final => operation == Operation::ConfirmDelivery,
        Repeat::Harmless | Repeat::KeyOnly => false,
    }
}

/// The protection of a write against a second effect after NT24 has forgotten its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// NT24 knows the resource by its natural key (contract, section 6): a repeat changes nothing.
    NaturalKey,
    /// The write names the version that it changes: a repeat is refused.
    Version,
    /// It happens once, and no operation takes it back: a repeat is refused or changes nothing.
    Final,
    /// A second time does no harm: NT24 only looks again, or makes a file again.
    Harmless,
    /// Only the key: a repeat adds another resource, or undoes what somebody has done since with the
    /// inverse operation. The user decides.
    KeyOnly,
}

impl Repeat {
    /// Of an operation, from the contract. Each operation stands here, so that a new one does not compile
    /// before somebody has decided. A read is never queued.
    pub(crate) fn of(operation: Operation) -> Self {
        match operation {
            Operation::UpsertBuyer
            | Operation::CreateOrder
            | Operation::SubmitInvoice
            | Operation::SubmitFinalInvoice
            | Operation::SubmitPayment => Self::NaturalKey,

            Operation::UpdateBuyer
            | Operation::UpdateOrder
            | Operation::UpdateInvoice
            | Operation::UpdatePayment => Self::Version,

            // A delivery cannot be taken back, a cancelled order or an archived document cannot return, and
            // a revoked invitation or a deleted endpoint never gets its id again.
            Operation::ConfirmDelivery
            | Operation::CancelOrder
            | Operation::ArchiveDocument
            | Operation::RevokeKycInvitation
            | Operation::DeleteWebhook => Self::Final,

            // An order that is ready stays so: "safe to repeat" (api/payment/mark-payment-ready-for-pickup).
            Operation::MarkReadyForPickup | Operation::TriggerViesCheck | Operation::RegenerateExportFile => {
                Self::Harmless
            }

            // Each of these has an inverse,
            Operation::ConfirmPickup
            | Operation::RevokePickup
            | Operation::BlockBuyer
            | Operation::UnblockBuyer
            // is its own inverse, because it names no version,
            | Operation::UpdateWebhook
            // or adds something each time.
            | Operation::AddBuyerContact
            | Operation::UploadKycDocument
            | Operation::UploadOrderDocument
            | Operation::UploadInvoiceDocument
            | Operation::UploadPaymentDocument
            | Operation::UploadTransportDocument
            | Operation::StartKycVerification
            | Operation::CreateKycInvitation
            | Operation::CreateWebhook
            | Operation::ReplayWebhookDelivery
            | Operation::TestWebhook => Self::KeyOnly,

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
            | Operation::ListWebhookDeliveries => Self::Harmless,
        }
    }

    /// Of the operation of a row. An operation that this version does not know has nothing but its key.
    pub(crate) fn of_row(operation: &str) -> Self {
        Operation::from_id(operation).map_or(Self::KeyOnly, Self::of)
    }

    /// Whether a repeat takes effect only once even after the server has forgotten the key.
    pub(crate) fn needs_no_key(self) -> bool {
        self != Self::KeyOnly
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The operation that takes back another one, by the paths of the contract.
    fn inverse_of(operation: Operation) -> Option<Operation> {
        let path = operation.path_template();
        let inverses = [
            format!("{path}/revoke"),
            path.strip_suffix("/revoke").unwrap_or_default().to_owned(),
            path.strip_suffix("/block").map(|buyer| format!("{buyer}/unblock")).unwrap_or_default(),
            path.strip_suffix("/unblock").map(|buyer| format!("{buyer}/block")).unwrap_or_default(),
        ];
        let mut all = Operation::ALL.iter().copied().filter(|other| other.is_write());
        all.find(|other| inverses.iter().any(|path| path == other.path_template()))
    }

    #[test]
    fn a_write_that_another_one_takes_back_is_never_repeated_without_its_key() {
        let writes = || Operation::ALL.iter().copied().filter(|operation| operation.is_write());
        let with_inverse: Vec<_> = writes().filter(|operation| inverse_of(*operation).is_some()).collect();
        let expected = [
            Operation::BlockBuyer,
            Operation::UnblockBuyer,
            Operation::ConfirmPickup,
            Operation::RevokePickup,
        ];
        assert_eq!(with_inverse, expected);
        for operation in with_inverse {
            assert_eq!(Repeat::of(operation), Repeat::KeyOnly, "{operation:?}");
        }
    }

    #[test]
    fn versions_and_uploads_are_told_by_the_contract() {
        for operation in Operation::ALL.iter().copied() {
            assert_eq!(Repeat::of(operation) == Repeat::Version, operation.needs_if_match(), "{operation:?}");
            if operation.is_upload() {
                assert_eq!(Repeat::of(operation), Repeat::KeyOnly, "{operation:?}");
            }
        }
        assert!(!Repeat::of_row("anOperationOfANewerVersion").needs_no_key());
    }
}
