//! The names of the seeds.

use std::fmt;
use std::str::FromStr;

/// Initial content of a world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seed {
    /// The organization and its sellers, no buyers and no orders.
    #[default]
    Empty,
    /// A realistic dealer: 40 buyers and 120 orders in all states, over the last 90 days.
    Demo,
    /// 5,000 buyers and 100,000 orders.
    Large,
}

impl Seed {
    /// Every seed.
    pub const ALL: &[Self] = &[Self::Empty, Self::Demo, Self::Large];

    /// Its name on a command line and in the control plane.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Demo => "demo",
            Self::Large => "large",
        }
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no seed of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no seed has this name: {0}")]
pub struct UnknownSeed(pub String);

impl FromStr for Seed {
    type Err = UnknownSeed;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|seed| seed.name() == name).ok_or_else(|| UnknownSeed(name.to_owned()))
    }
}
