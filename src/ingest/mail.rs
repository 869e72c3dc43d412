//! E-mail → articles: a single mail, a mailbox of newsletters, a page that a browser saved as an archive (MHTML).
//!
//! The subject is the headline, the sender the outlet, the day of sending at the sender's offset the date. Of an archive the
//! page alone is read: its date is that of the visit. A mailbox is read mail by mail and so may have any size.

use std::io::{BufRead, Read};

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::bytes::encoding;
use super::facts::{date, language, timestamps};
use super::head::Head;
use super::page::{self, Hints};
use super::pasted::text;
use super::{Articles, Input, SIZE_LIMIT, mail_words, xml};
use crate::article::{Article, Block, BlockKind, Day, PublishedDate, WarningKind};
use crate::error::{Error, Result};

/// Lines of a head that people write too.
const PLAIN: &[&str] = &["from", "to", "cc", "subject", "date", "reply-to", "sender"];

/// Lines of a head that only programs write.
const TECHNICAL: &[&str] = &[
    "archived-at",
    "content-location",
    "content-transfer-encoding",
    "content-type",
    "delivered-to",
    "dkim-signature",
    "list-id",
    "list-unsubscribe",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "snapshot-content-location",
    "x-mailer",
];

/// How a mail is told from another text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Mailbox,
    Mail,
}

/// Whether a file begins with the head of a mail: a line that only programs write among at least three, or the
/// extension and any of them.
pub(super) fn recognises(head: &Head<'_>) -> bool {
    form(head.text, matches!(head.extension, "eml" | "mbox" | "mht" | "mhtml" | "mbx")).is_some()
}

fn form(text: &str, named: bool) -> Option<Form> {
    let text = text.trim_start();
    let first = text.lines().next().unwrap_or_default();
    if begins_mail(first.as_bytes()) {
        return is_head(&text[first.len()..], true).then_some(Form::Mailbox);
    }
    is_head(text, named).then_some(Form::Mail)
}

fn is_head(text: &str, named: bool) -> bool {
    let (mut plain, mut technical) = (0, 0);
    for line in text.trim_start().lines().take_while(|line| !line.trim().is_empty()).take(200) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        let name = name.to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            break;
        }
        plain += usize::from(PLAIN.contains(&name.as_str()));
        technical += usize::from(TECHNICAL.contains(&name.as_str()));
    }
    if named { plain + technical > 0 } else { technical > 0 && plain + technical >= 3 }
}

/// Whether a line parts two mails of a mailbox: `From anna@valley.example Fri May  3 10:40:00 2019`.
fn begins_mail(line: &[u8]) -> bool {
    let time = |w: &[u8]| matches!(w, [a, b':', c] if a.is_ascii_digit() && c.is_ascii_digit());
    line.len() < 300 && line.starts_with(b"From ") && line.windows(3).any(time)
}

/// The articles of a file; those of a mailbox are numbered.
pub(super) fn read(mut input: Input) -> Result<Articles> {
    let start = input.reader.fill_buf().map_err(Error::file("read", &input.path))?;
    let start = String::from_utf8_lossy(&start[..start.len().min(4096)]).into_owned();
    if form(&start, true) == Some(Form::Mailbox) {
        return Ok(mailbox(input));
    }
    let bytes = input.read_whole()?;
    let article = mail(bytes.trim_ascii_start(), &input, None, None);
    Ok(Box::new(std::iter::once(article)))
}

fn mailbox(mut input: Input) -> Articles {
    let (mut line, mut number, mut ended) = (0, 0, false);
    let mut next = Vec::new();
    Box::new(std::iter::from_fn(move || {
        while !ended {
            let begin = line;
            match next_mail(&mut input, &mut next, &mut line) {
                Ok(Mail::Text(bytes)) if bytes.trim_ascii().is_empty() => {}
                Ok(Mail::Text(bytes)) => {
                    number += 1;
                    return Some(mail(&bytes, &input, Some(number), Some(begin.max(1))));
                }
                Ok(Mail::TooLong) => {
                    number += 1;
                    return Some(
                        Err(input.error(Some(begin.max(1)), "the mail is larger than 64 MB: take it out")),
                    );
                }
                Ok(Mail::End) => ended = true,
                Err(error) => {
                    ended = true;
                    return Some(Err(Error::file("read", &input.path)(error)));
                }
            }
        }
        None
    }))
}

