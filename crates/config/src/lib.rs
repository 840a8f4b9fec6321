//! The configuration of the server: keys, sources, checks.
//!
//! A table of keys drives everything: what a file and the environment may say, the defaults, what
//! `config show` prints and the example file. The contract is configuration.md.

mod choice;
mod configuration;
mod convert;
mod duration;
mod environment;
mod example;
mod file;
mod key;
mod load;
mod node;
mod objects;
mod problems;
mod scalar;
mod secret;
mod sections;
mod settings;
mod show;
mod value;

pub use configuration::Configuration;
pub use environment::Environment;
pub use example::example_file;
pub use key::{Key, Kind, Mark};
pub use load::{EffectiveKey, LoadOptions, Loaded};
pub use problems::ConfigurationErrors;
pub use secret::Secret;
pub use sections::*;
pub use settings::Origin;
