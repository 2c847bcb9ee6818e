use super::answer::{Answered, Refused};
use crate::control::Control;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The time of the sandbox's clock.
#[derive(Serialize, Deserialize)]
pub(super) struct Time {
    now: DateTime<Utc>,
}

/// `GET /_sandbox/clock`
pub(super) async fn read(State(control): State<Control>) -> Json<Time> {
    Json(Time { now: control.now() })
}

/// `PUT /_sandbox/clock`
pub(super) async fn set(State(control): State<Control>, Json(wanted): Json<Time>) -> Json<Time> {
    control.set_clock(wanted.now);
    Json(Time { now: control.now() })
}

#[derive(Deserialize)]
pub(super) struct Advance {
    seconds: i64,
}

/// `POST /_sandbox/clock/advance`
pub(super) async fn advance(State(control): State<Control>, Json(wanted): Json<Advance>) -> Answered<Time> {
    let by = TimeDelta::try_seconds(wanted.seconds).filter(|by| *by >= TimeDelta::zero());
    let until = by.and_then(|by| control.now().checked_add_signed(by));
    control.set_clock(
        until.ok_or_else(|| Refused::wrong("seconds is not a number from 0 within the calendar"))?,
    );
    Ok(Json(Time { now: control.now() }))
}
