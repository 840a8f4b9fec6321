//! A signing key that is ready for use: parsed once, then only signing and verifying.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::JoseError;
use josekit::jwk::Jwk;
use josekit::jws::{self, JwsSigner, JwsVerifier};
use serde::Serialize;

use crate::key_algorithm::{EDDSA, ES256, RS256};

/// The public half as it is published (RFC 7517 §4).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PublicJwk {
    kty: &'static str,
    #[serde(rename = "use")]
    key_use: &'static str,
    alg: &'static str,
    kid: String,
    #[serde(flatten)]
    parameters: PublicParameters,
}

/// What differs from type to type.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum PublicParameters {
    /// RFC 7518 §6.3.1.
    Rsa { n: String, e: String },
    /// RFC 7518 §6.2.1.
    Ec { crv: String, x: String, y: String },
    /// RFC 8037 §2.
    Okp { crv: String, x: String },
}

/// Why a decrypted row is no key for us.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SigningKeyError {
    /// Not what RFC 7517 calls a key, or a member does not fit.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// A member that must be there is not.
    #[error("the member {0} is missing or is no text")]
    Missing(&'static str),
    /// A kind of key that nothing here can sign with.
    #[error("keys of the type {kty} with the algorithm {algorithm} are not supported")]
    Unsupported {
        /// `kty`.
        kty: String,
        /// `alg`.
        algorithm: String,
    },
}

/// A private key with everything that signing and verifying need.
pub(crate) struct SigningKey {
    /// `kid`.
    pub(crate) kid: String,
    /// `alg`: the only one that tokens of this key may name.
    pub(crate) algorithm: &'static str,
    /// What is published.
    pub(crate) public: PublicJwk,
    encoded_header: String,
    signer: Box<dyn JwsSigner>,
    verifier: Box<dyn JwsVerifier>,
}

#[derive(Serialize)]
struct Header<'key> {
    alg: &'key str,
    kid: &'key str,
    typ: &'static str,
}

/// What differs from algorithm to algorithm.
struct Parts {
    kty: &'static str,
    algorithm: &'static str,
    parameters: PublicParameters,
    signer: Box<dyn JwsSigner>,
    verifier: Box<dyn JwsVerifier>,
}

impl SigningKey {
    /// Reads a private JWK.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, SigningKeyError> {
        let jwk = Jwk::from_bytes(json)?;
        match (jwk.key_type(), jwk.algorithm(), jwk.curve()) {
            ("RSA", Some(RS256), _) => Self::of(&jwk, rsa(&jwk)?),
            ("EC", Some(ES256), Some("P-256")) => Self::of(&jwk, ec(&jwk)?),
            ("OKP", Some(EDDSA), Some("Ed25519")) => Self::of(&jwk, okp(&jwk)?),
            (kty, algorithm, _) => Err(SigningKeyError::Unsupported {
                kty: kty.to_owned(),
                algorithm: algorithm.unwrap_or("(none)").to_owned(),
            }),
        }
    }

    fn of(jwk: &Jwk, parts: Parts) -> Result<Self, SigningKeyError> {
        let kid = text(jwk, "kid")?;
        let alg = parts.algorithm;
        let header = serde_json::json!(Header { alg, kid: &kid, typ: "JWT" }).to_string();
        let parameters = parts.parameters;
        Ok(Self {
            algorithm: alg,
            public: PublicJwk { kty: parts.kty, key_use: "sig", alg, kid: kid.clone(), parameters },
            encoded_header: URL_SAFE_NO_PAD.encode(header),
            signer: parts.signer,
            verifier: parts.verifier,
            kid,
        })
    }

    /// The JWS compact serialisation of this payload (RFC 7515 §7.1).
    pub(crate) fn sign(&self, payload: &[u8]) -> Result<String, JoseError> {
        self.sign_under(&self.encoded_header, payload)
    }

    /// The same for something else than a session token: with this `typ`.
    pub(crate) fn sign_as(&self, typ: &'static str, payload: &[u8]) -> Result<String, JoseError> {
        let header = serde_json::json!(Header { alg: self.algorithm, kid: &self.kid, typ }).to_string();
        self.sign_under(&URL_SAFE_NO_PAD.encode(header), payload)
    }

    fn sign_under(&self, encoded_header: &str, payload: &[u8]) -> Result<String, JoseError> {
        let mut token = format!("{encoded_header}.{}", URL_SAFE_NO_PAD.encode(payload));
        let signature = self.signer.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// Whether this key made the signature.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verifier.verify(message, signature).is_ok()
    }
}

fn rsa(jwk: &Jwk) -> Result<Parts, SigningKeyError> {
    Ok(Parts {
        kty: "RSA",
        algorithm: RS256,
        parameters: PublicParameters::Rsa { n: text(jwk, "n")?, e: text(jwk, "e")? },
        signer: Box::new(jws::RS256.signer_from_jwk(jwk)?),
        verifier: Box::new(jws::RS256.verifier_from_jwk(jwk)?),
    })
}

fn ec(jwk: &Jwk) -> Result<Parts, SigningKeyError> {
    let (crv, x, y) = (text(jwk, "crv")?, text(jwk, "x")?, text(jwk, "y")?);
    Ok(Parts {
        kty: "EC",
        algorithm: ES256,
        parameters: PublicParameters::Ec { crv, x, y },
        signer: Box::new(jws::ES256.signer_from_jwk(jwk)?),
        verifier: Box::new(jws::ES256.verifier_from_jwk(jwk)?),
    })
}

fn okp(jwk: &Jwk) -> Result<Parts, SigningKeyError> {
    Ok(Parts {
        kty: "OKP",
        algorithm: EDDSA,
        parameters: PublicParameters::Okp { crv: text(jwk, "crv")?, x: text(jwk, "x")? },
        signer: Box::new(jws::EdDSA.signer_from_jwk(jwk)?),
        verifier: Box::new(jws::EdDSA.verifier_from_jwk(jwk)?),
    })
}

fn text(jwk: &Jwk, name: &'static str) -> Result<String, SigningKeyError> {
    let value = jwk.parameter(name).and_then(serde_json::Value::as_str);
    value.map(str::to_owned).ok_or(SigningKeyError::Missing(name))
}
