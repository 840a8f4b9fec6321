//! What Linux tells about processes (proc(5)).

use std::fs;
use std::io;
use std::time::Duration;

/// The fields of `/proc/PID/stat` that count.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: i32,
    /// Ticks in the process, all threads and both modes.
    own: u64,
    /// Ticks of children that ended and were waited for.
    ended_children: u64,
}

impl Stat {
    /// The name of the program may hold blanks and brackets, so fields are counted from its end.
    fn parse(line: &str) -> Option<Self> {
        let (_, rest) = line.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |place: usize| fields.get(place)?.parse::<u64>().ok();
        Some(Self {
            parent: fields.get(1)?.parse().ok()?,
            own: ticks(11)? + ticks(12)?,
            ended_children: ticks(13)? + ticks(14)?,
        })
    }

    fn read(pid: i32) -> io::Result<Self> {
        let line = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        Self::parse(&line).ok_or_else(|| io::Error::other("/proc/PID/stat cannot be read"))
    }
}

fn duration(ticks: u64) -> Duration {
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    Duration::from_nanos(ticks.saturating_mul(1_000_000_000 / per_second))
}

/// CPU time of a process with all its threads, also those that ended.
pub(super) fn cpu(pid: i32) -> io::Result<Duration> {
    Ok(duration(Stat::read(pid)?.own))
}

/// CPU time of a process and of its children, also those that ended.
pub(super) fn cpu_with_children(pid: i32) -> io::Result<Duration> {
    let stat = Stat::read(pid)?;
    let others = fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    // A process may end between the listing and the look.
    let children = others.filter_map(|other: i32| Stat::read(other).ok()).filter(|other| other.parent == pid);
    Ok(duration(stat.own + stat.ended_children + children.map(|child| child.own).sum::<u64>()))
}

/// CPU time of this process.
pub(super) fn own_cpu() -> io::Result<Duration> {
    cpu(i32::try_from(std::process::id()).map_err(io::Error::other)?)
}

/// CPU time of all programs of the machine and the kernel's threads, and what its host gave to other machines.
pub(super) fn cpu_of_machine() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    busy_ticks(&stat).map(duration).ok_or_else(|| io::Error::other("/proc/stat cannot be read"))
}

/// Of the first line: user, nice and system, the first three, and steal, the eighth. Interrupts belong to nobody.
fn busy_ticks(stat: &str) -> Option<u64> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let fields = line.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>().ok()?;
    Some(fields.get(..3)?.iter().sum::<u64>() + fields.get(7)?)
}

/// Memory of a process that is in RAM, in bytes.
pub(super) fn resident_bytes(pid: i32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    resident(&status).ok_or_else(|| io::Error::other("/proc/PID/status tells no VmRSS"))
}

fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::{Stat, busy_ticks, resident};

    #[test]
    fn fields_are_counted_from_the_end_of_the_name() {
        let line = "4242 (a) b (c) S 17 4242 4242 0 -1 4194560 100 0 0 0 250 50 7 3 20 0 5 0 8000 1 2 3";
        assert_eq!(Stat::parse(line), Some(Stat { parent: 17, own: 300, ended_children: 10 }));
        assert_eq!(Stat::parse("4242 (a) S 17"), None);
        assert_eq!(Stat::parse(""), None);
    }

    #[test]
    fn resident_memory_is_in_bytes() {
        assert_eq!(resident("Name:\tinkan\nVmRSS:\t   20480 kB\nThreads:\t7\n"), Some(20480 * 1024));
        assert_eq!(resident("Name:\tinkan\n"), None);
    }

    #[test]
    fn waiting_and_interrupts_are_not_the_work_of_programs() {
        let stat = "cpu  100 20 30 5000 600 7 8 9 55 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
        assert_eq!(busy_ticks(stat), Some(100 + 20 + 30 + 9));
        assert_eq!(busy_ticks("intr 1"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_used_memory_and_time() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(super::resident_bytes(own).unwrap() > 100_000);
        // Read in this order, since time goes on between the two.
        let alone = super::cpu(own).unwrap();
        assert!(super::cpu_with_children(own).unwrap() >= alone);
    }
}
