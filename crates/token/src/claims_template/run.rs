//! Runs a template.

use super::error::TemplateError;
use super::functions::Function;
use super::node::{Block, Command, Node, Operand, Pipeline};
use super::template::LONGEST;
use super::value::Value;

/// Nodes and values that one run may look at; `range` may go round for ever otherwise.
const STEPS: usize = 50_000;

/// The text that a template makes of this root.
pub(crate) fn run(nodes: &[Node], root: &Value) -> Result<String, TemplateError> {
    let mut run = Run { output: String::new(), variables: vec![(String::new(), root.clone())], steps: 0 };
    run.nodes(nodes, root)?;
    Ok(run.output)
}

struct Run {
    output: String,
    variables: Vec<(String, Value)>,
    steps: usize,
}

impl Run {
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<(), TemplateError> {
        for node in nodes {
            self.step()?;
            let known = self.variables.len();
            match node {
                Node::Text(text) => self.write(text)?,
                Node::Action(pipeline) => {
                    let value = self.pipeline(pipeline, dot)?;
                    match value {
                        _ if !pipeline.variables.is_empty() => {}
                        Value::Nil => self.write("<no value>")?,
                        value => self.write(&value.print())?,
                    }
                    continue;
                }
                Node::If(block) => {
                    let is_true = self.pipeline(&block.pipeline, dot)?.is_true();
                    self.nodes(if is_true { &block.body } else { &block.otherwise }, dot)?;
                }
                Node::With(block) => {
                    let value = self.pipeline(&block.pipeline, dot)?;
                    if value.is_true() {
                        self.nodes(&block.body, &value)?;
                    } else {
                        self.nodes(&block.otherwise, dot)?;
                    }
                }
                Node::Range(block) => self.range(block, dot)?,
            }
            self.variables.truncate(known);
        }
        Ok(())
    }

    /// Goes through the numbers below a number: the core operations have no lists to go through.
    fn range(&mut self, block: &Block, dot: &Value) -> Result<(), TemplateError> {
        let value = self.pipeline(&block.pipeline, dot)?;
        let Value::Int(end) = value else { return Err("range over something else than a number".into()) };
        let variable = match block.pipeline.variables.as_slice() {
            [] => None,
            [name] => Some(name),
            _ => return Err("range over a number with two variables".into()),
        };
        if end <= 0 {
            return self.nodes(&block.otherwise, dot);
        }
        for number in 0..end {
            self.step()?;
            if let Some(name) = variable {
                self.assign(name, &Value::Int(number))?;
            }
            let known = self.variables.len();
            self.nodes(&block.body, &Value::Int(number))?;
            self.variables.truncate(known);
        }
        Ok(())
    }

    fn pipeline(&mut self, pipeline: &Pipeline, dot: &Value) -> Result<Value, TemplateError> {
        let mut value = None;
        for command in &pipeline.commands {
            value = Some(self.command(command, value, dot)?);
        }
        let value = value.ok_or("a pipeline is empty")?;
        for name in &pipeline.variables {
            if pipeline.is_assignment {
                self.assign(name, &value)?;
            } else {
                self.variables.push((name.clone(), value.clone()));
            }
        }
        Ok(value)
    }

    fn command(
        &mut self,
        command: &Command,
        last: Option<Value>,
        dot: &Value,
    ) -> Result<Value, TemplateError> {
        match &command.operand {
            Operand::Function(function) => self.call(*function, &command.arguments, last, dot),
            _ if last.is_some() || !command.arguments.is_empty() => {
                Err("only functions take arguments".into())
            }
            Operand::Literal(Value::Nil) => Err("nil stands alone".into()),
            operand => self.operand(operand, dot),
        }
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value, TemplateError> {
        self.step()?;
        match operand {
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Dot(names) => fields(dot.clone(), names),
            Operand::Variable(name, names) => {
                let variable = self.variables.iter().rev().find(|(known, _)| known == name);
                let value = variable.map(|(_, value)| value.clone()).ok_or("unknown variable")?;
                fields(value, names)
            }
            Operand::Function(function) => self.call(*function, &[], None, dot),
            Operand::Pipeline(pipeline, names) => fields(self.pipeline(pipeline, dot)?, names),
        }
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[Operand],
        last: Option<Value>,
        dot: &Value,
    ) -> Result<Value, TemplateError> {
        if matches!(function, Function::And | Function::Or) {
            let mut value = None;
            for argument in arguments {
                let argument = self.operand(argument, dot)?;
                if argument.is_true() == (function == Function::Or) {
                    return Ok(argument);
                }
                value = Some(argument);
            }
            return last.or(value).ok_or_else(|| "and and or need arguments".into());
        }
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for argument in arguments {
            values.push(self.operand(argument, dot)?);
        }
        values.extend(last);
        function.call(&values)
    }

    fn assign(&mut self, name: &str, value: &Value) -> Result<(), TemplateError> {
        let variable = self.variables.iter_mut().rev().find(|(known, _)| known == name);
        variable.ok_or("unknown variable")?.1 = value.clone();
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), TemplateError> {
        self.output.push_str(text);
        if self.output.len() > LONGEST { Err("the result is too long".into()) } else { Ok(()) }
    }

    fn step(&mut self) -> Result<(), TemplateError> {
        self.steps += 1;
        if self.steps > STEPS { Err("the template takes too long".into()) } else { Ok(()) }
    }
}

fn fields(value: Value, names: &[String]) -> Result<Value, TemplateError> {
    names.iter().try_fold(value, |value, name| value.field(name))
}
