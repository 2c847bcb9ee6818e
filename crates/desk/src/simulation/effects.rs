//! The effect of a second execution of a write, read from the contract of NT24 and not from the desk.

use nt24::Operation;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Ids of the writes that act each time they are executed.
static ACT_EACH_TIME: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let contract: Value = serde_saphyr::from_str(nt24::OPENAPI_YAML).unwrap();
    let paths = contract["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter().filter(|(method, _)| *method != "get");
        methods.map(move |(_, operation)| (path, operation))
    });
    let acting = operations.filter(|(path, operation)| {
        let conflict =
            operation["responses"]["409"]["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        match conflict {
            // NT24 recognizes the resource or the version: the second execution changes nothing, or is refused.
            Some("ConflictNaturalKey" | "ConflictVersion") => false,
            // NT24 refuses it as well, unless the inverse operation has been executed in between.
            Some("ConflictMilestone") => paths.contains_key(&format!("{path}/revoke")),
            _ => true,
        }
    });
    acting.map(|(_, operation)| operation["operationId"].as_str().unwrap_or_default().to_owned()).collect()
});

/// Whether a second execution of a write has a second effect at NT24.
pub(super) fn acts_each_time(operation: Operation) -> bool {
    ACT_EACH_TIME.contains(operation.id())
}

#[test]
fn contract_tells_the_second_effect_of_every_write_of_a_user() {
    use Operation::{
        AddBuyerContact, ConfirmDelivery, ConfirmPickup, CreateOrder, RevokePickup, SubmitInvoice,
        SubmitPayment, UpdateBuyer, UpdateInvoice, UpdateOrder, UpdatePayment, UploadKycDocument,
        UploadTransportDocument, UpsertBuyer,
    };
    for once in [UpsertBuyer, CreateOrder, SubmitInvoice, SubmitPayment, ConfirmDelivery] {
        assert!(!acts_each_time(once), "{once:?}");
    }
    for versioned in [UpdateBuyer, UpdateOrder, UpdateInvoice, UpdatePayment] {
        assert!(!acts_each_time(versioned), "{versioned:?}");
    }
    for acting in [AddBuyerContact, UploadKycDocument, UploadTransportDocument, ConfirmPickup, RevokePickup] {
        assert!(acts_each_time(acting), "{acting:?}");
    }
}
