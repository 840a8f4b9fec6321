//! Cuts a template into words.

use super::error::TemplateError;
use super::literal;
use super::token::Token;

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// All words of a template.
pub(crate) fn tokens(template: &str) -> Result<Vec<Token>, TemplateError> {
    let mut lexer = Lexer { rest: template, tokens: Vec::new(), open_parentheses: 0 };
    while let Some((text, rest)) = lexer.rest.split_once(OPEN) {
        let marked = rest.strip_prefix('-').filter(|inside| inside.starts_with(is_blank));
        lexer.text(if marked.is_some() { text.trim_end_matches(is_blank) } else { text });
        lexer.rest = marked.unwrap_or(rest);
        let inside = marked.map_or(rest, |inside| inside.trim_start_matches(is_blank));
        match inside.strip_prefix("/*") {
            Some(comment) => lexer.comment(comment)?,
            None => lexer.action()?,
        }
    }
    let rest = lexer.rest;
    lexer.text(rest);
    Ok(lexer.tokens)
}

const fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

struct Lexer<'template> {
    rest: &'template str,
    tokens: Vec<Token>,
    open_parentheses: usize,
}

impl<'template> Lexer<'template> {
    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.tokens.push(Token::Text(text.to_owned()));
        }
    }

    fn comment(&mut self, comment: &'template str) -> Result<(), TemplateError> {
        let (_, rest) = comment.split_once("*/").ok_or("a comment is not closed")?;
        self.rest = rest;
        if self.close() { Ok(()) } else { Err("a comment ends before }}".into()) }
    }

    /// The words up to `}}`.
    fn action(&mut self) -> Result<(), TemplateError> {
        self.tokens.push(Token::Open);
        while !self.close() {
            self.word()?;
        }
        if self.open_parentheses > 0 {
            return Err("a parenthesis is not closed".into());
        }
        self.tokens.push(Token::Close);
        Ok(())
    }

    /// Steps over `}}` or ` -}}`, and over the blanks behind the latter.
    fn close(&mut self) -> bool {
        let marked = self.rest.strip_prefix(is_blank).and_then(|rest| rest.strip_prefix("-}}"));
        if let Some(rest) = marked {
            self.rest = rest.trim_start_matches(is_blank);
            return true;
        }
        let rest = self.rest.strip_prefix(CLOSE);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> Result<(), TemplateError> {
        let first = self.rest.chars().next().ok_or("}} is missing")?;
        let second = self.rest.chars().nth(1);
        let token = match first {
            _ if is_blank(first) => self.blanks(),
            '=' => self.sign(1, Token::Assign),
            ':' if second == Some('=') => self.sign(2, Token::Declare),
            ',' => self.sign(1, Token::Comma),
            '|' => self.sign(1, Token::Pipe),
            '(' => {
                self.open_parentheses += 1;
                self.sign(1, Token::LeftParenthesis)
            }
            ')' => {
                self.open_parentheses =
                    self.open_parentheses.checked_sub(1).ok_or("a parenthesis was never opened")?;
                self.sign(1, Token::RightParenthesis)
            }
            '"' | '`' | '\'' => {
                let (value, rest) = literal::quoted(self.rest)?;
                self.rest = rest;
                Token::Literal(value)
            }
            '+' | '-' | '0'..='9' => self.number()?,
            '.' if second.is_some_and(|second| second.is_ascii_digit()) => self.number()?,
            '.' => self.dot()?,
            '$' => Token::Variable(self.name()?.to_owned()),
            _ if is_word(first) => self.plain_word()?,
            _ => return Err(format!("unexpected {first:?}").into()),
        };
        self.tokens.push(token);
        Ok(())
    }

    fn sign(&mut self, bytes: usize, token: Token) -> Token {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
        token
    }

    /// A run of blanks; the last one stays when it belongs to ` -}}`.
    fn blanks(&mut self) -> Token {
        let after = self.rest.trim_start_matches(is_blank);
        let length = self.rest.len() - after.len() - usize::from(after.starts_with("-}}"));
        self.rest = self.rest.get(length..).unwrap_or_default();
        Token::Blank
    }

    fn number(&mut self) -> Result<Token, TemplateError> {
        let (value, rest) = literal::number(self.rest)?;
        self.rest = rest;
        Ok(Token::Literal(value))
    }

    fn dot(&mut self) -> Result<Token, TemplateError> {
        let name = self.name()?;
        Ok(if name.is_empty() { Token::Dot } else { Token::Field(name.to_owned()) })
    }

    /// The letters and digits behind the first character, with an end that may follow a name.
    fn name(&mut self) -> Result<&'template str, TemplateError> {
        let mut characters = self.rest.chars();
        characters.next();
        let behind = characters.as_str();
        let rest = behind.trim_start_matches(is_word);
        let name = behind.get(..behind.len() - rest.len()).unwrap_or_default();
        self.rest = rest;
        self.check_end()?;
        Ok(name)
    }

    fn plain_word(&mut self) -> Result<Token, TemplateError> {
        let rest = self.rest.trim_start_matches(is_word);
        let word = self.rest.get(..self.rest.len() - rest.len()).unwrap_or_default();
        self.rest = rest;
        self.check_end()?;
        Ok(Token::of_word(word))
    }

    fn check_end(&self) -> Result<(), TemplateError> {
        let is_end = |next: char| is_blank(next) || ".,|:)(".contains(next);
        match self.rest.chars().next() {
            Some(next) if !is_end(next) && !self.rest.starts_with(CLOSE) => {
                Err(format!("unexpected {next:?} after a name").into())
            }
            _ => Ok(()),
        }
    }
}
