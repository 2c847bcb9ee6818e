//! Whole answers.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    nt24_client::fuzz::judged(input);
});
