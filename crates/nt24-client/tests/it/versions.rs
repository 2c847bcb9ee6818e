use crate::fixtures::{BUYER, buyer, client, seller};
use crate::server::{Reply, Server};
use nt24::{Buyer, ETag};
use nt24_client::{Client, Current, Error, KnownVersion, KnownVersions, RecentVersions, current};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

fn store<K>(capacity: usize) -> RecentVersions<K> {
    RecentVersions::new(NonZero::new(capacity).unwrap())
}

async fn read(nt24: &Client, store: &RecentVersions<Arc<Buyer>>) -> Result<Current<Arc<Buyer>>, Error> {
    let (seller, buyer) = (seller(), buyer());
    let read = async |known: Option<ETag>| nt24.buyer(&seller, &buyer, known.as_ref()).await;
    current(store, "b-1", Arc::new, read).await
}

#[tokio::test]
async fn a_known_version_is_returned_without_parsing() {
    // The second answer has no body.
    let server = Server::api(|request| match request.header("if-none-match") {
        Some("\"3\"") => Reply::raw("HTTP/1.1 304 X\r\nconnection: close\r\netag: \"3\"\r\n\r\n"),
        _ => Reply::new(200, "content-type: application/json\r\netag: \"3\"\r\n", BUYER),
    })
    .await;
    let (nt24, store) = (client(&server), store(10));
    let first = read(&nt24, &store).await.unwrap();
    let second = read(&nt24, &store).await.unwrap();
    assert_eq!((first.changed, second.changed), (true, false));
    assert!(Arc::ptr_eq(&first.kept, &second.kept));
}

#[tokio::test]
async fn a_deleted_resource_is_forgotten_and_a_failed_read_is_not() {
    let asked = AtomicU32::new(0);
    let server = Server::api(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        1 => Reply::problem(503, "unavailable"),
        2 => Reply::problem(404, "not-found"),
        _ => Reply::new(200, "content-type: application/json\r\netag: \"3\"\r\n", BUYER),
    })
    .await;
    let (nt24, store) = (client(&server), store(10));
    read(&nt24, &store).await.unwrap();
    read(&nt24, &store).await.unwrap_err();
    assert!(store.known("b-1").is_some());
    read(&nt24, &store).await.unwrap_err();
    assert!(store.known("b-1").is_none());
    read(&nt24, &store).await.unwrap();
    let known = |request: &crate::server::Request| request.header("if-none-match").is_some();
    assert_eq!(server.requests().iter().map(known).collect::<Vec<_>>(), [false, true, true, false]);
}

#[tokio::test]
async fn an_answer_without_a_tag_removes_the_known_version() {
    let server = Server::api(|_| Reply::json(200, BUYER)).await;
    let (nt24, store) = (client(&server), store(10));
    store.keep(
        "b-1",
        KnownVersion { etag: ETag::of_version(2), kept: Arc::new(serde_json::from_str(BUYER).unwrap()) },
    );
    assert!(read(&nt24, &store).await.unwrap().changed);
    assert!(store.known("b-1").is_none(), "the old tag is not kept beside the new value");
}

#[tokio::test]
async fn a_caller_may_store_its_resources_elsewhere() {
    let server = Server::api(|request| match request.header("if-none-match") {
        Some(_) => Reply::new(304, "", ""),
        None => Reply::new(200, "content-type: application/json\r\netag: \"3\"\r\n", BUYER),
    })
    .await;
    let (nt24, store) = (client(&server), store::<()>(10));
    let mut elsewhere = Vec::new();
    for changed in [true, false] {
        let read = async |known: Option<ETag>| nt24.buyer(&seller(), &buyer(), known.as_ref()).await;
        let now = current(&store, "b-1", |buyer: Buyer| elsewhere.push(buyer), read).await.unwrap();
        assert_eq!(now.changed, changed);
    }
    assert_eq!(elsewhere.len(), 1);
}

#[test]
fn the_store_holds_the_versions_used_last() {
    let store = store(2);
    let keep = |name: &str, kept| store.keep(name, KnownVersion { etag: ETag::of_version(kept), kept });
    keep("a", 1);
    keep("b", 1);
    keep("a", 2);
    keep("c", 1);
    let known = |name| store.known(name).map(|known| known.kept);
    assert_eq!((known("a"), known("b"), known("c")), (Some(2), None, Some(1)));
    store.known("a");
    keep("d", 1);
    assert_eq!((known("a"), known("c"), known("d")), (Some(2), None, Some(1)));
    store.forget("a");
    store.forget("never there");
    keep("e", 1);
    assert_eq!((known("a"), known("d"), known("e")), (None, Some(1), Some(1)));
}
