//! The description as a page for people, written once; it asks no other host and runs no script.

use std::fmt::Write;

use serde_json::{Map, Value};

const STYLE: &str = include_str!("page.css");

/// Nothing but the style of the page itself (CSP Level 3 §2.3.1), which is told by its SHA-256.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'sha256-BwXzNnWkapV+4ZMMOjgBDzVmaZaHGav4BMeT02SMUE0='; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Writes the page of an `OpenAPI` document.
pub(super) fn render(document: &Value) -> String {
    let mut page = Page(String::new());
    page.push("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push("<title>Inkan: the API</title>\n<style>");
    page.push(STYLE);
    page.push("</style>\n</head>\n<body>\n<h1>The API of Inkan</h1>\n<p>");
    page.marked(text(document, "/info/description"));
    page.push("</p>\n<p>For machines: <a href=\"openapi.json\">openapi.json</a></p>\n");
    let operations = operations(document);
    let mut groups: Vec<&str> = Vec::new();
    for (_, _, operation) in &operations {
        let group = text(operation, "/tags/0");
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    for group in groups {
        page.push("<h2>");
        page.escaped(group);
        page.push("</h2>\n");
        for (method, path, operation) in operations.iter().filter(|(_, _, it)| text(it, "/tags/0") == group) {
            page.operation(method, path, operation);
        }
    }
    page.schemas(members(document, "/components/schemas"));
    page.push("</body>\n</html>\n");
    page.0
}

/// Method, path and operation in the order of the paths.
fn operations(document: &Value) -> Vec<(&String, &String, &Value)> {
    let paths = members(document, "/paths").into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.filter(|(_, operation)| operation.is_object()).map(move |(method, it)| (method, path, it))
    });
    operations.collect()
}

fn members<'value>(value: &'value Value, pointer: &str) -> Option<&'value Map<String, Value>> {
    value.pointer(pointer).and_then(Value::as_object)
}

fn text<'value>(value: &'value Value, pointer: &str) -> &'value str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

struct Page(String);

impl Page {
    fn push(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.push("&amp;"),
                '<' => self.push("&lt;"),
                '>' => self.push("&gt;"),
                '"' => self.push("&quot;"),
                '\'' => self.push("&#39;"),
                _ => self.0.push(character),
            }
        }
    }

    /// Text in which backticks mark code.
    fn marked(&mut self, text: &str) {
        for (index, part) in text.split('`').enumerate() {
            let is_code = index % 2 == 1;
            self.push(if is_code { "<code>" } else { "" });
            self.escaped(part);
            self.push(if is_code { "</code>" } else { "" });
        }
    }

    fn json(&mut self, title: &str, value: Option<&Value>) {
        let Some(written) = value.and_then(|value| serde_json::to_string_pretty(value).ok()) else { return };
        // Writing into a string cannot fail.
        let _ = write!(self.0, "<p>{title}</p>\n<pre>");
        self.escaped(&written);
        self.push("</pre>\n");
    }

    fn operation(&mut self, method: &str, path: &str, operation: &Value) {
        let id = text(operation, "/operationId");
        let _ = write!(
            self.0,
            "<details id=\"{id}\">\n<summary><span class=\"method\">{}</span>",
            method.to_uppercase()
        );
        self.push(" <code>");
        self.escaped(path);
        self.push("</code> ");
        self.escaped(text(operation, "/summary"));
        self.push("</summary>\n<p>");
        self.marked(text(operation, "/description"));
        self.push(if operation.get("security").is_some() { " Needs a session." } else { "" });
        self.push("</p>\n");
        for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let _ = write!(self.0, "<p><code>{}</code> (", text(parameter, "/name"));
            self.escaped(text(parameter, "/in"));
            self.push("): ");
            self.marked(text(parameter, "/description"));
            self.push("</p>\n");
        }
        let body = operation.pointer("/requestBody/content/application~1json");
        self.json("Body:", body.and_then(|body| body.get("schema")));
        self.json("For example:", body.and_then(|body| body.get("example")));
        self.answers(members(operation, "/responses"));
        self.push("</details>\n");
    }

    fn answers(&mut self, answers: Option<&Map<String, Value>>) {
        self.push("<table>\n<tr><th>Status</th><th>Answer</th></tr>\n");
        for (status, answer) in answers.into_iter().flatten() {
            let _ = write!(self.0, "<tr><td>{status}</td><td>");
            self.marked(text(answer, "/description"));
            for (name, header) in members(answer, "/headers").into_iter().flatten() {
                let _ = write!(self.0, "<br><code>{name}</code>: ");
                self.marked(text(header, "/description"));
            }
            let body = answer.pointer("/content/application~1json");
            if !text(answer, "/description").starts_with('`') {
                self.schema_links(body.and_then(|body| body.get("schema")));
                self.json("For example:", body.and_then(|body| body.get("example")));
            }
            self.push("</td></tr>\n");
        }
        self.push("</table>\n");
    }

    fn schema_links(&mut self, schema: Option<&Value>) {
        let Some(schema) = schema else { return };
        let reference =
            [text(schema, "/$ref"), text(schema, "/items/$ref")].into_iter().find(|it| !it.is_empty());
        let Some(name) = reference.and_then(|reference| reference.rsplit('/').next()) else { return };
        let _ = write!(self.0, "<br>See <a href=\"#schema-{name}\">{name}</a>.");
    }

    fn schemas(&mut self, schemas: Option<&Map<String, Value>>) {
        self.push("<h2>Schemas</h2>\n");
        for (name, schema) in schemas.into_iter().flatten() {
            let _ = write!(self.0, "<details id=\"schema-{name}\">\n<summary><code>{name}</code> ");
            self.marked(text(schema, "/description"));
            self.push("</summary>\n");
            self.json("", Some(schema));
            self.push("</details>\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::json;
    use sha2::{Digest, Sha256};

    use super::{POLICY, STYLE, render};

    #[test]
    fn the_policy_names_the_style() {
        let digest = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        assert!(POLICY.contains(&format!("style-src 'sha256-{digest}';")), "{digest}");
    }

    #[test]
    fn no_text_becomes_html() {
        let operation = json!({ "tags": ["<b>"], "summary": "`a` & <i>", "responses": {} });
        let page = render(&json!({ "paths": { "/<x>": { "get": operation } } }));
        for escaped in ["&lt;b&gt;", "/&lt;x&gt;", "&amp; &lt;i&gt;"] {
            assert!(page.contains(escaped), "{escaped}");
        }
        assert!(!page.contains("<b>") && !page.contains("<i>") && !page.contains("<x>"));
    }
}
