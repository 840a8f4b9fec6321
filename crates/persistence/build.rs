//! Has the migrations embedded anew when one of them changes.
#![expect(clippy::print_stdout, reason = "that is how a build script talks to cargo")]

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
