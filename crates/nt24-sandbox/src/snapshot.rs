//! The worlds of all organizations as bytes.

use crate::world::World;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// The version of the form. Form 1 was the world of the one organization that there was.
const FORMAT: u32 = 2;

/// What a snapshot holds. Tokens, secrets, request budgets, faults and the log of exchanges are not
/// part of it.
#[derive(Serialize)]
struct Form2<'a> {
    format: u32,
    /// How far the clock was put forward, in milliseconds: a world that is past its export file
    /// must not be before it when it goes on.
    clock_shift: i64,
    organizations: Vec<&'a World>,
}

#[derive(Deserialize)]
struct ReadForm2 {
    #[serde(default)]
    clock_shift: i64,
    organizations: Vec<World>,
}

/// Just the version.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

/// What was read.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) clock_shift: TimeDelta,
    pub(crate) worlds: Vec<World>,
}

/// The worlds in their order.
pub(crate) fn write<'a>(clock_shift: TimeDelta, worlds: impl Iterator<Item = &'a World>) -> Vec<u8> {
    let clock_shift = clock_shift.num_milliseconds();
    let written = Form2 { format: FORMAT, clock_shift, organizations: worlds.collect() };
    // Every map has text keys and no type here fails to serialize.
    serde_json::to_vec(&written).unwrap_or_default()
}

/// Reads what [`write`] wrote, and the form before it.
pub(crate) fn read(bytes: &[u8]) -> anyhow::Result<Read> {
    let Form { format } = serde_json::from_slice(bytes)?;
    let mut read = match format {
        FORMAT => {
            let read: ReadForm2 = serde_json::from_slice(bytes)?;
            let clock_shift = TimeDelta::try_milliseconds(read.clock_shift).unwrap_or_default();
            Read { clock_shift, worlds: read.organizations }
        }
        1 => Read { clock_shift: TimeDelta::zero(), worlds: vec![serde_json::from_slice(bytes)?] },
        other => anyhow::bail!("the snapshot has form {other}, which is not one of 1 to {FORMAT}"),
    };
    read.worlds.iter_mut().for_each(World::reindex);
    Ok(read)
}
