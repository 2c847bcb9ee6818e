//! The worlds of all organizations as bytes.

use crate::world::World;
use serde::{Deserialize, Serialize};

/// The version of the form. Form 1 was the world of the one organization that there was.
const FORMAT: u32 = 2;

/// What a snapshot holds. Tokens, secrets, request budgets, faults and the log of exchanges are not
/// part of it.
#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    organizations: Vec<&'a World>,
}

#[derive(Deserialize)]
struct Read {
    organizations: Vec<World>,
}

/// Just the version.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

/// The worlds in their order.
pub(crate) fn write<'a>(worlds: impl Iterator<Item = &'a World>) -> Vec<u8> {
    let written = Written { format: FORMAT, organizations: worlds.collect() };
    // Every map has text keys and no type here fails to serialize.
    serde_json::to_vec(&written).unwrap_or_default()
}

/// Reads what [`write`] wrote, and the form before it.
pub(crate) fn read(bytes: &[u8]) -> anyhow::Result<Vec<World>> {
    let Form { format } = serde_json::from_slice(bytes)?;
    match format {
        FORMAT => Ok(serde_json::from_slice::<Read>(bytes)?.organizations),
        1 => Ok(vec![serde_json::from_slice(bytes)?]),
        other => anyhow::bail!("the snapshot has form {other}, which is not one of 1 to {FORMAT}"),
    }
}
