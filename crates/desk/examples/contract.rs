//! Prints the TypeScript contract: `cargo run -q -p desk --example contract > ui/src/contract/index.ts`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    print!("{}", desk::typescript());
}
