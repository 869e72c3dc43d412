//! JSON lines → articles: an object a line, read one line at a time.

use std::io::{BufRead, Read};

use super::{fields, json};
use crate::article::{Article, WarningKind};
use crate::error::Result;
use crate::ingest::bytes::encoding;
use crate::ingest::head::Head;
use crate::ingest::{Articles, Input, SIZE_LIMIT};

/// An object that ends on its line, and another one on the next; or the extension, where the content does not say.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    let named = matches!(head.extension, "jsonl" | "ndjson" | "jsonlines" | "ldjson");
    let text = head.text.trim_start();
    if !text.starts_with('{') {
        return named && !json::is_list(text);
    }
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let first = lines.next().unwrap_or_default();
    match lines.next() {
        // A line that opens a list, or goes on, is the first of one object over several lines.
        Some(second) if second.starts_with('{') => !first.ends_with(['{', '[', ',']),
        // A broken second line does not make the file one object over several lines.
        Some(second) => named && !second.starts_with(['"', '}']),
        None => named || (!head.whole && head.extension != "json"),
    }
}

/// The articles of the lines, numbered without the empty ones.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let (mut number, mut entry, mut ended) = (0usize, 0u32, false);
    Ok(Box::new(std::iter::from_fn(move || {
        while !ended {
            number += 1;
            let line = match next_line(&mut input) {
                Ok(Line::Text(line)) => line,
                Ok(Line::TooLong) => {
                    entry += 1;
                    return Some(
                        Err(input.error(Some(number), "the line is longer than 64 MB: split the article")),
                    );
                }
                Ok(Line::End) => {
                    ended = true;
                    return (entry == 0).then(|| Err(input.error(None, "holds no article: the file is empty")));
                }
                Err(error) => {
                    ended = true;
                    return Some(Err(input.unreadable(error)));
                }
            };
            let text = line.trim_ascii();
            let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
            if !text.is_empty() {
                entry += 1;
                return Some(parse(&input, text, number, entry));
            }
        }
        None
    })))
}

fn parse(input: &Input, line: &[u8], number: usize, entry: u32) -> Result<Article> {
    let decoded = encoding::decode(line);
    let place = fields::Place { path: &input.path, names: &input.names, line: Some(number), entry: Some(entry) };
    let mut article = fields::parse(&decoded.text, &place)?;
    article.warn(WarningKind::Encoding, decoded.warning);
    Ok(article)
}

enum Line {
    Text(Vec<u8>),
    TooLong,
    End,
}

/// Most lines have no more bytes.
const USUAL_BYTES: usize = 4 << 10;

fn next_line(input: &mut Input) -> std::io::Result<Line> {
    let mut line = Vec::with_capacity(USUAL_BYTES);
    if input.reader.by_ref().take(SIZE_LIMIT).read_until(b'\n', &mut line)? == 0 {
        return Ok(Line::End);
    }
    if (line.len() as u64) < SIZE_LIMIT || line.ends_with(b"\n") {
        return Ok(Line::Text(line));
    }
    input.reader.skip_until(b'\n')?;
    Ok(Line::TooLong)
}
