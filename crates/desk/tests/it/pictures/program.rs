//! Draws a small picture, as every host does when it is asked to: for the tests of this crate, whose own program
//! is not a host.

use std::process::ExitCode;

fn main() -> ExitCode {
    if desk::draw_picture_if_asked() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