enum Mail {
    Text(Vec<u8>),
    TooLong,
    End,
}

/// The next mail, without the line that parts it from the one before; `line` counts those that were read.
fn next_mail(input: &mut Input, buffer: &mut Vec<u8>, line: &mut usize) -> std::io::Result<Mail> {
    let (mut mail, mut long, mut blank, mut any) = (Vec::new(), false, true, false);
    loop {
        buffer.clear();
        if input.reader.by_ref().take(SIZE_LIMIT).read_until(b'\n', buffer)? == 0 {
            return Ok(if long {
                Mail::TooLong
            } else if any {
                Mail::Text(mail)
            } else {
                Mail::End
            });
        }
        any = true;
        *line += 1;
        if blank && begins_mail(buffer) {
            return Ok(if long { Mail::TooLong } else { Mail::Text(mail) });
        }
        blank = buffer.trim_ascii().is_empty();
        // A line of the text that looks like a parting one has a mark before it.
        let marks = buffer.iter().take_while(|b| **b == b'>').count();
        let from = usize::from(marks > 0 && buffer[marks..].starts_with(b"From "));
        long |= (mail.len() + buffer.len()) as u64 > SIZE_LIMIT;
        if !long {
            mail.extend_from_slice(&buffer[from..]);
        }
    }
}

/// The most mails that a mail may hold: the parser goes into each through the one around it, which takes a deep stack.
const MAX_MAILS_IN_A_MAIL: usize = 1_000;

/// Whether a mail says more often than it may that it holds another.
fn has_many_mails(bytes: &[u8]) -> bool {
    let kinds: [&[u8]; 3] = [b"message/rfc822", b"message/global", b"multipart/digest"];
    let begins = |at: &usize| {
        let here = &bytes[*at..];
        let says = |kind: &&[u8]| here.get(..kind.len()).is_some_and(|said| said.eq_ignore_ascii_case(kind));
        matches!(here[0], b'm' | b'M') && kinds.iter().any(says)
    };
    (0..bytes.len()).filter(begins).nth(MAX_MAILS_IN_A_MAIL).is_some()
}

/// The article of a mail.
fn mail(bytes: &[u8], input: &Input, entry: Option<u32>, line: Option<usize>) -> Result<Article> {
    let which = entry.map(|number| format!("mail {number} ")).unwrap_or_default();
    if has_many_mails(bytes) {
        let message =
            format!("{which}holds more than {MAX_MAILS_IN_A_MAIL} mails: save them as files of their own");
        return Err(input.error(line, message));
    }
    let mended = with_right_boundary(bytes);
    let Some(message) = MessageParser::default().parse(mended.as_deref().unwrap_or(bytes)) else {
        return Err(input.error(line, format!("{which}has no head: remove it, or give it `Subject:` and `Date:`")));
    };
    let path = input.path.to_string_lossy();
    let hints = Hints { path: &path, entry, ..Hints::default() };
    if let Some((page, url)) = saved_page(&message) {
        return page::article(&page, &Hints { url, ..hints });
    }
    let subject = mail_words::header(&message, "Subject", message.subject().unwrap_or_default());
    let mut article = body(&message, &hints, &subject);
    if mended.is_some() {
        let warning =
            "its parts are marked by another line than it says: it was read by the lines that stand there";
        article.warn(WarningKind::Damage, Some(warning.to_owned()));
    }
    with_subject(&mut article, &subject);
    if article.kept().next().is_none() {
        let id = message.message_id().map(|id| format!("(`{id}`) ")).unwrap_or_default();
        let why = "holds no article: it has neither a subject nor a text: remove it";
        return Err(input.error(line, format!("{which}{id}{why}")));
    }
    article.path = path.into_owned();
    article.entry = entry;
    facts(&mut article, &message);
    language::settle(&mut article);
    Ok(article)
}

