//! Makes a template of words.

use super::error::TemplateError;
use super::functions::Function;
use super::node::{Block, Command, Node, Operand, Pipeline};
use super::token::{Keyword, Token};
use super::value::Value;
use super::words::Words;

/// Levels of blocks and parentheses, branches of `else if` counted. Keeps recursion bounded.
const DEPTH: usize = 40;

/// Parses a whole template.
pub(crate) fn parse(tokens: Vec<Token>) -> Result<Vec<Node>, TemplateError> {
    let mut parser = Parser { words: Words::new(tokens), variables: vec![String::new()], depth: 0 };
    let (nodes, end) = parser.nodes()?;
    match end {
        Stop::EndOfTemplate => Ok(nodes),
        Stop::Else => Err("unexpected else".into()),
        Stop::End => Err("unexpected end".into()),
    }
}

/// What ended a list of nodes.
enum Stop {
    EndOfTemplate,
    Else,
    End,
}

struct Parser {
    words: Words,
    variables: Vec<String>,
    depth: usize,
}

impl Parser {
    fn nodes(&mut self) -> Result<(Vec<Node>, Stop), TemplateError> {
        let mut nodes = Vec::new();
        loop {
            match self.words.next() {
                None => return Ok((nodes, Stop::EndOfTemplate)),
                Some(Token::Text(text)) => nodes.push(Node::Text(text)),
                Some(_) => {
                    self.skip_blanks();
                    let Some(Token::Keyword(keyword)) = self.words.peek() else {
                        nodes.push(Node::Action(self.pipeline(&Token::Close, false)?));
                        continue;
                    };
                    let keyword = *keyword;
                    self.words.next();
                    match keyword {
                        Keyword::Else => return Ok((nodes, Stop::Else)),
                        Keyword::End => {
                            self.close()?;
                            return Ok((nodes, Stop::End));
                        }
                        keyword => nodes.push(self.block(keyword)?),
                    }
                }
            }
        }
    }

    /// From behind `if`, `with` or `range` to behind its `end`.
    fn block(&mut self, keyword: Keyword) -> Result<Node, TemplateError> {
        self.enter()?;
        let known = self.variables.len();
        let pipeline = self.pipeline(&Token::Close, keyword == Keyword::Range)?;
        let (body, end) = self.nodes()?;
        let otherwise = match end {
            Stop::EndOfTemplate => return Err("an end is missing".into()),
            Stop::End => Vec::new(),
            Stop::Else => self.otherwise(keyword)?,
        };
        self.variables.truncate(known);
        self.depth -= 1;
        let block = Block { pipeline, body, otherwise };
        Ok(match keyword {
            Keyword::With => Node::With(block),
            Keyword::Range => Node::Range(block),
            Keyword::If | Keyword::Else | Keyword::End => Node::If(block),
        })
    }

    /// From behind `else` to behind the `end` that belongs to it.
    fn otherwise(&mut self, keyword: Keyword) -> Result<Vec<Node>, TemplateError> {
        self.skip_blanks();
        if keyword != Keyword::Range && self.words.skip(&Token::Keyword(keyword)) {
            return Ok(vec![self.block(keyword)?]);
        }
        self.close()?;
        match self.nodes()? {
            (nodes, Stop::End) => Ok(nodes),
            (_, Stop::Else) => Err("unexpected else".into()),
            (_, Stop::EndOfTemplate) => Err("an end is missing".into()),
        }
    }

    /// Up to and with `end`.
    fn pipeline(&mut self, end: &Token, is_range: bool) -> Result<Pipeline, TemplateError> {
        self.skip_blanks();
        let (variables, is_assignment) = self.variables(is_range)?;
        self.variables.extend(variables.iter().cloned());
        let mut commands: Vec<Command> = Vec::new();
        loop {
            let command = self.command(end)?;
            if !commands.is_empty() && !command.operand.can_take_value() {
                return Err("a value stands behind a pipe".into());
            }
            commands.push(command);
            match self.words.next() {
                Some(Token::Pipe) => {
                    self.skip_blanks();
                    if self.words.skip(end) {
                        break;
                    }
                }
                Some(token) if token == *end => break,
                _ => return Err("a pipeline has no end".into()),
            }
        }
        Ok(Pipeline { variables, is_assignment, commands })
    }

    /// `$x :=`, `$x =`, and with `range` also `$i, $x :=`; or nothing.
    fn variables(&mut self, is_range: bool) -> Result<(Vec<String>, bool), TemplateError> {
        let start = self.words.position;
        let mut names = Vec::new();
        let is_assignment = loop {
            let Some(Token::Variable(name)) = self.words.next() else { break None };
            names.push(name);
            self.skip_blanks();
            match self.words.next() {
                Some(Token::Declare) => break Some(false),
                Some(Token::Assign) => break Some(true),
                Some(Token::Comma) if is_range && names.len() == 1 => {}
                Some(Token::Comma) => return Err("too many variables are declared".into()),
                _ => break None,
            }
            self.skip_blanks();
        };
        let Some(is_assignment) = is_assignment else {
            self.words.position = start;
            return Ok((Vec::new(), false));
        };
        self.skip_blanks();
        Ok((names, is_assignment))
    }

    /// Up to a pipe or the end of the pipeline.
    fn command(&mut self, end: &Token) -> Result<Command, TemplateError> {
        let operand = self.operand()?;
        let mut arguments = Vec::new();
        loop {
            let has_blank = self.skip_blanks();
            match self.words.peek() {
                Some(Token::Pipe) => break,
                Some(token) if token == end => break,
                Some(_) if has_blank => arguments.push(self.operand()?),
                _ => return Err("unexpected word in a command".into()),
            }
        }
        Ok(Command { operand, arguments })
    }

    fn operand(&mut self) -> Result<Operand, TemplateError> {
        let operand = match self.words.next() {
            Some(Token::Literal(value)) => Operand::Literal(value),
            Some(Token::Nil) => Operand::Literal(Value::Nil),
            Some(Token::Dot) => Operand::Dot(Vec::new()),
            Some(Token::Field(name)) => return Ok(Operand::Dot(self.fields(vec![name]))),
            Some(Token::Variable(name)) if self.variables.contains(&name) => {
                return Ok(Operand::Variable(name, self.fields(Vec::new())));
            }
            Some(Token::Variable(name)) => return Err(format!("unknown variable ${name}").into()),
            Some(Token::Identifier(name)) => Operand::Function(Function::named(&name)?),
            Some(Token::LeftParenthesis) => {
                self.enter()?;
                let pipeline = self.pipeline(&Token::RightParenthesis, false)?;
                self.depth -= 1;
                return Ok(Operand::Pipeline(Box::new(pipeline), self.fields(Vec::new())));
            }
            _ => return Err("a value is missing".into()),
        };
        match self.words.peek() {
            Some(Token::Field(_)) => Err("a literal or a function has no fields".into()),
            _ => Ok(operand),
        }
    }

    fn fields(&mut self, mut names: Vec<String>) -> Vec<String> {
        while let Some(Token::Field(name)) = self.words.peek() {
            names.push(name.clone());
            self.words.position += 1;
        }
        names
    }

    fn close(&mut self) -> Result<(), TemplateError> {
        self.skip_blanks();
        if self.words.skip(&Token::Close) { Ok(()) } else { Err("unexpected word after else or end".into()) }
    }

    fn skip_blanks(&mut self) -> bool {
        self.words.skip(&Token::Blank)
    }

    fn enter(&mut self) -> Result<(), TemplateError> {
        self.depth += 1;
        if self.depth > DEPTH { Err("too many levels".into()) } else { Ok(()) }
    }
}
