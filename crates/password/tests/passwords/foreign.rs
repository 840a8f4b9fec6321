//! Hashes that other programs made.

use inkan_domain::password::{PasswordHash, PasswordHasher as _};

use crate::bench::{hasher, matches, with_cost};

/// Passwords and hashes of accounts that were made by the reference: 72 bytes, a zero byte, then imported
/// ones of costs 4, 10 and 13.
const REFERENCE: [(&str, &str); 5] = [
    (
        "ä漢🔑ä漢🔑ä漢🔑ä漢🔑ä漢🔑ä漢🔑ä漢🔑ä漢🔑",
        "$2a$12$CJ5QNQM7EtD9NisyqsQnU.c5/eOut0J7lxQ05/6aqqJt3Zsi86n/.",
    ),
    ("12345678\0right", "$2a$12$LvztWi0Bs8NZYvYERk2tfeu/O3K3fX8VTTw82ofjQ.hps1oWyvXUC"),
    ("cost four", IMPORTED_4),
    ("cost ten", "$2a$10$dillVjKqOAbWSUdUsamMAu4MS6hr2XDMrRlHBb1jQ6LHCOy1TgTYq"),
    ("cost thirteen", "$2a$13$dnMfXHbDHNdifkUVMSWdEulop9CDfKsLOMfVKUhSV2Dcr00nrTU06"),
];

const IMPORTED_4: &str = "$2a$04$ueatRQXSWChDoKvDCZLcAufTkFVP.aQon7vy2me4PyPEHE1gnI0aq";

const FIREBASE: &str = "$fbscrypt$v=1,n=12,r=8,p=1,ss=CoE=,sk=Hae1EIfGkcuBPXlmqE39Ryw5PL86AdBNimEGhqkTFoNW0wKX4nsKhBpCyhU2V7HuyaYFXsAcnnbLds+8wjIDdw==$dGCHJ2jSFKiUmA==$SSKTeVtYPB2rKPUdVL/UV6Cw0+ul6/F6ouWQv8BY4JsEu8kHvrOgVJSRxuS220WRl9KKpNhta8YoUwHITg9SJg==";

#[test]
fn the_passwords_of_the_reference_match() {
    for (text, hash) in REFERENCE {
        assert!(matches(text, hash), "{text}");
    }
}

#[test]
fn what_differs_in_the_last_byte_does_not_match() {
    let (longest, hash) = REFERENCE[0];
    assert!(!matches(&longest.replacen('🔑', "🔒", 8).replacen('🔒', "🔑", 7), hash));
    let (_, hash) = REFERENCE[1];
    assert!(!matches("12345678\0wrong", hash));
    assert!(!matches("12345678", hash));
    assert!(!matches("cost fiue", IMPORTED_4));
    assert!(!matches("cost four\0", IMPORTED_4));
}

#[test]
fn a_firebase_password_matches() {
    assert!(matches("fire base", FIREBASE));
    assert!(!matches("fire bass", FIREBASE));
    assert!(!matches("", FIREBASE));
}

#[test]
fn base64_of_firebase_may_be_of_either_alphabet_without_padding() {
    let (form, rest) = FIREBASE.split_once("sk=").unwrap();
    let rest = rest.replace('+', "-").replace('/', "_").replace('=', "");
    assert!(matches("fire base", &format!("{form}sk={rest}")));
}

#[test]
fn all_forms_of_bcrypt_are_read() {
    for form in ["$2a$", "$2b$", "$2y$"] {
        assert!(matches("cost four", &IMPORTED_4.replacen("$2a$", form, 1)), "{form}");
    }
    for form in ["$2x$", "$2$", "$2c$", "$3a$", "2a$"] {
        assert!(!matches("cost four", &IMPORTED_4.replacen("$2a$", form, 1)), "{form}");
    }
}

/// The last character of the salt has four bits too many. `u` and `v` differ in one of them.
#[test]
fn bits_of_a_salt_that_belong_to_no_byte_do_not_count() {
    let loose = IMPORTED_4.replacen("cAufT", "cAvfT", 1);
    assert_ne!(loose, IMPORTED_4);
    assert!(matches("cost four", &loose));
}

#[test]
fn a_hash_is_outdated_when_it_is_foreign_or_cheap() {
    let hasher = with_cost(10).unwrap();
    let is_outdated = |hash: &str| hasher.is_outdated(&PasswordHash::new(hash.to_owned()));
    assert!(is_outdated(FIREBASE));
    assert!(is_outdated(IMPORTED_4));
    assert!(is_outdated("nonsense"));
    assert!(!is_outdated(REFERENCE[3].1));
    assert!(!is_outdated(REFERENCE[4].1));
}

#[test]
fn costs_that_would_keep_a_thread_for_long_are_not_tried() {
    for cost in ["17", "31", "03", "00"] {
        assert!(!matches("cost four", &IMPORTED_4.replacen("04", cost, 1)), "{cost}");
    }
    for parameters in
        ["n=40,r=8,p=1", "n=12,r=100000,p=1", "n=12,r=8,p=9", "n=0,r=8,p=1", "n=12,r=0,p=1", "n=64,r=8,p=1"]
    {
        assert!(!matches("fire base", &FIREBASE.replacen("n=12,r=8,p=1", parameters, 1)), "{parameters}");
    }
    assert_eq!(hasher().waiting(), 0);
}

#[test]
fn an_empty_signer_key_fits_no_password() {
    assert!(!matches("fire base", "$fbscrypt$v=1,n=12,r=8,p=1$dGCHJ2jSFKiUmA==$"));
    assert!(!matches("fire base", "$fbscrypt$v=1,n=12,r=8,p=1,ss=CoE=,sk=$dGCHJ2jSFKiUmA==$"));
}
