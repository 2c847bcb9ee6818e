//! Where the desk takes identifiers and keys from: injected, so that a test can repeat a run.

/// Identifiers and randomness.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// A new identifier, unique for ever, that sorts by the time it was made.
    fn id(&self) -> String;

    /// Fills `bytes` with randomness fit for keys.
    ///
    /// # Errors
    /// When the operating system has none.
    fn random(&self, bytes: &mut [u8]) -> std::io::Result<()>;
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the desk's ids come from")]
    fn id(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    fn random(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(bytes).map_err(std::io::Error::other)
    }
}

/// The desk's identifiers for the client's requests.
#[derive(Debug)]
pub(crate) struct ClientIds(pub(crate) std::sync::Arc<dyn Ids>);

impl nt24_client::RequestIds for ClientIds {
    fn next(&self) -> String {
        self.0.id()
    }
}
