//! How codes are hashed: under a secret, since six digits are quickly tried.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use inkan_domain::passcode::{Code, CodeHash, CodeHasher};
use inkan_domain::{Fault, PasscodeId, Secret};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::memcmp;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;

use crate::derived_keys::derive_all;

const PREFIX: &str = "hmac-sha256$v1$";
const BCRYPT: [&str; 3] = ["$2a$", "$2b$", "$2y$"];

/// HMAC-SHA-256 over the id of the passcode and the code. Hashes with the first secret, knows codes that were
/// hashed with any, and the bcrypt hashes of the reference.
pub struct HmacCodeHasher {
    keys: Vec<PKey<Private>>,
}

impl HmacCodeHasher {
    /// Derives a key of its own from each of `secrets.keys`.
    ///
    /// # Errors
    /// When there is no secret.
    pub fn new(secrets: &[Secret]) -> Result<Self, Fault> {
        let keys = derive_all(secrets, "inkan passcode v1")?;
        let keys = keys.iter().map(|key| PKey::hmac(&key[..])).collect::<Result<_, _>>();
        Ok(Self { keys: keys.map_err(Fault::internal)? })
    }

    fn matches_hmac(&self, id: PasscodeId, code: &Code, wanted: &str) -> Result<bool, ErrorStack> {
        let mut is_match = false;
        for key in &self.keys {
            let hash = hash(key, id, code)?;
            is_match |= hash.len() == wanted.len() && memcmp::eq(hash.as_bytes(), wanted.as_bytes());
        }
        Ok(is_match)
    }
}

impl CodeHasher for HmacCodeHasher {
    fn hash(&self, id: PasscodeId, code: &Code) -> Result<CodeHash, Fault> {
        let key = self.keys.first().ok_or_else(|| Fault::internal("no key to hash with"))?;
        let hash = hash(key, id, code).map_err(Fault::internal)?;
        Ok(CodeHash::new(format!("{PREFIX}{hash}")))
    }

    fn matches(&self, id: PasscodeId, code: &Code, hash: &CodeHash) -> Result<bool, Fault> {
        let hash = hash.as_str();
        if let Some(wanted) = hash.strip_prefix(PREFIX) {
            return self.matches_hmac(id, code, wanted).map_err(Fault::internal);
        }
        Ok(BCRYPT.iter().any(|prefix| hash.starts_with(prefix)) && matches_bcrypt(code, hash))
    }
}

fn hash(key: &PKey<Private>, id: PasscodeId, code: &Code) -> Result<String, ErrorStack> {
    let mut signer = Signer::new(MessageDigest::sha256(), key)?;
    signer.update(id.as_uuid().as_bytes())?;
    signer.update(code.expose().as_bytes())?;
    Ok(URL_SAFE_NO_PAD.encode(signer.sign_to_vec()?))
}

/// bcrypt takes some texts for one (it cuts at 72 bytes and repeats short ones), so only what can be a code is
/// compared.
fn matches_bcrypt(code: &Code, hash: &str) -> bool {
    let digits = code.expose();
    let is_code = digits.len() == Code::DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code && bcrypt::verify(digits, hash).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use inkan_domain::fakes::id;
    use inkan_domain::passcode::{Code, CodeHash, CodeHasher as _};
    use inkan_domain::{PasscodeId, Secret};

    use super::HmacCodeHasher;

    const KNOWN: &str = "hmac-sha256$v1$ZRcwvIMtZW_TUKx4RpCsdiZeYc38Q53o2-IbGxBzy78";

    fn hasher(secrets: &[&str]) -> HmacCodeHasher {
        let secrets: Vec<_> = secrets.iter().map(|text| Secret::new((*text).to_owned())).collect();
        HmacCodeHasher::new(&secrets).unwrap()
    }

    fn passcode(number: u128) -> PasscodeId {
        PasscodeId::new(id(number))
    }

    fn code(text: &str) -> Code {
        Code::typed(text.to_owned())
    }

    /// The other library is python's: HKDF of `cryptography`, then `hmac`.
    #[test]
    fn a_known_code_is_hashed_as_another_library_does() {
        let hash = hasher(&["a secret of sixteen bytes"]).hash(passcode(7), &code("123456")).unwrap();
        assert_eq!(hash.as_str(), KNOWN);
    }

    #[test]
    fn only_the_same_code_of_the_same_passcode_matches() {
        let hasher = hasher(&["a secret"]);
        let hash = hasher.hash(passcode(1), &code("123456")).unwrap();
        assert!(hasher.matches(passcode(1), &code("123456"), &hash).unwrap());
        assert!(!hasher.matches(passcode(1), &code("123457"), &hash).unwrap());
        assert!(!hasher.matches(passcode(2), &code("123456"), &hash).unwrap());
    }

    #[test]
    fn a_code_that_was_hashed_under_an_older_secret_matches() {
        let hash = hasher(&["old"]).hash(passcode(1), &code("123456")).unwrap();
        assert!(hasher(&["new", "old"]).matches(passcode(1), &code("123456"), &hash).unwrap());
        assert!(!hasher(&["new"]).matches(passcode(1), &code("123456"), &hash).unwrap());
    }

    #[test]
    fn a_hash_of_the_reference_matches_its_code() {
        let made = bcrypt::hash("123456", 4).unwrap();
        for prefix in ["$2a$", "$2b$", "$2y$"] {
            let hash = CodeHash::new(made.replacen("$2b$", prefix, 1));
            assert!(hasher(&["a secret"]).matches(passcode(1), &code("123456"), &hash).unwrap(), "{prefix}");
            assert!(!hasher(&["a secret"]).matches(passcode(1), &code("654321"), &hash).unwrap(), "{prefix}");
        }
    }

    #[test]
    fn a_text_that_bcrypt_takes_for_the_code_does_not_match() {
        let hash = CodeHash::new(bcrypt::hash("123456", 4).unwrap());
        assert!(!hasher(&["a secret"]).matches(passcode(1), &code("123456\u{0}123456"), &hash).unwrap());
    }

    #[test]
    fn a_hash_that_cannot_be_read_fits_no_code() {
        for text in ["", "123456", "hmac-sha256$v1$", "hmac-sha256$v2$x", "$2a$", "$2a$99$x", "$2b$12$short"]
        {
            let hash = CodeHash::new(text.to_owned());
            assert!(!hasher(&["a secret"]).matches(passcode(1), &code("123456"), &hash).unwrap(), "{text}");
        }
    }
}
