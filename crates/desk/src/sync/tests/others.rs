//! Changes of other desks at the same time.

use super::bench::Bench;
use super::first_order;
use chrono::{DateTime, TimeDelta};
use store::{BuyerRow, OrderRow};

#[tokio::test]
async fn an_order_with_the_number_of_an_unsent_one_is_read_once_that_one_is_withdrawn() {
    let mut bench = Bench::start().await;
    let order = first_order(&bench);
    let seller = bench.connection().seller().unwrap();
    let begun = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let own = |tx: &store::Tx<'_>| {
        store::buyers::insert(tx, &BuyerRow::new("buyer", seller.clone(), "DE1", "Own", begun))?;
        let number = order.external_order_id.as_str();
        store::orders::insert(tx, &OrderRow::new("own", seller.clone(), "buyer", number, begun))
    };
    bench.connection().store.write(own).unwrap();
    bench.read().await;
    assert!(bench.order(&order.uuid).is_none(), "the number is taken here");
    assert_eq!(bench.reading.unreadable().unwrap(), 0, "nothing is wrong with it");
    bench.restart().await;
    bench.connection().store.write(|tx| store::orders::remove(tx, "own")).unwrap();
    bench.read_for(TimeDelta::minutes(3)).await;
    assert!(bench.order(&order.uuid).is_some(), "the colleague's order is here");
}
