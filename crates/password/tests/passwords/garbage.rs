//! Texts that are no hashes.

use inkan_domain::password::{PasswordHash, PasswordHasher as _};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};

use crate::bench::{hasher, matches, password};

const KNOWN: [&str; 2] = [
    "$2a$04$ueatRQXSWChDoKvDCZLcAufTkFVP.aQon7vy2me4PyPEHE1gnI0aq",
    "$fbscrypt$v=1,n=4,r=1,p=1,ss=CoE=,sk=Hae1EIfGkcs=$dGCHJ2jSFKiUmA==$SSKTeVtYPB0=",
];

#[test]
fn what_is_no_hash_fits_no_password() {
    for text in [
        "",
        "$",
        "$2a$",
        "$2a$$$",
        "$2a$04$",
        "$2a$04$short",
        "$2a$+4$ueatRQXSWChDoKvDCZLcAufTkFVP.aQon7vy2me4PyPEHE1gnI0aq",
        "$2a$04$ueatRQXSWChDoKvDCZLcA!fTkFVP.aQon7vy2me4PyPEHE1gnI0aq",
        "$2a$04$ueatRQXSWChDoKvDCZLcAufTkFVP.aQon7vy2me4PyPEHE1gnI0aqq",
        "$2a$04$ueatRQXSWChDoKvDCZLcéufTkFVP.aQon7vy2me4PyPEHE1gnI0a",
        "$fbscrypt$",
        "$fbscrypt$$$",
        "$fbscrypt$v=1$a$b",
        "$fbscrypt$v=2,n=4,r=1,p=1,sk=AAAA$AAAA$AAAA",
        "$fbscrypt$v=1,n=4,r=1,p=1,sk=AAAA,x=1$AAAA$AAAA",
        "$fbscrypt$v=1,n=4,r=1,p=1,sk=AAAA$AAAA$AAAAAAAA",
        "$argon2id$v=19$m=4096,t=3,p=1$c2FsdA$aGFzaA",
    ] {
        assert!(!matches("cost four", text), "{text}");
    }
}

/// One character of a hash that is read, replaced or removed, or the rest cut off.
fn mutilated() -> impl Strategy<Value = String> {
    let known = prop_oneof![Just(KNOWN[0]), Just(KNOWN[1])];
    (known, any::<usize>(), any::<Option<char>>(), any::<bool>()).prop_map(
        |(known, position, other, is_cut)| {
            let mut characters: Vec<char> = known.chars().collect();
            let position = position % characters.len();
            if is_cut {
                characters.truncate(position);
            }
            let end = (position + 1).min(characters.len());
            characters.splice(position..end, other);
            characters.into_iter().collect()
        },
    )
}

/// Texts in the form of a hash, of random parts.
fn near() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\$2[abxy]?\\$[0-9]{1,3}\\$[./A-Za-z0-9é]{50,56}",
        "\\$fbscrypt\\$v=1,n=[0-9]{1,20},r=[0-9]{1,20},p=[0-9]{1,20}(,ss=[A-Za-z=]{0,8})?(,sk=[A-Za-z=]{0,8})?\\$[A-Za-z=]{0,8}\\$[A-Za-z=]{0,8}",
    ]
}

/// High costs that are read are right to take their time, and not what is tested here.
fn is_quick(hash: &str) -> bool {
    let cost = hash.strip_prefix("$2").and_then(|rest| rest.split('$').nth(1)?.parse::<u32>().ok());
    cost.is_none_or(|cost| !(7..=16).contains(&cost))
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), hash in any::<String>()) {
        assert!(!matches(&text, &hash));
    }

    #[test]
    fn a_mutilated_hash_is_read_or_refused(text in any::<String>(), hash in mutilated()) {
        if is_quick(&hash) {
            hasher().matches(&password(&text), &PasswordHash::new(hash)).unwrap();
        }
    }

    #[test]
    fn what_looks_like_a_hash_is_read_or_refused(text in any::<String>(), hash in near()) {
        if is_quick(&hash) {
            hasher().matches(&password(&text), &PasswordHash::new(hash)).unwrap();
        }
    }

    #[test]
    fn a_password_fits_its_hash(text in any::<String>()) {
        let hasher = hasher();
        let hash = hasher.hash(&password(&text));
        if text.len() <= 72 {
            assert!(hasher.matches(&password(&text), &hash.unwrap()).unwrap());
        } else {
            assert!(hash.is_err());
        }
    }
}
