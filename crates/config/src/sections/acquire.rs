//! When a flow asks for a credential.

use crate::choice::choice;

choice! {
    /// When a flow asks for a credential.
    pub enum Acquire {
        /// Every time it is missing.
        #[default]
        Always = "always",
        /// When no other credential is there.
        Conditional = "conditional",
        /// Not at all.
        Never = "never",
    }
}
