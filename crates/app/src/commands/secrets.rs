//! `inkan secrets rotate`.

use crate::cli::SecretsAction;
use crate::commands::{moment, open, say};
use crate::start_error::StartError;

/// Encrypts under the first secret, and says when the others are not needed any more.
pub(super) fn run(action: &SecretsAction) -> Result<(), StartError> {
    let SecretsAction::Rotate { source } = action;
    let (configuration, connected) = open(source)?;
    let done = connected.encrypt_anew(&configuration)?.execute()?;
    say(&format!("encrypted anew: {} signing keys, {} messages", done.signing_keys, done.messages))?;
    let wait = done.passcodes_until.map_or_else(
        || "no passcode is open".to_owned(),
        |end| format!("the last open passcode ends at {}", moment(end)),
    );
    say(&format!("{wait}; the other secrets can go then, once no server has one of them in the first place"))
}
