//! `inkan-dev bench`: measures the release binary over a private PostgreSQL.

use crate::Failure;

/// What to measure.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {}

/// x
pub(crate) fn run(_options: &Options) -> Result<(), Failure> {
    Ok(())
}
