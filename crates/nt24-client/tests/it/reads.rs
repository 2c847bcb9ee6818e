use crate::fixtures::{BUYER, ME, ManualClock, buyer, carried, client, client_of, config};
use crate::fixtures::{IDLE, impatient_within, order, seller};
use crate::server::{Reply, Server};
use chrono::DateTime;
use futures_util::future::BoxFuture;
use nt24::{ETag, InvoiceType, OrderFilter, OrderStatus, RateLimitTier};
use nt24_client::{Carrier, CarrierFault, Conditional, Config, ErrorKind, Fate, Retry, Secret};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

#[tokio::test]
async fn a_read_sends_token_and_user_agent_and_keeps_the_request_id() {
    let server =
        Server::api(|_| Reply::new(200, "content-type: application/json\r\nx-request-id: echo\r\n", ME))
            .await;
    let me = client(&server).me().await.unwrap();
    assert_eq!(me.value.name, "Autohaus");
    assert_eq!(me.value.capabilities.rate_limit_tier, Some(RateLimitTier::Unknown("GALACTIC".to_owned())));
    assert_eq!(me.request_id, "echo");
    let asked = server.request();
    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("GET", "/v1/me"));
    assert_eq!(asked.header("authorization"), Some("Bearer token-1"));
    assert_eq!(asked.header("x-request-id"), Some("id-2"), "the token call had the first");
    assert_eq!(asked.header("user-agent"), Some(concat!("nt24-client/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(asked.header("idempotency-key"), None);
}

#[tokio::test]
async fn a_known_version_is_not_sent_again() {
    let server = Server::api(|request| match request.header("if-none-match") {
        Some("\"3\"") => Reply::new(304, "etag: \"3\"\r\n", ""),
        _ => Reply::new(200, "content-type: application/json\r\netag: \"3\"\r\n", BUYER),
    })
    .await;
    let nt24 = client(&server);
    let Conditional::Modified(first) = nt24.buyer(&seller(), &buyer(), None).await.unwrap() else {
        panic!("304 without a known version");
    };
    assert_eq!(first.etag, Some(ETag::of_version(3)));
    let second = nt24.buyer(&seller(), &buyer(), first.etag.as_ref()).await.unwrap();
    assert!(matches!(second, Conditional::NotModified));
    let third = nt24.buyer(&seller(), &buyer(), Some(&ETag::of_version(2))).await.unwrap();
    assert!(matches!(third, Conditional::Modified(_)));
}

#[tokio::test]
async fn a_304_without_a_known_version_is_an_error() {
    let server = Server::api(|_| Reply::new(304, "", "")).await;
    let error = client(&server).buyer(&seller(), &buyer(), None).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Redirected);
}

#[tokio::test]
async fn filters_and_ids_are_encoded() {
    let page = r#"{"data":[],"pagination":{"page":0,"size":20,"totalElements":0,"totalPages":0,
        "hasNext":false,"hasPrevious":false}}"#;
    let server = Server::api(move |_| Reply::json(200, page)).await;
    let nt24 = client(&server);
    let filter = OrderFilter {
        status: Some(OrderStatus::ReadyForPickup),
        updated_after: DateTime::from_timestamp(1_767_225_600, 0),
        vin: Some("A&B".to_owned()),
        page: Some(2),
        ..OrderFilter::default()
    };
    nt24.orders(&"s/1".into(), &filter).await.unwrap();
    nt24.orders(&seller(), &OrderFilter::default()).await.unwrap();
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    let filtered = "/v1/partners/s%2F1/orders?status=READY_FOR_PICKUP&updatedAfter=2026-01-01T00%3A00%3A00Z&vin=A%26B&page=2";
    assert_eq!(targets, [filtered, "/v1/partners/s-1/orders"]);
}

#[tokio::test]
async fn each_read_has_its_path() {
    let server = Server::api(|_| Reply::problem(404, "not-found")).await;
    let nt24 = client(&server);
    let (s, b, o) = (seller(), buyer(), order());
    let errors = [
        nt24.buyer_by_vat(&s, "PL 1").await.unwrap_err(),
        nt24.contacts(&s, &b).await.unwrap_err(),
        nt24.kyc(&s, &b).await.unwrap_err(),
        nt24.order(&s, &o, None).await.unwrap_err(),
        nt24.invoice(&s, &o, InvoiceType::Final, None).await.unwrap_err(),
        nt24.payment(&s, &o, None).await.unwrap_err(),
        nt24.compliance(&s, &o, None).await.unwrap_err(),
        nt24.export_file(&s, &o).await.unwrap_err(),
    ];
    assert!(errors.iter().all(|error| error.problem().is_some_and(|problem| problem.status == 404)));
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    let below = |rest: &str| format!("/v1/partners/s-1/{rest}");
    assert_eq!(
        targets,
        [
            below("buyers?vatNumber=PL+1"),
            below("buyers/b-1/contacts"),
            below("buyers/b-1/kyc"),
            below("orders/o-1"),
            below("orders/o-1/invoice?type=FINAL"),
            below("orders/o-1/payment"),
            below("orders/o-1/compliance"),
            below("orders/o-1/finalization/export-file"),
        ]
    );
}

