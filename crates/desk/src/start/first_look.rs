//! What the window shows before the desk answers.

use crate::connection::register::{Home, Register};
use crate::contract::{Appearance, Zoom};
use std::path::Path;

/// What is known before any data is opened: enough to draw the frame in the right colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FirstLook {
    /// Light or dark.
    pub appearance: Appearance,
    /// The size of everything.
    pub zoom: Zoom,
    /// Whether the screens are likely to follow: a connection is opened, and nothing is asked first.
    pub opens: bool,
}

impl FirstLook {
    /// Reads it from the data folder. A register that cannot be read is reported by [`Desk::start`].
    ///
    /// [`Desk::start`]: crate::Desk::start
    #[must_use]
    pub fn of(data: &Path) -> Self {
        let Ok(register) = Register::load(data) else { return Self::default() };
        let last = register.last.as_ref().and_then(|id| register.get(id));
        let opens = last.is_some_and(|last| matches!(last.home, Home::Keychain));
        Self { appearance: register.settings.appearance, zoom: register.settings.zoom, opens }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_is_drawn_where_nothing_is_asked_first() {
        let data = tempfile::tempdir().unwrap();
        let look = |text: &str| {
            std::fs::write(data.path().join("connections.json"), text).unwrap();
            FirstLook::of(data.path())
        };
        assert_eq!(FirstLook::of(data.path()), FirstLook::default(), "the first start");
        let connection = |home: &str| {
            format!(
                r#"{{"settings": {{"appearance": "dark", "zoom": 150}}, "last": "a", "connections": [{{"id": "a",
                "kind": "sandbox", "name": "A", "organization": "", "home": {home}}}]}}"#
            )
        };
        let dark = FirstLook { appearance: Appearance::Dark, zoom: Zoom(150), opens: true };
        assert_eq!(look(&connection(r#""keychain""#)), dark);
        let wrapped = r#"{"passphrase": {"salt": "00", "nonce": "00", "ciphertext": "00", "memory_kib": 1,
            "iterations": 1, "lanes": 1}}"#;
        let asked = look(&connection(wrapped));
        assert!(!asked.opens, "{asked:?}");
        assert_eq!(look("{"), FirstLook::default(), "a damaged register");
    }
}
