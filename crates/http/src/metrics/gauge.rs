//! A gauge that is read when somebody asks.

use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use prometheus::{Error, Gauge};

/// Reads its value from a function.
pub(crate) struct FunctionGauge {
    gauge: Gauge,
    read: Box<dyn Fn() -> f64 + Send + Sync>,
}

impl FunctionGauge {
    pub(crate) fn new(
        name: &str,
        help: &str,
        read: impl Fn() -> f64 + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        Ok(Self { gauge: Gauge::new(name, help)?, read: Box::new(read) })
    }
}

impl Collector for FunctionGauge {
    fn desc(&self) -> Vec<&Desc> {
        self.gauge.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.gauge.set((self.read)());
        self.gauge.collect()
    }
}
