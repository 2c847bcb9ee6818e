//! The user's settings of the screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// As the system says.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Appearance {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The size of everything in the window, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Zoom(pub u16);

impl Zoom {
    /// The size in which it is shown: nobody finds the way back from one that is far too small or too large.
    #[must_use]
    pub fn shown(self) -> u16 {
        self.0.clamp(50, 300)
    }
}

impl Default for Zoom {
    fn default() -> Self {
        Self(100)
    }
}

/// The user's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Language.
    pub language: Language,
    /// Appearance.
    pub appearance: Appearance,
    /// The size of everything in the window.
    pub zoom: Zoom,
    /// Idle minutes after which the data is locked; 0: never. `None`: the user has not chosen, see
    /// `Session::lock_after_minutes`.
    pub lock_after_minutes: Option<u32>,
    /// The user's name, for the history; empty if it was not given.
    pub name: String,
}

/// A change of some settings; the others stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SettingsChange {
    /// Language.
    pub language: Option<Language>,
    /// Appearance.
    pub appearance: Option<Appearance>,
    /// The size of everything in the window.
    pub zoom: Option<Zoom>,
    /// Idle minutes after which the data is locked; 0: never.
    pub lock_after_minutes: Option<u32>,
    /// The user's name; spaces around it are removed.
    pub name: Option<String>,
}
