//! What a server answered → its status, its kind and the page.

use std::io::{Read, Write};

use crate::ingest::SIZE_LIMIT;

/// An answer of a server, unpacked.
pub(in crate::ingest) struct Answer {
    /// The status, such as 200.
    pub(in crate::ingest) status: u16,
    /// The type of the content in lower case without parameters; empty where it is not given.
    pub(in crate::ingest) content_type: String,
    /// The content.
    pub(in crate::ingest) body: Vec<u8>,
}

/// The headers of an answer or a record: names in lower case, with their values.
pub(in crate::ingest) type Headers = Vec<(String, String)>;

/// The answer in the bytes of a record; `None` where they are none.
pub(in crate::ingest) fn answer(bytes: &[u8]) -> Option<Answer> {
    if !bytes.starts_with(b"HTTP/") {
        return None;
    }
    let (head, body) = split(bytes);
    let head = String::from_utf8_lossy(head);
    let status = head.split_whitespace().nth(1).and_then(|code| code.parse().ok())?;
    let headers = headers(head.lines().skip(1));
    let mut body = body.to_vec();
    if get(&headers, "transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        body = joined(&body).unwrap_or(body);
    }
    let coding = get(&headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
    body = unpacked(&coding, &body).unwrap_or(body);
    let content_type = plain_type(get(&headers, "content-type").unwrap_or_default());
    Some(Answer { status, content_type, body })
}

/// A content type in lower case without parameters.
pub(in crate::ingest) fn plain_type(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The value of a header.
pub(in crate::ingest) fn get<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The headers in these lines.
pub(in crate::ingest) fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Headers {
    let parted = lines.filter_map(|line| line.split_once(':'));
    parted.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect()
}

/// What stands before the first empty line, and after it.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let find = |mark: &[u8]| bytes.windows(mark.len()).position(|w| w == mark).map(|at| (at, at + mark.len()));
    let ends = [find(b"\r\n\r\n"), find(b"\n\n")];
    let (end, start) = ends.into_iter().flatten().min().unwrap_or((bytes.len(), bytes.len()));
    (&bytes[..end], &bytes[start..])
}

/// The content whose pieces stand after their lengths, as far as it goes; `None` where the first has no length.
fn joined(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut content, mut rest) = (Vec::new(), bytes);
    loop {
        let end = rest.iter().position(|b| *b == b'\n');
        let line = end.and_then(|end| std::str::from_utf8(&rest[..end]).ok()).unwrap_or_default();
        let length = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16).ok();
        match (length, end) {
            (Some(0), _) => return Some(content),
            (Some(length), Some(end)) => {
                let piece = &rest[end + 1..];
                let taken = length.min(piece.len());
                content.extend_from_slice(&piece[..taken]);
                rest = &piece[taken..];
                rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
            }
            _ => return (!content.is_empty()).then_some(content),
        }
    }
}

/// The content unpacked as far as it goes; `None` where it is not packed, whatever its header says.
fn unpacked(coding: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let reader: Box<dyn Read + '_> = match coding {
        "gzip" | "x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(bytes)),
        "deflate" if bytes.first().is_some_and(|b| b & 0x0F == 8) => {
            Box::new(flate2::read::ZlibDecoder::new(bytes))
        }
        "deflate" => Box::new(flate2::read::DeflateDecoder::new(bytes)),
        "br" => Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)),
        "zstd" => Box::new(ruzstd::decoding::StreamingDecoder::new(bytes).ok()?),
        _ => return None,
    };
    let mut content = Vec::new();
    let (mut reader, mut buffer) = (reader.take(SIZE_LIMIT), [0; 8192]);
    while let Ok(read @ 1..) = reader.read(&mut buffer) {
        content.write_all(&buffer[..read]).ok()?;
    }
    (!content.is_empty()).then_some(content)
}
