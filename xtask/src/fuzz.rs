//! Fuzzing guided by coverage, on the stable toolchain: libFuzzer, with the instrumentation that LLVM
//! brings along. A short run on fixed seeds is part of every crate's own tests.

use std::process::Command;

use crate::checkout;
use crate::step::{Failure, ask, step};

/// How long each target runs unless asked otherwise, in minutes.
pub(crate) const MINUTES: u64 = 10;

/// The targets, and where the inputs are that each begins with.
const TARGETS: [(&str, &str); 8] = [
    ("problem", "crates/nt24/tests/examples"),
    ("answer", "crates/nt24/tests/examples"),
    ("delivery", "fuzz/seeds/delivery"),
    ("head", "fuzz/seeds/head"),
    ("judged", "fuzz/seeds/judged"),
    ("called_address", "fuzz/seeds/called_address"),
    ("form", "fuzz/seeds/form"),
    ("json_fields", "crates/nt24/tests/examples"),
];

/// The instrumentation that libFuzzer needs: a counter on each edge and a look into each comparison. The
/// options are those of `cargo fuzz`, without the address sanitizer, which needs a nightly
/// compiler, and would find little in a workspace that forbids unsafe code.
const INSTRUMENTED: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Runs every target, one after the other, and says how many inputs each has seen. What was found
/// interesting is kept in `target/fuzz/corpus` for the next time.
pub(crate) fn fuzz(minutes: u64) -> Result<(), Failure> {
    let version =
        ask(Command::new("rustc").arg("-vV")).ok_or_else(|| Failure::Missing("`rustc -vV` failed".into()))?;
    let machine = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or_else(|| Failure::Missing("rustc does not say what machine this is".into()))?;
    let target = checkout::target().join("fuzz");
    // The versions that are shipped are the ones to be tested: the workspace's lock file, to which cargo
    // adds libFuzzer.
    let lock = checkout::root().join("fuzz/Cargo.lock");
    std::fs::copy(checkout::root().join("Cargo.lock"), &lock).map_err(Failure::doing(lock.display()))?;
    let mut build = checkout::cargo(["build", "--release", "--manifest-path", "fuzz/Cargo.toml"]);
    // With a target named, what runs while building is left without instrumentation.
    build.args(["--target", machine]).arg("--target-dir").arg(&target).env("RUSTFLAGS", INSTRUMENTED);
    step("fuzz: build", &mut build)?;

    let found = target.join("found");
    std::fs::create_dir_all(&found).map_err(Failure::doing(found.display()))?;
    for (name, seeds) in TARGETS {
        let corpus = target.join("corpus").join(name);
        std::fs::create_dir_all(&corpus).map_err(Failure::doing(corpus.display()))?;
        let mut run = Command::new(target.join(machine).join("release").join(name));
        run.arg(format!("-max_total_time={}", minutes * 60))
            .arg(format!("-artifact_prefix={}/{name}-", found.display()))
            .args(["-timeout=10", "-rss_limit_mb=1024", "-max_len=16384", "-print_final_stats=1"])
            .arg(&corpus)
            .arg(checkout::root().join(seeds));
        let output = step(&format!("fuzz: {name}"), run.current_dir(checkout::root()))?;
        println!("    {}", executions(&output).unwrap_or("no count"));
    }
    Ok(())
}

/// The number of inputs, from the statistics that libFuzzer prints in the end.
fn executions(output: &str) -> Option<&str> {
    output.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units: ")).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_its_program_and_its_seeds() {
        for (name, seeds) in TARGETS {
            assert!(checkout::root().join(format!("fuzz/targets/{name}.rs")).is_file(), "{name}");
            let mut seeds = std::fs::read_dir(checkout::root().join(seeds)).expect(name);
            assert!(seeds.next().is_some(), "{name}");
        }
        let programs = std::fs::read_dir(checkout::root().join("fuzz/targets")).expect("targets");
        assert_eq!(programs.count(), TARGETS.len());
    }

    #[test]
    fn the_count_is_read_from_the_statistics() {
        let output = "#2 DONE\nstat::number_of_executed_units: 123456\nstat::average_exec_per_sec:     99\n";
        assert_eq!(executions(output), Some("123456"));
        assert_eq!(executions("ERROR: no interesting inputs"), None);
    }
}
