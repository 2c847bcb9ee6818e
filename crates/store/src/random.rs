use crate::Error;

/// Where random bytes come from. A closure over `&mut [u8]` is one, so that a test can repeat a run.
pub trait Random {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// [`Error::Random`] when there are none; `bytes` must not be used then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error>;
}

impl<F: FnMut(&mut [u8])> Random for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self(bytes);
        Ok(())
    }
}

/// The operating system's own source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|_| Error::Random)
    }
}
