//! A [`Key`] encrypted with a passphrase, for a desk without a keychain and for a backup on paper.

use crate::error::Error;
use crate::hex;
use crate::key::Key;
use crate::random::Random;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The cost of one guess (Argon2id, RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes (degree of parallelism).
    pub lanes: u32,
}

impl Cost {
    /// 64 MiB and three passes: the second recommendation of RFC 9106, section 4, with one lane.
    pub const USUAL: Self = Self { memory_kib: 65_536, iterations: 3, lanes: 1 };

    /// The highest cost that is accepted: a wrap with more would make the desk run out of memory.
    const MAX: Self = Self { memory_kib: 1 << 20, iterations: 64, lanes: 16 };

    fn is_reasonable(self) -> bool {
        self.memory_kib <= Self::MAX.memory_kib
            && self.iterations <= Self::MAX.iterations
            && self.lanes <= Self::MAX.lanes
    }
}

/// A key that is encrypted with a passphrase. Binary fields are hexadecimal text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrapped {
    /// 16 bytes, new for each wrap.
    pub salt: String,
    /// 12 bytes, new for each wrap.
    pub nonce: String,
    /// The encrypted key and its tag, 48 bytes.
    pub ciphertext: String,
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub lanes: u32,
}

/// Encrypts a key with a passphrase.
///
/// # Errors
/// [`Error::Random`]; [`Error::BadWrap`] if [`unwrap`] would not accept the cost.
pub fn wrap(key: &Key, passphrase: &str, cost: Cost, random: &mut dyn Random) -> Result<Wrapped, Error> {
    let (mut salt, mut nonce) = ([0; 16], [0; 12]);
    random.fill(&mut salt)?;
    random.fill(&mut nonce)?;
    let payload = Payload { msg: key.expose(), aad: &context(cost) };
    let ciphertext =
        cipher(passphrase, &salt, cost)?.encrypt(&Nonce::from(nonce), payload).map_err(|_| Error::BadWrap)?;
    Ok(Wrapped {
        salt: hex::encode(&salt),
        nonce: hex::encode(&nonce),
        ciphertext: hex::encode(&ciphertext),
        memory_kib: cost.memory_kib,
        iterations: cost.iterations,
        lanes: cost.lanes,
    })
}

/// Decrypts the key.
///
/// # Errors
/// [`Error::WrongPassphrase`], also if the wrap was altered: the two cannot be distinguished.
/// [`Error::BadWrap`] if [`wrap`] cannot have written it.
pub fn unwrap(wrapped: &Wrapped, passphrase: &str) -> Result<Key, Error> {
    let cost = Cost { memory_kib: wrapped.memory_kib, iterations: wrapped.iterations, lanes: wrapped.lanes };
    let salt = bytes::<16>(&wrapped.salt)?;
    let nonce = bytes::<12>(&wrapped.nonce)?;
    let ciphertext = bytes::<48>(&wrapped.ciphertext)?;
    let payload = Payload { msg: &ciphertext, aad: &context(cost) };
    let plain = cipher(passphrase, &salt, cost)?
        .decrypt(&Nonce::from(nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| Error::WrongPassphrase)?;
    let key = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| Error::BadWrap)?;
    Ok(Key::from_bytes(key))
}

fn cipher(passphrase: &str, salt: &[u8], cost: Cost) -> Result<Aes256Gcm, Error> {
    if !cost.is_reasonable() {
        return Err(Error::BadWrap);
    }
    let params = Params::new(cost.memory_kib, cost.iterations, cost.lanes, Some(32));
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| Error::BadWrap)?);
    let mut stretched = Zeroizing::new([0; 32]);
    argon2.hash_password_into(passphrase.as_bytes(), salt, stretched.as_mut()).map_err(|_| Error::BadWrap)?;
    Ok(Aes256Gcm::new(&(*stretched).into()))
}

/// The data that is authenticated with the key: a wrap whose cost was lowered does not open.
fn context(cost: Cost) -> Vec<u8> {
    format!("waybill passphrase v1 {} {} {}", cost.memory_kib, cost.iterations, cost.lanes).into_bytes()
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], Error> {
    hex::decode(text).and_then(|bytes| bytes.try_into().ok()).ok_or(Error::BadWrap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandom;

    const QUICK: Cost = Cost { memory_kib: 64, iterations: 1, lanes: 1 };

    fn wrapped() -> Wrapped {
        wrap(&Key::from_bytes([5; 32]), "Fährschein 7", QUICK, &mut SystemRandom).unwrap()
    }

    #[test]
    fn the_passphrase_gives_the_key_back_through_json() {
        let text = serde_json::to_string(&wrapped()).unwrap();
        let key = unwrap(&serde_json::from_str(&text).unwrap(), "Fährschein 7").unwrap();
        assert_eq!(key.expose(), &[5; 32]);
    }

    #[test]
    fn the_usual_cost_works() {
        let wrapped = wrap(&Key::from_bytes([5; 32]), "p", Cost::USUAL, &mut SystemRandom).unwrap();
        assert_eq!((wrapped.memory_kib, wrapped.iterations, wrapped.lanes), (65_536, 3, 1));
        assert_eq!(unwrap(&wrapped, "p").unwrap().expose(), &[5; 32]);
    }

    #[test]
    fn another_passphrase_or_cost_fails() {
        let good = wrapped();
        for passphrase in ["fährschein 7", "Fährschein 7 ", ""] {
            assert!(matches!(unwrap(&good, passphrase), Err(Error::WrongPassphrase)), "{passphrase}");
        }
        let cheaper = Wrapped { memory_kib: 32, ..good.clone() };
        assert!(matches!(unwrap(&cheaper, "Fährschein 7"), Err(Error::WrongPassphrase)));
    }

    #[test]
    fn an_unreadable_wrap_is_a_bad_wrap() {
        let good = wrapped();
        let altered = [
            Wrapped { salt: "zz".to_owned(), ..good.clone() },
            Wrapped { nonce: String::new(), ..good.clone() },
            Wrapped { ciphertext: good.ciphertext[2..].to_owned(), ..good.clone() },
            Wrapped { memory_kib: u32::MAX, ..good.clone() },
            Wrapped { iterations: u32::MAX, ..good.clone() },
            Wrapped { lanes: 0, ..good },
        ];
        for wrapped in altered {
            assert!(matches!(unwrap(&wrapped, "Fährschein 7"), Err(Error::BadWrap)), "{wrapped:?}");
        }
    }

    #[test]
    fn two_wraps_of_a_key_have_nothing_in_common() {
        let (one, other) = (wrapped(), wrapped());
        assert_ne!(one.salt, other.salt);
        assert_ne!(one.nonce, other.nonce);
        assert_ne!(one.ciphertext, other.ciphertext);
    }
}
