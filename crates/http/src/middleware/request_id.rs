//! The id of a request (contract 5.3, B-14).

use actix_web::http::header::{HeaderMap, HeaderName};
use inkan_domain::{Fault, Random};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 128;
const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The id that the client sent, if it is fit to be stored and shown, or else 32 random letters.
///
/// # Errors
/// When no randomness can be had.
pub(crate) fn choose(headers: &HeaderMap, random: &dyn Random) -> Result<String, Fault> {
    if let Some(id) = headers.get(REQUEST_ID) {
        let bytes = id.as_bytes();
        let is_fit =
            (1..=LONGEST).contains(&bytes.len()) && bytes.iter().all(|byte| (0x20..=0x7e).contains(byte));
        if let (true, Ok(id)) = (is_fit, id.to_str()) {
            return Ok(id.to_owned());
        }
    }
    let mut bytes = [0; 32];
    random.fill(&mut bytes)?;
    let letter = |byte: u8| LETTERS.get(usize::from(byte) % LETTERS.len()).copied().map_or('A', char::from);
    Ok(bytes.into_iter().map(letter).collect())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue};
    use inkan_domain::fakes::CountingRandom;

    use super::{REQUEST_ID, choose};

    fn chosen(id: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_bytes(id).unwrap());
        choose(&headers, &CountingRandom::default()).unwrap()
    }

    #[test]
    fn a_printable_id_is_taken_over() {
        assert_eq!(chosen(b"abc-1 ~"), "abc-1 ~");
        assert_eq!(chosen(&[b'x'; 128]), "x".repeat(128));
    }

    #[test]
    fn anything_else_is_replaced_by_letters() {
        let long = [b'x'; 129];
        for id in [&b""[..], &long, b"a\tb", b"a\xffb"] {
            let made_up = chosen(id);
            assert_eq!(made_up.len(), 32);
            assert!(made_up.bytes().all(|byte| byte.is_ascii_alphabetic()));
        }
    }

    #[test]
    fn no_two_ids_are_the_same() {
        let (headers, random) = (HeaderMap::new(), CountingRandom::default());
        assert_ne!(choose(&headers, &random).unwrap(), choose(&headers, &random).unwrap());
    }
}
