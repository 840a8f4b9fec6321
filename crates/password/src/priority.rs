//! Hashing gives way to everything else.

/// Nine parts of ten of a contested core go to threads of ordinary priority.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Lowers the priority of the calling thread alone. Linux has one a thread; elsewhere it would be the
/// whole process, and nothing is done.
pub(crate) fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "hashing runs at the ordinary priority");
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::{NICENESS, give_way};

    fn niceness() -> i32 {
        rustix::process::getpriority_process(None).unwrap()
    }

    #[test]
    fn only_the_calling_thread_gives_way() {
        let before = niceness();
        let lowered = std::thread::spawn(|| {
            give_way();
            niceness()
        });
        assert_eq!(lowered.join().unwrap(), NICENESS.max(before));
        assert_eq!(niceness(), before);
    }
}
