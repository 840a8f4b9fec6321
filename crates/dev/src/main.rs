//! The program `inkan-dev`.

use std::process::ExitCode;

fn main() -> ExitCode {
    inkan_dev::main()
}
