//! A mail that Outlook saved (`.msg`) → the same mail as others send it, which [`super::mail`] reads.
//!
//! The file holds files: a property of the mail in each, named by its number and its type. What is damaged may make the library
//! that reads them hang or break down, so it works within bounds.

use std::io::{Cursor, Read};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use cfb::CompoundFile;
use encoding_rs::{Encoding, UTF_16LE};
use jiff::{Timestamp, tz};

use super::bytes::{code_pages, encoding};
use super::documents::rtf;
use super::sandbox::{self, Failure};
use super::{Input, SIZE_LIMIT};
use crate::error::Result;

mod rtf_packed; // rich text as mails have it packed → as it is

/// The most of the processor's time that a mail may take.
const BUDGET: Duration = Duration::from_secs(10);

/// How deep mails may lie in each other.
const MAX_DEPTH: usize = 5;

/// The most attachments of a mail that are looked at.
const MAX_ATTACHMENTS: usize = 1000;

/// Properties by their numbers.
const SUBJECT: u16 = 0x0037;
const SENT: u16 = 0x0039;
const HEAD: u16 = 0x007D;
const SENDER: [u16; 2] = [0x0042, 0x0C1A];
const ADDRESS: [u16; 4] = [0x5D02, 0x5D01, 0x0065, 0x0C1F];
const DELIVERED: u16 = 0x0E06;
const BODY: u16 = 0x1000;
const RICH_TEXT: u16 = 0x1009;
const PAGE: u16 = 0x1013;
const MESSAGE_ID: u16 = 0x1035;
const DATA: u16 = 0x3701;
const FILE_NAMES: [u16; 3] = [0x3707, 0x3704, 0x3001];
const MIME_TYPE: u16 = 0x370E;
const CODE_PAGES: [u16; 2] = [0x3FDE, 0x3FFD];

/// What lines of the head that the mail came with are kept.
const KEPT: [&str; 3] = ["date:", "message-id:", "archived-at:"];

/// Whether a file has the form of Office's of old, as Outlook's mails have.
pub(super) fn is_compound(head: &[u8]) -> bool {
    head.starts_with(b"\xD0\xCF\x11\xE0")
}

/// The mail in such a file; nothing if it holds none.
pub(super) fn mail(input: &Input, bytes: Vec<u8>) -> Result<Option<Vec<u8>>> {
    let is_mail = has_properties(&bytes);
    if !is_mail {
        return Ok(None);
    }
    let wrong = |why: &str| {
        input.error(
            None,
            format!("the Outlook mail cannot be read ({why}): open it in Outlook and save it as .eml or text"),
        )
    };
    let read = || -> std::io::Result<Vec<u8>> {
        let mut mail = Mail { file: CompoundFile::open(Cursor::new(bytes))?, left: SIZE_LIMIT };
        Ok(mail.as_sent("/", 0))
    };
    match sandbox::bounded(BUDGET, read) {
        Ok(Ok(mail)) => Ok(Some(mail)),
        Ok(Err(error)) => Err(wrong(&super::xml::one_line(&error.to_string()))),
        Err(Failure::TooSlow) => Err(wrong("it takes too long")),
        Err(Failure::Panicked | Failure::Busy) => Err(wrong("it is damaged")),
    }
}

/// Whether a file names the properties of a mail.
fn has_properties(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "__properties_version1.0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Names begin on a round place.
    bytes.chunks(64).any(|chunk| chunk.starts_with(&name))
}

/// A mail as its files.
struct Mail {
    file: CompoundFile<Cursor<Vec<u8>>>,
    /// How many bytes more may be read of it: its parts may lie on one another.
    left: u64,
}

/// A part of the mail that is sent.
struct Part {
    kind: String,
    name: Option<String>,
    bytes: Vec<u8>,
}

