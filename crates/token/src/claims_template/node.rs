//! What a template is made of.

use super::functions::Function;
use super::value::Value;

/// A part of a template.
#[derive(Debug)]
pub(crate) enum Node {
    /// Text that is printed as it is.
    Text(String),
    /// A pipeline whose value is printed, unless it only declares or assigns.
    Action(Pipeline),
    /// `if`
    If(Block),
    /// `with`
    With(Block),
    /// `range`
    Range(Block),
}

/// A part with a condition or a value to go through.
#[derive(Debug)]
pub(crate) struct Block {
    /// The condition or the value.
    pub(crate) pipeline: Pipeline,
    /// First branch.
    pub(crate) body: Vec<Node>,
    /// Branch of `else`.
    pub(crate) otherwise: Vec<Node>,
}

/// Commands, each of which gets the value of the one before as its last argument. Never empty.
#[derive(Debug)]
pub(crate) struct Pipeline {
    /// Variables that get the value; two only with `range`.
    pub(crate) variables: Vec<String>,
    /// Whether the variables exist already.
    pub(crate) is_assignment: bool,
    /// The commands.
    pub(crate) commands: Vec<Command>,
}

/// An operand, and the arguments if it is a function.
#[derive(Debug)]
pub(crate) struct Command {
    /// What is done.
    pub(crate) operand: Operand,
    /// With what.
    pub(crate) arguments: Vec<Operand>,
}

/// A value or the way to one.
#[derive(Debug)]
pub(crate) enum Operand {
    /// A literal, also `nil`.
    Literal(Value),
    /// `.Name.Name`; `.` alone has no names.
    Dot(Vec<String>),
    /// `$name.Name`
    Variable(String, Vec<String>),
    /// A function without arguments, or with those of its command.
    Function(Function),
    /// `(…).Name`
    Pipeline(Box<Pipeline>, Vec<String>),
}

impl Operand {
    /// Whether it can stand behind a pipe.
    pub(crate) fn can_take_value(&self) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Dot(names) => !names.is_empty(),
            _ => true,
        }
    }
}
