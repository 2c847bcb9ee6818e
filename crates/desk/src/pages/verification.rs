//! The link to a buyer's identity check: opened in the browser, or copied. The address never reaches the page.

use crate::connection::Connection;
use crate::connection::built_in::BuiltIn;
use crate::connection::history::{self, Source};
use crate::contract::{ById, Failure, FailureCode, Nothing, fact};
use crate::deal::verification;
use std::sync::Arc;
use store::Tx;
use url::{Host, Url};

pub(crate) async fn open_verification(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    let address = address(connection, &request.id)?;
    connection.given.host.open_address(address.as_str()).map_err(|error| {
        // The text of the error may name the address.
        tracing::warn!(kind = ?error.kind(), "no browser");
        Failure::of(FailureCode::NoBrowser)
    })?;
    passed_on(connection, &request.id, "verification.opened")
}

pub(crate) async fn copy_verification(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    let address = address(connection, &request.id)?;
    connection.given.host.copy(address.as_str()).map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "no clipboard");
        Failure::of(FailureCode::NoClipboard)
    })?;
    passed_on(connection, &request.id, "verification.copied")
}

/// The address of the buyer's link, if it is safe to open.
fn address(connection: &Connection, buyer: &str) -> Result<Url, Failure> {
    let row = connection.store.read(|tx| store::require(store::buyers::get(tx, buyer)?))?;
    let link = verification::link(&row).ok_or_else(|| Failure::of(FailureCode::Gone))?;
    let sandbox = connection.sandbox.as_ref().and_then(BuiltIn::port);
    safe(&link.url, sandbox).ok_or_else(|| Failure::of(FailureCode::UnsafeLink))
}

/// The address, if it may be handed to another program: encrypted, and without a user name, which could make it
/// look like another host's. The pages of the built-in `sandbox` are on this computer and not encrypted; each start
/// has another port.
fn safe(address: &str, sandbox: Option<u16>) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    match (url.scheme(), url.host()?, sandbox) {
        ("https", ..) => Some(url),
        ("http", Host::Ipv4(host), Some(_)) if host.is_loopback() => {
            url.set_port(sandbox).ok()?;
            Some(url)
        }
        _ => None,
    }
}

/// Notes that the link was passed on, and how.
fn passed_on(connection: &Connection, buyer: &str, how: &str) -> Result<Nothing, Failure> {
    let now = connection.given.clock.now();
    connection.store.write(|tx: &Tx<'_>| {
        let mut row = store::require(store::buyers::get(tx, buyer)?)?;
        if let Some(link) = &mut row.verification {
            link.passed_on_at = Some(now);
            store::buyers::save(tx, &row)?;
        }
        history::add(tx, connection, buyer, now, Source::User, fact(how, []))
    })?;
    connection.changed();
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_are_safe_and_those_of_the_built_in_sandbox() {
        let sandbox = Some(4711);
        for address in ["https://ivs.idenfy.com/api/v2/redirect?authToken=x", "HTTPS://id.example.com/1#a"] {
            assert!(safe(address, None).is_some(), "{address}");
        }
        let own = "http://127.0.0.1:9/idenfy/token";
        assert_eq!(safe(own, None), None);
        // The sandbox has another port since it gave the link.
        assert_eq!(safe(own, sandbox).unwrap().as_str(), "http://127.0.0.1:4711/idenfy/token");
        for address in [
            "http://id.example.com/1",
            "http://192.168.0.1/1",
            "http://localhost/1",
            "https://nt24@id.example.com/1",
            "https://id.example.com:x@evil.example/1",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "mailto:a@example.com",
            "/idenfy/1",
            "",
        ] {
            assert_eq!(safe(address, sandbox), None, "{address}");
        }
    }
}
