//! Where the server's binaries are.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::{StartError, environment, install};

/// Places that hold one folder for each version: what stands above, before and after the number.
const NUMBERED: [(&str, &str, &str); 6] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
];

/// Places that hold one version at most.
const PLAIN: [&str; 3] =
    ["/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql/bin", "/usr/local/opt/postgresql/bin"];

/// The binaries of one installed version.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    folder: PathBuf,
    /// The major version, such as 17.
    pub(crate) major: u32,
}

impl Binaries {
    /// Finds the binaries, or has them installed.
    pub(crate) fn find_or_install() -> Result<Self, StartError> {
        if let Some(folder) = find()? {
            return Self::in_folder(folder);
        }
        let command = install::install()?;
        let reason = "it brought no initdb".to_owned();
        let folder = find()?.ok_or(StartError::InstallFailed { command, reason })?;
        Self::in_folder(folder)
    }

    fn in_folder(folder: PathBuf) -> Result<Self, StartError> {
        let postgres = folder.join("postgres");
        let output = Command::new(&postgres)
            .arg("--version")
            .output()
            .map_err(StartError::system("run", &postgres))?;
        let major = major_version(&String::from_utf8_lossy(&output.stdout))
            .ok_or(StartError::UnknownVersion(postgres))?;
        Ok(Self { folder, major })
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    pub(crate) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }
}

/// The client: beside the server when there is one, else the one on `PATH`.
///
/// Debian's `psql` on `PATH` is a script several times slower than the program it calls.
pub(crate) fn psql() -> &'static Path {
    static PSQL: OnceLock<PathBuf> = OnceLock::new();
    PSQL.get_or_init(|| {
        let beside = find().ok().flatten().map(|folder| folder.join("psql"));
        beside.filter(|psql| psql.is_file()).unwrap_or_else(|| PathBuf::from("psql"))
    })
}

fn find() -> Result<Option<PathBuf>, StartError> {
    if let Some(folder) = environment::variable(environment::BINARIES).map(PathBuf::from) {
        return if is_complete(&folder) { Ok(Some(folder)) } else { Err(StartError::WrongBinaries(folder)) };
    }
    let on_path = environment::search_path().into_iter();
    let numbered = NUMBERED.into_iter().flat_map(|(above, before, after)| {
        newest_first(Path::new(above), before).into_iter().map(move |folder| folder.join(after))
    });
    let plain = PLAIN.into_iter().map(PathBuf::from);
    let candidates = on_path.chain(std::iter::once_with(pg_config).flatten()).chain(numbered).chain(plain);
    Ok(candidates.into_iter().find(|folder| is_complete(folder)))
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file())
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").stderr(Stdio::null()).output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim()))
}

/// The folders in `above` named `before` and a number, the greatest number first.
fn newest_first(above: &Path, before: &str) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(above)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(before)?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect();
    found.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// Reads an answer such as `postgres (PostgreSQL) 17.2 (Debian 17.2-1)`.
fn major_version(answer: &str) -> Option<u32> {
    let (_, version) = answer.split_once("(PostgreSQL) ")?;
    let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_releases_and_previews() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta2\n"), Some(18));
        assert_eq!(major_version("something else"), None);
    }

    #[test]
    fn the_newest_version_comes_first_by_number() {
        let above = tempfile::tempdir().unwrap();
        for name in ["pgsql-9", "pgsql-16", "pgsql-old", "share"] {
            std::fs::create_dir(above.path().join(name)).unwrap();
        }
        let found = newest_first(above.path(), "pgsql-");
        assert_eq!(found, [above.path().join("pgsql-16"), above.path().join("pgsql-9")]);
    }

    #[test]
    fn a_folder_without_initdb_is_not_complete() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("postgres"), "").unwrap();
        assert!(!is_complete(folder.path()));
    }
}
