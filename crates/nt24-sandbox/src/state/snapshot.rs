//! Snapshots: the worlds of all organizations as JSON.

use crate::world::World;
use chrono::TimeDelta;
use serde::de::DeserializeOwned;
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
    let Form { format } = parse(bytes)?;
    let mut read = match format {
        FORMAT => {
            let read: ReadForm2 = parse(bytes)?;
            let clock_shift = TimeDelta::try_milliseconds(read.clock_shift).unwrap_or_default();
            Read { clock_shift, worlds: read.organizations }
        }
        1 => Read { clock_shift: TimeDelta::zero(), worlds: vec![parse(bytes)?] },
        other => anyhow::bail!("the snapshot has form {other}, which is not one of 1 to {FORMAT}"),
    };
    read.worlds.iter_mut().for_each(World::reindex);
    Ok(read)
}

/// Reads JSON. The parser's own error quotes what it found, and a snapshot holds names.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> anyhow::Result<T> {
    serde_json::from_slice(bytes).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        anyhow::anyhow!("the snapshot cannot be read at line {line}, column {column}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_that_cannot_be_read_is_not_quoted() {
        for text in [
            r#"{"format":"Jan Kowalski"}"#,
            r#"{"format":2,"clock_shift":0,"organizations":"Jan Kowalski"}"#,
            r#"{"format":1,"buyers":"Jan Kowalski"}"#,
        ] {
            let error = read(text.as_bytes()).err().unwrap();
            assert!(!format!("{error:#} {error:?}").contains("Kowalski"), "{error:?}");
        }
    }
}
