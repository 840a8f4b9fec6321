//! Keys of former versions, and what becomes of them.

use super::UserVerification;
use crate::key::{Key, Kind};
use crate::problems::Problems;
use crate::settings::{Setting, Settings};
use crate::value::Value;

const COUNT: Kind = Kind::Number { min: 0, max: 4_294_967_295 };
const CONVERT: &str = "convert_legacy_config";
const CONVERT_SESSION: &str = "convert_legacy_server_side_session_config";
const SERVER_SIDE: &str = "session.server_side.enabled";
const SERVER_SIDE_LIMIT: &str = "session.server_side.limit";

pub(crate) const KEYS: &[Key] = &[
    Key::ops(CONVERT, Kind::Bool, "false", "Copies the deprecated keys over the new ones, set or not."),
    Key::ops(CONVERT_SESSION, Kind::Bool, "true", "Obeys session.server_side, if that is enabled."),
    Key::rest(SERVER_SIDE, Kind::Bool, "false", "Turns on what is always on today.")
        .variable("SESSION_SERVERSIDE_ENABLED")
        .replaced_by("session.limit"),
    Key::rest(SERVER_SIDE_LIMIT, COUNT, "0", "Sessions of a user.")
        .variable("SESSION_SERVERSIDE_LIMIT")
        .replaced_by("session.limit"),
    Key::rest("emails.require_verification", Kind::Bool, "true", "An address must be proved.")
        .replaced_by("email.require_verification"),
    Key::rest("emails.max_num_of_addresses", COUNT, "5", "Most addresses of a user.")
        .replaced_by("email.limit"),
    Key::rest("passcode.ttl", COUNT, "300", "Life of a passcode.")
        .unit("seconds")
        .replaced_by("email.passcode_ttl"),
    Key::rest("smtp.host", Kind::Text, "localhost", "Host of the mail server.")
        .replaced_by("email_delivery.smtp.host"),
    Key::rest("smtp.port", Kind::Text, "465", "Port of the mail server.")
        .replaced_by("email_delivery.smtp.port"),
    Key::rest("smtp.user", Kind::Text, "", "User at the mail server.")
        .replaced_by("email_delivery.smtp.user"),
    Key::rest("smtp.password", Kind::Secret, "", "Password at the mail server.")
        .replaced_by("email_delivery.smtp.password"),
    Key::rest("password.min_password_length", COUNT, "0", "Shortest password.")
        .unit("characters")
        .replaced_by("password.min_length"),
    Key::rest("webauthn.timeout", COUNT, "600000", "Time for a passkey.")
        .unit("milliseconds")
        .replaced_by("webauthn.timeouts.login"),
    Key::rest("webauthn.user_verification", Kind::Text, "preferred", "Verification by the authenticator.")
        .replaced_by("passkey.user_verification"),
];

/// From and to; `webauthn.user_verification` is apart, since its case does not count.
const COPIES: [(&str, &str); 10] = [
    ("emails.max_num_of_addresses", "email.limit"),
    ("emails.require_verification", "email.require_verification"),
    ("passcode.ttl", "email.passcode_ttl"),
    ("smtp.host", "email_delivery.smtp.host"),
    ("smtp.port", "email_delivery.smtp.port"),
    ("smtp.user", "email_delivery.smtp.user"),
    ("smtp.password", "email_delivery.smtp.password"),
    ("password.min_password_length", "password.min_length"),
    ("webauthn.timeout", "webauthn.timeouts.login"),
    ("webauthn.timeout", "webauthn.timeouts.registration"),
];

/// Names every deprecated key that is set, and converts what is to be converted.
pub(crate) fn convert(settings: &mut Settings, problems: &mut Problems) {
    let is_converting = settings.is_on(CONVERT);
    warn(settings, is_converting, problems);
    if is_converting {
        copy_all(settings, problems);
    }
    if settings.is_on(CONVERT_SESSION) && settings.is_on(SERVER_SIDE) {
        convert_server_side(settings, problems);
    }
}

fn warn(settings: &Settings, is_converting: bool, problems: &mut Problems) {
    for key in KEYS.iter().filter(|key| settings.is_set(key.path)) {
        let Some(replacement) = key.replacement else { continue };
        let is_obeyed = if key.path.starts_with("session.server_side.") {
            settings.is_on(CONVERT_SESSION) && settings.is_on(SERVER_SIDE)
        } else {
            is_converting
        };
        let fate = if is_obeyed { "is deprecated" } else { "is deprecated and has no effect" };
        problems.warn(format!("{} {fate}: use {replacement}", key.path));
    }
}

fn copy_all(settings: &mut Settings, problems: &mut Problems) {
    for (from, to) in COPIES {
        if settings.is_set(to) && !settings.is_set(from) {
            problems.warn(format!("{to} is overwritten by the unset {from}: set {CONVERT} to false"));
        }
        settings.copy(from, to);
    }
    copy_user_verification(settings);
    check_passcode_ttl(settings, problems);
}

fn copy_user_verification(settings: &mut Settings) {
    let Some(Setting { value: Value::Text(text), origin }) =
        settings.get("webauthn.user_verification").cloned()
    else {
        return;
    };
    let text = text.to_lowercase();
    // Any other word is refused by the check of the deprecated key.
    if UserVerification::WORDS.contains(&text.as_str()) {
        settings.put("passkey.user_verification", Setting { value: Value::Text(text), origin });
    }
}

fn check_passcode_ttl(settings: &Settings, problems: &mut Problems) {
    if let Some(Setting { value: Value::Number(seconds), .. }) = settings.get("passcode.ttl")
        && !(1..=86_400).contains(seconds)
    {
        problems.refuse(format!("passcode.ttl is {seconds}, expected a number from 1 to 86400 (seconds)"));
    }
}

fn convert_server_side(settings: &mut Settings, problems: &mut Problems) {
    let Some(origin) = settings.get(SERVER_SIDE).map(|setting| setting.origin) else { return };
    for path in [
        "session.allow_revocation",
        "session.acquire_ip_address",
        "session.acquire_user_agent",
        "session.show_on_profile",
    ] {
        settings.put(path, Setting { value: Value::Bool(true), origin });
    }
    if let Some(Setting { value: Value::Number(0), .. }) = settings.get(SERVER_SIDE_LIMIT) {
        problems.refuse(format!(
            "{SERVER_SIDE_LIMIT} is 0, expected a number from 1 to 4294967295: it becomes session.limit"
        ));
        return;
    }
    settings.copy(SERVER_SIDE_LIMIT, "session.limit");
}
