use super::answer::{Acting, DONE, Done};
use crate::world::ViesAnswer;
use axum::Json;
use axum::extract::Path;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Instruction {
    answer: Answer,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Answer {
    Valid,
    Invalid,
    Unavailable,
}

/// `PUT /_sandbox/vies/{vatNumber}`
pub(super) async fn set(
    Acting(control): Acting,
    Path(vat_number): Path<String>,
    Json(instruction): Json<Instruction>,
) -> Done {
    let answer = match instruction.answer {
        Answer::Valid => ViesAnswer::Valid,
        Answer::Invalid => ViesAnswer::Invalid,
        Answer::Unavailable => ViesAnswer::Unavailable,
    };
    control.vies(&vat_number, answer);
    DONE
}

/// `DELETE /_sandbox/vies/{vatNumber}`
pub(super) async fn clear(Acting(control): Acting, Path(vat_number): Path<String>) -> Done {
    control.vies_by_number(&vat_number);
    DONE
}
