//! Whatever happens to keys, in whatever order, no good token is refused: a model of replicas that lag behind
//! with clocks that differ, and of consumers that keep the JWK Set as long as they may.

use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::{Strategy, prop_oneof, proptest};

use super::{
    CLOCK_SKEW, KEY_LAG, RetireSigningKey, RotateSigningKeys, RotationPolicy, SigningKeys, StoredKey,
    signing_at,
};
use crate::fakes::{FakeKeyFactory, FakeStorage, FixedClock, a_session, id, moment};
use crate::session::Sessions as _;
use crate::{Clock as _, Timestamp, UserId};

const REPLICAS: usize = 3;
const MAX_AGE: TimeDelta = TimeDelta::seconds(600);
const LIFESPAN: TimeDelta = TimeDelta::seconds(3600);

/// What may happen.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// Time goes on by so many seconds.
    Pass(i64),
    /// A replica, or a command on its machine, rotates.
    Rotate(usize),
    /// A replica does what is due.
    Advance(usize),
    /// A replica reads the keys.
    Read(usize),
    /// Somebody logs in at a replica.
    LogIn(usize),
    /// A consumer fetches the JWK Set from a replica.
    Fetch(usize),
    /// The key that signs turns out to be compromised.
    Compromise(usize),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..40_i64).prop_map(Event::Pass),
        3 => (0..2_000_i64).prop_map(Event::Pass),
        2 => (0..REPLICAS).prop_map(Event::Rotate),
        2 => (0..REPLICAS).prop_map(Event::Advance),
        3 => (0..REPLICAS).prop_map(Event::Read),
        6 => (0..REPLICAS).prop_map(Event::LogIn),
        4 => (0..REPLICAS).prop_map(Event::Fetch),
        1 => (0..REPLICAS).prop_map(Event::Compromise),
    ]
}

struct Replica {
    clock: Arc<FixedClock>,
    /// How far its clock is ahead.
    skew: TimeDelta,
    keys: Vec<StoredKey>,
    read_at: Timestamp,
}

/// A consumer's copy of the JWK Set.
struct Copy {
    kids: Vec<String>,
    good_until: Timestamp,
}

struct Token {
    kid: String,
    expires_at: Timestamp,
    /// Whether every copy holds its key: not when the key came in a hurry for a compromised one.
    is_announced: bool,
}

struct Model {
    storage: Arc<FakeStorage>,
    factory: Arc<FakeKeyFactory>,
    now: Timestamp,
    replicas: Vec<Replica>,
    copies: Vec<Copy>,
    tokens: Vec<Token>,
    /// Keys that were compromised, and those that had to follow before their time.
    compromised: Vec<String>,
    hurried: Vec<String>,
    sessions: u128,
}

fn kid(key: &StoredKey) -> String {
    key.key_data.rsplit('/').next().unwrap_or_default().to_owned()
}

impl Model {
    fn new(skews: [i64; REPLICAS]) -> Self {
        let now = moment(0);
        let first = StoredKey {
            row: Some(1),
            kid: None,
            key_data: "first/RS256/key-0".to_owned(),
            created_at: now - TimeDelta::days(9),
            signs_from: now - TimeDelta::days(9),
        };
        let storage = Arc::new(FakeStorage::default());
        storage.with(|state| state.add(&first)).unwrap();
        let replica = |skew| {
            let skew = TimeDelta::milliseconds(skew);
            let clock = Arc::new(FixedClock::at(now + skew));
            Replica { clock, skew, keys: vec![first.clone()], read_at: now }
        };
        Self {
            storage,
            factory: Arc::default(),
            now,
            replicas: skews.map(replica).into(),
            copies: Vec::new(),
            tokens: Vec::new(),
            compromised: Vec::new(),
            hurried: Vec::new(),
            sessions: 0,
        }
    }

    fn rotation(&self, replica: usize) -> RotateSigningKeys {
        RotateSigningKeys {
            storage: self.storage.clone(),
            factory: self.factory.clone(),
            clock: self.replicas[replica].clock.clone(),
            policy: RotationPolicy {
                interval: Some(TimeDelta::hours(2)),
                jwks_max_age: MAX_AGE,
                lifespan: LIFESPAN,
            },
        }
    }

