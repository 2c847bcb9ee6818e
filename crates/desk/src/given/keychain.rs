//! The operating system's keychain. The only file that names `keyring`.

use std::collections::HashMap;
use std::sync::Mutex;
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

/// The operating system's keychain: Secret Service, Keychain, Credential Manager.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemKeychain;

impl SystemKeychain {
    fn entry(name: &str) -> Result<keyring::Entry, KeychainError> {
        // `Entry::new` would hide why there is no store.
        if let Err(error) = keyring::Entry::store_status() {
            tracing::info!(%error, "no keychain");
            return Err(KeychainError::Absent);
        }
        keyring::Entry::new(SERVICE, name).map_err(|error| keychain_error(&error))
    }
}

/// The Secret Service is asked over D-Bus by code that waits by itself, which it may not do on a thread
/// of an asynchronous runtime.
fn apart<T: Send>(ask: impl FnOnce() -> Result<T, KeychainError> + Send) -> Result<T, KeychainError> {
    std::thread::scope(|scope| scope.spawn(ask).join()).unwrap_or(Err(KeychainError::Absent))
}

impl Keychain for SystemKeychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        apart(|| self.read(name))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        apart(|| self.write(name, secret))
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        apart(|| match Self::entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(keychain_error(&error)),
        })
    }
}

impl SystemKeychain {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        match Self::entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            // A locked collection says "no entry", too. Only a write tells the two apart.
            Err(keyring::Error::NoEntry) => match self.write("probe", b"probe") {
                Ok(()) => Ok(None),
                Err(error) => Err(error),
            },
            Err(error) => Err(keychain_error(&error)),
        }
    }

    fn write(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let entry = Self::entry(name)?;
        entry.set_secret(secret).map_err(|error| keychain_error(&error))?;
        match entry.get_secret() {
            Ok(kept) if Zeroizing::new(kept.clone()).as_slice() == secret => Ok(()),
            Ok(_) => Err(KeychainError::Absent),
            Err(error) => Err(keychain_error(&error)),
        }
    }
}

fn keychain_error(error: &keyring::Error) -> KeychainError {
    tracing::info!(%error, "the keychain refused");
    match error {
        keyring::Error::NoStorageAccess(_) => KeychainError::Locked,
        _ => KeychainError::Absent,
    }
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
