//! Form bodies, which are read and ignored (contract 1.4).

/// Whether the text is a form (`application/x-www-form-urlencoded`): no broken escapes, no semicolons.
pub(crate) fn is_urlencoded(body: &[u8]) -> bool {
    let mut bytes = body.iter();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(u8::is_ascii_hexdigit)),
            b';' => false,
            _ => true,
        };
        if !is_fine {
            return false;
        }
    }
    true
}

/// Whether the body is a form in parts (RFC 7578, RFC 2046 §5.1.1): it has a boundary, and ends with it.
pub(crate) fn is_multipart(content_type: &str, body: &[u8]) -> bool {
    let Some(boundary) = boundary(content_type) else { return false };
    let end = format!("--{boundary}--");
    body.starts_with(b"--") && body.windows(end.len()).any(|window| window == end.as_bytes())
}

fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let value = value.trim().trim_matches('"');
    (1..=70).contains(&value.len()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{is_multipart, is_urlencoded};

    #[test]
    fn a_form_has_whole_escapes() {
        assert!(is_urlencoded(b"email=x%40y.test&a=%20+"));
        assert!(is_urlencoded(b""));
        assert!(!is_urlencoded(b"email=%4"));
        assert!(!is_urlencoded(b"email=%zz"));
        assert!(!is_urlencoded(b"a=1;b=2"));
    }

    #[test]
    fn parts_end_with_their_boundary() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na\r\n--x--\r\n";
        assert!(is_multipart("multipart/form-data; boundary=x", body));
        assert!(is_multipart("multipart/form-data; Boundary=\"x\"", body));
        assert!(!is_multipart("multipart/form-data; boundary=y", body));
        assert!(!is_multipart("multipart/form-data", body));
        assert!(!is_multipart("multipart/form-data; boundary=x", b"--x\r\n"));
    }
}
