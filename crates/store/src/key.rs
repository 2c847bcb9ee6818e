use crate::error::Error;
use crate::hex;
use crate::random::Random;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The 256-bit key of a database and its vault. Wiped from memory when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// A new key.
    ///
    /// # Errors
    /// [`Error::Random`] if the source fails.
    pub fn generate(random: &mut dyn Random) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut())?;
        Ok(Self(*bytes))
    }

    /// A key that was stored elsewhere, for example in the keychain of the operating system.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to store them elsewhere.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Derives a key for one purpose (HKDF-SHA-256, RFC 5869). This key cannot be computed from it.
    pub(crate) fn derive(&self, salt: &[u8], purpose: &[u8]) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        let expanded = Hkdf::<Sha256>::new(Some(salt), &self.0).expand(purpose, bytes.as_mut());
        assert!(expanded.is_ok(), "HKDF-SHA-256 gives up to 8160 bytes; 32 is within the limit");
        Self(*bytes)
    }

    /// The `PRAGMA` that gives SQLCipher the raw key, without deriving it from a password.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(&self.0));
        let parts = ["PRAGMA key = \"x'", digits.as_str(), "'\""];
        // The capacity is exact: a reallocation would leave part of the key in memory.
        let mut pragma = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
        parts.iter().for_each(|part| pragma.push_str(part));
        pragma
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_bytes() {
        assert_eq!(format!("{:?}", Key::from_bytes([7; 32])), "Key(hidden)");
    }

    #[test]
    fn the_digits_of_the_key_are_written_once() {
        let pragma = Key::from_bytes([0xa7; 32]).pragma();
        assert_eq!(*pragma, format!("PRAGMA key = \"x'{}'\"", "a7".repeat(32)));
        assert_eq!(pragma.capacity(), pragma.len());
    }

    #[test]
    fn purposes_and_salts_give_different_keys() {
        let key = Key::from_bytes([7; 32]);
        let all = [key.derive(b"", b"a"), key.derive(b"", b"b"), key.derive(b"s", b"a"), key.clone()];
        for (at, one) in all.iter().enumerate() {
            assert!(all.iter().skip(at + 1).all(|other| other.expose() != one.expose()));
        }
        assert_eq!(key.derive(b"s", b"a").expose(), all[2].expose());
    }

    #[test]
    fn a_new_key_holds_the_random_bytes() {
        let key = Key::generate(&mut |bytes: &mut [u8]| bytes.fill(9)).unwrap();
        assert_eq!(key.expose(), &[9; 32]);
    }
}
