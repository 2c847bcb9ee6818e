//! Bodies that the server answers with.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    nt24::fuzz::answer(input);
});
