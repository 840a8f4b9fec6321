//! The program `inkan`.

use std::process::ExitCode;

fn main() -> ExitCode {
    inkan_app::run()
}
