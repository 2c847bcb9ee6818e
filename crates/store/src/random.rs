use crate::error::Error;

/// A source of random bytes. A closure over `&mut [u8]` implements it, so that a test can repeat a run.
pub trait Random {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// [`Error::Random`] if the source fails; do not use `bytes` then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error>;
}

impl<F: FnMut(&mut [u8])> Random for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self(bytes);
        Ok(())
    }
}

/// The random source of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|_| Error::Random)
    }
}
