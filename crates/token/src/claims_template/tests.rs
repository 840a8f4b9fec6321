//! The claims of the contract, and the templates as Go understands them.

use inkan_domain::UserId;
use inkan_domain::email::EmailAddress;
use inkan_domain::fakes::id;
use inkan_domain::session::EmailClaim;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::go_cases::{DIFFERENT, REFUSED, SAME};
use super::template::Template;
use super::{ClaimsTemplate, TemplateUser};

fn email(is_verified: bool) -> EmailClaim {
    EmailClaim { address: EmailAddress::stored("a@inkan.test".to_owned()), is_primary: true, is_verified }
}

fn user(email: Option<&EmailClaim>) -> TemplateUser<'_> {
    TemplateUser { id: UserId::new(id(1)), email }
}

fn result(template: &str, user: &TemplateUser<'_>) -> Option<String> {
    Template::parse(template).and_then(|parsed| parsed.render(&user.root())).ok()
}

fn claims(template: Json, is_verified: bool) -> Json {
    let Json::Object(template) = template else { panic!("claims are a map") };
    Json::Object(ClaimsTemplate::parse(&template).render(&user(Some(&email(is_verified)))))
}

#[test]
fn templates_make_what_go_makes_of_them() {
    let email = email(false);
    for (template, wanted) in SAME {
        assert_eq!(result(template, &user(Some(&email))).as_deref(), Some(*wanted), "{template}");
        assert_eq!(result(template, &user(None)).as_deref(), Some(*wanted), "{template}");
    }
    for (template, with, without) in DIFFERENT {
        assert_eq!(result(template, &user(Some(&email))).as_deref(), *with, "{template}");
        assert_eq!(result(template, &user(None)).as_deref(), *without, "{template}");
    }
}

#[test]
fn templates_that_go_refuses_are_refused() {
    let email = email(false);
    for template in REFUSED {
        assert_eq!(result(template, &user(Some(&email))), None, "{template}");
        assert_eq!(result(template, &user(None)), None, "{template}");
    }
}

#[test]
fn what_is_not_supported_is_refused() {
    for template in [
        "{{define \"x\"}}y{{end}}",
        "{{template \"x\"}}",
        "{{range 3}}{{break}}{{end}}",
        "{{html \"<\"}}",
        "{{printf \"%5d\" 1}}",
        "{{printf \"%x\" 1}}",
        "{{1i}}",
    ] {
        assert_eq!(result(template, &user(None)), None, "{template}");
    }
}

/// The profile `claims` of the contract, as recorded in its case "custom claims, issuer and audience".
#[test]
fn the_claims_of_the_contract_are_as_recorded() {
    let configured = json!({
        "role": "user",
        "level": 3,
        "address": "{{.User.Email.Address}}",
        "verified": "{{.User.Email.IsVerified}}",
        "both": "{{.User.UserID}}/{{.User.Email.IsPrimary}}",
        "list": ["read", "{{if .User.Email.IsVerified}}admin{{else}}basic{{end}}"],
        "nested": { "source": "contract", "greeting": "Hello {{.User.Username}}" },
        "broken": "{{.User.Nothing}}",
        "unclosed": "{{.User.UserID",
    });
    let recorded = json!({
        "address": "a@inkan.test",
        "both": format!("{}/true", id(1)),
        "level": 3,
        "list": ["read", "admin"],
        "nested": { "greeting": "Hello ", "source": "contract" },
        "role": "user",
        "verified": true,
    });
    assert_eq!(claims(configured, true), recorded);
}

#[test]
fn results_become_what_they_look_like() {
    let configured = json!({
        "object": r#"{"id":"{{.User.UserID}}","n":[1,2.5]}"#,
        "list": r#"["{{.User.Email.Address}}"]"#,
        "email": "{{.User.Email}}",
        "false": "{{.User.Email.IsVerified}}",
        "number": "{{3}}",
        "broken_json": "{not json}",
        "spaced": " true",
        "upper": "True",
        "null": null,
        "float": 1.5,
    });
    let wanted = json!({
        "object": { "id": id(1), "n": [1, 2.5] },
        "list": ["a@inkan.test"],
        "email": { "address": "a@inkan.test", "is_primary": true, "is_verified": false },
        "false": false,
        "number": "3",
        "broken_json": "{not json}",
        "spaced": " true",
        "upper": "True",
        "null": null,
        "float": 1.5,
    });
    assert_eq!(claims(configured, false), wanted);
}

#[test]
fn a_broken_template_inside_leaves_the_whole_claim_out() {
    let configured = json!({
        "list": ["fine", { "deep": "{{.User.Nothing}}" }],
        "unparsed": { "fine": 1, "bad": "{{" },
        "kept": 1,
    });
    assert_eq!(claims(configured, true), json!({ "kept": 1 }));
}

#[test]
fn a_template_that_takes_too_long_or_grows_too_much_fails() {
    for template in [
        "{{range 1000000000}}{{end}}",
        "{{range 10000}}{{range 10000}}{{end}}{{end}}",
        "{{$x := \"12345678\"}}{{range 40}}{{$x = printf \"%s%s\" $x $x}}{{end}}",
        "{{range 40000}}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{{end}}",
    ] {
        assert_eq!(result(template, &user(None)), None, "{template}");
    }
}

#[test]
fn a_template_with_too_many_levels_is_refused() {
    let parentheses = format!("{{{{{}1{}}}}}", "(".repeat(20_000), ")".repeat(20_000));
    let blocks = "{{if true}}".repeat(2000) + &"{{end}}".repeat(2000);
    let branches = "{{if false}}".to_owned() + &"{{else if false}}".repeat(2000) + "{{end}}";
    let long = "a".repeat(65 * 1024);
    for template in [parentheses, blocks, branches, long] {
        assert!(Template::parse(&template).is_err());
    }
    let mut nested = json!("{{1}}");
    for _ in 0..100 {
        nested = json!([nested]);
    }
    assert_eq!(claims(json!({ "nested": nested }), true), json!({}));
    assert_eq!(claims(json!({}), true), Json::Object(Map::new()));
}

fn a_piece() -> impl Strategy<Value = String> {
    let words = [
        "{{",
        "}}",
        "{{-",
        "-}}",
        " ",
        "-",
        "if",
        "else",
        "end",
        "with",
        "range",
        "printf",
        "and",
        "or",
        "not",
        "eq",
        "ne",
        "lt",
        "len",
        "print",
        "nil",
        "true",
        "$",
        "$x",
        ":=",
        "=",
        ",",
        "|",
        "(",
        ")",
        ".",
        ".User",
        ".Email",
        ".Address",
        ".UserID",
        "\"",
        "`",
        "'",
        "\\",
        "\"%s%d%q\"",
        "\"a\"",
        "1",
        "0x",
        "1e9",
        "99999999999999999999",
        "/*",
        "*/",
        "ü",
        "\u{1F600}",
        "\n",
        "%",
        "{{if .User.Email}}",
        "{{end}}",
        "{{range 3}}",
    ];
    prop_oneof![8 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => ".{0,3}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn no_text_makes_a_template_panic(pieces in prop::collection::vec(a_piece(), 0..24)) {
        let email = email(true);
        let template = pieces.concat();
        let (with, without) = (result(&template, &user(Some(&email))), result(&template, &user(None)));
        prop_assert!(template.contains("{{") || with == without);
    }

    #[test]
    fn no_action_makes_a_template_panic(words in prop::collection::vec(a_piece(), 0..8)) {
        let template = format!("{{{{{}}}}}", words.join(" "));
        let first = result(&template, &user(None));
        prop_assert_eq!(first, result(&template, &user(None)));
    }
}
