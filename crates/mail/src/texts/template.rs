//! Texts with placeholders such as `{{code}}`.

/// What may stand between the braces.
pub(super) trait Placeholder: Copy {
    /// The placeholder of this name.
    fn named(name: &str) -> Option<Self>;
}

#[derive(Clone, Debug)]
enum Segment<P> {
    Literal(String),
    Placeholder(P),
}

/// A text cut at its placeholders.
#[derive(Clone, Debug)]
pub(super) struct Template<P>(Vec<Segment<P>>);

impl<P: Placeholder> Template<P> {
    /// Cuts the text; `Err` tells what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut segments = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else {
                return Err("a placeholder is not closed: }} is missing".to_owned());
            };
            let name = name.trim();
            let placeholder =
                P::named(name).ok_or_else(|| format!("there is no placeholder {{{{{name}}}}} here"))?;
            segments.push(Segment::Literal(before.to_owned()));
            segments.push(Segment::Placeholder(placeholder));
            rest = behind;
        }
        segments.push(Segment::Literal(rest.to_owned()));
        Ok(Self(segments))
    }

    /// Whether a placeholder for which this holds is in the text.
    pub(super) fn contains(&self, wanted: impl Fn(P) -> bool) -> bool {
        self.0.iter().any(|segment| matches!(segment, Segment::Placeholder(found) if wanted(*found)))
    }

    /// The text with `fill` in the place of every placeholder. What is filled in is not searched again.
    pub(super) fn render(&self, fill: impl Fn(P) -> String) -> String {
        self.0
            .iter()
            .map(|segment| match segment {
                Segment::Literal(literal) => literal.clone(),
                Segment::Placeholder(placeholder) => fill(*placeholder),
            })
            .collect()
    }
}
