//! The routes: the page itself, `POST /call`, `POST /files`, `GET /events`.

use crate::host::Browser;
use anyhow::Context;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use desk::contract::{Failure, FailureCode};
use desk::{Desk, Ids, private_file, private_folder};
use futures_util::{Stream, StreamExt};
use serde::Deserialize;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::sync::broadcast::error::RecvError;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

#[derive(Clone)]
struct Served {
    desk: Desk,
    host: Arc<Browser>,
    token: Arc<str>,
    received: Arc<PathBuf>,
}

/// A random token of 192 bits.
pub(crate) fn token(ids: &dyn Ids) -> anyhow::Result<String> {
    let mut bytes = [0; 24];
    ids.random(&mut bytes).context("no random bytes")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(crate) fn routes(
    desk: Desk,
    host: Arc<Browser>,
    token: String,
    received: &Path,
    page: &Path,
) -> anyhow::Result<Router> {
    private_folder(received).context("cannot create the folder for received files")?;
    let served = Served { desk, host, token: token.into(), received: Arc::new(received.to_owned()) };
    let guarded = Router::new()
        .route("/call", post(call))
        .route("/files", post(files).layer(DefaultBodyLimit::disable()))
        .route("/events", get(events))
        .route_layer(middleware::from_fn_with_state(served.clone(), guard))
        .with_state(served);
    let policy = SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy()?);
    Ok(guarded.fallback_service(ServeDir::new(page)).layer(policy))
}

/// The content security policy of the window: a page that violates it fails here, too.
fn policy() -> anyhow::Result<HeaderValue> {
    let config: serde_json::Value = serde_json::from_str(include_str!("../../../tauri.conf.json"))?;
    let policy = config["app"]["security"]["csp"].as_str().context("no policy in tauri.conf.json")?;
    Ok(HeaderValue::from_str(policy)?)
}

async fn guard(State(served): State<Served>, request: Request, next: Next) -> Response {
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let expected = format!("Bearer {}", served.token);
    if sent.is_some_and(|sent| same(sent.as_bytes(), expected.as_bytes())) {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

/// Compares in constant time.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (l, r)| sum | (l ^ r)) == 0
}

#[derive(Deserialize)]
struct Call {
    command: String,
    request: serde_json::Value,
}

async fn call(State(served): State<Served>, Json(call): Json<Call>) -> Response {
    match served.desk.call(&call.command, call.request).await {
        Ok(answer) => Json(answer).into_response(),
        Err(failure) => refused(failure),
    }
}

fn refused(failure: Failure) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(failure)).into_response()
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// A browser does not know the path of a file: it sends the bytes, which are written to a temporary folder
/// and then taken from there as usual.
async fn files(State(served): State<Served>, Query(Name { name }): Query<Name>, body: Body) -> Response {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let folder = served.received.join(desk::RandomIds.id());
    let path = folder.join(if name.is_empty() { "file" } else { &name });
    let received = receive(&folder, &path, body).await;
    let answer = match received {
        Ok(()) => served.desk.take_files(vec![path]).await,
        Err(error) => {
            tracing::warn!(%error, "a file could not be received");
            Err(Failure::of(FailureCode::CannotSave))
        }
    };
    // The file is in the vault now, or was refused.
    let _ = tokio::fs::remove_dir_all(&folder).await;
    match answer {
        Ok(taken) => Json(taken).into_response(),
        Err(failure) => refused(failure),
    }
}

async fn receive(folder: &Path, path: &Path, body: Body) -> anyhow::Result<()> {
    private_folder(folder)?;
    let mut file = tokio::fs::File::from_std(private_file(path)?);
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        file.write_all(&part?).await?;
    }
    file.flush().await?;
    Ok(())
}

async fn events(State(served): State<Served>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = futures_util::stream::unfold(served.host.listen(), async |mut listener| {
        let event = match listener.recv().await {
            Ok(event) => Event::default().json_data(&event).ok()?,
            // The listener missed events: tell the page to read everything again.
            Err(RecvError::Lagged(_)) => Event::default().data(r#"{"event":"changed"}"#),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[tokio::test]
    async fn a_received_file_is_private() {
        let place = tempfile::tempdir().expect("a folder");
        let (folder, path) = (place.path().join("received/1"), place.path().join("received/1/cmr.pdf"));
        receive(&folder, &path, Body::from("%PDF")).await.expect("received");
        assert_eq!(std::fs::read(&path).expect("a file"), b"%PDF");
        for private in [place.path().join("received"), folder, path] {
            let mode = std::fs::metadata(&private).expect("it exists").mode();
            assert_eq!(mode & 0o077, 0, "{}", private.display());
        }
    }
}
