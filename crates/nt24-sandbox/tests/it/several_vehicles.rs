//! Tests of orders of several vehicles that are not delivered together.

use crate::bench::{Bench, PDF, codes, eur, order_body};
use nt24::{DeliveryConfirm, PickupConfirm, PickupType};
use nt24_sandbox::MilestoneScope;
use serde_json::{Value, json};

const FIRST: &str = "WVWZZZ1KZAW000001";
const SECOND: &str = "TMBJJ7NE0L0000002";

async fn order_of_two(bench: &Bench) -> String {
    let (buyer, id) = bench.buyer("PL5260001246").await;
    bench.onboard(&buyer).await;
    let mut body = order_body(&id, "A-1");
    let mut second = body["vins"][0].clone();
    second["vin"] = SECOND.into();
    body["vins"].as_array_mut().unwrap().push(second);
    body["totalAmount"] = eur(3_700_000);
    let order = bench.post(&bench.orders(), body).await.expect(201).json();
    let order = format!("{}/{}", bench.orders(), order["uuid"].as_str().unwrap());
    for (path, body) in [
        (
            "invoice",
            json!({"type": "PRELIMINARY", "invoiceDate": "2026-03-02", "invoiceNumber": "R-1",
            "vatIncluded": false, "amount": eur(3_700_000)}),
        ),
        ("payment", json!({"paymentDate": "2026-03-02", "bankAmount": eur(3_700_000), "cashAmount": eur(0)})),
    ] {
        bench.post(&format!("{order}/{path}"), body).await.expect(201);
    }
    for (path, kind) in [
        ("invoice", "SHIPMENT_PRELIMINARY_INVOICE"),
        ("payment", "PAYMENT_CONFIRMATION"),
        ("transport", "TRANSPORT_CMR"),
    ] {
        bench.upload(&format!("{order}/{path}/documents"), kind, PDF).await.expect(201);
    }
    bench.trigger(&format!("{order}/payment/ready-for-pickup")).await.expect(200);
    order
}

fn pickup() -> PickupConfirm {
    PickupConfirm {
        kind: PickupType::CompanyTransport,
        pickup_date: "2026-03-03".parse().unwrap(),
        driver_identification: None,
        collection_address: None,
    }
}

fn delivery() -> DeliveryConfirm {
    DeliveryConfirm { delivery_date: "2026-03-05".parse().unwrap(), delivery_address: None }
}

/// Pickup and delivery of the two vehicles, from the rollup.
fn vehicles(rollup: &Value) -> Vec<(bool, bool)> {
    let vins = rollup["modules"]["transport"]["vins"].as_array().unwrap();
    let flag = |vin: &Value, name: &str| vin[name].as_bool().unwrap();
    vins.iter().map(|vin| (flag(vin, "pickupConfirmed"), flag(vin, "deliveryConfirmed"))).collect()
}

