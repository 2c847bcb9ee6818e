//! Where keys and credentials are kept: in the keychain, or, where none answers, under a passphrase.
//! Never in the clear, and never silently anew.

use crate::contract::{ConnectionKind, Failure, FailureCode};
use crate::open::{Access, Parts};
use crate::register::{Home, Known};
use nt24_client::Secret;
use store::{Key, Store, SystemRandom, passphrase};
use zeroize::Zeroizing;

/// Characters that a passphrase must have.
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

/// Makes the key of a new connection and keeps it.
pub(crate) fn make(parts: &Parts, id: &str, passphrase: Option<&String>) -> Result<(Key, Home), Failure> {
    let key = Key::generate(&mut SystemRandom)?;
    match parts.keychain.set(&key_name(id), key.expose()) {
        Ok(()) if parts.keychain.is_memory() => Ok((key, Home::Memory)),
        Ok(()) => Ok((key, Home::Keychain)),
        Err(error) => {
            let passphrase = passphrase.ok_or_else(|| Failure::from(error))?;
            let wrapped = passphrase::wrap(&key, passphrase, passphrase::Cost::USUAL, &mut SystemRandom)?;
            Ok((key, Home::Passphrase(wrapped)))
        }
    }
}

/// A passphrase that may protect data.
pub(crate) fn long_enough(passphrase: String) -> Result<Zeroizing<String>, Failure> {
    let passphrase = Zeroizing::new(passphrase);
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(Failure::of(FailureCode::PassphraseTooShort).with("minimum", SHORTEST_PASSPHRASE));
    }
    Ok(passphrase)
}

/// Puts key and secret where only a passphrase leads. The keychain still has both until
/// [`forget_elsewhere`].
pub(crate) fn under_passphrase(
    parts: &Parts,
    store: &Store,
    known: &Known,
    key: &Key,
    passphrase: &str,
) -> Result<Home, Failure> {
    if let Some(access) = access(parts, store, known)? {
        store.write(|tx| store::settings::set(tx, CLIENT_SECRET, access.secret.expose()))?;
    }
    let cost = passphrase::Cost::USUAL;
    Ok(Home::Passphrase(passphrase::wrap(key, passphrase, cost, &mut SystemRandom)?))
}

/// Puts key and secret into the keychain. The database still has the secret until [`forget_elsewhere`].
pub(crate) fn into_keychain(parts: &Parts, store: &Store, known: &Known, key: &Key) -> Result<Home, Failure> {
    parts.keychain.set(&key_name(&known.id), key.expose())?;
    if let Some(access) = access(parts, store, known)? {
        parts.keychain.set(&secret_name(&known.id), access.secret.expose().as_bytes())?;
    }
    Ok(if parts.keychain.is_memory() { Home::Memory } else { Home::Keychain })
}

/// Removes what lies in the place that is not used any more.
pub(crate) fn forget_elsewhere(parts: &Parts, store: &Store, known: &Known) -> Result<(), Failure> {
    match known.home {
        Home::Passphrase(_) => {
            for name in [key_name(&known.id), secret_name(&known.id)] {
                match parts.keychain.remove(&name) {
                    // Where there is no keychain, nothing is in it.
                    Ok(()) | Err(crate::KeychainError::Absent) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(())
        }
        Home::Keychain | Home::Memory => Ok(store.write(|tx| store::settings::remove(tx, CLIENT_SECRET))?),
    }
}

/// Reads the key of a connection.
pub(crate) fn read(parts: &Parts, known: &Known, passphrase: Option<&String>) -> Result<Key, Failure> {
    match &known.home {
        Home::Keychain | Home::Memory => {
            let bytes = parts.keychain.get(&key_name(&known.id)).map_err(|error| match error {
                // The data was made with a keychain; a passphrase would not open it.
                crate::KeychainError::Absent => Failure::of(FailureCode::KeyMissing),
                crate::KeychainError::Locked => Failure::of(FailureCode::KeychainLocked),
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

/// Keeps the way to NT24: the secret in the keychain where there is one, the rest in the encrypted
/// database.
pub(crate) fn keep_access(
    parts: &Parts,
    store: &Store,
    known: &Known,
    access: &Access,
) -> Result<(), Failure> {
    let in_keychain = !matches!(known.home, Home::Passphrase(_));
    if in_keychain {
        parts.keychain.set(&secret_name(&known.id), access.secret.expose().as_bytes())?;
    }
    Ok(store.write(|tx| {
        store::settings::set(tx, API_URL, &access.api_url)?;
        store::settings::set(tx, TOKEN_URL, &access.token_url)?;
        store::settings::set(tx, CLIENT_ID, &access.client_id)?;
        if in_keychain { Ok(()) } else { store::settings::set(tx, CLIENT_SECRET, access.secret.expose()) }
    })?)
}

/// The way to NT24; nothing for the sandbox, or when the secret is gone from the keychain.
pub(crate) fn access(parts: &Parts, store: &Store, known: &Known) -> Result<Option<Access>, Failure> {
    if known.kind == ConnectionKind::Sandbox {
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
        None => match parts.keychain.get(&secret_name(&known.id)).map_err(Failure::from)? {
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
