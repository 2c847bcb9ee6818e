//! Addresses that the API names, and paths that a caller does.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    nt24_client::fuzz::called_address(input);
});