#[tokio::test]
async fn the_transport_is_partial_until_every_vehicle_is_delivered() {
    let bench = Bench::start().await;
    let order = order_of_two(&bench).await;
    let id = order.rsplit('/').next().unwrap().into();
    let control = bench.sandbox().control();
    assert!(!control.confirm_delivery_of(&id, FIRST, delivery()), "not picked up yet");
    assert!(control.confirm_pickup_of(&id, FIRST, pickup()));
    let rollup = bench.rollup(&order).await;
    assert_eq!(vehicles(&rollup), [(true, false), (false, false)]);
    assert_eq!(rollup["modules"]["transport"]["pickupConfirmed"], false);
    assert_eq!(codes(&rollup), ["MISSING_PICKUP", "MISSING_DELIVERY"]);
    assert_eq!(rollup["blockers"][0]["message"], "Not picked up yet: 1 of 2 vehicles");
    assert_eq!(bench.get(&order).await.json()["status"], "TRANSPORT_IN_PROGRESS");

    assert!(control.confirm_delivery_of(&id, FIRST, delivery()));
    assert!(!control.confirm_delivery_of(&id, FIRST, delivery()), "delivered already");
    assert!(!control.confirm_delivery_of(&id, "NO-SUCH-VEHICLE00", delivery()));
    let rollup = bench.rollup(&order).await;
    assert_eq!(rollup["modules"]["transport"]["status"], "PARTIAL");
    assert_eq!(rollup["modules"]["order"]["vins"][0]["complianceStatus"], "PENDING");
    assert_eq!(rollup["modules"]["order"]["vins"][1]["complianceStatus"], "TRANSPORT_PENDING");
    assert_eq!(rollup["complianceStatus"], "INCOMPLETE");

    // The calls of the API cover all remaining vehicles.
    let body = json!({"reason": "wrong day"});
    bench.post(&format!("{order}/transport/pickup/revoke"), body).await.expect(409);
    let body = json!({"type": "COMPANY_TRANSPORT", "pickupDate": "2026-03-04"});
    bench.post(&format!("{order}/transport/pickup"), body).await.expect(200);
    let state = bench
        .post(&format!("{order}/transport/delivery"), json!({"deliveryDate": "2026-03-06"}))
        .await
        .expect(200)
        .json();
    assert_eq!((&state["status"], &state["deliveryDate"]), (&json!("COMPLETED"), &json!("2026-03-06")));
    let rollup = bench.rollup(&order).await;
    assert_eq!(vehicles(&rollup), [(true, true), (true, true)]);
    assert_eq!(rollup["decision"], "VALID_EXPORT");
    assert_eq!(bench.get(&order).await.json()["status"], "COMPLIANCE_VALID");
}

#[tokio::test]
async fn a_vehicle_cannot_be_delivered_before_its_pickup() {
    let bench = Bench::start().await;
    let order = order_of_two(&bench).await;
    let id = order.rsplit('/').next().unwrap().into();
    assert!(bench.sandbox().control().confirm_pickup_of(&id, FIRST, pickup()));
    let delivery = json!({"deliveryDate": "2026-03-06"});
    let refused = bench.post(&format!("{order}/transport/delivery"), delivery).await.expect(422);
    assert_eq!(refused.json()["errors"][0]["field"], "pickup");
    // A pickup that is revoked before the first delivery is open again for all vehicles.
    let body = json!({"reason": "wrong vehicle"});
    let state = bench.post(&format!("{order}/transport/pickup/revoke"), body).await.expect(200).json();
    assert_eq!(state["status"], "NOT_STARTED");
    bench.pick_up(&order).await;
    assert_eq!(vehicles(&bench.rollup(&order).await), [(true, false), (true, false)]);
}

#[tokio::test]
async fn a_milestone_may_name_its_vehicles() {
    for (scope, status, again) in
        [(MilestoneScope::Order, "COMPLETED", 409), (MilestoneScope::Vehicles, "PARTIAL", 200)]
    {
        let mut bench = Bench::with(|options| options.behaviour.milestone_scope = scope).await;
        bench.wrong_requests = true;
        let order = order_of_two(&bench).await;
        let body = json!({"type": "COMPANY_TRANSPORT", "pickupDate": "2026-03-03"});
        bench.post(&format!("{order}/transport/pickup"), body).await.expect(200);
        let deliver = async |vin: &str| {
            let body = json!({"deliveryDate": "2026-03-05", "vins": [vin]});
            bench.post(&format!("{order}/transport/delivery"), body).await
        };
        assert_eq!(deliver(FIRST).await.expect(200).json()["status"], status);
        deliver(FIRST).await.expect(409);
        deliver(SECOND).await.expect(again);
        assert_eq!(bench.rollup(&order).await["decision"], "VALID_EXPORT");
    }
    let mut bench = Bench::with(|options| options.behaviour.milestone_scope = MilestoneScope::Vehicles).await;
    bench.wrong_requests = true;
    let order = order_of_two(&bench).await;
    let body =
        json!({"type": "COMPANY_TRANSPORT", "pickupDate": "2026-03-03", "vins": ["NO-SUCH-VEHICLE00"]});
    bench.post(&format!("{order}/transport/pickup"), body).await.expect(422);
}
