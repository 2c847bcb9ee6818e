//! The commands of the project, for a terminal and for the build server: `cargo xtask <verb>`.
//!
//! Standard library only, so that `cargo xtask` starts in a second on a fresh machine.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program talks to its terminal"
)]

mod cargo_tools;
mod checkout;
mod conformance;
mod counts;
mod fuzz;
mod page;
mod planted;
mod simulate;
mod step;
mod system_packages;
mod test;
mod verbs;
mod window;

use std::process::ExitCode;

const VERBS: &str = "\
cargo xtask <verb>

  run          install what is missing, build, open the window (without a display: demo)
  demo         play a whole deal through the real window; screenshots, the export file and the log
               of a deal by keys go to target/demo/
  pictures     take every screen in each language, appearance and width; go to target/pictures/
  measure      time the start of the release build, beside the same page in Chromium and in WebKit's
               own browser: nine rounds, medians and memory
  test         formatting, lints, type checks and every test; ends with a line of counts
  package      build a .deb and say where it is
  contract     write ui/src/contract/index.ts again from the Rust types
  bench        send and fetch a gigabyte over loopback, beside curl; queue writes, beside the disk
  seed n DIR   make a data folder with n orders and their history, and measure the lists in it
  crash [n]    kill the desk n times while it works, 1000 unless said otherwise
  simulate     play a million schedules of desks, people and the network in virtual time; with
               [count] [--seed N] other ones, with --seed N alone that one step by step
  planted      check that the simulation notices every planted fault
  fuzz [min]   run every fuzz target for so many minutes, 10 unless said otherwise
  conformance  hold client and sandbox against the contract with Prism and Schemathesis
               (the first time needs the internet)
  advisories   ask the RustSec database about the locked crates (needs the internet)

Logs of every step are kept in target/test-logs/.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            println!("{VERBS}");
            return ExitCode::SUCCESS;
        }
        ["run"] => verbs::run(),
        ["demo"] => window::demo(),
        ["pictures"] => window::pictures(),
        ["measure"] => window::measure(),
        ["test"] => return test::test(),
        ["package"] => verbs::package(),
        ["contract"] => verbs::contract(),
        ["conformance"] => conformance::conformance(),
        ["advisories"] => verbs::advisories(),
        ["bench"] => verbs::bench(),
        ["seed", orders, folder] => match orders.parse::<u32>() {
            Ok(orders) => verbs::seed(orders, folder),
            Err(_) => Err(step::Failure::Missing(format!("{orders} is no number of orders"))),
        },
        ["crash"] => verbs::crash(1000),
        ["crash", times] => match times.parse::<std::num::NonZeroU64>() {
            Ok(times) => verbs::crash(times.get()),
            Err(_) => Err(step::Failure::Missing(format!("{times} is no number of kills"))),
        },
        ["planted"] => verbs::planted(),
        ["simulate", asked @ ..] => simulate::simulate(asked),
        ["fuzz"] => fuzz::fuzz(fuzz::MINUTES),
        // Not zero: libFuzzer would run forever.
        ["fuzz", minutes] => match minutes.parse::<std::num::NonZeroU64>() {
            Ok(minutes) => fuzz::fuzz(minutes.get()),
            Err(_) => Err(step::Failure::Missing(format!("{minutes} is no number of minutes"))),
        },
        unknown => {
            eprintln!("no such verb: {}\n\n{VERBS}", unknown.join(" "));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
