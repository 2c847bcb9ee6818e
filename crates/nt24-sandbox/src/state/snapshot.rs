//! Snapshots: the worlds of all organizations as JSON.

use crate::world::World;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Version of the format. Format 1 was the world of a single organization.
const FORMAT: u32 = 2;

/// A snapshot. Tokens, client secrets, rate limits, faults and the log of exchanges are not part of it.
#[derive(Serialize)]
struct Form2<'a> {
    format: u32,
    /// Shift of the clock in milliseconds. Without it, time would run back for a world that continues after
    /// the clock was advanced.
    clock_shift: i64,
    organizations: Vec<&'a World>,
}

#[derive(Deserialize)]
struct ReadForm2 {
    #[serde(default)]
    clock_shift: i64,
    organizations: Vec<World>,
}

/// The version alone.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

/// A snapshot that was read.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) clock_shift: TimeDelta,
    pub(crate) worlds: Vec<World>,
}

/// Writes the worlds in their order.
pub(crate) fn write<'a>(clock_shift: TimeDelta, worlds: impl Iterator<Item = &'a World>) -> Vec<u8> {
    let clock_shift = clock_shift.num_milliseconds();
    let written = Form2 { format: FORMAT, clock_shift, organizations: worlds.collect() };
    // Every map has text keys and no type here fails to serialize.
    serde_json::to_vec(&written).unwrap_or_default()
}

/// Reads this format and the previous one.
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
