//! Use case: remove what has ended, in batches, one process at a time.

use std::sync::Arc;

use super::{CleanupTable, Retention};
use crate::{Clock, Fault, Timestamp};

/// Port: removes rows. Not part of a unit of work: every batch stands for itself.
pub trait CleanupStore: Send + Sync {
    /// Runs `work` unless another process runs a clean-up on this database; tells whether it ran.
    ///
    /// # Errors
    /// What `work` returns, or when the database fails.
    fn exclusively(&self, work: &mut dyn FnMut() -> Result<(), Fault>) -> Result<bool, Fault>;

    /// How many rows of the table ended before this moment.
    ///
    /// # Errors
    /// When the database fails.
    fn count(&self, table: CleanupTable, before: Timestamp) -> Result<u64, Fault>;

    /// Removes at most `most` of them; tells how many.
    ///
    /// # Errors
    /// When the database fails.
    fn remove(&self, table: CleanupTable, before: Timestamp, most: u32) -> Result<u64, Fault>;
}

/// What was removed, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanupReport {
    /// Rows a table, in the order of the work.
    pub rows: Vec<(CleanupTable, u64)>,
    /// Whether another process was at it, so that nothing was done here.
    pub is_busy: bool,
}

/// Cleans up.
pub struct CleanUp {
    /// Removes.
    pub store: Arc<dyn CleanupStore>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How long things are kept.
    pub retention: Retention,
    /// Rows in a batch, at least 1.
    pub batch: u32,
}

impl CleanUp {
    /// Removes everything in these tables that has ended. `progress` hears of each batch.
    ///
    /// # Errors
    /// When the database fails; batches that were removed before stay removed.
    pub fn execute(
        &self,
        tables: &[CleanupTable],
        progress: &mut dyn FnMut(CleanupTable, u64),
    ) -> Result<CleanupReport, Fault> {
        let now = self.clock.now();
        let mut report = CleanupReport::default();
        let rows = &mut report.rows;
        let ran = self.store.exclusively(&mut || {
            for table in tables {
                let removed = self.clean(*table, now, progress)?;
                rows.push((*table, removed));
            }
            Ok(())
        })?;
        report.is_busy = !ran;
        Ok(report)
    }

    /// Counts what [`CleanUp::execute`] would remove.
    ///
    /// # Errors
    /// When the database fails.
    pub fn preview(&self, tables: &[CleanupTable]) -> Result<CleanupReport, Fault> {
        let now = self.clock.now();
        let count = |table: &CleanupTable| {
            let before = self.retention.before(*table, now);
            self.store.count(*table, before).map(|rows| (*table, rows))
        };
        Ok(CleanupReport { rows: tables.iter().map(count).collect::<Result<_, _>>()?, is_busy: false })
    }

    fn clean(
        &self,
        table: CleanupTable,
        now: Timestamp,
        progress: &mut dyn FnMut(CleanupTable, u64),
    ) -> Result<u64, Fault> {
        let before = self.retention.before(table, now);
        let batch = self.batch.max(1);
        let mut total = 0;
        loop {
            let removed = self.store.remove(table, before, batch)?;
            total += removed;
            if removed > 0 {
                progress(table, total);
            }
            if removed < u64::from(batch) {
                return Ok(total);
            }
        }
    }
}
