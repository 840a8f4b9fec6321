//! How a token refers to its place.

use super::StatusIndex;

/// Where others fetch the lists: the address of a list without `/` and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusListUri(String);

/// The claim `status.status_list`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReference {
    /// `uri`, and `sub` of the list.
    pub uri: String,
    /// `idx`.
    pub index: u32,
}

impl StatusListUri {
    /// Takes the address as configured; slashes at its end do not count.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self(address.trim_end_matches('/').to_owned())
    }

    /// The address of the list with this number.
    #[must_use]
    pub fn of_list(&self, list: u32) -> String {
        format!("{}/{list}", self.0)
    }

    /// How a token refers to this place.
    #[must_use]
    pub fn refer_to(&self, place: StatusIndex) -> StatusReference {
        StatusReference { uri: self.of_list(place.list()), index: place.index() }
    }
}
