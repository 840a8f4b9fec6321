//! Languages of mails and how one is chosen.

/// A language that mails are written in (contract 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Bengali.
    Bengali,
    /// Brazilian Portuguese.
    BrazilianPortuguese,
    /// Dutch.
    Dutch,
    /// English, the default.
    English,
    /// French.
    French,
    /// German.
    German,
    /// Italian.
    Italian,
    /// Simplified Chinese.
    SimplifiedChinese,
}

impl Language {
    /// All languages, English first.
    pub const ALL: [Self; 8] = [
        Self::English,
        Self::Bengali,
        Self::BrazilianPortuguese,
        Self::Dutch,
        Self::French,
        Self::German,
        Self::Italian,
        Self::SimplifiedChinese,
    ];

    /// The language tag (RFC 5646) under which texts are filed.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Bengali => "bn",
            Self::BrazilianPortuguese => "pt-BR",
            Self::Dutch => "nl",
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Italian => "it",
            Self::SimplifiedChinese => "zh-CN",
        }
    }

    /// The language with this tag, compared without regard to case.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }

    /// Chooses from an `Accept-Language` header (RFC 9110 §12.5.4): the highest quality wins, the first of
    /// equals; what is unknown is skipped, and English is the answer when nothing fits (contract B-19).
    #[must_use]
    pub fn choose(accept_language: &str) -> Self {
        let mut best: Option<(u16, Self)> = None;
        for range in accept_language.split(',').take(Self::MOST_RANGES) {
            let Some((quality, language)) = Self::range(range) else { continue };
            if quality > best.map_or(0, |(quality, _)| quality) {
                best = Some((quality, language));
            }
        }
        best.map_or(Self::English, |(_, language)| language)
    }

    /// Ranges beyond this many are not looked at: nobody speaks more, and a header may be long.
    const MOST_RANGES: usize = 64;

    /// One range as quality in thousandths and the language that serves it.
    fn range(range: &str) -> Option<(u16, Self)> {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next()?;
        let quality = match parts.next() {
            None => 1000,
            Some(parameter) => quality(parameter)?,
        };
        let primary = tag.split('-').next().unwrap_or(tag);
        let language = match primary.to_ascii_lowercase().as_str() {
            "bn" => Self::Bengali,
            "pt" => Self::BrazilianPortuguese,
            "nl" => Self::Dutch,
            "en" => Self::English,
            "fr" => Self::French,
            "de" => Self::German,
            "it" => Self::Italian,
            "zh" => Self::SimplifiedChinese,
            _ => return None,
        };
        Some((quality, language))
    }
}

/// Reads `q=0.8` as 800 (RFC 9110 §12.4.2).
fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_header_decides() {
        for (header, wanted) in [
            ("", Language::English),
            ("de", Language::German),
            ("de-AT", Language::German),
            ("DE", Language::German),
            ("pt", Language::BrazilianPortuguese),
            ("pt-PT", Language::BrazilianPortuguese),
            ("zh", Language::SimplifiedChinese),
            ("fr;q=0.3, it;q=0.9", Language::Italian),
            ("fr, it", Language::French),
            ("xx,de;q=0.5", Language::German),
            ("xx", Language::English),
            ("de;q=0", Language::English),
            ("de;q=0, nl;q=0.001", Language::Dutch),
            ("!!;;;,,,", Language::English),
            ("de;q=2", Language::English),
            ("*", Language::English),
        ] {
            assert_eq!(Language::choose(header), wanted, "{header}");
        }
    }

    #[test]
    fn a_tag_leads_back_to_its_language() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
    }
}
