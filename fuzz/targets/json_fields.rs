//! JSON bodies that a client sends.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    nt24_sandbox::fuzz::json_fields(input);
});
