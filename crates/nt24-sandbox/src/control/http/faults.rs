use super::answer::{Answered, DONE, Done, Refused};
use crate::control::Control;
use crate::fault::{Fault, FaultKind};
use crate::message::ISSUE_TOKEN;
use axum::Json;
use axum::extract::State;
use nt24::Operation;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A fault, as it is added and listed.
#[derive(Serialize, Deserialize)]
pub(super) struct Waiting {
    /// `operationId`, or `issueToken`. `None` matches every call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    /// How many calls it hits.
    #[serde(default = "once")]
    times: u32,
    /// Number of matching calls that pass first.
    #[serde(default)]
    after: u32,
    #[serde(flatten)]
    kind: Kind,
}

fn once() -> u32 {
    1
}

/// The kind of fault; see [`FaultKind`].
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Kind {
    CutBeforeHandling,
    CutAfterHandling,
    CutDuringAnswer,
    Status {
        status: u16,
        #[serde(rename = "type", default = "internal_error")]
        slug: String,
    },
    Latency {
        milliseconds: u64,
    },
    Html,
    BrokenJson,
    RateLimited {
        retry_after: u64,
    },
    HalfBody,
    ContentType {
        content_type: String,
    },
    Drip {
        bytes: usize,
        milliseconds: u64,
    },
    Promised {
        bytes: u64,
    },
    Endless,
    Member {
        name: String,
        text: String,
    },
}

fn internal_error() -> String {
    "internal-error".to_owned()
}

/// `GET /_sandbox/faults`
pub(super) async fn list(State(control): State<Control>) -> Json<Vec<Waiting>> {
    let waiting = control.faults().into_iter().map(|(after, fault)| Waiting {
        operation: fault.operation,
        times: fault.times,
        after,
        kind: fault.kind.into(),
    });
    Json(waiting.collect())
}

/// `POST /_sandbox/faults`
pub(super) async fn add(
    State(control): State<Control>,
    Json(fault): Json<Waiting>,
) -> Answered<Vec<Waiting>> {
    if let Some(operation) = &fault.operation
        && operation != ISSUE_TOKEN
        && !Operation::ALL.iter().any(|known| known.id() == operation)
    {
        return Err(Refused::wrong(format!("no operation has this id: {operation}")));
    }
    let kind = FaultKind::try_from(fault.kind)?;
    control.fault_after(fault.after, Fault { operation: fault.operation, times: fault.times, kind });
    Ok(list(State(control)).await)
}

/// `DELETE /_sandbox/faults`
pub(super) async fn clear(State(control): State<Control>) -> Done {
    control.clear_faults();
    DONE
}

impl From<FaultKind> for Kind {
    fn from(kind: FaultKind) -> Self {
        match kind {
            FaultKind::CutBeforeHandling => Self::CutBeforeHandling,
            FaultKind::CutAfterHandling => Self::CutAfterHandling,
            FaultKind::CutDuringAnswer => Self::CutDuringAnswer,
            FaultKind::Status(status, slug) => Self::Status { status, slug },
            FaultKind::Latency(time) => Self::Latency { milliseconds: milliseconds(time) },
            FaultKind::Html => Self::Html,
            FaultKind::BrokenJson => Self::BrokenJson,
            FaultKind::RateLimited(retry_after) => Self::RateLimited { retry_after },
            FaultKind::HalfBody => Self::HalfBody,
            FaultKind::ContentType(content_type) => Self::ContentType { content_type },
            FaultKind::Drip { bytes, pause } => Self::Drip { bytes, milliseconds: milliseconds(pause) },
            FaultKind::Promised(bytes) => Self::Promised { bytes },
            FaultKind::Endless => Self::Endless,
            FaultKind::Member { name, text } => Self::Member { name, text },
        }
    }
}

impl TryFrom<Kind> for FaultKind {
    type Error = Refused;

    fn try_from(kind: Kind) -> Result<Self, Refused> {
        Ok(match kind {
            Kind::CutBeforeHandling => Self::CutBeforeHandling,
            Kind::CutAfterHandling => Self::CutAfterHandling,
            Kind::CutDuringAnswer => Self::CutDuringAnswer,
            Kind::Status { status, slug } if (400..600).contains(&status) => Self::Status(status, slug),
            Kind::Status { .. } => return Err(Refused::wrong("status is not between 400 and 599")),
            Kind::Latency { milliseconds } => Self::Latency(Duration::from_millis(milliseconds)),
            Kind::Html => Self::Html,
            Kind::BrokenJson => Self::BrokenJson,
            Kind::RateLimited { retry_after } => Self::RateLimited(retry_after),
            Kind::HalfBody => Self::HalfBody,
            Kind::ContentType { content_type } => Self::ContentType(content_type),
            Kind::Drip { bytes: 0, .. } => return Err(Refused::wrong("bytes must be at least 1")),
            Kind::Drip { bytes, milliseconds } => {
                Self::Drip { bytes, pause: Duration::from_millis(milliseconds) }
            }
            Kind::Promised { bytes } => Self::Promised(bytes),
            Kind::Endless => Self::Endless,
            Kind::Member { name, text } => Self::Member { name, text },
        })
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
