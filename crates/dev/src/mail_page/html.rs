//! What the browser shows. Everything that comes from a mail is escaped; its HTML runs in a sandbox.

use std::fmt::Write as _;
use std::sync::Arc;

use super::mailbox::Mail;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}\
    table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem;border-bottom:1px solid #ddd}\
    pre{background:#f6f6f6;padding:1rem;white-space:pre-wrap}iframe{width:100%;height:32rem;border:1px solid #ddd}";

/// All mails, the newest first; reloads itself.
pub(super) fn list(mails: &[Arc<Mail>]) -> String {
    let mut rows = String::new();
    for mail in mails {
        let Mail { number, to, rendered, received_at, .. } = mail.as_ref();
        let age = received_at.elapsed().as_secs();
        let (to, subject) = (escape(to), escape(&rendered.subject));
        // Writing to a string cannot fail.
        let _ = write!(
            rows,
            "<tr><td>{number}</td><td>{to}</td><td><a href=\"/messages/{number}\">{subject}</a></td>\
             <td>{age} s ago</td></tr>"
        );
    }
    if mails.is_empty() {
        rows.push_str("<tr><td colspan=\"4\">No mail yet.</td></tr>");
    }
    page(
        "Mails",
        "<meta http-equiv=\"refresh\" content=\"3\">",
        &format!("<table><tr><th>#</th><th>To</th><th>Subject</th><th></th></tr>{rows}</table>"),
    )
}

/// One mail, text and HTML.
pub(super) fn message(mail: &Mail) -> String {
    let (to, subject) = (escape(&mail.to), escape(&mail.rendered.subject));
    let (text, html) = (escape(&mail.rendered.text), escape(&mail.rendered.html));
    page(
        &subject,
        "",
        &format!(
            "<p><a href=\"/\">All mails</a></p><p>To: {to}</p><pre>{text}</pre>\
             <iframe sandbox title=\"The mail as HTML\" srcdoc=\"{html}\"></iframe>"
        ),
    )
}

/// `title` is escaped already.
fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">{head}<title>{title}</title>\
         <style>{STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>"
    )
}

/// Escapes for HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use inkan_domain::passcode::Code;
    use inkan_mail::RenderedMail;

    use super::{list, message};
    use crate::mail_page::mailbox::Mailbox;

    #[test]
    fn nothing_of_a_mail_becomes_markup_of_the_page() {
        let mailbox = Mailbox::default();
        let rendered = RenderedMail {
            subject: "<b>subject</b>".to_owned(),
            text: "</pre><script>".to_owned(),
            html: "<p class=\"x\">'&amp;'</p>".to_owned(),
        };
        let number = mailbox.put("\"<i>\"@x.test".to_owned(), Code::typed("123456".to_owned()), rendered);
        let page = message(&mailbox.get(number).unwrap());
        assert!(page.contains("<h1>&lt;b&gt;subject&lt;/b&gt;</h1>"));
        assert!(page.contains("<pre>&lt;/pre&gt;&lt;script&gt;</pre>"));
        assert!(page.contains("srcdoc=\"&lt;p class=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/p&gt;\""));
        assert!(page.contains("<iframe sandbox "));
        let list = list(&mailbox.newest_first());
        assert!(list.contains("&quot;&lt;i&gt;&quot;@x.test"));
        assert!(list.contains("<a href=\"/messages/1\">&lt;b&gt;subject&lt;/b&gt;</a>"));
    }

    #[test]
    fn an_empty_list_says_so() {
        assert!(list(&[]).contains("No mail yet."));
    }
}
