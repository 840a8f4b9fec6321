//! The words of the template language.

use super::value::Value;

/// A word inside `{{` and `}}`, or what is around it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// Text that is printed as it is.
    Text(String),
    /// `{{`
    Open,
    /// `}}`
    Close,
    /// Blanks between words; they separate arguments.
    Blank,
    /// A literal: text, number or boolean.
    Literal(Value),
    /// `nil`
    Nil,
    /// `.`
    Dot,
    /// `.Name`
    Field(String),
    /// `$` or `$name`; without the dollar sign.
    Variable(String),
    /// The name of a function.
    Identifier(String),
    /// A word with a meaning of its own.
    Keyword(Keyword),
    /// `:=`
    Declare,
    /// `=`
    Assign,
    /// `,`
    Comma,
    /// `|`
    Pipe,
    /// `(`
    LeftParenthesis,
    /// `)`
    RightParenthesis,
}

/// Words with a meaning of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// `if`
    If,
    /// `else`
    Else,
    /// `end`
    End,
    /// `with`
    With,
    /// `range`
    Range,
}

impl Token {
    /// The token of a word that begins with a letter.
    pub(crate) fn of_word(word: &str) -> Self {
        match word {
            "if" => Self::Keyword(Keyword::If),
            "else" => Self::Keyword(Keyword::Else),
            "end" => Self::Keyword(Keyword::End),
            "with" => Self::Keyword(Keyword::With),
            "range" => Self::Keyword(Keyword::Range),
            "true" => Self::Literal(Value::Bool(true)),
            "false" => Self::Literal(Value::Bool(false)),
            "nil" => Self::Nil,
            name => Self::Identifier(name.to_owned()),
        }
    }
}
