//! What the numbers were measured on.

use std::process::{Command, Stdio};
use std::thread;

/// The machine, and how long an RSA-2048 signature takes on it.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    /// Processors that this process may use.
    pub(super) cores: usize,
    /// Milliseconds of a signature, by the program `openssl`; `None` where it is missing.
    pub(super) signature_ms: Option<f64>,
}

/// Looks around.
pub(super) fn describe() -> Machine {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Machine { cores, signature_ms: signature_ms() }
}

fn signature_ms() -> Option<f64> {
    let mut openssl = Command::new("openssl");
    let output = openssl.args(["speed", "-seconds", "2", "rsa2048"]).stderr(Stdio::null()).output().ok()?;
    milliseconds(&String::from_utf8_lossy(&output.stdout))
}

/// Reads the line `rsa 2048 bits 0.000650s 0.000018s 1538.5 55555.6` of `openssl speed`: the first time is
/// that of a signature.
fn milliseconds(said: &str) -> Option<f64> {
    let line =
        said.lines().find_map(|line| line.trim().strip_prefix("rsa").filter(|_| line.contains("2048")))?;
    let seconds = line.split_whitespace().find_map(|word| word.strip_suffix('s')?.parse::<f64>().ok())?;
    (seconds > 0.0).then_some(seconds * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn the_time_of_a_signature_is_the_first_one() {
        let said = "version: 3.0\n                  sign    verify    sign/s verify/s\n\
            rsa 2048 bits 0.000650s 0.000018s   1538.5  55555.6\n";
        assert!((milliseconds(said).unwrap() - 0.65).abs() < 1e-9);
        assert_eq!(milliseconds("openssl: unknown option"), None);
    }
}
