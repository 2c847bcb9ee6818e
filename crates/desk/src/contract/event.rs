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

/// What the host tells the page. Positions are in the page's own pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "event")]
pub enum HostEvent {
    /// Something changed: ask again.
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
        /// What became of them.
        taken: Taken,
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
    },
}
