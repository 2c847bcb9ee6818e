//! The operating system's keychain. The only file that names `keyring_core` and its stores.

use crate::given::lock;
use keyring_core::{CredentialStore, Entry};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// Why the keychain cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is no keychain on this computer, or none that keeps secrets.
    #[error("no keychain answers")]
    Absent,
    /// The keychain is locked.
    #[error("the keychain is locked")]
    Locked,
    /// The keychain has no place for secrets yet: it has no default collection.
    #[error("the keychain is not set up")]
    NotSetUp,
    /// The keychain did not answer in time.
    #[error("the keychain does not answer")]
    Silent,
}

/// A place for secrets.
pub trait Keychain: Send + Sync {
    /// Reads a secret. `None` if the keychain is open and has no secret of this name.
    ///
    /// # Errors
    /// If the keychain cannot be used.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError>;

    /// Writes a secret and reads it back, because only that proves a keychain.
    ///
    /// # Errors
    /// If it was not kept.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError>;

    /// Removes a secret, if it is there.
    ///
    /// # Errors
    /// If the keychain cannot be used.
    fn remove(&self, name: &str) -> Result<(), KeychainError>;

    /// Whether secrets are lost at the end of the program.
    fn is_memory(&self) -> bool {
        false
    }
}

/// The service name of this program's secrets in the keychain.
const SERVICE: &str = "waybill";

/// The operating system's keychain: Secret Service, Keychain, Credential Manager. Its calls may wait for the
/// user, and must not run on a thread of an asynchronous runtime.
#[derive(Default)]
pub struct SystemKeychain {
    /// The connection to the keychain while no call uses it. A call that never returns keeps its connection,
    /// and one that failed is closed, so that the next call opens another: the keychain may have come up, or
    /// have been started again.
    idle: Mutex<Option<Arc<CredentialStore>>>,
}

impl SystemKeychain {
    fn with_store<T>(
        &self,
        work: impl FnOnce(&CredentialStore) -> Result<T, keyring_core::Error>,
    ) -> Result<T, KeychainError> {
        let idle = lock(&self.idle).take();
        let store = match idle {
            Some(store) => store,
            None => open_store().map_err(|error| keychain_error(&error))?,
        };
        let done = work(&*store).map_err(|error| keychain_error(&error))?;
        *lock(&self.idle) = Some(store);
        Ok(done)
    }
}

#[cfg(target_os = "macos")]
fn open_store() -> Result<Arc<CredentialStore>, keyring_core::Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn open_store() -> Result<Arc<CredentialStore>, keyring_core::Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn open_store() -> Result<Arc<CredentialStore>, keyring_core::Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

impl Keychain for SystemKeychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        self.with_store(|store| match entry(store, name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            // A locked collection says "no entry", too. Only a write tells the two apart.
            Err(keyring_core::Error::NoEntry) => write(store, "probe", b"probe").map(|()| None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        self.with_store(|store| write(store, name, secret))
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        self.with_store(|store| match entry(store, name)?.delete_credential() {
            Err(keyring_core::Error::NoEntry) => Ok(()),
            removed => removed,
        })
    }
}

fn entry(store: &CredentialStore, name: &str) -> Result<Entry, keyring_core::Error> {
    store.build(SERVICE, name, None)
}

fn write(store: &CredentialStore, name: &str, secret: &[u8]) -> Result<(), keyring_core::Error> {
    let entry = entry(store, name)?;
    entry.set_secret(secret)?;
    match Zeroizing::new(entry.get_secret()?).as_slice() == secret {
        true => Ok(()),
        false => Err(keyring_core::Error::BadStoreFormat("another secret came back".to_owned())),
    }
}

fn keychain_error(error: &keyring_core::Error) -> KeychainError {
    tracing::info!(%error, "the keychain refused");
    match error {
        keyring_core::Error::NoStorageAccess(reason) if has_no_collection(&**reason) => {
            KeychainError::NotSetUp
        }
        keyring_core::Error::NoStorageAccess(_) => KeychainError::Locked,
        _ => KeychainError::Absent,
    }
}

/// Whether the Secret Service runs, but has no default collection: nobody has set a password for it yet.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_no_collection(reason: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    matches!(reason.downcast_ref(), Some(secret_service::Error::NoResult))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_no_collection(_reason: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    false
}

/// A keychain that forgets everything at the end of the program; for tests and developers.
#[derive(Default)]
pub struct MemoryKeychain(Mutex<HashMap<String, Zeroizing<Vec<u8>>>>);

impl Keychain for MemoryKeychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let secrets = self.0.lock().map_err(|_| KeychainError::Absent)?;
        Ok(secrets.get(name).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let mut secrets = self.0.lock().map_err(|_| KeychainError::Absent)?;
        secrets.insert(name.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        self.0.lock().map_err(|_| KeychainError::Absent)?.remove(name);
        Ok(())
    }

    fn is_memory(&self) -> bool {
        true
    }
}

/// A keychain that always fails with this reason; for tests.
#[derive(Clone, Copy, Debug)]
pub struct NoKeychain(pub KeychainError);

impl Keychain for NoKeychain {
    fn get(&self, _name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(self.0)
    }

    fn set(&self, _name: &str, _secret: &[u8]) -> Result<(), KeychainError> {
        Err(self.0)
    }

    fn remove(&self, _name: &str) -> Result<(), KeychainError> {
        Err(self.0)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_without_a_default_collection_is_not_called_locked() {
        let told = |reason| keychain_error(&keyring_core::Error::NoStorageAccess(Box::new(reason)));
        assert_eq!(told(secret_service::Error::NoResult), KeychainError::NotSetUp);
        assert_eq!(told(secret_service::Error::Locked), KeychainError::Locked);
        assert_eq!(told(secret_service::Error::Prompt), KeychainError::Locked);
        let absent = keyring_core::Error::PlatformFailure(Box::new(secret_service::Error::Unavailable));
        assert_eq!(keychain_error(&absent), KeychainError::Absent);
    }
}
