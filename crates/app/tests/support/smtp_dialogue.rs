//! The words that a mail server exchanges with one caller (RFC 5321 §4.1).

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

/// Takes mails until the caller leaves. A mail counts as taken before the caller is told so, as in a server
/// that loses nothing.
pub(super) fn converse(caller: TcpStream, take: impl Fn(String, String)) -> io::Result<()> {
    caller.set_nodelay(true)?;
    let mut lines = BufReader::new(caller.try_clone()?).lines();
    let mut caller = caller;
    let mut recipient = String::new();
    say(&mut caller, "220 sink")?;
    while let Some(line) = lines.next().transpose()? {
        let word: String = line.chars().take_while(char::is_ascii_alphabetic).collect();
        match word.to_ascii_uppercase().as_str() {
            "RCPT" => {
                recipient = between(&line, '<', '>');
                say(&mut caller, "250 recipient taken")?;
            }
            "DATA" => {
                say(&mut caller, "354 go on")?;
                take(recipient.clone(), content(&mut lines)?);
                say(&mut caller, "250 mail taken")?;
            }
            "QUIT" => return say(&mut caller, "221 farewell"),
            _ => say(&mut caller, "250 fine")?,
        }
    }
    Ok(())
}

fn say(caller: &mut TcpStream, line: &str) -> io::Result<()> {
    caller.write_all(format!("{line}\r\n").as_bytes())
}

fn content(lines: &mut impl Iterator<Item = io::Result<String>>) -> io::Result<String> {
    let mut content = String::new();
    for line in lines {
        let line = line?;
        if line == "." {
            return Ok(content);
        }
        content.push_str(&line);
        content.push('\n');
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn between(line: &str, start: char, end: char) -> String {
    let after = line.split_once(start).map_or("", |(_, after)| after);
    after.split(end).next().unwrap_or_default().to_owned()
}