impl Mail {
    /// The mail in a folder of the file, as it is sent.
    fn as_sent(&mut self, folder: &str, depth: usize) -> Vec<u8> {
        let charset = self.charset(folder);
        let mut head = String::new();
        let received = self.text(folder, HEAD, charset).unwrap_or_default();
        let kept = kept_lines(&received);
        let has = |name: &str| kept.to_ascii_lowercase().contains(name);
        let mut line = |name: &str, value: &str| head.push_str(&format!("{name}: {value}\r\n"));
        line("Subject", &word(&self.text(folder, SUBJECT, charset).unwrap_or_default()));
        let mut first = |numbers: &[u16]| numbers.iter().find_map(|number| self.text(folder, *number, charset));
        let (name, address) = (first(&SENDER), first(&ADDRESS).filter(|address| address.contains('@')));
        let address = address.filter(|address| !address.contains(char::is_whitespace)).unwrap_or_default();
        let name = name.filter(|name| !name.contains('@')).unwrap_or_default();
        line("From", &format!("{} <{address}>", word(&name)));
        if let (false, Some(date)) = (has("date:"), self.date(folder)) {
            line("Date", &date);
        }
        if let (false, Some(id)) = (has("message-id:"), self.text(folder, MESSAGE_ID, charset)) {
            line("Message-ID", id.trim());
        }
        head.push_str(&kept);
        head.push_str("MIME-Version: 1.0\r\n");
        let bodies = multipart("alternative", depth, self.bodies(folder, charset));
        let bodies = Part { kind: bodies.0, name: None, bytes: bodies.1 };
        let mut parts = vec![bodies];
        parts.extend(self.attachments(folder, charset, depth));
        let (kind, bytes) = multipart("mixed", depth, parts);
        [format!("{head}Content-Type: {kind}\r\n\r\n").into_bytes(), bytes].concat()
    }

    /// The text in its forms: plain, and as a page; in rich text where there is neither.
    fn bodies(&mut self, folder: &str, charset: Option<&'static Encoding>) -> Vec<Part> {
        let part = |kind: &str, bytes: Vec<u8>| Part { kind: kind.to_owned(), name: None, bytes };
        let mut bodies = Vec::new();
        if let Some(text) = self.text(folder, BODY, charset) {
            bodies.push(part("text/plain; charset=utf-8", text.into_bytes()));
        }
        if let Some(page) = self.stream(folder, PAGE, "0102").filter(|page| !page.is_empty()) {
            let charset = charset.map(|charset| format!("; charset={}", charset.name())).unwrap_or_default();
            bodies.push(part(&format!("text/html{charset}"), page));
        } else if let Some(page) = self.text(folder, PAGE, charset) {
            bodies.push(part("text/html; charset=utf-8", page.into_bytes()));
        }
        if bodies.is_empty()
            && let Some(rich) =
                self.stream(folder, RICH_TEXT, "0102").and_then(|packed| rtf_packed::unpacked(&packed))
        {
            let texts: Vec<String> = rtf::read(&rich).paragraphs.into_iter().map(|p| p.text).collect();
            bodies.push(part("text/plain; charset=utf-8", texts.join("\n\n").into_bytes()));
        }
        bodies
    }

    fn attachments(&mut self, folder: &str, charset: Option<&'static Encoding>, depth: usize) -> Vec<Part> {
        let Ok(entries) = self.file.read_storage(folder) else { return Vec::new() };
        let names: Vec<String> = entries
            .map(|entry| entry.name().to_owned())
            .filter(|name| name.starts_with("__attach_version1.0"))
            .take(MAX_ATTACHMENTS)
            .collect();
        let read = |name: String| {
            let inside = format!("{folder}{name}/");
            let name = FILE_NAMES.iter().find_map(|number| self.text(&inside, *number, charset));
            let mail = format!("{inside}__substg1.0_{DATA:04X}000D/");
            if self.file.is_storage(&mail) {
                let bytes = if depth < MAX_DEPTH { self.as_sent(&mail, depth + 1) } else { Vec::new() };
                return Part { kind: "message/rfc822".to_owned(), name, bytes };
            }
            let kind = self.text(&inside, MIME_TYPE, charset).filter(|kind| is_kind(kind));
            let bytes = self.stream(&inside, DATA, "0102").unwrap_or_default();
            Part { kind: kind.unwrap_or_else(|| "application/octet-stream".to_owned()), name, bytes }
        };
        names.into_iter().map(read).collect()
    }

