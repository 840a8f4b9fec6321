//! Whatever somebody types is read or refused.

use inkan_domain::email::EmailAddress;
use inkan_domain::{EmailId, Language};
use proptest::prelude::{Strategy, any, prop_oneof, proptest};

/// Texts that are addresses, or nearly.
fn near_addresses() -> impl Strategy<Value = String> {
    let local =
        prop_oneof!["[A-Za-zÀ-ÿİΣẞ0-9.!#$%&'*+/=?^_`{|}~-]{0,20}", "\"(\\\\?[ -~\u{A0}-\u{FF}]){0,10}\""];
    let domain = "[A-Za-zÀ-ÿİ0-9~-]{0,10}(\\.[A-Za-zÀ-ÿ0-9-]{0,10}){0,3}";
    prop_oneof![
        (local, domain).prop_map(|(local, domain)| format!("{local}@{domain}")),
        ("[a-z\"@. \\\\\u{0}\r\n]{0,20}", "[a-z@.\u{0}\r\n]{0,10}")
            .prop_map(|(left, right)| left + "@" + &right),
        "[a-zİ]{200,260}@[a-z]\\.test",
    ]
}

fn is_sound(address: &EmailAddress, typed: &str) {
    let text = address.as_str();
    assert!(text.chars().count() <= EmailAddress::LENGTH, "{text:?}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
    let (local, domain) = text.rsplit_once('@').unwrap_or_default();
    assert!(!local.is_empty() && !domain.is_empty(), "{text:?}");
    assert!(!local.contains('@') || local.starts_with('"') && local.ends_with('"'), "{text:?}");
    assert!(domain.contains('.') && !domain.contains(char::is_whitespace), "{text:?}");
    assert_eq!(text.chars().count(), typed.chars().count(), "one character for one: {typed:?}");
    let again = EmailAddress::parse(text).map(|again| again.as_str().to_owned());
    assert_eq!(again.as_deref(), Some(text), "an address in lower case stays as it is");
}

/// Hexadecimal digits, dashes and what may stand around them.
fn near_ids() -> impl Strategy<Value = String> {
    let digits = prop_oneof![
        "[0-9a-fA-F]{32}",
        "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        "[0-9a-fA-Fé-]{0,40}",
    ];
    prop_oneof![
        digits.clone(),
        digits.clone().prop_map(|digits| format!("{{{digits}}}")),
        digits.clone().prop_map(|digits| format!("urn:uuid:{digits}")),
        ("(\\{|urn:uuid:|URN:UUID:)?", digits, "\\}?")
            .prop_map(|(before, digits, after)| before + &digits + &after),
    ]
}

proptest! {
    #[test]
    fn any_text_is_an_address_or_not(text in any::<String>()) {
        if let Some(address) = EmailAddress::parse(&text) {
            is_sound(&address, &text);
        }
    }

    #[test]
    fn an_address_is_sound(text in near_addresses()) {
        if let Some(address) = EmailAddress::parse(&text) {
            is_sound(&address, &text);
        }
    }

    #[test]
    fn masking_keeps_the_domain_and_hides_the_rest(text in prop_oneof![any::<String>(), near_addresses()]) {
        let masked = EmailAddress::stored(text.clone()).masked();
        let (local, domain) = text.rsplit_once('@').unwrap_or((&text, ""));
        assert!(masked.ends_with(&format!("@{domain}")), "{masked}");
        assert!(local.chars().count() < 2 || !masked.starts_with(local) || local.contains('*'), "{masked}");
    }

    #[test]
    fn a_language_is_chosen_from_anything(header in any::<String>()) {
        assert!(Language::ALL.contains(&Language::choose(&header)));
    }

    #[test]
    fn the_language_of_highest_quality_is_chosen(
        ranges in proptest::collection::vec(("[a-z]{2}|[*]", 0..=1000_u16), 0..8),
    ) {
        let quality = |thousandths: u16| format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        let header: Vec<_> = ranges.iter().map(|(tag, number)| format!("{tag};q={}", quality(*number))).collect();
        let known = ranges.iter().filter(|(tag, _)| Language::ALL.iter().any(|known| known.tag().starts_with(tag)));
        let best = known.clone().map(|(_, number)| *number).max().unwrap_or(0);
        let wanted = known.clone().find(|(_, number)| *number == best && best > 0);
        let tag = wanted.map_or("en", |(tag, _)| tag);
        assert!(Language::choose(&header.join(", ")).tag().starts_with(tag), "{header:?}");
    }

    #[test]
    fn any_text_is_an_id_or_not(text in any::<String>()) {
        assert!(EmailId::parse_lenient(&text).is_none_or(|id| digits(&text).ends_with(&digits(&id.to_string()))));
    }

    #[test]
    fn an_id_is_made_of_the_digits_that_were_typed(text in near_ids()) {
        if let Some(id) = EmailId::parse_lenient(&text) {
            let typed = text.trim_start_matches("urn:uuid:");
            assert_eq!(digits(&id.to_string()), digits(typed), "{text}");
            assert_eq!(EmailId::parse_lenient(&id.to_string()), Some(id));
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase()
}
