//! The conversions of configuration.md, "YAML rules", that need no key.

use crate::node::Node;

/// Why a value does not convert, in the words of the contract.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// Type in the reference's words.
    pub(crate) wanted: &'static str,
    /// The reference's reason; empty where the very kind of the value is wrong.
    pub(crate) reason: &'static str,
}

/// Takes booleans, 0 and 1, and the twelve words of the contract.
pub(crate) fn boolean(node: &Node) -> Result<bool, Unreadable> {
    let unreadable = |reason| Unreadable { wanted: "bool", reason };
    match node {
        Node::Bool(value) => Ok(*value),
        Node::Text(_) | Node::Integer(_) => match node.to_text().unwrap_or_default().as_str() {
            "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
            "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
            _ => Err(unreadable("strconv.ParseBool: invalid syntax")),
        },
        _ => Err(unreadable("")),
    }
}

/// Takes whole numbers, bare or quoted.
pub(crate) fn number(node: &Node) -> Result<i128, Unreadable> {
    let unreadable = |reason| Unreadable { wanted: "int", reason };
    match node {
        Node::Integer(value) => Ok(*value),
        Node::Text(_) | Node::Float(_) => node
            .to_text()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| unreadable("strconv.ParseInt: invalid syntax")),
        _ => Err(unreadable("")),
    }
}

/// Takes texts and bare numbers.
pub(crate) fn text(node: &Node) -> Result<String, Unreadable> {
    node.to_text().ok_or(Unreadable { wanted: "string", reason: "" })
}

/// Takes a list of texts, or one text with commas; blanks are kept.
pub(crate) fn texts(node: &Node) -> Result<Vec<String>, Unreadable> {
    let unreadable = |_| Unreadable { wanted: "[]string", reason: "" };
    match node {
        Node::List(items) => items.iter().map(|item| text(item).map_err(unreadable)).collect(),
        Node::Null => Ok(Vec::new()),
        other => {
            let all = text(other).map_err(unreadable)?;
            if all.trim().is_empty() {
                return Ok(Vec::new());
            }
            Ok(all.split(',').map(str::to_owned).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_boolean_are_exactly_those_of_the_contract() {
        for word in ["1", "t", "T", "TRUE", "true", "True"] {
            assert_eq!(boolean(&Node::Text(word.to_owned())), Ok(true));
        }
        for word in ["0", "f", "F", "FALSE", "false", "False"] {
            assert_eq!(boolean(&Node::Text(word.to_owned())), Ok(false));
        }
        for word in ["yes", "no", "on", "tRUE", "", "2"] {
            assert!(boolean(&Node::Text(word.to_owned())).is_err(), "{word}");
        }
    }

    #[test]
    fn numbers_may_be_quoted_but_not_broken() {
        assert_eq!(number(&Node::Text("7".to_owned())), Ok(7));
        assert_eq!(number(&Node::Float(5.0)), Ok(5));
        assert!(number(&Node::Float(5.5)).is_err());
        assert!(number(&Node::Bool(true)).is_err());
    }
}
