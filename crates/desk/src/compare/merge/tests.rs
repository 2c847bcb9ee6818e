use super::*;
use serde_json::json;

fn base() -> Value {
    json!({
        "invoiceNumber": "1", "invoiceDate": "2026-01-01", "amount": {"value": 100, "currency": "EUR"},
        "vatIncluded": false, "version": 3, "status": "SUBMITTED",
    })
}

fn with(changes: Value) -> Value {
    let mut value = base();
    for (name, change) in changes.as_object().unwrap() {
        value[name] = change.clone();
    }
    value
}

/// Field and who decides on it.
fn decisions(mine: Value, theirs: Value) -> Vec<(String, Option<Side>)> {
    let compared = compare(Operation::UpdateInvoice, Some(&base()), &mine, &with(theirs));
    compared.into_iter().map(|one| (one.field, one.decided)).collect()
}

#[test]
fn who_decides_on_a_field() {
    use Side::{Mine, Theirs};
    let amount = |value: i64| json!({"value": value, "currency": "EUR"});
    let cases = [
        // Harmless.
        (json!({"invoiceNumber": "2"}), json!({}), vec![("invoiceNumber", Some(Mine))]),
        (json!({}), json!({"invoiceNumber": "3"}), vec![("invoiceNumber", Some(Theirs))]),
        (json!({"invoiceNumber": "2"}), json!({"invoiceNumber": "2"}), vec![]),
        (json!({"invoiceNumber": "2"}), json!({"invoiceNumber": "3"}), vec![("invoiceNumber", None)]),
        // Sensitive.
        (json!({"amount": amount(200)}), json!({}), vec![("amount", Some(Mine))]),
        (json!({}), json!({"amount": amount(300)}), vec![("amount", None)]),
        (json!({"amount": amount(200)}), json!({"amount": amount(200)}), vec![]),
        (json!({"amount": amount(200)}), json!({"amount": amount(300)}), vec![("amount", None)]),
        (
            json!({"amount": {"value": 100, "currency": "CZK"}}),
            json!({"amount": amount(300)}),
            vec![("amount", None)],
        ),
        // Disjoint: harmless ones merge, and their money is asked about also beside a harmless change of mine.
        (
            json!({"invoiceNumber": "2"}),
            json!({"amount": amount(300)}),
            vec![("invoiceNumber", Some(Mine)), ("amount", None)],
        ),
        (
            json!({"amount": amount(200)}),
            json!({"invoiceNumber": "3"}),
            vec![("invoiceNumber", Some(Theirs)), ("amount", Some(Mine))],
        ),
        // Two sensitive ones, although they are not the same field.
        (
            json!({"amount": amount(200)}),
            json!({"invoiceDate": "2026-02-02"}),
            vec![("invoiceDate", None), ("amount", Some(Mine))],
        ),
        (
            json!({"amount": amount(200)}),
            json!({"vatIncluded": true}),
            vec![("amount", Some(Mine)), ("vatIncluded", None)],
        ),
        // A field of the server is no change, and a default equals no value.
        (json!({}), json!({"version": 9, "status": "VALID", "marginScheme": false}), vec![]),
        // A field that is sent unchanged is no change.
        (json!({"invoiceNumber": "1"}), json!({"invoiceNumber": "3"}), vec![("invoiceNumber", Some(Theirs))]),
    ];
    for (mine, theirs, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(|(name, side)| (name.to_owned(), side)).collect();
        assert_eq!(decisions(mine.clone(), theirs.clone()), expected, "mine {mine}, theirs {theirs}");
    }
}

#[test]
fn without_a_base_every_difference_is_asked() {
    let mine =
        json!({"type": "PRELIMINARY", "invoiceNumber": "1", "amount": {"value": 1, "currency": "EUR"}});
    let theirs =
        json!({"type": "PRELIMINARY", "invoiceNumber": "2", "amount": {"value": 1, "currency": "EUR"}});
    let compared = compare(Operation::SubmitInvoice, None, &mine, &theirs);
    assert_eq!(compared.len(), 1);
    assert_eq!((compared[0].field.as_str(), compared[0].decided), ("invoiceNumber", None));
}

#[test]
fn what_nobody_can_change_is_told_so() {
    let mine = json!({"externalOrderId": "A", "vins": [{"vin": "X"}], "purchaseDate": "2026-01-01"});
    let theirs = json!({"externalOrderId": "A", "vins": [{"vin": "Y"}], "purchaseDate": "2026-01-02"});
    let compared = compare(Operation::CreateOrder, None, &mine, &theirs);
    let told: Vec<_> = compared.iter().map(|one| (one.field.as_str(), one.fixed)).collect();
    assert_eq!(told, [("purchaseDate", false), ("vins", true)]);
}

#[test]
fn contacts_of_a_new_buyer_are_asked_for() {
    let mine = json!({"companyName": "A", "contacts": [{"email": "a@example.com"}]});
    let compared = compare(Operation::UpsertBuyer, None, &mine, &json!({"companyName": "A"}));
    assert_eq!(compared.len(), 1);
    assert_eq!(compared[0].facts().mine.as_deref(), Some("a@example.com"));
    assert_eq!(compared[0].decided, None);
}
