//! Reads how many tests ran from what each runner prints at its end.

use std::ops::AddAssign;

/// Tests that ran, over however many runners.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    /// Tests that a runner knows of and did not run.
    pub(crate) skipped: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.passed += more.passed;
        self.failed += more.failed;
        self.skipped += more.skipped;
    }
}

/// Whose output it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Runner {
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`, once for each test binary.
    Cargo,
    /// `Tests  1 failed | 12 passed | 2 skipped (15)`.
    Vitest,
    /// `  1 failed`, `  2 flaky`, `  12 passed (31.0s)`, each on a line of its own.
    Playwright,
}

impl Runner {
    pub(crate) fn count(self, output: &str) -> Counts {
        let mut counts = Counts::default();
        for line in output.lines() {
            let line = line.trim();
            match self {
                Runner::Cargo => {
                    // A test that runs its own binary again filters all others out; it is counted once.
                    if let Some(result) = line.strip_prefix("test result: ")
                        && line.contains("; 0 filtered out;")
                    {
                        add_pairs(&mut counts, result.trim_start_matches(|c| c != ' '), ';');
                    }
                }
                Runner::Vitest => {
                    if let Some(result) = line.strip_prefix("Tests ") {
                        add_pairs(&mut counts, result, '|');
                    }
                }
                Runner::Playwright => add_pairs(&mut counts, line, '|'),
            }
        }
        counts
    }
}

/// `12 passed; 0 failed`: a number, then its word; whatever follows the word in brackets is not ours.
fn add_pairs(counts: &mut Counts, result: &str, between: char) {
    for pair in result.split(between) {
        let mut words = pair.split_whitespace();
        let (Some(number), Some(word)) = (words.next(), words.next()) else { continue };
        if words.next().is_none_or(|rest| rest.starts_with('(')) {
            add(counts, number, word);
        }
    }
}

fn add(counts: &mut Counts, number: &str, word: &str) {
    let Ok(number) = number.parse::<u32>() else { return };
    match word {
        "passed" => counts.passed += number,
        // A test that passed only when repeated is a failure: repeating must not become a habit.
        "failed" | "flaky" | "interrupted" => counts.failed += number,
        "ignored" | "skipped" => counts.skipped += number,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runner_is_read_as_it_prints() {
        let counts = |passed, failed, skipped| Counts { passed, failed, skipped };
        let cargo = "running 2 tests\ntest a ... ok\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 65 filtered out; finished in 0.20s\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(Runner::Cargo.count(cargo), counts(15, 2, 1));

        let vitest = " Test Files  4 passed (4)\n      Tests  1 failed | 40 passed | 2 skipped (43)\n   Duration  3.1s\n";
        assert_eq!(Runner::Vitest.count(vitest), counts(40, 1, 2));

        let playwright = "Running 9 tests using 2 workers\n  ✓  1 first.spec.ts:3:1 › opens (1.0s)\n  \
            1 failed\n    [chromium] › a.spec.ts:3:1 › opens\n  1 flaky\n  7 passed (31.0s)\n";
        assert_eq!(Runner::Playwright.count(playwright), counts(7, 2, 0));
    }

    #[test]
    fn a_test_that_prints_numbers_is_not_counted() {
        assert_eq!(Runner::Playwright.count("3 passed over the bridge\nOrder 12\n"), Counts::default());
        assert_eq!(Runner::Cargo.count("12 passed; 0 failed\n"), Counts::default());
    }
}
