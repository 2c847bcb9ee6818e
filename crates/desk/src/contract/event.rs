use super::Taken;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a drag over the window stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DragPhase {
    /// Over the window.
    Over,
    /// Left it again.
    Left,
}

/// An event from the host. Positions are in CSS pixels of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "event")]
pub enum HostEvent {
    /// The data has changed: ask again.
    Changed,
    /// Files are dragged over the window.
    Drag {
        /// Where it stands.
        phase: DragPhase,
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
    },
    /// Files are being copied.
    Taking {
        /// How many.
        count: u32,
    },
    /// Files were dropped, and copied.
    Dropped {
        /// The result.
        taken: Taken,
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
    },
}
