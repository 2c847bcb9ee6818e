//! Stores the key of the data and the client secret: in the keychain or, where no keychain answers, under
//! a passphrase. Neither is ever stored in the clear, and a lost key is never silently replaced.

use crate::connection::access::Access;
use crate::connection::register::{Home, Registered};
use crate::connection::server::Server;
use crate::contract::{ConnectionKind, Failure, FailureCode};
use crate::given::Given;
use crate::given::keychain::KeychainError;
use nt24_client::Secret;
use store::passphrase::{Cost, Wrapped};
use store::{Key, Store, SystemRandom, Tx, passphrase};
use zeroize::Zeroizing;

/// Fewest characters of a passphrase.
pub(crate) const SHORTEST_PASSPHRASE: usize = 10;

const API_URL: &str = "apiUrl";
const TOKEN_URL: &str = "tokenUrl";
const CLIENT_ID: &str = "clientId";
const CLIENT_SECRET: &str = "clientSecret";
/// Which of [`SECRETS`] is in use; the first if it is not set.
const SECRET_ENTRY: &str = "clientSecretEntry";

/// The settings that lead to NT24.
pub(crate) const SETTINGS: [&str; 5] = [API_URL, TOKEN_URL, CLIENT_ID, CLIENT_SECRET, SECRET_ENTRY];

/// The entries of the keychain for the client secret. There are two, so that the secret for a new address is
/// stored beside the old one, and one transaction of the database replaces address and secret together.
const SECRETS: [&str; 2] = ["client-secret", "client-secret-2"];

fn key_name(registered: &Registered) -> String {
    format!("{}/database-key", secrets_name(registered))
}

fn secret_name(registered: &Registered, entry: &str) -> String {
    format!("{}/{entry}", secrets_name(registered))
}

/// The entry of the keychain for the secret, and the other one.
fn secret_entries(store: &Store) -> Result<(&'static str, &'static str), Failure> {
    let [first, second] = SECRETS;
    let entry = store.read(|tx| store::settings::get(tx, SECRET_ENTRY))?;
    Ok(if entry.as_deref() == Some(second) { (second, first) } else { (first, second) })
}

fn secrets_name(registered: &Registered) -> &str {
    registered.secrets.as_deref().unwrap_or(&registered.id)
}

/// Generates the key of a new connection, stores it, and says in the entry where it is.
pub(crate) async fn create(
    given: &Given,
    registered: &mut Registered,
    passphrase: Option<Zeroizing<String>>,
) -> Result<Key, Failure> {
    // The sandbox has the same id in every data folder, and the keychain is one for all of them.
    registered.secrets = Some(format!("{}-{}", registered.id, given.ids.id()));
    let key = Key::generate(&mut SystemRandom)?;
    registered.home = match given.keychain.add(key_name(registered), key.expose()).await {
        Ok(()) => home_in_keychain(given),
        Err(error) => {
            let passphrase = passphrase.ok_or_else(|| Failure::from(error))?;
            Home::Passphrase(wrap(key.clone(), passphrase).await?)
        }
    };
    Ok(key)
}

fn home_in_keychain(given: &Given) -> Home {
    if given.keychain.is_memory() { Home::Memory } else { Home::Keychain }
}

/// Takes a part of a second and 64 MiB, on purpose.
async fn wrap(key: Key, passphrase: Zeroizing<String>) -> Result<Wrapped, Failure> {
    let work = move || passphrase::wrap(&key, &passphrase, Cost::USUAL, &mut SystemRandom);
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| Failure::of(FailureCode::Internal))??)
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
pub(crate) async fn move_under_passphrase(
    given: &Given,
    store: &Store,
    registered: &Registered,
    key: &Key,
    passphrase: Zeroizing<String>,
) -> Result<Home, Failure> {
    let wrapped = wrap(key.clone(), passphrase).await?;
    if let Some(access) = access(given, store, registered).await? {
        store.write(|tx| store::settings::set(tx, CLIENT_SECRET, access.secret.expose()))?;
    }
    Ok(Home::Passphrase(wrapped))
}

/// Moves key and secret into the keychain. The database still has the secret until [`remove_other_copies`].
pub(crate) async fn move_into_keychain(
    given: &Given,
    store: &Store,
    registered: &Registered,
    key: &Key,
) -> Result<Home, Failure> {
    given.keychain.set(key_name(registered), key.expose()).await?;
    if let Some(access) = access(given, store, registered).await? {
        let (entry, _) = secret_entries(store)?;
        given.keychain.set(secret_name(registered, entry), access.secret.expose().as_bytes()).await?;
    }
    Ok(home_in_keychain(given))
}

/// Removes key and secret from the place that the register does not name.
pub(crate) async fn remove_other_copies(
    given: &Given,
    store: &Store,
    registered: &Registered,
) -> Result<(), Failure> {
    match registered.home {
        Home::Passphrase(_) => {
            remove(given, key_name(registered)).await?;
            for entry in SECRETS {
                remove(given, secret_name(registered, entry)).await?;
            }
            Ok(())
        }
        Home::Keychain | Home::Memory => Ok(store.write(|tx| store::settings::remove(tx, CLIENT_SECRET))?),
    }
}

