//! The register of connections: the small file that is read before any key is known. It holds names, the
//! origins of servers, and where each key is, never a secret or a client id.

use crate::connection::failure;
use crate::connection::server::Server;
use crate::contract::{Connection, ConnectionKind, Failure, FailureCode, KeyHome, LockedBy, Settings};
use crate::given::private::{make_file_private, private_file};
use nt24::Me;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

/// Everything that outlives a run and is not encrypted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Register {
    /// The version of the program's format that wrote it; 0 for the first.
    format: u32,
    pub(crate) settings: Settings,
    /// The connection that was open last; it is opened at the next start.
    pub(crate) last: Option<String>,
    pub(crate) connections: Vec<Registered>,
}

/// A connection that has data on this computer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Registered {
    pub(crate) id: String,
    pub(crate) kind: ConnectionKind,
    /// Name of the organization.
    pub(crate) name: String,
    /// The organization at NT24. If `/me` answers as another one, everything stops instead of mixing data.
    pub(crate) organization: String,
    /// Where the organization is. Only the user moves data to another server. `None` for the sandbox, and until
    /// data of an earlier version was opened.
    #[serde(default)]
    pub(crate) server: Option<Server>,
    /// The server to which the data is being moved. The addresses in the data say whether it was.
    #[serde(default)]
    pub(crate) next_server: Option<Server>,
    pub(crate) home: Home,
    /// The name of its secrets in the keychain, which all data folders of a user share. `None` if it is the id,
    /// as in earlier versions.
    #[serde(default)]
    pub(crate) secrets: Option<String>,
    /// Whether the key or the secret may be in a second place as well, because they are being moved.
    #[serde(default)]
    pub(crate) moving: bool,
}

/// Where the key of the data is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Home {
    /// In the keychain.
    Keychain,
    /// In a keychain that is gone at the end of the program.
    Memory,
    /// Here, wrapped under a passphrase.
    Passphrase(store::passphrase::Wrapped),
}

impl Registered {
    pub(crate) fn facts(&self) -> Connection {
        let name = match self.server.as_ref().and_then(Server::unusual_host) {
            Some(host) => format!("{} ({host})", self.name),
            None => self.name.clone(),
        };
        let hosts = self.server.as_ref().map(Server::hosts);
        Connection { id: self.id.clone(), kind: self.kind, name, hosts }
    }

    /// Whether this is data of the organization that answered to `/me`.
    pub(crate) fn is_of(&self, me: &Me) -> bool {
        self.kind == ConnectionKind::Novatrade24 && self.organization == me.organization_uuid
    }

    /// Whether the data is at a server. An earlier version did not store it: it is compared when the data is
    /// opened.
    pub(crate) fn may_be_at(&self, server: &Server) -> bool {
        self.server.as_ref().is_none_or(|own| own == server)
    }

    pub(crate) fn locked_by(&self) -> LockedBy {
        match self.home {
            Home::Keychain | Home::Memory => LockedBy::Keychain,
            Home::Passphrase(_) => LockedBy::Passphrase,
        }
    }

    pub(crate) fn key_home(&self) -> KeyHome {
        match self.home {
            Home::Keychain => KeyHome::Keychain,
            Home::Memory => KeyHome::Memory,
            Home::Passphrase(_) => KeyHome::Passphrase,
        }
    }
}

impl Register {
    pub(crate) fn load(data: &Path) -> Result<Self, Failure> {
        let file = data.join(FILE);
        make_file_private(&file).map_err(|error| failure::of_io(&error, FailureCode::CannotSave))?;
        match std::fs::read(file) {
            // A register that cannot be read must not become an empty one: the places of the keys would be lost.
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Self::of_this_format)
                .map_err(|_| Failure::of(FailureCode::DatabaseDamaged)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self { format: FORMAT, ..Self::default() })
            }
            Err(error) => Err(failure::of_io(&error, FailureCode::CannotSave)),
        }
    }

    /// The first format wrote the preset of the lock as if the user had chosen it.
    fn of_this_format(mut self) -> Self {
        if self.format == 0 && self.settings.lock_after_minutes == Some(FIRST_PRESET) {
            self.settings.lock_after_minutes = None;
        }
        self.format = FORMAT;
        self
    }

    pub(crate) fn save(&self, data: &Path) -> Result<(), Failure> {
        let bytes = serde_json::to_vec_pretty(self).map_err(Failure::bad_call)?;
        replace(&data.join(FILE), &bytes).map_err(|error| failure::of_io(&error, FailureCode::CannotSave))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Registered> {
        self.connections.iter().find(|one| one.id == id)
    }

    /// Adds a connection, or replaces the one with the same id.
    pub(crate) fn put(&mut self, registered: Registered) {
        match self.connections.iter_mut().find(|other| other.id == registered.id) {
            Some(other) => *other = registered,
            None => self.connections.push(registered),
        }
    }
}

const FILE: &str = "connections.json";

/// The format that this version writes.
const FORMAT: u32 = 1;

/// The minutes until the lock that the first format preset for everybody.
const FIRST_PRESET: u32 = 15;

/// Replaces a file so that a power cut leaves the old one or the new one, never half of it.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut file = private_file(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    if let Some(directory) = path.parent() {
        std::fs::File::open(directory).and_then(|directory| directory.sync_all()).or_else(|error| {
            // Windows cannot open a directory; the rename is journalled there.
            if cfg!(windows) { Ok(()) } else { Err(error) }
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_register_is_reported_and_left_alone() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join(FILE), b"{").unwrap();
        assert_eq!(Register::load(data.path()).unwrap_err().code, FailureCode::DatabaseDamaged);
        assert_eq!(std::fs::read(data.path().join(FILE)).unwrap(), b"{");
    }

    #[test]
    fn an_earlier_preset_of_the_lock_is_no_choice_of_the_user() {
        let data = tempfile::tempdir().unwrap();
        for (format, minutes, chosen) in [(0, 15, None), (0, 5, Some(5)), (1, 15, Some(15))] {
            let text = format!(r#"{{"format": {format}, "settings": {{"lockAfterMinutes": {minutes}}}}}"#);
            std::fs::write(data.path().join(FILE), text).unwrap();
            let register = Register::load(data.path()).unwrap();
            assert_eq!(register.settings.lock_after_minutes, chosen, "format {format}, {minutes} minutes");
            register.save(data.path()).unwrap();
            let again = Register::load(data.path()).unwrap();
            assert_eq!(again.settings.lock_after_minutes, chosen, "after it was saved");
        }
    }

    #[test]
    fn a_saved_register_can_be_loaded() {
        let data = tempfile::tempdir().unwrap();
        let mut register = Register::load(data.path()).unwrap();
        register.put(Registered {
            id: "a".into(),
            kind: ConnectionKind::Sandbox,
            name: "A".into(),
            organization: "o".into(),
            server: None,
            next_server: None,
            home: Home::Keychain,
            secrets: None,
            moving: false,
        });
        register.save(data.path()).unwrap();
        assert_eq!(Register::load(data.path()).unwrap().get("a").unwrap().name, "A");
    }
}
