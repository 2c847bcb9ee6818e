//! The fate and the retry advice after each kind of answer that is no success.

use crate::fixtures::{client, config, key, order, seller, try_client_of};
use crate::server::{Reply, Server};
use nt24::ProblemType;
use nt24_client::{Config, Error, ErrorKind, Fate, Retry, Secret, Write};
use std::error::Error as _;
use std::time::Duration;

async fn written(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Error {
    let server = Server::api(move |_| reply()).await;
    let outcome = client(&server).send(&Write::mark_ready_for_pickup(&seller(), &order(), key("k"))).await;
    assert_eq!(server.requests().len(), 1, "no write is repeated");
    outcome.unwrap_err()
}

fn after(seconds: u64) -> Retry {
    Retry::After(Duration::from_secs(seconds))
}

#[tokio::test]
async fn a_problem_with_a_4xx_is_a_decision() {
    for (status, slug, kind) in [
        (400, "malformed-request", ProblemType::MalformedRequest),
        (403, "forbidden", ProblemType::Forbidden),
        (404, "not-found", ProblemType::NotFound),
        (409, "milestone-already-set", ProblemType::MilestoneAlreadySet),
        (422, "validation-error", ProblemType::ValidationError),
        (418, "new-one", ProblemType::Unknown("new-one".to_owned())),
    ] {
        let error = written(move || Reply::problem(status, slug)).await;
        assert_eq!((error.fate(), error.retry()), (Fate::Decided, Retry::Never), "{status}");
        let problem = error.problem().unwrap();
        assert_eq!(
            (problem.kind(), problem.status, problem.trace_id.as_deref()),
            (kind, status, Some("req_1"))
        );
        assert_eq!(error.request_id(), Some("id-2"));
    }
}

#[tokio::test]
async fn a_problem_with_nulls_and_without_a_title_is_a_problem() {
    let body = r#"{"type":"version-mismatch","detail":null,"errors":null,"currentResource":{"version":7},"status":200}"#;
    let error = written(move || Reply::new(409, "content-type: application/problem+json\r\n", body)).await;
    let problem = error.problem().unwrap();
    assert_eq!((problem.kind(), problem.status), (ProblemType::VersionMismatch, 409));
    assert_eq!(problem.current_resource.as_ref().unwrap()["version"], 7);
}

#[tokio::test]
async fn a_malformed_member_of_a_problem_does_not_hide_its_decision() {
    let body = r#"{"type":"validation-error","detail":[1],"traceId":"req_1","errors":[
        {"field":"vatNumber","message":"must be a VAT number"},{"message":7},"odd"]}"#;
    let error = written(move || Reply::new(422, "content-type: application/problem+json\r\n", body)).await;
    assert_eq!((error.fate(), error.retry()), (Fate::Decided, Retry::Never));
    let problem = error.problem().unwrap();
    assert_eq!(problem.trace_id.as_deref(), Some("req_1"));
    assert_eq!(problem.detail, None);
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["vatNumber"]);
}

#[tokio::test]
async fn a_conflict_carries_the_resource_as_its_type() {
    let body = format!(r#"{{"type":"version-mismatch","currentResource":{}}}"#, crate::fixtures::BUYER);
    let error = written(move || Reply::new(409, "content-type: application/problem+json\r\n", &body)).await;
    assert_eq!(error.current::<nt24::Buyer>().unwrap().version, 3);
    assert!(error.current::<nt24::Payment>().is_none(), "it is read as no other type");
    assert!(error.problem().unwrap().current_resource.is_some());
    let error = written(|| Reply::problem(409, "version-mismatch")).await;
    assert!(error.current::<nt24::Buyer>().is_none());
    assert!(written(|| Reply::raw("")).await.current::<nt24::Buyer>().is_none());
}

#[tokio::test]
async fn a_rate_limit_is_decided_and_its_retry_after_is_kept() {
    let limited = |headers: &'static str| {
        written(move || {
            let body = r#"{"type":"rate-limited","title":"T","status":429}"#;
            Reply::new(429, &format!("content-type: application/problem+json\r\n{headers}"), body)
        })
    };
    let error = limited("retry-after: 17\r\n").await;
    assert_eq!((error.fate(), error.retry()), (Fate::Decided, after(17)));
    let dates = "date: Fri, 15 Jan 2027 08:00:00 GMT\r\nretry-after: Fri, 15 Jan 2027 08:00:42 GMT\r\n";
    assert_eq!(limited(dates).await.retry(), after(42));
    assert_eq!(limited("").await.retry(), after(5));
    let gateway = written(|| Reply::html(429)).await;
    assert_eq!((gateway.kind(), gateway.fate()), (&ErrorKind::Status(429), Fate::Decided));
}

#[tokio::test]
async fn an_error_of_the_server_is_no_decision() {
    let error = written(|| Reply::problem(500, "internal-error")).await;
    assert!(error.problem().is_some());
    assert_eq!((error.fate(), error.retry()), (Fate::Unknown, after(5)));
    let error = written(|| Reply::new(503, "content-type: text/html\r\nretry-after: 90\r\n", "<html>")).await;
    assert_eq!(
        (error.kind(), error.fate(), error.retry()),
        (&ErrorKind::Status(503), Fate::Unknown, after(90))
    );
}

