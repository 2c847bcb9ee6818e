use super::{Answered, Refused};
use crate::Control;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What the sandbox's clock shows.
#[derive(Serialize, Deserialize)]
pub(super) struct Shown {
    now: DateTime<Utc>,
}

/// `GET /_sandbox/clock`
pub(super) async fn read(State(control): State<Control>) -> Json<Shown> {
    Json(Shown { now: control.now() })
}

/// `PUT /_sandbox/clock`
pub(super) async fn set(State(control): State<Control>, Json(wanted): Json<Shown>) -> Json<Shown> {
    control.set_clock(wanted.now);
    Json(Shown { now: control.now() })
}

#[derive(Deserialize)]
pub(super) struct Advance {
    seconds: i64,
}

/// `POST /_sandbox/clock/advance`
pub(super) async fn advance(State(control): State<Control>, Json(wanted): Json<Advance>) -> Answered<Shown> {
    let by = TimeDelta::try_seconds(wanted.seconds).filter(|by| *by >= TimeDelta::zero());
    let until = by.and_then(|by| control.now().checked_add_signed(by));
    control.set_clock(
        until.ok_or_else(|| Refused::wrong("seconds is not a number from 0 within the calendar"))?,
    );
    Ok(Json(Shown { now: control.now() }))
}
