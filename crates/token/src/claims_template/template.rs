//! One template: Go's `text/template` as far as claims need it.
//!
//! There are texts, fields, variables, literals, pipelines, `if`, `with`, `range` over numbers, comments, trim
//! markers and the functions of [`Function`](super::functions::Function). What Go has beyond that (`define`,
//! `break`, `index`, flags of `printf`, …) is refused, never read in another way.

use super::error::TemplateError;
use super::node::Node;
use super::value::Value;
use super::{lexer, parser, run};

/// Longest template, longest result and longest text in between, in bytes.
pub(crate) const LONGEST: usize = 64 * 1024;

/// A parsed template.
#[derive(Debug)]
pub(crate) struct Template(Vec<Node>);

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        if text.len() > LONGEST {
            return Err("the template is too long".into());
        }
        parser::parse(lexer::tokens(text)?).map(Self)
    }

    pub(crate) fn render(&self, root: &Value) -> Result<String, TemplateError> {
        run::run(&self.0, root)
    }
}
