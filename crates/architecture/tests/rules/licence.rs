//! SPDX licence expressions, as far as packages use them.

/// Whether some choice that the expression leaves consists of allowed licences only.
///
/// `AND` binds tighter than `OR`; the old form `A/B` means `A OR B`;
/// `A WITH B` is one licence of that name. `None` when it is no expression.
pub(crate) fn is_allowed(expression: &str, allowed: &[&str]) -> Option<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut parser = Parser { words: spaced.split_whitespace().collect(), next: 0, allowed };
    let verdict = parser.any()?;
    (parser.next == parser.words.len()).then_some(verdict)
}

struct Parser<'a> {
    words: Vec<&'a str>,
    next: usize,
    allowed: &'a [&'a str],
}

impl<'a> Parser<'a> {
    fn take(&mut self, word: &str) -> bool {
        let found = self.words.get(self.next) == Some(&word);
        self.next += usize::from(found);
        found
    }

    fn word(&mut self) -> Option<&'a str> {
        let word = self.words.get(self.next).copied()?;
        self.next += 1;
        (!["AND", "OR", "WITH", "(", ")"].contains(&word)).then_some(word)
    }

    fn any(&mut self) -> Option<bool> {
        let mut verdict = self.all()?;
        while self.take("OR") {
            verdict |= self.all()?;
        }
        Some(verdict)
    }

    fn all(&mut self) -> Option<bool> {
        let mut verdict = self.one()?;
        while self.take("AND") {
            verdict &= self.one()?;
        }
        Some(verdict)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let verdict = self.any()?;
            return self.take(")").then_some(verdict);
        }
        let licence = self.word()?;
        if self.take("WITH") {
            let whole = format!("{licence} WITH {}", self.word()?);
            return Some(self.allowed.contains(&whole.as_str()));
        }
        Some(self.allowed.contains(&licence))
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    const ALLOWED: [&str; 3] = ["MIT", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"];

    #[test]
    fn one_allowed_choice_is_enough() {
        assert_eq!(is_allowed("GPL-3.0 OR MIT", &ALLOWED), Some(true));
        assert_eq!(is_allowed("MIT/GPL-3.0", &ALLOWED), Some(true));
        assert_eq!(is_allowed("GPL-3.0", &ALLOWED), Some(false));
    }

    #[test]
    fn licences_that_hold_together_must_all_be_allowed() {
        assert_eq!(is_allowed("(GPL-3.0 OR MIT) AND BSD-3-Clause", &ALLOWED), Some(true));
        assert_eq!(is_allowed("MIT AND GPL-3.0", &ALLOWED), Some(false));
        assert_eq!(is_allowed("MIT OR BSD-3-Clause AND GPL-3.0", &ALLOWED), Some(true));
    }

    #[test]
    fn an_exception_is_part_of_the_licence() {
        assert_eq!(is_allowed("Apache-2.0 WITH LLVM-exception", &ALLOWED), Some(true));
        assert_eq!(is_allowed("MIT WITH LLVM-exception", &ALLOWED), Some(false));
    }

    #[test]
    fn a_broken_expression_is_no_verdict() {
        for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT BSD-3-Clause", "AND MIT", "MIT WITH"] {
            assert_eq!(is_allowed(broken, &ALLOWED), None, "{broken}");
        }
    }
}
