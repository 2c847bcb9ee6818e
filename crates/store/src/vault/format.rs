//! The format of a file in the vault: `magic | salt | sealed header | sealed chunk, sealed chunk, …`.
//!
//! Each file has its own key, derived from the key of the vault and the salt, so nonces can count from zero.
//! Chunks follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce contains the
//! position and whether the chunk is the last one, so no chunk can be left out, moved or taken from another
//! file. The header contains hash and length of the content: a file under the name of another one is
//! recognised before any of its content is returned.

use crate::error::Error;
use crate::key::Key;
use aes_gcm::aead::{Aead, AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};

pub(super) const MAGIC: &[u8; 8] = b"WBVAULT1";
pub(super) const SALT: usize = 32;
pub(super) const TAG: usize = 16;
/// SHA-256 and length.
const FACTS: usize = 32 + 8;
pub(super) const SEALED_FACTS: usize = FACTS + TAG;
pub(super) const HEADER: usize = MAGIC.len() + SALT + SEALED_FACTS;
/// Length of each chunk but the last one, which holds the rest and is empty for an empty file.
pub(super) const CHUNK: usize = 256 * 1024;

/// The purpose of a nonce: its last byte.
#[derive(Clone, Copy)]
enum Part {
    Chunk = 0,
    LastChunk = 1,
    Facts = 2,
}

/// The cipher of one file.
pub(super) struct Cipher(Aes256Gcm);

impl Cipher {
    pub(super) fn new(vault: &Key, salt: &[u8; SALT]) -> Self {
        let key = vault.derive(salt, b"waybill vault file v1");
        Self(Aes256Gcm::new(key.expose().into()))
    }

    pub(super) fn seal_facts(&self, sha256: &[u8; 32], length: u64) -> Result<Vec<u8>, Error> {
        let mut facts = sha256.to_vec();
        facts.extend(length.to_be_bytes());
        self.0.encrypt(&nonce(0, Part::Facts), facts.as_slice()).map_err(|_| Error::Altered)
    }

    /// Checks and decrypts the hash and the length.
    pub(super) fn open_facts(&self, sealed: &[u8; SEALED_FACTS]) -> Result<([u8; 32], u64), Error> {
        let facts = self.0.decrypt(&nonce(0, Part::Facts), sealed.as_slice()).map_err(|_| Error::Altered)?;
        let (sha256, length) = facts.split_at_checked(32).ok_or(Error::Altered)?;
        let sha256 = sha256.try_into().map_err(|_| Error::Altered)?;
        let length = length.try_into().map_err(|_| Error::Altered)?;
        Ok((sha256, u64::from_be_bytes(length)))
    }

    /// Encrypts a chunk in place and appends the tag.
    pub(super) fn seal_chunk(&self, position: u32, last: bool, chunk: &mut Vec<u8>) -> Result<(), Error> {
        self.0.encrypt_in_place(&nonce(position, part(last)), b"", chunk).map_err(|_| Error::Altered)
    }

    /// Checks a chunk, decrypts it in place and removes the tag.
    pub(super) fn open_chunk(&self, position: u32, last: bool, chunk: &mut Vec<u8>) -> Result<(), Error> {
        self.0.decrypt_in_place(&nonce(position, part(last)), b"", chunk).map_err(|_| Error::Altered)
    }
}

fn part(last: bool) -> Part {
    if last { Part::LastChunk } else { Part::Chunk }
}

fn nonce(position: u32, part: Part) -> Nonce<aes_gcm::aead::consts::U12> {
    let mut nonce = [0; 12];
    nonce[7..11].copy_from_slice(&position.to_be_bytes());
    nonce[11] = part as u8;
    nonce.into()
}