async fn remove(given: &Given, name: String) -> Result<(), Failure> {
    match given.keychain.remove(name).await {
        // There is no keychain, and so no secret in it.
        Ok(()) | Err(KeychainError::Absent) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Reads the key of a connection from the keychain. Returns `None` if it is under a passphrase.
pub(crate) async fn read(given: &Given, registered: &Registered) -> Result<Option<Key>, Failure> {
    if matches!(registered.home, Home::Passphrase(_)) {
        return Ok(None);
    }
    let bytes = given.keychain.get(key_name(registered)).await.map_err(|error| match error {
        // The key was put into a keychain; a passphrase would not open the data.
        KeychainError::Absent => Failure::of(FailureCode::KeyMissing),
        other => other.into(),
    })?;
    let bytes = bytes.ok_or_else(|| Failure::of(FailureCode::KeyMissing))?;
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() != key.len() {
        return Err(Failure::of(FailureCode::WrongKey));
    }
    key.copy_from_slice(&bytes);
    Ok(Some(Key::from_bytes(*key)))
}

/// Opens a key that is under a passphrase.
pub(crate) async fn unwrap(wrapped: &Wrapped, passphrase: Zeroizing<String>) -> Result<Key, Failure> {
    let wrapped = wrapped.clone();
    let work = move || passphrase::unwrap(&wrapped, &passphrase);
    let unwrapped = tokio::task::spawn_blocking(work).await;
    unwrapped.map_err(|_| Failure::of(FailureCode::Internal))?.map_err(|error| match error {
        store::Error::WrongPassphrase => Failure::of(FailureCode::WrongPassphrase),
        store::Error::BadWrap => Failure::of(FailureCode::KeyDamaged),
        other => other.into(),
    })
}

/// Stores address and credentials: the secret in the keychain where there is one, the rest in the encrypted
/// database. The secret is in one place only.
pub(crate) async fn store_access(
    given: &Given,
    store: &Store,
    registered: &Registered,
    access: &Access,
) -> Result<(), Failure> {
    let (entry, _) = secret_entries(store)?;
    store_in_entry(given, store, registered, access, entry, |_| Ok(())).await
}

/// Stores another address with the credentials for it. The old secret stays in the keychain until
/// [`remove_other_secret`], so that address and secret belong together wherever this is cut off. `with` runs
/// in the transaction that replaces the address.
pub(crate) async fn move_access(
    given: &Given,
    store: &Store,
    registered: &Registered,
    access: &Access,
    with: impl FnOnce(&Tx<'_>) -> Result<(), store::Error>,
) -> Result<(), Failure> {
    let (_, entry) = secret_entries(store)?;
    store_in_entry(given, store, registered, access, entry, with).await
}

/// Removes the secret that is not in use: that of the old address after a move, else of the new one.
pub(crate) async fn remove_other_secret(
    given: &Given,
    store: &Store,
    registered: &Registered,
) -> Result<(), Failure> {
    match registered.home {
        // It was in the database, and was replaced.
        Home::Passphrase(_) => Ok(()),
        Home::Keychain | Home::Memory => {
            let (_, other) = secret_entries(store)?;
            remove(given, secret_name(registered, other)).await
        }
    }
}

async fn store_in_entry(
    given: &Given,
    store: &Store,
    registered: &Registered,
    access: &Access,
    entry: &str,
    with: impl FnOnce(&Tx<'_>) -> Result<(), store::Error>,
) -> Result<(), Failure> {
    let in_keychain = !matches!(registered.home, Home::Passphrase(_));
    if in_keychain {
        given.keychain.set(secret_name(registered, entry), access.secret.expose().as_bytes()).await?;
    }
    Ok(store.write(|tx| {
        store::settings::set(tx, API_URL, &access.api_url)?;
        store::settings::set(tx, TOKEN_URL, &access.token_url)?;
        store::settings::set(tx, CLIENT_ID, &access.client_id)?;
        store::settings::set(tx, SECRET_ENTRY, entry)?;
        match in_keychain {
            true => store::settings::remove(tx, CLIENT_SECRET)?,
            false => store::settings::set(tx, CLIENT_SECRET, access.secret.expose())?,
        }
        with(tx)
    })?)
}

/// The server of the stored addresses. `None` for the sandbox, or if there are none.
pub(crate) fn stored_server(store: &Store) -> Result<Option<Server>, Failure> {
    let (api_url, token_url) = store.read(|tx| {
        Ok::<_, store::Error>((store::settings::get(tx, API_URL)?, store::settings::get(tx, TOKEN_URL)?))
    })?;
    api_url.zip(token_url).map(|(api_url, token_url)| Server::of(&api_url, &token_url)).transpose()
}

/// Reads address and credentials, the secret from the one place that the register names. Returns `None` for
/// the sandbox, or if something is missing.
pub(crate) async fn access(
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
    let secret = match registered.home {
        Home::Passphrase(_) => kept.map(Secret::new),
        Home::Keychain | Home::Memory => {
            let (entry, _) = secret_entries(store)?;
            let bytes = given.keychain.get(secret_name(registered, entry)).await?;
            bytes.and_then(|bytes| Some(Secret::new(std::str::from_utf8(&bytes).ok()?.to_owned())))
        }
    };
    Ok(match (api_url, token_url, client_id, secret) {
        (Some(api_url), Some(token_url), Some(client_id), Some(secret)) => {
            Some(Access { api_url, token_url, client_id, secret })
        }
        _ => None,
    })
}
