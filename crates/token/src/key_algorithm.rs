//! Which kinds of keys are made (RFC 7518 §3.1, RFC 8037 §3.1).

/// Length of the modulus of an RSA key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RsaKeySize {
    /// 2048 bits: enough until 2030 (NIST SP 800-57 part 1, table 2).
    Bits2048,
    /// 3072 bits.
    Bits3072,
    /// 4096 bits, what the reference makes.
    #[default]
    Bits4096,
}

impl RsaKeySize {
    /// The size with so many bits; `None` when keys of that size are not made.
    #[must_use]
    pub const fn of_bits(bits: u32) -> Option<Self> {
        match bits {
            2048 => Some(Self::Bits2048),
            3072 => Some(Self::Bits3072),
            4096 => Some(Self::Bits4096),
            _ => None,
        }
    }

    pub(crate) const fn bits(self) -> u32 {
        match self {
            Self::Bits2048 => 2048,
            Self::Bits3072 => 3072,
            Self::Bits4096 => 4096,
        }
    }
}

/// The algorithm of a new key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// `RS256`, the only one that the reference has.
    Rs256(RsaKeySize),
    /// `ES256`: ECDSA on P-256.
    Es256,
    /// `EdDSA` with Ed25519.
    EdDsa,
}

/// `alg` of each.
pub(crate) const RS256: &str = "RS256";
pub(crate) const ES256: &str = "ES256";
pub(crate) const EDDSA: &str = "EdDSA";