#[tokio::test]
async fn an_html_page_is_not_the_api() {
    for status in [200, 201, 403, 404, 511] {
        let error = written(move || Reply::html(status)).await;
        assert_eq!((error.kind(), error.fate()), (&ErrorKind::NotTheApi, Fate::Unknown), "{status}");
        assert_eq!(error.retry(), after(30));
    }
}

#[tokio::test]
async fn a_4xx_without_a_problem_is_no_decision() {
    let error = written(|| Reply::json(404, r#"{"message":"no route"}"#)).await;
    assert_eq!(
        (error.kind(), error.fate(), error.retry()),
        (&ErrorKind::Status(404), Fate::Unknown, Retry::Never)
    );
}

#[tokio::test]
async fn an_unreadable_success_is_no_refusal() {
    for body in [r#"{"paymentDate":"2026-"#, "[]x"] {
        let error = written(move || Reply::json(201, body)).await;
        assert_eq!(
            (error.kind(), error.fate(), error.retry()),
            (&ErrorKind::BadBody, Fate::Unknown, after(30))
        );
    }
    let server = Server::api(|_| Reply::json(200, r#"{"type":3,"iban":"DE-hidden"}"#)).await;
    let nt24 = client(&server);
    let answer = nt24.send(&Write::mark_ready_for_pickup(&seller(), &order(), key("k"))).await.unwrap();
    let error = answer.json::<nt24::Payment>().unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::BadBody, Fate::Unknown));
    assert_eq!(error.request_id(), Some(answer.request_id.as_str()));
}

#[tokio::test]
async fn a_lost_answer_is_no_decision() {
    let cut = written(|| Reply::raw("")).await;
    let half_a_head = written(|| Reply::raw("HTTP/1.1 200 OK\r\ncontent-le")).await;
    let half_a_body = written(|| {
        Reply::raw(
            "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"uuid\":",
        )
    })
    .await;
    let half_a_refusal = written(|| {
        Reply::raw("HTTP/1.1 422 X\r\ncontent-type: application/problem+json\r\ncontent-length: 100\r\n\r\n{")
    })
    .await;
    for error in [cut, half_a_head, half_a_body, half_a_refusal] {
        assert_eq!((error.kind(), error.fate()), (&ErrorKind::ConnectionLost, Fate::Unknown), "{error:?}");
        assert_eq!((error.retry(), error.attempts()), (after(1), 1));
        assert!(error.request_id().is_some());
    }
}

#[tokio::test]
async fn errors_show_no_bodies_tokens_or_queries() {
    let leak = r#"{"uuid":"x","vatNumber":"hidden-body","version":"hidden-body"}"#;
    let server = Server::api(move |request| match request.target.contains("hidden-query") {
        true => Reply::raw(""),
        false => Reply::json(200, leak),
    })
    .await;
    let nt24 = client(&server);
    let mut shown = format!("{nt24:?} {:?} ", config(&server));
    for error in [
        nt24.buyer_by_vat(&seller(), "hidden-query").await.unwrap_err(),
        nt24.buyer_by_vat(&seller(), "x").await.unwrap_err(),
    ] {
        shown.push_str(&format!("{error} {error:?} "));
        let mut cause = error.source();
        while let Some(error) = cause {
            shown.push_str(&format!("{error} {error:?} "));
            cause = error.source();
        }
    }
    assert!(shown.contains("fault at line 1"), "the error shows the place: {shown}");
    for secret in ["hidden-body", "hidden-query", "token-1", "geheim"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn an_error_shows_attempts_and_time() {
    let error = written(|| Reply::problem(404, "not-found")).await;
    assert!(error.elapsed() > Duration::ZERO);
    let text = error.to_string();
    let effort = format!("after 1 attempt in {:.1} s", error.elapsed().as_secs_f64());
    assert!(text.starts_with(&format!("the API answered 404 not-found, {effort}")), "{text}");
    assert!(text.ends_with(" s, request id-2"), "{text}");
}

#[tokio::test]
async fn addresses_are_checked_at_their_configuration() {
    let new = |api: &str, token: &str| Config::new(api, token, "id", Secret::new("s".to_owned()));
    assert!(new("https://api.example.com/v1", "https://auth.example.com/token").is_ok());
    for (api, token) in [
        ("http://api.example.com/v1", "https://auth.example.com/token"),
        ("https://api.example.com/v1", "http://auth.example.com/token"),
        ("https://me:word@api.example.com/v1", "https://auth.example.com/token"),
        ("not an address", "https://auth.example.com/token"),
    ] {
        let error = new(api, token).unwrap_err();
        assert_eq!(
            (error.kind(), error.fate(), error.retry()),
            (&ErrorKind::BadAddress, Fate::NeverSent, Retry::Never)
        );
    }
    let server = Server::api(|_| Reply::raw("")).await;
    let mut changed = config(&server);
    changed.api_url = "http://api.example.com".parse().unwrap();
    let error = try_client_of(changed).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BadAddress, "a field that was changed later is checked again");
}