    /// The bytes of a property of a type.
    fn stream(&mut self, folder: &str, number: u16, kind: &str) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(format!("{folder}__substg1.0_{number:04X}{kind}")).ok()?;
        let mut bytes = Vec::new();
        // What is read before a fault is kept.
        let _ = stream.take(self.left).read_to_end(&mut bytes);
        self.left -= bytes.len() as u64;
        Some(bytes)
    }

    /// A property that is a text.
    fn text(&mut self, folder: &str, number: u16, charset: Option<&'static Encoding>) -> Option<String> {
        let text = match self.stream(folder, number, "001F") {
            Some(units) => UTF_16LE.decode_without_bom_handling(&units).0.into_owned(),
            None => {
                let bytes = self.stream(folder, number, "001E")?;
                let decoded = charset.map(|charset| charset.decode_without_bom_handling(&bytes).0.into_owned());
                decoded.unwrap_or_else(|| encoding::decode(&bytes).text.into_owned())
            }
        };
        let text = text.replace('\0', "");
        (!text.trim().is_empty()).then_some(text)
    }

    /// A property that is a number.
    fn number(&mut self, folder: &str, number: u16) -> Option<u64> {
        let stream = self.file.open_stream(format!("{folder}__properties_version1.0")).ok()?;
        let mut bytes = Vec::new();
        let _ = stream.take(self.left.min(1 << 20)).read_to_end(&mut bytes);
        self.left -= bytes.len() as u64;
        // The list stands at the end, after a head of a length that differs.
        let head = if folder == "/" { 32 } else { 24 };
        let list = bytes.get(head..)?.chunks_exact(16);
        let found = list.into_iter().find(|entry| entry[2..4] == number.to_le_bytes())?;
        Some(u64::from_le_bytes(found[8..16].try_into().ok()?))
    }

    fn charset(&mut self, folder: &str) -> Option<&'static Encoding> {
        let page = CODE_PAGES.into_iter().find_map(|number| self.number(folder, number))?;
        code_pages::of(page as u32)
    }

    /// When the mail was sent, in Greenwich.
    fn date(&mut self, folder: &str) -> Option<String> {
        let ticks = [SENT, DELIVERED].into_iter().find_map(|number| self.number(folder, number))?;
        // Tenths of millionths of seconds since 1601.
        let seconds = i64::try_from(ticks / 10_000_000).ok()? - 11_644_473_600;
        let time = tz::Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
        let month = MONTHS[usize::try_from(time.month()).ok()? - 1];
        Some(format!("{} {month} {} {:02}:{:02}:00 +0000", time.day(), time.year(), time.hour(), time.minute()))
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The lines of a head that are kept, as they are.
fn kept_lines(head: &str) -> String {
    let (mut kept, mut is_kept) = (String::new(), false);
    for line in head.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with([' ', '\t']) {
            let lower = line.to_ascii_lowercase();
            is_kept = KEPT.iter().any(|name| lower.starts_with(name));
        }
        if is_kept {
            kept.push_str(line.trim_end());
            kept.push_str("\r\n");
        }
    }
    kept
}

/// A text of a head in letters that every mail may have.
fn word(text: &str) -> String {
    let text = super::xml::one_line(text);
    if text.is_empty() { text } else { format!("=?UTF-8?B?{}?=", BASE64.encode(text)) }
}

/// Whether a text is a type of files: `image/png`.
fn is_kind(kind: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'+');
    kind.contains('/') && kind.bytes().all(is_sign)
}

/// Parts as one: its type and its bytes.
fn multipart(kind: &str, depth: usize, parts: Vec<Part>) -> (String, Vec<u8>) {
    let boundary = format!("=_{kind}_{depth}");
    let mut all = Vec::new();
    for Part { kind, name, bytes } in parts {
        let name = name.map(|name| format!("Content-Disposition: attachment; filename=\"{}\"\r\n", word(&name)));
        let is_mail = kind.starts_with("message/") || kind.starts_with("multipart/");
        let transfer = if is_mail { "8bit" } else { "base64" };
        let head = format!(
            "--{boundary}\r\nContent-Type: {kind}\r\n{}Content-Transfer-Encoding: {transfer}\r\n\r\n",
            name.unwrap_or_default()
        );
        all.extend(head.into_bytes());
        all.extend(if is_mail { bytes } else { BASE64.encode(bytes).into_bytes() });
        all.extend(b"\r\n");
    }
    all.extend(format!("--{boundary}--\r\n").into_bytes());
    (format!("multipart/{kind}; boundary=\"{boundary}\""), all)
}