#[tokio::test]
async fn an_id_cannot_reach_another_resource() {
    let server = Server::api(|_| Reply::json(200, BUYER)).await;
    let error = client(&server).buyer(&seller(), &"..".into(), None).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::BadAddress, Fate::NeverSent));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_budget_is_that_of_the_last_answer() {
    let server = Server::api(|request| {
        let (left, category) = if request.method == "GET" { (299, "read") } else { (59, "write") };
        let headers = format!(
            "content-type: application/json\r\nx-ratelimit-limit: 300\r\nx-ratelimit-remaining: {left}\r\n\
             x-ratelimit-reset: 1800000060\r\nx-ratelimit-category: {category}\r\n"
        );
        Reply::new(if request.method == "GET" { 200 } else { 500 }, &headers, ME)
    })
    .await;
    let nt24 = client(&server);
    assert!(nt24.budget().is_empty());
    nt24.me().await.unwrap();
    nt24.me().await.unwrap();
    nt24.regenerate_export(&seller(), &order(), &crate::fixtures::key("k")).await.unwrap_err();
    let budget: Vec<_> =
        nt24.budget().into_iter().map(|b| (b.category, b.limit, b.remaining, b.reset.timestamp())).collect();
    assert_eq!(
        budget,
        [("read".to_owned(), 300, 299, 1_800_000_060), ("write".to_owned(), 300, 59, 1_800_000_060)]
    );
}

#[tokio::test]
async fn a_request_to_a_closed_port_was_never_sent() {
    let server = Server::api(|_| Reply::json(200, ME)).await;
    let mut config = config(&server);
    // The token call succeeds, so that the request itself fails.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    config.api_url.set_port(Some(free)).unwrap();
    let error = client_of(config, ManualClock::new()).me().await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Unreachable, Fate::NeverSent));
    assert_eq!((error.attempts(), error.retry()), (1, Retry::After(Duration::from_secs(5))));
    assert_eq!(error.request_id(), Some("id-2"));
}

#[tokio::test]
async fn a_request_to_an_unknown_host_was_never_sent() {
    let server = Server::api(|_| Reply::json(200, ME)).await;
    let mut config = config(&server);
    config.api_url = "https://nt24.invalid/v1".parse().unwrap();
    let error = client_of(config, ManualClock::new()).me().await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Unreachable, Fate::NeverSent));
}

#[tokio::test]
async fn a_silent_server_and_a_slow_one_run_into_a_timeout() {
    let server = Server::api(|request| match request.target.as_str() {
        "/v1/me" => Reply::Silence,
        // Each part comes within the limit for silence, all of them do not come within the total.
        _ => {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
            let mut parts = vec![(Duration::ZERO, head.as_bytes().to_vec())];
            parts.extend((0..900).map(|_| (Duration::from_millis(150), b" ".to_vec())));
            Reply::Parts(parts)
        }
    })
    .await;
    let hour = Duration::from_secs(3600);
    let silent = impatient_within(&server, IDLE, hour).me().await.unwrap_err();
    assert_eq!((silent.kind(), silent.fate()), (&ErrorKind::Timeout, Fate::Unknown), "of the silence");
    let begun = Instant::now();
    let dripping = impatient_within(&server, hour, IDLE).kyc(&seller(), &buyer()).await.unwrap_err();
    assert_eq!((dripping.kind(), dripping.fate()), (&ErrorKind::Timeout, Fate::Unknown), "of the total");
    assert!(begun.elapsed() >= IDLE);
}

#[tokio::test]
async fn an_answer_over_the_limit_is_refused() {
    let server = Server::api(|request| match request.target.as_str() {
        "/v1/me" => Reply::json(200, &format!("\"{}\"", "x".repeat(2000))),
        // Without an announced length.
        _ => Reply::raw(format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n\"{}\"",
            "x".repeat(2000)
        )),
    })
    .await;
    let mut config = config(&server);
    config.limits.json_bytes = 1000;
    let nt24 = client_of(config, ManualClock::new());
    for error in [nt24.me().await.unwrap_err(), nt24.kyc(&seller(), &buyer()).await.unwrap_err()] {
        assert_eq!((error.kind(), error.retry()), (&ErrorKind::TooLarge, Retry::Never));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_| Reply::json(200, ME)).await;
    let target = elsewhere.url("/v1/me");
    let server = Server::api(move |_| Reply::new(307, &format!("location: {target}\r\n"), "")).await;
    let error = client(&server).me().await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Redirected, Fate::Unknown));
    assert!(elsewhere.requests().is_empty(), "no request, and so no token");
    assert_eq!(server.requests().len(), 1);
}

/// A carrier whose answers to reads come when the test says so.
struct Held(Arc<Notify>);

impl Carrier for Held {
    fn carry(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<bytes::Bytes>, CarrierFault>> {
        Box::pin(async move {
            let is_read = request.method() == http::Method::GET;
            if is_read {
                self.0.notified().await;
            }
            let token = r#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#;
            let answer = http::Response::builder().header("content-type", "application/json");
            Ok(answer.body(if is_read { ME } else { token }.into()).unwrap())
        })
    }
}

#[tokio::test]
async fn an_answer_that_came_in_time_counts_although_the_caller_looks_late() {
    let released = Arc::new(Notify::new());
    let secret = Secret::new("s".to_owned());
    let mut config = Config::new("http://127.0.0.1:1/v1", "http://127.0.0.1:1/token", "c", secret).unwrap();
    config.limits.idle = Duration::from_millis(5);
    let nt24 = carried(Arc::new(Held(Arc::clone(&released))), config);
    for attempt in 0..20 {
        let read = nt24.me();
        tokio::pin!(read);
        assert!(futures_util::poll!(&mut read).is_pending());
        released.notify_one();
        // The caller is busy with something else, for longer than a silence may last.
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(read.await.is_ok(), "attempt {attempt}");
    }
}
