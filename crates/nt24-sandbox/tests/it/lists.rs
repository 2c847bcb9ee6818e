use crate::bench::{Bench, order_body};
use chrono::TimeDelta;
use serde_json::{Value, json};

fn numbers(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|o| o["externalOrderId"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn orders_are_filtered_sorted_and_paged() {
    let mut bench = Bench::start().await;
    let (_, first) = bench.buyer("PL5260001246").await;
    let (_, second) = bench.buyer("PL7010001454").await;
    for number in ["A-1", "A-2", "A-3", "A-4", "A-5"] {
        let buyer = if number == "A-5" { &second } else { &first };
        let mut body = order_body(buyer, number);
        if number == "A-2" {
            body["vins"][0]["vin"] = "TMBJJ7NE0L0000002".into();
        }
        bench.post(&bench.orders(), body).await.expect(201);
        bench.advance(TimeDelta::seconds(10));
    }
    let list = async |query: &str| bench.get(&format!("{}{query}", bench.orders())).await.expect(200).json();
    assert_eq!(numbers(&list("").await), ["A-5", "A-4", "A-3", "A-2", "A-1"]);
    let page = list("?size=2&page=1&sort=externalOrderId,asc").await;
    assert_eq!(numbers(&page), ["A-3", "A-4"]);
    assert_eq!(
        page["pagination"],
        json!({"page": 1, "size": 2, "totalElements": 5, "totalPages": 3, "hasNext": true, "hasPrevious": true})
    );
    assert_eq!(numbers(&list("?size=2&page=2").await), ["A-1"]);
    assert_eq!(numbers(&list("?page=9").await), Vec::<&str>::new());
    assert_eq!(numbers(&list(&format!("?buyerId={second}")).await), ["A-5"]);
    assert_eq!(numbers(&list("?vin=TMBJJ7NE0L0000002").await), ["A-2"]);
    assert_eq!(numbers(&list("?status=CANCELLED").await), Vec::<&str>::new());
    assert_eq!(numbers(&list("?createdAfter=2026-03-02T08:00:20Z").await), ["A-5", "A-4"]);
    bench.wrong_requests = true;
    for query in [
        "?size=0",
        "?size=101",
        "?page=-1",
        "?sort=colour",
        "?sort=status,up",
        "?vin=SHORT",
        "?buyerId=4711",
        "?updatedAfter=x",
    ] {
        let refused = bench.get(&format!("{}{query}", bench.orders())).await.expect(400);
        assert_eq!(refused.problem(), "malformed-request", "{query}");
    }
}

#[tokio::test]
async fn updated_after_lists_orders_whose_verdict_changed() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    bench.order(&id, "A-1").await;
    let (_, other) = bench.buyer("PL7010001454").await;
    bench.order(&other, "A-2").await;
    bench.advance(TimeDelta::seconds(60));
    let sweep = format!("{}?updatedAfter=2026-03-02T08:00:30Z", bench.orders());
    assert_eq!(numbers(&bench.get(&sweep).await.expect(200).json()), Vec::<&str>::new());
    bench.onboard(&buyer).await;
    let page = bench.get(&sweep).await.expect(200).json();
    assert_eq!(numbers(&page), ["A-1"]);
    assert_eq!(page["data"][0]["version"], 0);
}
