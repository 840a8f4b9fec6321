//! bcrypt hashes as texts: `$2a$`, two digits of cost, `$`, 22 characters of salt, 31 of digest.

use base64::Engine as _;
use base64::alphabet::BCRYPT;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use inkan_domain::password::Password;
use openssl::memcmp;
use zeroize::Zeroizing;

use crate::stored_hash::Unreadable;

/// The first is written. All three mean the same for the passwords that we take.
const FORMS: [&str; 3] = ["$2a$", "$2b$", "$2y$"];

/// Some libraries leave bits in the last character of a salt that belong to no byte.
const BASE64: GeneralPurpose = GeneralPurpose::new(&BCRYPT, NO_PAD.with_decode_allow_trailing_bits(true));

const SALT_CHARACTERS: usize = 22;

/// What a bcrypt hash says.
pub(crate) struct BcryptHash {
    pub(crate) cost: u32,
    pub(crate) salt: [u8; 16],
    pub(crate) digest: [u8; 23],
}

impl BcryptHash {
    pub(crate) const LEAST_COST: u32 = 4;

    /// A hash of this cost takes some ten seconds; of the highest that bcrypt knows, days.
    pub(crate) const MOST_COST: u32 = 16;

    /// `None` when the password is longer than bcrypt looks.
    pub(crate) fn make(password: &Password, cost: u32, salt: [u8; 16]) -> Option<Self> {
        Some(Self { cost, salt, digest: digest(password, cost, salt)? })
    }

    /// `None` when this is no bcrypt hash at all.
    pub(crate) fn parse(text: &str) -> Option<Result<Self, Unreadable>> {
        let rest = FORMS.iter().find_map(|form| text.strip_prefix(form))?;
        Some(Self::parse_rest(rest))
    }

    fn parse_rest(rest: &str) -> Result<Self, Unreadable> {
        let (cost, rest) = rest.split_once('$').ok_or(Unreadable::Form)?;
        let cost = two_digits(cost).ok_or(Unreadable::Form)?;
        if cost > Self::MOST_COST {
            return Err(Unreadable::Cost(cost));
        }
        let (salt, digest) = rest.split_at_checked(SALT_CHARACTERS).ok_or(Unreadable::Form)?;
        let (salt, digest) = bytes(salt).zip(bytes(digest)).ok_or(Unreadable::Form)?;
        if cost < Self::LEAST_COST {
            return Err(Unreadable::Form);
        }
        Ok(Self { cost, salt, digest })
    }

    pub(crate) fn matches(&self, password: &Password) -> bool {
        digest(password, self.cost, self.salt).is_some_and(|made| memcmp::eq(&made, &self.digest))
    }

    pub(crate) fn to_text(&self) -> String {
        let [form, ..] = FORMS;
        format!("{form}{:02}${}{}", self.cost, BASE64.encode(self.salt), BASE64.encode(self.digest))
    }
}

/// bcrypt takes 72 bytes: the password and a zero byte where there is room. The last byte of its output is
/// never stored.
fn digest(password: &Password, cost: u32, salt: [u8; 16]) -> Option<[u8; 23]> {
    if password.is_too_long() {
        return None;
    }
    let mut key = Zeroizing::new(Vec::with_capacity(Password::MOST_BYTES + 1));
    key.extend_from_slice(password.expose().as_bytes());
    key.push(0);
    key.truncate(Password::MOST_BYTES);
    let [digest @ .., _] = bcrypt::bcrypt(cost, salt, &key);
    Some(digest)
}

fn two_digits(text: &str) -> Option<u32> {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn bytes<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    BASE64.decode(text).ok()?.try_into().ok()
}
