//! Stores the key of the data and the client secret: in the keychain or, where no keychain answers, under
//! a passphrase. Neither is ever stored in the clear, and a lost key is never silently replaced.

use crate::connection::access::Access;
use crate::connection::register::{Home, Registered};
use crate::contract::{ConnectionKind, Failure, FailureCode};
use crate::given::Given;
use crate::given::keychain::KeychainError;
use nt24_client::Secret;
use store::{Key, Store, SystemRandom, passphrase};
use zeroize::Zeroizing;

/// Fewest characters of a passphrase.
pub(crate) const SHORTEST_PASSPHRASE: usize = 10;

const API_URL: &str = "apiUrl";
const TOKEN_URL: &str = "tokenUrl";
const CLIENT_ID: &str = "clientId";
const CLIENT_SECRET: &str = "clientSecret";

fn key_name(id: &str) -> String {
    format!("{id}/database-key")
}

fn secret_name(id: &str) -> String {
    format!("{id}/client-secret")
}

/// Generates the key of a new connection and stores it.
pub(crate) fn create(given: &Given, id: &str, passphrase: Option<&String>) -> Result<(Key, Home), Failure> {
    let key = Key::generate(&mut SystemRandom)?;
    match given.keychain.set(&key_name(id), key.expose()) {
        Ok(()) if given.keychain.is_memory() => Ok((key, Home::Memory)),
        Ok(()) => Ok((key, Home::Keychain)),
        Err(error) => {
            let passphrase = passphrase.ok_or_else(|| Failure::from(error))?;
            let wrapped = passphrase::wrap(&key, passphrase, passphrase::Cost::USUAL, &mut SystemRandom)?;
            Ok((key, Home::Passphrase(wrapped)))
        }
    }
}

/// Checks the length of a passphrase that is to protect data.
pub(crate) fn long_enough(passphrase: String) -> Result<Zeroizing<String>, Failure> {
    let passphrase = Zeroizing::new(passphrase);
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(Failure::of(FailureCode::PassphraseTooShort).with("minimum", SHORTEST_PASSPHRASE));
    }
    Ok(passphrase)
}

/// Wraps the key under a passphrase and moves the secret into the database. The keychain still has both
/// until [`remove_other_copies`].
pub(crate) fn move_under_passphrase(
    given: &Given,
    store: &Store,
    registered: &Registered,
    key: &Key,
    passphrase: &str,
) -> Result<Home, Failure> {
    if let Some(access) = access(given, store, registered)? {
        store.write(|tx| store::settings::set(tx, CLIENT_SECRET, access.secret.expose()))?;
    }
    let cost = passphrase::Cost::USUAL;
    Ok(Home::Passphrase(passphrase::wrap(key, passphrase, cost, &mut SystemRandom)?))
}

/// Moves key and secret into the keychain. The database still has the secret until [`remove_other_copies`].
pub(crate) fn move_into_keychain(
    given: &Given,
    store: &Store,
    registered: &Registered,
    key: &Key,
) -> Result<Home, Failure> {
    given.keychain.set(&key_name(&registered.id), key.expose())?;
    if let Some(access) = access(given, store, registered)? {
        given.keychain.set(&secret_name(&registered.id), access.secret.expose().as_bytes())?;
    }
    Ok(if given.keychain.is_memory() { Home::Memory } else { Home::Keychain })
}

/// Removes key and secret from the place that the register no longer names.
pub(crate) fn remove_other_copies(
    given: &Given,
    store: &Store,
    registered: &Registered,
) -> Result<(), Failure> {
    match registered.home {
        Home::Passphrase(_) => {
            for name in [key_name(&registered.id), secret_name(&registered.id)] {
                match given.keychain.remove(&name) {
                    // There is no keychain, and so no secret in it.
                    Ok(()) | Err(KeychainError::Absent) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(())
        }
        Home::Keychain | Home::Memory => Ok(store.write(|tx| store::settings::remove(tx, CLIENT_SECRET))?),
    }
}

/// Reads the key of a connection.
pub(crate) fn read(
    given: &Given,
    registered: &Registered,
    passphrase: Option<&String>,
) -> Result<Key, Failure> {
    match &registered.home {
        Home::Keychain | Home::Memory => {
            let bytes = given.keychain.get(&key_name(&registered.id)).map_err(|error| match error {
                // The key was put into a keychain; a passphrase would not open the data.
                KeychainError::Absent => Failure::of(FailureCode::KeyMissing),
                KeychainError::Locked => Failure::of(FailureCode::KeychainLocked),
            })?;
            let bytes = bytes.ok_or_else(|| Failure::of(FailureCode::KeyMissing))?;
            let bytes = bytes.as_slice().try_into().map_err(|_| Failure::of(FailureCode::WrongKey))?;
            Ok(Key::from_bytes(bytes))
        }
        Home::Passphrase(wrapped) => {
            let passphrase = passphrase.ok_or_else(|| Failure::of(FailureCode::WrongPassphrase))?;
            passphrase::unwrap(wrapped, passphrase).map_err(|_| Failure::of(FailureCode::WrongPassphrase))
        }
    }
}

/// Stores address and credentials: the secret in the keychain where there is one, the rest in the
/// encrypted database.
pub(crate) fn store_access(
    given: &Given,
    store: &Store,
    registered: &Registered,
    access: &Access,
) -> Result<(), Failure> {
    let in_keychain = !matches!(registered.home, Home::Passphrase(_));
    if in_keychain {
        given.keychain.set(&secret_name(&registered.id), access.secret.expose().as_bytes())?;
    }
    Ok(store.write(|tx| {
        store::settings::set(tx, API_URL, &access.api_url)?;
        store::settings::set(tx, TOKEN_URL, &access.token_url)?;
        store::settings::set(tx, CLIENT_ID, &access.client_id)?;
        if in_keychain { Ok(()) } else { store::settings::set(tx, CLIENT_SECRET, access.secret.expose()) }
    })?)
}

/// Reads address and credentials. Returns `None` for the sandbox, or when the keychain has lost the secret.
pub(crate) fn access(
    given: &Given,
    store: &Store,
    registered: &Registered,
) -> Result<Option<Access>, Failure> {
    if registered.kind == ConnectionKind::Sandbox {
        return Ok(None);
    }
    let (api_url, token_url, client_id, kept) = store.read(|tx| {
        Ok::<_, store::Error>((
            store::settings::get(tx, API_URL)?,
            store::settings::get(tx, TOKEN_URL)?,
            store::settings::get(tx, CLIENT_ID)?,
            store::settings::get(tx, CLIENT_SECRET)?,
        ))
    })?;
    let secret = match kept {
        Some(secret) => Some(secret),
        None => match given.keychain.get(&secret_name(&registered.id)).map_err(Failure::from)? {
            Some(bytes) => String::from_utf8(bytes.to_vec()).ok(),
            None => None,
        },
    };
    Ok(match (api_url, token_url, client_id, secret) {
        (Some(api_url), Some(token_url), Some(client_id), Some(secret)) => {
            Some(Access { api_url, token_url, client_id, secret: Secret::new(secret) })
        }
        _ => None,
    })
}
