use crate::fixtures::{client, seller};
use crate::server::{Reply, Request, Server};
use futures_util::{StreamExt as _, TryStreamExt as _};
use nt24::{Order, OrderFilter, OrderStatus};
use nt24_client::{Error, ErrorKind};
use std::sync::atomic::{AtomicUsize, Ordering};

fn page(rows: impl IntoIterator<Item = usize>, page: usize, total: usize, has_next: bool) -> Reply {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|number| {
            format!(
                r#"{{"uuid":"o-{number}","externalOrderId":"N{number}","buyerId":"b-1","status":"CREATED","vins":[],
                "totalAmount":{{"value":1,"currency":"EUR"}},"version":1,"createdAt":"2026-01-01T00:00:00Z",
                "updatedAt":"2026-01-01T00:00:00Z"}}"#
            )
        })
        .collect();
    let pages = total.div_ceil(100);
    Reply::json(
        200,
        &format!(
            r#"{{"data":[{}],"pagination":{{"page":{page},"size":100,"totalElements":{total},
            "totalPages":{pages},"hasNext":{has_next},"hasPrevious":{}}}}}"#,
            rows.join(","),
            page > 0,
        ),
    )
}

/// A list whose rows are a function of the number of pages read before.
async fn list(rows: impl Fn(usize) -> Vec<usize> + Send + Sync + 'static) -> Server {
    let asked = AtomicUsize::new(0);
    Server::api(move |request| {
        let rows = rows(asked.fetch_add(1, Ordering::SeqCst));
        let number = number_of(request);
        let has_next = (number + 1) * 100 < rows.len();
        page(rows.iter().copied().skip(number * 100).take(100), number, rows.len(), has_next)
    })
    .await
}

fn number_of(request: &Request) -> usize {
    let (_, rest) = request.target.split_once("page=").unwrap();
    rest.split('&').next().unwrap().parse().unwrap()
}

async fn all(server: &Server) -> Result<Vec<String>, Error> {
    let orders: Vec<Order> =
        client(server).all_orders(&seller(), OrderFilter::default()).try_collect().await?;
    Ok(orders.into_iter().map(|order| order.uuid.to_string()).collect())
}

fn ids(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("o-{number}")).collect()
}

#[tokio::test]
async fn a_list_is_complete_and_in_order() {
    for rows in [0, 1, 100, 101, 250] {
        let server = list(move |_| (0..rows).collect()).await;
        assert_eq!(all(&server).await.unwrap(), ids(0..rows));
        assert_eq!(server.requests().len(), rows.div_ceil(100).max(1));
    }
}

#[tokio::test]
async fn the_filter_is_sent_without_its_own_page_and_size() {
    let server = list(|_| Vec::new()).await;
    let filter = OrderFilter {
        status: Some(OrderStatus::Created),
        page: Some(7),
        size: Some(3),
        sort: Some("updatedAt,asc".to_owned()),
        ..OrderFilter::default()
    };
    assert!(client(&server).all_orders(&seller(), filter).next().await.is_none());
    assert_eq!(
        server.request().target,
        "/v1/partners/s-1/orders?status=CREATED&page=0&size=100&sort=updatedAt%2Casc"
    );
}

#[tokio::test]
async fn a_page_is_requested_when_it_is_needed() {
    let server = list(|_| (0..250).collect()).await;
    let mut orders = client(&server).all_orders(&seller(), OrderFilter::default());
    assert!(server.requests().is_empty());
    for asked in [1, 2, 3] {
        for _ in 0..if asked == 3 { 50 } else { 100 } {
            orders.next().await.unwrap().unwrap();
        }
        assert_eq!(server.requests().len(), asked);
    }
    assert!(orders.next().await.is_none());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let server = Server::api(|request| match number_of(request) {
        0 => page(0..100, 0, 300, true),
        _ => Reply::problem(500, "internal-error"),
    })
    .await;
    let mut orders = client(&server).all_orders(&seller(), OrderFilter::default());
    for _ in 0..100 {
        orders.next().await.unwrap().unwrap();
    }
    assert_eq!(orders.next().await.unwrap().unwrap_err().problem().map(|problem| problem.status), Some(500));
    assert!(orders.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_new_first_row_causes_no_duplicates() {
    // Order 999 becomes the first row after the first page was read.
    let server =
        list(|asked| if asked == 0 { (0..200).collect() } else { [999].into_iter().chain(0..200).collect() });
    let server = server.await;
    assert_eq!(all(&server).await.unwrap(), ids((0..200).chain([999])));
}

#[tokio::test]
async fn a_row_missed_between_two_pages_is_read_in_the_next_pass() {
    // Order 0 disappears after the first page was read, so that order 100 moves to the first page.
    let server = list(|asked| if asked == 0 { (0..250).collect() } else { (1..250).collect() }).await;
    let orders = all(&server).await.unwrap();
    let mut numbers: Vec<_> = orders.clone();
    numbers.sort();
    let mut expected = ids(0..250);
    expected.sort();
    assert_eq!(numbers, expected);
    assert_eq!(orders.last().map(String::as_str), Some("o-100"));
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_row_that_moves_to_the_end_causes_no_gap() {
    // Sorted by the last change: order 0 moves to the end, order 100 to the first page.
    let server =
        list(|asked| if asked == 0 { (0..150).collect() } else { (1..150).chain([0]).collect() }).await;
    let mut orders = all(&server).await.unwrap();
    orders.sort();
    let mut expected = ids(0..150);
    expected.sort();
    assert_eq!(orders, expected);
}

#[tokio::test]
async fn a_list_that_keeps_changing_is_read_three_times() {
    let server = list(|asked| (asked..200).collect()).await;
    all(&server).await.unwrap();
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_list_that_always_promises_another_page_ends() {
    // Every page promises another one: first with the same rows, then without rows.
    let server =
        Server::api(|request| page(if number_of(request) < 3 { 0..5 } else { 0..0 }, 0, 5, true)).await;
    assert_eq!(all(&server).await.unwrap(), ids(0..5));
    assert_eq!(server.requests().len(), 3 * 4);
}

#[tokio::test]
async fn an_answer_that_is_no_page_is_an_error() {
    let server = Server::api(|_| Reply::json(200, "[]")).await;
    assert_eq!(all(&server).await.unwrap_err().kind(), &ErrorKind::BadBody);
}
