//! The hasher of passwords.

use std::io;
use std::sync::Arc;

use inkan_domain::password::{Password, PasswordHash, PasswordHasher};
use inkan_domain::{Fault, Random};

use crate::bcrypt_hash::BcryptHash;
use crate::pool::Pool;
use crate::stored_hash::StoredHash;

/// How passwords are hashed.
#[derive(Clone, Copy, Debug)]
pub struct PasswordSettings {
    /// bcrypt's cost of new hashes, 4 to 16: 2 to the power of this many rounds.
    pub cost: u32,
    /// How many passwords are hashed at a time, at least one; the cores of the machine are a good number.
    pub threads: usize,
    /// How many may wait beyond those before others are turned away.
    pub most_waiting: usize,
}

/// Why there is no hasher.
#[derive(Debug, thiserror::Error)]
pub enum PasswordSettingsError {
    /// Below what bcrypt knows, or above what would be read again.
    #[error("a cost of {0} is not between 4 and 16")]
    Cost(u32),
    /// The system gives no thread.
    #[error("no thread to hash passwords on: {0}")]
    Thread(#[from] io::Error),
    /// No randomness can be had.
    #[error(transparent)]
    Random(#[from] Fault),
}

/// Hashes with bcrypt, byte for byte (contract 10.4), on threads of its own that give way to others. Also
/// knows the hashes of Firebase. A hash that nobody can read, or of a cost above 16, fits no password, after
/// the time that another hash would take.
pub struct PoolingPasswordHasher {
    cost: u32,
    pool: Pool,
    /// Fits no password: its digest was drawn.
    nothing: Arc<BcryptHash>,
    random: Arc<dyn Random>,
}

impl PoolingPasswordHasher {
    /// Starts the threads; hashes nothing yet.
    ///
    /// # Errors
    /// See [`PasswordSettingsError`].
    pub fn new(settings: PasswordSettings, random: Arc<dyn Random>) -> Result<Self, PasswordSettingsError> {
        let cost = settings.cost;
        if !(BcryptHash::LEAST_COST..=BcryptHash::MOST_COST).contains(&cost) {
            return Err(PasswordSettingsError::Cost(cost));
        }
        let nothing = BcryptHash { cost, salt: draw(random.as_ref())?, digest: draw(random.as_ref())? };
        let pool = Pool::start(settings.threads, settings.most_waiting)?;
        Ok(Self { cost, pool, nothing: Arc::new(nothing), random })
    }

    /// How many passwords wait for a thread.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.pool.waiting()
    }
}

impl PasswordHasher for PoolingPasswordHasher {
    fn hash(&self, password: &Password) -> Result<PasswordHash, Fault> {
        let (password, cost, salt) = (password.clone(), self.cost, draw(self.random.as_ref())?);
        let hash = self.pool.run(move || BcryptHash::make(&password, cost, salt))?;
        let hash = hash.ok_or_else(|| Fault::internal("a password is longer than 72 bytes"))?;
        Ok(PasswordHash::new(hash.to_text()))
    }

    fn matches(&self, password: &Password, hash: &PasswordHash) -> Result<bool, Fault> {
        match StoredHash::parse(hash.as_str()) {
            Ok(stored) => {
                let password = password.clone();
                self.pool.run(move || stored.matches(&password))?
            }
            Err(reason) => {
                tracing::error!(%reason, "a stored password hash fits no password");
                self.match_nothing(password)?;
                Ok(false)
            }
        }
    }

    fn match_nothing(&self, password: &Password) -> Result<(), Fault> {
        let (password, nothing) = (password.clone(), Arc::clone(&self.nothing));
        self.pool.run(move || nothing.matches(&password)).map(|_fits| ())
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        match StoredHash::parse(hash.as_str()) {
            Ok(StoredHash::Bcrypt(stored)) => stored.cost < self.cost,
            Ok(StoredHash::Firebase(_)) | Err(_) => true,
        }
    }
}

fn draw<const LENGTH: usize>(random: &dyn Random) -> Result<[u8; LENGTH], Fault> {
    let mut bytes = [0; LENGTH];
    random.fill(&mut bytes)?;
    Ok(bytes)
}
