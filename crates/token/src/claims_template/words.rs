//! The words of a template, one after the other.

use super::token::Token;

/// Words with the place up to which they have been read.
pub(crate) struct Words {
    tokens: Vec<Token>,
    /// The next word; may be put back to an earlier place.
    pub(crate) position: usize,
}

impl Words {
    pub(crate) const fn new(tokens: Vec<Token>) -> Self {
        Self { tokens, position: 0 }
    }

    pub(crate) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.position)
    }

    pub(crate) fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.position += usize::from(token.is_some());
        token
    }

    /// Steps over the next word if it is this one; tells whether it was.
    pub(crate) fn skip(&mut self, token: &Token) -> bool {
        let is_next = self.peek() == Some(token);
        self.position += usize::from(is_next);
        is_next
    }
}
