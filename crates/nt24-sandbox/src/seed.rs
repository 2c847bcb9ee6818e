//! Seeds: stories that are played on an empty world.

mod calls;
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
use crate::options::Seed;
use crate::world::{Moment, World};
use std::io;

impl World {
    /// Plays a seed's story on this world, up to the present moment. Returns the number of orders and
    /// buyers that were cut short, because the options of the sandbox refuse one of their steps.
    ///
    /// # Errors
    /// If the file of the documents cannot be stored.
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