    fn read(&mut self, replica: usize) {
        let keys = self.storage.with(SigningKeys::all).unwrap();
        let replica = &mut self.replicas[replica];
        replica.keys = keys;
        replica.read_at = self.now;
    }

    /// As the key ring does: what is too old is read anew before it signs or is published for long.
    fn read_if_old(&mut self, replica: usize) {
        if self.now - self.replicas[replica].read_at > KEY_LAG {
            self.read(replica);
        }
    }

    fn log_in(&mut self, replica: usize) {
        self.read_if_old(replica);
        let at = &self.replicas[replica];
        let local = at.clock.now();
        let kid = kid(signing_at(&at.keys, local).unwrap());
        // The session is stored before the answer, and the one of a compromised key does not count.
        self.sessions += 1;
        let mut session = a_session(id(self.sessions), UserId::new(id(1)), local);
        session.expires_at = local + LIFESPAN;
        self.storage.with(|state| state.open(&session, u32::MAX)).unwrap();
        let is_announced = !self.hurried.contains(&kid);
        if !self.compromised.contains(&kid) {
            self.tokens.push(Token { kid, expires_at: session.expires_at, is_announced });
        }
    }

    fn fetch(&mut self, replica: usize) {
        let at = &self.replicas[replica];
        let age = self.now - at.read_at;
        // A set that could not be confirmed lately may be kept for that much less.
        let good_for = if age > KEY_LAG { (MAX_AGE - age).max(TimeDelta::zero()) } else { MAX_AGE };
        let kids = at.keys.iter().map(kid).collect();
        self.copies.push(Copy { kids, good_until: self.now + good_for });
    }

    fn compromise(&mut self, replica: usize) {
        let keys = self.storage.with(SigningKeys::all).unwrap();
        let clock = self.replicas[replica].clock.clone();
        let Some(key) = signing_at(&keys, clock.now()) else { return };
        let retire = RetireSigningKey { storage: self.storage.clone(), factory: self.factory.clone(), clock };
        let ended = kid(key);
        self.hurried.extend(retire.execute(&ended, &mut |_| {}).unwrap().successor);
        self.tokens.retain(|token| token.kid != ended);
        self.compromised.push(ended);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Pass(seconds) => {
                self.now += TimeDelta::seconds(seconds);
                for replica in &self.replicas {
                    replica.clock.set(self.now + replica.skew);
                }
            }
            Event::Rotate(replica) => {
                // A second one is refused, which is no harm.
                let _refused = self.rotation(replica).execute();
            }
            Event::Advance(replica) => {
                self.rotation(replica).advance().unwrap();
            }
            Event::Read(replica) => self.read(replica),
            Event::LogIn(replica) => self.log_in(replica),
            Event::Fetch(replica) => self.fetch(replica),
            Event::Compromise(replica) => self.compromise(replica),
        }
    }

    /// Nobody refuses a good token: a replica knows its key or finds it in the database, and a consumer has it
    /// in every copy that it may still use.
    fn check(&mut self) {
        let now = self.now;
        let skew = CLOCK_SKEW / 2;
        self.tokens.retain(|token| token.expires_at + skew > now);
        self.copies.retain(|copy| copy.good_until > now);
        let stored: Vec<String> = self.storage.with(SigningKeys::all).unwrap().iter().map(kid).collect();
        for token in &self.tokens {
            assert!(stored.contains(&token.kid), "{} is not published any more", token.kid);
            let copies = self.copies.iter().filter(|_| token.is_announced);
            for copy in copies {
                assert!(copy.kids.contains(&token.kid), "a consumer does not know {}", token.kid);
            }
        }
        let compromised = stored.iter().find(|kid| self.compromised.contains(kid));
        assert_eq!(compromised, None, "a compromised key is published");
    }
}

proptest! {
    #[test]
    fn no_good_token_is_refused(
        skews in [-7_000..=7_000_i64, -7_000..=7_000_i64, -7_000..=7_000_i64],
        events in proptest::collection::vec(event(), 1..120),
    ) {
        let mut model = Model::new(skews);
        for event in events {
            model.happen(event);
            model.check();
        }
    }
}
