//! The head of a mail → text, where it is not as it should be: encoded words that part a letter, letters that are not encoded at all.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use encoding_rs::Encoding;
use mail_parser::{Message, MimeHeaders};

use super::bytes::encoding;
use super::xml::one_line;

/// A field of the head as one line: as the parser read it, or, where that lost letters, from its bytes.
pub(super) fn header(message: &Message<'_>, name: &str, read: &str) -> String {
    let field = message.headers().iter().rev().find(|header| header.name().eq_ignore_ascii_case(name));
    let raw = field
        .and_then(|field| message.raw_message().get(field.offset_start() as usize..field.offset_end() as usize));
    let Some(raw) =
        raw.filter(|raw| read.contains('\u{FFFD}') || !raw.is_ascii() && std::str::from_utf8(raw).is_err())
    else {
        return one_line(read);
    };
    if let Some(text) = words(raw) {
        return one_line(&text);
    }
    let declared = message.content_type().and_then(|kind| kind.attribute("charset"));
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    let text = match declared {
        Some(encoding) if !encoding.decode_without_bom_handling(raw).1 => {
            encoding.decode_without_bom_handling(raw).0.into_owned()
        }
        // A line alone is too short to tell its encoding: the whole mail is in the same.
        _ => {
            let name = encoding::decode(message.raw_message()).encoding;
            let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::UTF_8);
            encoding.decode_without_bom_handling(raw).0.into_owned()
        }
    };
    one_line(&text)
}

/// The text of a field with encoded words (RFC 2047); the bytes of neighbours in one encoding are put together first. Nothing if it has
/// none.
fn words(raw: &[u8]) -> Option<String> {
    let raw = std::str::from_utf8(raw).ok()?;
    let (mut text, mut bytes, mut open) = (String::new(), Vec::new(), None::<&str>);
    let mut rest = raw;
    let mut found = false;
    while let Some((before, after)) = rest.split_once("=?") {
        let mut parts = after.splitn(3, '?');
        let (Some(charset), Some(kind), Some(word)) = (parts.next(), parts.next(), parts.next()) else { break };
        let Some((word, after)) = word.split_once("?=") else { break };
        let Some(decoded) = decoded(kind, word) else { break };
        if open.is_some_and(|open| !open.eq_ignore_ascii_case(charset)) || !before.trim().is_empty() {
            flush(&mut text, &mut bytes, open);
        }
        if !before.trim().is_empty() {
            text.push_str(before);
        }
        bytes.extend(decoded);
        (open, rest, found) = (Some(charset), after, true);
    }
    flush(&mut text, &mut bytes, open);
    text.push_str(rest);
    found.then_some(text)
}

fn flush(text: &mut String, bytes: &mut Vec<u8>, charset: Option<&str>) {
    let charset = charset.map(|name| name.split('*').next().unwrap_or_default());
    let encoding = charset.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(encoding_rs::UTF_8);
    text.push_str(&encoding.decode_without_bom_handling(bytes).0);
    bytes.clear();
}

/// The bytes of an encoded word.
fn decoded(kind: &str, word: &str) -> Option<Vec<u8>> {
    if kind.eq_ignore_ascii_case("b") {
        return STANDARD_NO_PAD.decode(word.trim_end_matches('=')).ok();
    }
    let (mut bytes, mut rest) = (Vec::new(), word.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'=').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(if *first == b'_' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_part_a_letter_are_put_together() {
        // The first ends in the middle of a letter.
        assert_eq!(words(b"=?UTF-8?B?2YY=?= =?utf-8?B?2Yc=?=").unwrap(), "\u{646}\u{647}");
        assert_eq!(words(b"=?UTF-8?Q?caf=C3?= =?UTF-8?Q?=A9_und?= more").unwrap(), "caf\u{e9} und more");
        assert_eq!(words(b"Re: =?iso-8859-1?Q?Br=FCcke?=").unwrap(), "Re: Br\u{fc}cke");
        assert_eq!(words(b"A plain line"), None);
    }
}
