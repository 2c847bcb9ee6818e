//! Cuts a connection, for the faults that drop it.

use axum::response::Response;
use std::sync::Arc;
use tokio::sync::Notify;

/// A signal that cuts the connection of a request.
pub(crate) type Cut = Arc<Notify>;

/// Drops the connection. It never returns: the future that awaits it is dropped with the connection.
pub(crate) async fn drop_connection(cut: &Cut) -> Response {
    cut.notify_one();
    std::future::pending().await
}
