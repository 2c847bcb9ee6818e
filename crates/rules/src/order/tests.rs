use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn car(vin: &str) -> VehicleFacts {
    VehicleFacts {
        vin: vin.into(),
        brand: "Volkswagen".into(),
        model: "Golf".into(),
        amount: Some(1_850_000),
        currency: "EUR".into(),
        mileage: Some(60_000),
        first_registration: Some(day("2021-03-01")),
        ..VehicleFacts::default()
    }
}

fn good() -> OrderFacts {
    OrderFacts {
        external_order_id: "2026-118".into(),
        buyer_country: "NL".into(),
        seller_country: "DE".into(),
        purchase_date: Some(day("2026-11-20")),
        vins: vec![car("WVWZZZ1KZAW123456")],
        total: Some(1_850_000),
        currency: "EUR".into(),
        usual_currencies: vec!["EUR".into()],
        multi_vin_allowed: true,
        contact_email: "desk@dealer.example.de".into(),
    }
}

fn found(change: impl FnOnce(&mut OrderFacts)) -> Vec<(&'static str, String)> {
    let mut facts = good();
    change(&mut facts);
    check(&facts, day("2026-11-21")).into_iter().map(|finding| (finding.rule, finding.field)).collect()
}

fn one(rule: &'static str, field: &str) -> Vec<(&'static str, String)> {
    vec![(rule, field.to_owned())]
}

#[test]
fn a_complete_order_has_no_findings() {
    assert_eq!(found(|_| ()), []);
    assert_eq!(found(|o| o.contact_email.clear()), []);
}

#[test]
fn a_currency_that_the_buyer_never_had_is_noticed() {
    let usual =
        |usual: &[&str]| found(|o| o.usual_currencies = usual.iter().map(|one| (*one).into()).collect());
    assert_eq!(usual(&["SEK"]), one("order.currency_unusual", "currency"));
    assert_eq!(usual(&["SEK", "EUR"]), []);
    assert_eq!(usual(&[]), []);
}

#[test]
fn each_field_has_its_finding() {
    assert_eq!(found(|o| o.external_order_id.clear()), one("required", "externalOrderId"));
    assert_eq!(found(|o| o.contact_email = "desk".into()), one("contact.email", "responsibleContact.email"));
    assert_eq!(found(|o| o.vins[0].brand.clear()), one("required", "vins[0].brand"));
    assert_eq!(found(|o| o.vins[0].model.clear()), one("required", "vins[0].model"));
    assert_eq!(found(|o| o.vins[0].amount = None), one("required", "vins[0].purchaseAmount"));
    assert_eq!(found(|o| o.total = None), one("required", "totalAmount"));
    assert_eq!(found(|o| o.vins[0].mileage = Some(1_000_001)), one("order.mileage", "vins[0].mileage"));
    assert_eq!(found(|o| o.vins.clear()), one("order.no_vehicle", "vins"));
    assert_eq!(found(|o| o.vins[0].vin.clear()), one("required", "vins[0].vin"));
}

#[test]
fn seller_and_buyer_are_in_different_member_states() {
    assert_eq!(found(|o| o.buyer_country = "DE".into()), one("order.same_state", "buyerId"));
    assert_eq!(found(|o| o.buyer_country = "CH".into()), one("order.not_member", "buyerId"));
    assert_eq!(found(|o| o.seller_country = "GB".into()), one("order.not_member", "buyerId"));
    assert_eq!(found(|o| o.buyer_country = "XI".into()), []);
    assert_eq!(
        found(|o| {
            o.buyer_country = "EL".into();
            o.seller_country = "GR".into();
        }),
        one("order.same_state", "buyerId")
    );
}

#[test]
fn the_total_is_the_sum_of_the_vehicles() {
    assert_eq!(found(|o| o.total = Some(1_850_001)), one("order.total", "totalAmount"));
    assert_eq!(
        found(|o| {
            o.vins.push(car("WVWZZZ1KZAW654321"));
            o.total = Some(3_700_000);
        }),
        []
    );
    assert_eq!(found(|o| o.vins[0].currency = "PLN".into()), one("order.currency", "vins[0].purchaseAmount"));
    let finding = check(&OrderFacts { total: Some(5), ..good() }, day("2026-11-21")).remove(0);
    assert_eq!((finding.params["total"].as_str(), finding.params["sum"].as_str()), ("0.05", "18500.00"));
}

#[test]
fn a_price_in_the_wrong_unit_is_found() {
    for (amount, rules) in [
        (18_500, vec!["order.price_window"]),
        (20_000, vec![]),
        (50_000_000, vec![]),
        (185_000_000, vec!["order.price_window"]),
        (0, vec!["order.amount"]),
        (-1, vec!["order.amount"]),
    ] {
        let rules_found: Vec<_> = found(|o| {
            o.vins[0].amount = Some(amount);
            o.total = Some(amount);
        })
        .into_iter()
        .map(|(rule, _)| rule)
        .collect();
        assert_eq!(rules_found, rules, "{amount}");
    }
}

#[test]
fn a_vehicle_is_once_in_an_order_and_may_be_in_others() {
    let twice = |o: &mut OrderFacts| {
        o.vins.push(car("wvwzzz1kzaw 123456"));
        o.total = Some(3_700_000);
    };
    assert_eq!(found(twice), one("order.vin_twice", "vins[1].vin"));
    assert_eq!(
        found(|o| {
            o.vins.push(car("WVWZZZ1KZAW654321"));
            o.total = Some(3_700_000);
            o.multi_vin_allowed = false;
        }),
        one("order.multi_vin", "vins")
    );
    assert_eq!(
        found(|o| o.vins[0].other_open_orders = vec!["A".into()]),
        one("order.vin_open", "vins[0].vin")
    );
    assert_eq!(
        found(|o| o.vins[0].earlier_orders = vec!["B".into()]),
        one("order.vin_earlier", "vins[0].vin")
    );
}

#[test]
fn new_means_of_transport() {
    let field = "vins[0].firstRegistrationDate";
    assert_eq!(found(|o| o.vins[0].mileage = Some(6_000)), one("order.new_vehicle", field));
    assert_eq!(found(|o| o.vins[0].mileage = Some(6_200)), one("order.new_vehicle_near", field));
    assert_eq!(found(|o| o.vins[0].mileage = None), one("order.new_vehicle_unknown", field));
    assert_eq!(found(|o| o.vins[0].first_registration = None), one("order.new_vehicle_unknown", field));
    assert_eq!(
        found(|o| o.vins[0].first_registration = Some(day("2026-05-20"))),
        one("order.new_vehicle", field)
    );
}

#[test]
fn dates_are_in_the_past() {
    assert_eq!(found(|o| o.purchase_date = Some(day("2026-11-22"))), one("date.future", "purchaseDate"));
    assert_eq!(found(|o| o.purchase_date = None), one("required", "purchaseDate"));
    let field = "vins[0].firstRegistrationDate";
    assert_eq!(
        found(|o| o.vins[0].first_registration = Some(day("2026-11-22"))),
        [one("date.future", field), one("order.new_vehicle", field)].concat()
    );
    assert_eq!(
        found(|o| o.vins[0].first_registration = Some(day("2026-11-21"))),
        [one("order.registration_late", field), one("order.new_vehicle", field)].concat()
    );
}
