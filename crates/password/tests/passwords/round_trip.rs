//! Hashes of our own.

use std::collections::HashSet;
use std::sync::Arc;
use std::thread;

use inkan_domain::fakes::ScriptedRandom;
use inkan_domain::password::PasswordHasher as _;
use inkan_password::{PasswordSettings, PoolingPasswordHasher};

use crate::bench::{hasher, password};

#[test]
fn a_hash_has_the_form_of_the_reference() {
    let hash = hasher().hash(&password("a password")).unwrap();
    assert!(hash.as_str().starts_with("$2a$04$"), "{}", hash.as_str());
    assert_eq!(hash.as_str().len(), 60);
    assert!(bcrypt::verify("a password", hash.as_str()).unwrap());
}

/// From the test vectors of jBCrypt, as `bcrypt` of python makes it too.
#[test]
fn a_known_salt_gives_the_known_hash() {
    let nothing = [0; 16 + 23];
    let salt =
        [0x14, 0x4b, 0x3d, 0x69, 0x1a, 0x7b, 0x4e, 0xcf, 0x39, 0xcf, 0x73, 0x5c, 0x7f, 0xa7, 0xa7, 0x9c];
    let random = ScriptedRandom::new([&nothing[..], &salt].concat());
    let settings = PasswordSettings { cost: 6, threads: 1, most_waiting: 0 };
    let hasher = PoolingPasswordHasher::new(settings, Arc::new(random)).unwrap();
    let hash = hasher.hash(&password("")).unwrap();
    assert_eq!(hash.as_str(), "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.");
    assert!(hasher.hash(&password("")).is_err(), "no randomness, no hash");
}

#[test]
fn every_byte_counts() {
    let hasher = hasher();
    let longest = "x".repeat(72);
    let texts = [
        "12345678\0a",
        "12345678\0b",
        "12345678",
        "12345678\0",
        "\0",
        "",
        &longest,
        &longest[1..],
        &format!("{}y", &longest[1..]),
    ];
    for made in texts {
        let hash = hasher.hash(&password(made)).unwrap();
        for tried in texts {
            // Repeating a short key with its zero byte is how bcrypt works: these two are one to it.
            let is_same = made == tried || [made, tried].iter().all(|text| ["", "\0"].contains(text));
            assert_eq!(hasher.matches(&password(tried), &hash).unwrap(), is_same, "{made:?} {tried:?}");
        }
    }
}

#[test]
fn a_password_of_73_bytes_is_not_cut() {
    let hasher = hasher();
    let hash = hasher.hash(&password(&"x".repeat(72))).unwrap();
    assert!(hasher.hash(&password(&"x".repeat(73))).is_err());
    assert!(!hasher.matches(&password(&"x".repeat(73)), &hash).unwrap());
}

#[test]
fn many_hash_at_a_time() {
    let hasher = hasher();
    let made: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|number| {
                let hasher = &hasher;
                scope.spawn(move || {
                    let password = password(&format!("password {number}"));
                    let hash = hasher.hash(&password).unwrap();
                    hasher.match_nothing(&password).unwrap();
                    assert!(hasher.matches(&password, &hash).unwrap());
                    hash.as_str().to_owned()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(made.into_iter().collect::<HashSet<_>>().len(), 20);
    assert_eq!(hasher.waiting(), 0);
}
