//! Patterns of redirect targets (rest-third-party.md §3.2).

use crate::settings::Reader;

/// Refuses patterns whose brackets do not close.
pub(crate) fn check_patterns(reader: &mut Reader<'_>, path: &str, patterns: &[String]) {
    for pattern in patterns {
        if let Err(reason) = check(pattern) {
            reader.problems.refuse(format!(
                "failed to post process config: failed compile allowed redirect url glob: {path} holds {pattern:?}: \
                 {reason}"
            ));
        }
    }
}

fn check(pattern: &str) -> Result<(), &'static str> {
    let mut characters = pattern.chars();
    let mut open_braces: u32 = 0;
    let mut is_in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next().ok_or("a backslash at the end escapes nothing")?;
            }
            ']' if is_in_class => is_in_class = false,
            _ if is_in_class => {}
            '[' => is_in_class = true,
            '{' => open_braces += 1,
            '}' => open_braces = open_braces.checked_sub(1).ok_or("a } closes nothing")?,
            _ => {}
        }
    }
    if is_in_class {
        return Err("a [ is not closed");
    }
    if open_braces > 0 {
        return Err("a { is not closed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_must_close() {
        for pattern in ["https://*.app.test", "https://{one,two}.test/[a-z]/**", r"https://a.test/\{", "[!{]"]
        {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
        for pattern in ["https://{one", "https://one}", "https://[a-z", r"https://a\"] {
            assert!(check(pattern).is_err(), "{pattern}");
        }
    }
}
