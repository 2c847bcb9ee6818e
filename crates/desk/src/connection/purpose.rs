//! The purpose for which personal data is read: NT24 keeps it in its log of each reading (contract, section 22). It
//! is chosen once for a connection. NT24 publishes no list of codes.

use crate::connection::Connection;
use nt24_client::{Client, Purpose};
use store::Tx;

/// Setting with the purpose.
const PURPOSE: &str = "purpose";

/// The chosen purpose; empty before one was chosen.
pub(crate) fn chosen(tx: &Tx<'_>) -> Result<String, store::Error> {
    Ok(store::settings::get(tx, PURPOSE)?.unwrap_or_default())
}

pub(crate) fn choose(tx: &Tx<'_>, purpose: &str) -> Result<(), store::Error> {
    store::settings::set(tx, PURPOSE, purpose)
}

/// The client for reading personal data, with the chosen purpose.
pub(crate) fn client(connection: &Connection) -> Result<Client, store::Error> {
    let client = connection.client();
    let purpose = Purpose::new(&connection.store.read(chosen)?);
    Ok(purpose.map(|purpose| client.for_purpose(purpose)).unwrap_or(client))
}