/// A mail of several parts that marks them by another line than its head says, with a head that says that line.
fn with_right_boundary(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = bytes.windows(2).zip(1..).find_map(|(two, at)| (two == b"\n\n" || two == b"\n\r").then_some(at))?;
    let (head, rest) = (std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end..]);
    let from = head.to_ascii_lowercase().find("boundary=")? + "boundary=".len();
    let said = &head[from..];
    let boundary = said.trim_start_matches('"').split(['"', ';', '\r', '\n']).next()?.trim();
    let has_line =
        |line: &[u8]| rest.split(|b| *b == b'\n').any(|l| l.trim_ascii().strip_prefix(b"--") == Some(line));
    if boundary.is_empty() || has_line(boundary.as_bytes()) {
        return None;
    }
    // A line of two strokes and a word, above one of a part's head.
    let mut lines = rest.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let mut last: &[u8] = b"";
    let is_part = |line: &[u8]| line.len() > 8 && line[..8].eq_ignore_ascii_case(b"content-");
    let mark = lines.find_map(|line| {
        let before = std::mem::replace(&mut last, line);
        before.strip_prefix(b"--").filter(|mark| !mark.is_empty() && !mark.contains(&b' ') && is_part(line))
    })?;
    let end = from + said.find(boundary)? + boundary.len();
    let (before, after) = (&bytes[..end - boundary.len()], &bytes[end..]);
    Some([before, mark, after].concat())
}

/// The page of an archive, and where it was.
fn saved_page<'a>(message: &'a Message<'_>) -> Option<(String, Option<&'a str>)> {
    let related = message.content_type().is_some_and(|kind| kind.subtype() == Some("related"));
    let address = |url: &&str| url.starts_with("http");
    let saved = message.header_raw("Snapshot-Content-Location").map(str::trim);
    let located = |part: &&MessagePart<'_>| part.content_location().is_some();
    if saved.is_none() && !(related && message.parts.iter().any(|part| located(&part))) {
        return None;
    }
    let page = message.parts.iter().find(|part| matches!(part.body, PartType::Html(_)))?;
    Some((content(message, page)?, saved.or(page.content_location()).filter(address)))
}

/// The text of a part; one in another encoding than it says is looked at again.
fn content(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return None };
    // What calls itself ASCII, or nothing, and is not, is in the encoding that it looks like.
    let declared = part.content_type().and_then(|kind| kind.attribute("charset"));
    let is_ascii = declared.is_none_or(|charset| charset.eq_ignore_ascii_case("us-ascii"));
    if (text.contains('\u{FFFD}') || is_ascii && !text.is_ascii()) && part.encoding == Encoding::None {
        let raw = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
        if let Some(raw) = message.raw_message().get(raw) {
            return Some(encoding::decode(raw).text.into_owned());
        }
    }
    Some(text.clone().into_owned())
}

/// The text of a mail as an article: that in HTML, else the plain one.
fn body(message: &Message<'_>, hints: &Hints<'_>, subject: &str) -> Article {
    let page = message.html_bodies().find(|part| matches!(part.body, PartType::Html(_)));
    let page = page.and_then(|part| content(message, part)).filter(|page| !page.trim().is_empty());
    if let Some(page) = page {
        let hints = Hints { title: Some(subject).filter(|s| !s.is_empty()), ..hints.clone() };
        // A page of nothing but pictures has its text in the plain part.
        if let Ok(article) = page::article(&page, &hints).map_err(drop) {
            return article;
        }
    }
    let plain = message.text_bodies().filter(|part| matches!(part.body, PartType::Text(_)));
    let texts: Vec<String> = plain.filter_map(|part| Some(unfolded(&content(message, part)?, part))).collect();
    let texts = texts.join("\n\n");
    let (texts, signature) = texts.split_once("\n-- \n").unwrap_or((&texts, ""));
    let mut article = text::parse(texts);
    timestamps::leave_out(&mut article, signature, "signature");
    article
}

