//! Dockerfiles, as far as ours uses them.

/// One instruction, continued lines joined.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    pub(crate) name: String,
    pub(crate) arguments: String,
}

/// One `FROM` and what follows it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) base: String,
    pub(crate) name: Option<String>,
    pub(crate) instructions: Vec<Instruction>,
}

impl Stage {
    /// The arguments of every instruction of this name.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let named = self.instructions.iter().filter(|instruction| instruction.name == name);
        named.map(|instruction| instruction.arguments.as_str()).collect()
    }
}

/// Instructions without comments and empty lines.
pub(crate) fn instructions(text: &str) -> Vec<Instruction> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    let mut joined = vec![String::new()];
    for line in lines {
        let current = joined.last_mut().expect("there is always a last line");
        if let Some(start) = line.trim_end().strip_suffix('\\') {
            current.push_str(start);
        } else {
            current.push_str(line);
            joined.push(String::new());
        }
    }
    joined
        .iter()
        .filter_map(|line| line.trim().split_once(char::is_whitespace))
        .map(|(name, arguments)| Instruction {
            name: name.to_owned(),
            arguments: arguments.split_whitespace().collect::<Vec<_>>().join(" "),
        })
        .collect()
}

pub(crate) fn stages(text: &str) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for instruction in instructions(text) {
        if instruction.name == "FROM" {
            let words: Vec<&str> = instruction.arguments.split(' ').collect();
            let name =
                (words.get(1) == Some(&"AS")).then(|| words.get(2).map(|name| (*name).to_owned())).flatten();
            let base = words.first().map_or_else(String::new, |base| (*base).to_owned());
            stages.push(Stage { base, name, instructions: Vec::new() });
        } else if let Some(stage) = stages.last_mut() {
            stage.instructions.push(instruction);
        } else {
            panic!("{} stands before the first FROM", instruction.name);
        }
    }
    stages
}

/// The words of a JSON array of plain strings, which is how a command without a shell is written.
pub(crate) fn exec_form(arguments: &str) -> Option<Vec<&str>> {
    let inner = arguments.strip_prefix('[')?.strip_suffix(']')?;
    inner.split(',').map(|word| word.trim().strip_prefix('"')?.strip_suffix('"')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continued_lines_are_one_instruction() {
        let found = instructions("# note\nRUN a \\\n    # inside\n    && b\n\nUSER 1\n");
        let names: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.arguments.as_str())).collect();
        assert_eq!(names, [("RUN", "a && b"), ("USER", "1")]);
    }

    #[test]
    fn a_stage_has_its_base_and_name() {
        let found = stages("FROM a:1 AS build\nRUN x\nFROM b\nUSER 1\n");
        assert_eq!(found[0].name.as_deref(), Some("build"));
        assert_eq!((found[1].base.as_str(), found[1].name.as_deref()), ("b", None));
        assert_eq!(found[1].all("USER"), ["1"]);
    }

    #[test]
    fn only_an_array_of_strings_is_the_exec_form() {
        assert_eq!(exec_form(r#"["/inkan", "serve"]"#), Some(vec!["/inkan", "serve"]));
        assert_eq!(exec_form("/inkan serve"), None);
        assert_eq!(exec_form("[inkan]"), None);
    }
}
