//! Worlds to begin with: stories that are played on an empty world.

mod companies;
mod deal;
mod demo;
mod large;
mod paper;
mod play;
mod profile;
mod trade;
mod vehicles;

use crate::files::FileStore;
use crate::world::{Moment, World};
use std::fmt;
use std::io;
use std::str::FromStr;

/// What a world holds when it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seed {
    /// The organization and its sellers, no buyers and no orders.
    #[default]
    Empty,
    /// A believable dealership: 40 buyers and 120 orders in all states, over the last 90 days.
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

/// A name that is no seed's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no seed has this name: {0}")]
pub struct UnknownSeed(pub String);

impl FromStr for Seed {
    type Err = UnknownSeed;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|seed| seed.name() == name).ok_or_else(|| UnknownSeed(name.to_owned()))
    }
}

impl World {
    /// Plays a seed's story on this world, up to the present moment. Returns how many orders and
    /// buyers of it were cut short, because the sandbox is set up to refuse one of their steps.
    ///
    /// # Errors
    /// When the file behind the documents cannot be kept.
    pub(crate) fn seed(&mut self, seed: Seed, files: &FileStore, moment: Moment<'_>) -> io::Result<usize> {
        let story = match seed {
            Seed::Empty => return Ok(0),
            Seed::Demo => demo::story(moment.now),
            Seed::Large => large::story(large::LARGE, moment.now),
        };
        let paper = paper::Paper::keep(files, moment.now)?;
        Ok(play::play(&story, self, &paper, moment))
    }
}

#[cfg(test)]
mod tests;
