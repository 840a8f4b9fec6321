//! The functions that templates may call.

use std::cmp::Ordering;

use super::error::TemplateError;
use super::printf;
use super::template::LONGEST;
use super::value::Value;

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    And,
    Or,
    Not,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Len,
    Print,
    Println,
    Printf,
}

impl Function {
    pub(crate) fn named(name: &str) -> Result<Self, TemplateError> {
        Ok(match name {
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "lt" => Self::Lt,
            "le" => Self::Le,
            "gt" => Self::Gt,
            "ge" => Self::Ge,
            "len" => Self::Len,
            "print" => Self::Print,
            "println" => Self::Println,
            "printf" => Self::Printf,
            _ => return Err(format!("there is no function {name}").into()),
        })
    }

    /// The value for these arguments; `and` and `or` do not come here, since they stop early.
    pub(crate) fn call(self, arguments: &[Value]) -> Result<Value, TemplateError> {
        match (self, arguments) {
            (Self::Not, [value]) => Ok(Value::Bool(!value.is_true())),
            (Self::Eq, [first, others @ ..]) if !others.is_empty() => {
                equals_any(first, others).map(Value::Bool)
            }
            (Self::Ne, [first, second]) => Ok(Value::Bool(!equals_any(first, std::slice::from_ref(second))?)),
            (Self::Lt, [first, second]) => Ok(Value::Bool(order(first, second)?.is_lt())),
            (Self::Le, [first, second]) => Ok(Value::Bool(order(first, second)?.is_le())),
            (Self::Gt, [first, second]) => Ok(Value::Bool(order(first, second)?.is_gt())),
            (Self::Ge, [first, second]) => Ok(Value::Bool(order(first, second)?.is_ge())),
            (Self::Len, [Value::Text(text)]) => Ok(Value::Int(i64::try_from(text.len()).unwrap_or(i64::MAX))),
            (Self::Print, _) => bounded(&print(arguments)),
            (Self::Println, _) => {
                let texts: Vec<_> = arguments.iter().map(Value::print).collect();
                bounded(&format!("{}\n", texts.join(" ")))
            }
            (Self::Printf, [Value::Text(format), arguments @ ..]) => {
                bounded(&printf::printf(format, arguments)?)
            }
            _ => Err(format!("wrong arguments for {self:?}").into()),
        }
    }
}

/// A text that is not too long to go on with.
fn bounded(text: &str) -> Result<Value, TemplateError> {
    if text.len() > LONGEST { Err("a text is too long".into()) } else { Ok(Value::text(text)) }
}

/// Values side by side, with a blank between two that are no texts.
fn print(values: &[Value]) -> String {
    let mut printed = String::new();
    let mut before_is_text = true;
    for value in values {
        let is_text = matches!(value, Value::Text(_));
        if !is_text && !before_is_text {
            printed.push(' ');
        }
        printed.push_str(&value.print());
        before_is_text = is_text;
    }
    printed
}

fn equals_any(first: &Value, others: &[Value]) -> Result<bool, TemplateError> {
    for other in others {
        if equals(first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equals(first: &Value, second: &Value) -> Result<bool, TemplateError> {
    let is_object = |value: &Value| matches!(value, Value::Nil | Value::Absent | Value::Object(_));
    match (first, second) {
        (Value::Nil | Value::Absent, Value::Nil | Value::Absent) => Ok(true),
        (Value::Nil, _) | (_, Value::Nil) => Ok(false),
        _ if is_object(first) && is_object(second) => Ok(first == second),
        _ if std::mem::discriminant(first) == std::mem::discriminant(second) => Ok(first == second),
        _ => Err("values of different types are compared".into()),
    }
}

fn order(first: &Value, second: &Value) -> Result<Ordering, TemplateError> {
    let order = match (first, second) {
        (Value::Int(first), Value::Int(second)) => Some(first.cmp(second)),
        (Value::Float(first), Value::Float(second)) => first.partial_cmp(second),
        (Value::Text(first), Value::Text(second)) => Some(first.cmp(second)),
        _ => None,
    };
    order.ok_or_else(|| "values without an order are compared".into())
}