/// A text whose lines were broken for sending, with its paragraphs in one piece.
fn unfolded(text: &str, part: &MessagePart<'_>) -> String {
    let text = text.replace("\r\n", "\n");
    let flowed = part.content_type().and_then(|kind| kind.attribute("format"));
    if !flowed.is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        return text;
    }
    // The space before a break is a part of the text, unless the mail says that it was added.
    let added = part.content_type().and_then(|kind| kind.attribute("delsp"));
    let space = if added.is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes")) { "" } else { " " };
    text.replace("\n-- \n", "\n--\u{A0}\n").replace(" \n", space).replace("\n--\u{A0}\n", "\n-- \n")
}

/// Makes the subject the headline; what was taken for it is a heading, if it says something else.
fn with_subject(article: &mut Article, subject: &str) {
    if subject.is_empty() || article.title().to_lowercase() == subject.to_lowercase() {
        return;
    }
    for block in article.blocks.iter_mut().filter(|b| b.kind == BlockKind::Headline && b.left_out.is_none()) {
        block.kind = BlockKind::Heading;
    }
    article.blocks.insert(0, Block::new(BlockKind::Headline, subject));
}

/// What the head of a mail says.
fn facts(article: &mut Article, message: &Message<'_>) {
    let day = message.date().and_then(|d| {
        let (year, month, day) =
            (i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?);
        Day::new(year, month, day).map(PublishedDate::day).filter(|day| year >= 1970 && !date::is_no_day(*day))
    });
    let raw = message.header_raw("Date").map(str::trim).unwrap_or_default();
    let sent = day.or_else(|| date::parse_stamp(raw));
    if let (Some(sent), Some(other)) = (sent, article.date)
        && sent != other
    {
        timestamps::leave_out(article, &other.to_string(), "another date: the mail's text");
    }
    if sent.is_none() && !raw.is_empty() {
        article.warn(WarningKind::Date, Some(format!("date `{raw}` not understood: write it as 2020-01-31")));
    }
    article.date = sent.or(article.date);
    let sender = message.from().and_then(|from| from.first());
    let name = sender.and_then(|s| s.name()).map(|name| match name.contains('\u{FFFD}') {
        true => mail_words::header(message, "From", name)
            .split('<')
            .next()
            .unwrap_or_default()
            .trim_matches(['"', ' '])
            .to_owned(),
        false => xml::one_line(name),
    });
    let name = name.filter(|name| !name.is_empty());
    let host =
        sender.and_then(|s| s.address()).and_then(|a| a.rsplit_once('@')).map(|(_, host)| host.to_lowercase());
    article.source = name.or(host).or(article.source.take());
    let archived = message.header_raw("Archived-At").map(|url| url.trim().trim_matches(['<', '>']).to_owned());
    article.url = archived.filter(|url| url.starts_with("http")).or(article.url.take());
    article.id = message.message_id().map(xml::one_line).or_else(|| article.url.clone());
    let attached = message.attachments().filter(|part| part.attachment_name().is_some() || part.is_message());
    let attached = attached.count();
    if attached > 0 {
        article
            .warn(WarningKind::Unread, Some(format!("{attached} attachments were not read: save them as files")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_told_from_a_text() {
        let mail = "Subject: One\nFrom: a@valley.example\nMessage-ID: <1@valley.example>\n\nText";
        assert_eq!(form(mail, false), Some(Form::Mail));
        assert_eq!(form("Subject: One\n\nText", true), Some(Form::Mail));
        assert_eq!(form(&format!("From a Fri May  3 10:40:00 2019\n{mail}"), false), Some(Form::Mailbox));
        for text in
            ["From: Anna\nDate: 3 May 2019\nSubject: The bridge\n\nIt fell.", "From the river 10:40\n\nA", ""]
        {
            assert_eq!(form(text, false), None, "{text}");
        }
    }
}
