//! A table → an article a row: the first row names the columns as data names its fields.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, Reader, ReaderBuilder};
use serde_json::{Map, Value};

use super::columns::FieldNames;
use super::fields;
use crate::article::{Article, WarningKind};
use crate::error::Result;
use crate::ingest::bytes::encoding;
use crate::ingest::head::Head;
use crate::ingest::{Articles, Input, SIZE_LIMIT};

/// What may stand between two columns.
const MARKS: [char; 4] = [',', '\t', ';', '|'];

/// Stands between the cells of a row while it is decoded as a whole: a cell alone is too short to tell its encoding.
const BETWEEN: &str = "\u{1F}";

/// So many lines may stand above the row that names the columns, and of these so many bytes are looked at.
const MAX_LINES_ABOVE: usize = 20;
const MAX_BYTES_ABOVE: u64 = 16 << 10;

/// The name of a column has no more letters.
const MAX_NAME: usize = 60;

/// Whether a row names columns that articles have: the first, or in what is called a table one of the next.
pub(in crate::ingest) fn recognises(head: &Head<'_>) -> bool {
    let text = head.text.trim_start_matches('\u{FEFF}');
    let named = matches!(head.extension, "csv" | "tsv" | "tab");
    let text = if named { &text[above(text, head.names).unwrap_or(0)..] } else { text };
    let Some((mark, names)) = columns(text) else { return false };
    let known = names.iter().filter(|name| head.names.is_known(name)).count();
    let article = names.iter().any(|name| head.names.holds_article(name));
    // A pasted text can have a comma in its headline, but not one known name beside another.
    let own = names.len() > 1 && names.iter().any(|name| head.names.is_own(name));
    let mut lines = text.lines().filter(|l| !l.trim().is_empty()).take(2);
    let is_table = (own || known >= 2 && known * 2 > names.len()) && lines.all(|line| line.contains(mark));
    article && is_table || named && (head.names.can_be_header(&names) || is_even(text, mark))
}

/// Whether the first rows have equally many cells, the first of them short: a table, whatever its columns are called.
fn is_even(text: &str, mark: char) -> bool {
    // The end of what is looked at can stand in a row.
    let whole = text.rfind('\n').map_or(text, |end| &text[..end]);
    let rows =
        ReaderBuilder::new().delimiter(mark as u8).flexible(true).has_headers(false).from_reader(whole.as_bytes());
    let rows: Vec<csv::StringRecord> =
        rows.into_records().take(MAX_LINES_ABOVE).map_while(csv::Result::ok).collect();
    let Some(first) = rows.first().filter(|first| first.len() > 1 && rows.len() > 1) else { return false };
    first.iter().all(|name| name.chars().count() <= MAX_NAME) && rows.iter().all(|row| row.len() == first.len())
}

/// Where the row that names the columns begins, if other lines stand above it: `sep=;`, or what an export says of itself.
fn above(text: &str, names: &FieldNames) -> Option<usize> {
    let known = |line: &str| {
        let (_, columns) = columns(line)?;
        Some(names.is_header(&columns))
    };
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').take(MAX_LINES_ABOVE + 1).enumerate() {
        let is_mark = number == 0 && separator(line).is_some();
        if !is_mark && !line.trim().is_empty() && known(line) == Some(true) {
            return (at > 0).then_some(at);
        }
        at += line.len();
    }
    // A first line that names the mark is no row, whatever the next one is.
    let first = text.split_inclusive('\n').next()?;
    separator(first).map(|_| first.len())
}

/// The mark that a first line of `sep=;` names, as one program of tables writes it for another.
fn separator(line: &str) -> Option<char> {
    let mark = line.trim_start_matches('\u{FEFF}').trim_end_matches(['\r', '\n']);
    let mark = mark.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &mark[4..])?;
    let mut chars = mark.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// What parts the columns of the first row, and their names.
fn columns(text: &str) -> Option<(char, Vec<String>)> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let count = |mark: &char| line.matches(*mark).count();
    let mark = MARKS.into_iter().rev().max_by_key(count).filter(|mark| count(mark) > 0).unwrap_or(',');
    let names = line.split(mark).map(|name| name.trim().trim_matches('"').to_owned()).collect();
    Some((mark, names))
}

/// The articles of the rows, numbered.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let mut head = Vec::new();
    let read = input.reader.by_ref().take(MAX_BYTES_ABOVE).read_to_end(&mut head);
    let read = read.and_then(|_| input.reader.by_ref().take(SIZE_LIMIT).read_until(b'\n', &mut head));
    read.map_err(|error| input.unreadable(error))?;
    let mut head = head.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(head);
    let (lines_above, is_marked, mark) = {
        let text = encoding::decode(&head).text;
        let above = above(&text, &input.names).unwrap_or(0);
        let lines = text[..above].matches('\n').count();
        let named = text.lines().next().and_then(separator).filter(|_| lines > 0);
        (lines, named.is_some(), named.unwrap_or_else(|| columns(&text[above..]).map_or(',', |(mark, _)| mark)))
    };
    for _ in 0..lines_above {
        let end = head.iter().position(|b| *b == b'\n').map_or(head.len(), |at| at + 1);
        head.drain(..end);
    }
    input.put_back(head);
    let left = Arc::new(AtomicU64::new(SIZE_LIMIT));
    let source = std::mem::replace(&mut input.reader, Box::new(io::empty()));
    let mut rows = ReaderBuilder::new()
        .delimiter(mark as u8)
        .flexible(true)
        .has_headers(false)
        .from_reader(Bounded { source, left: left.clone() });
    let names = header(&mut rows, &left, &input, lines_above + 1)?;
    let (mut entry, mut ended) = (0u32, false);
    let are_told = |lines: &usize| *lines > usize::from(is_marked);
    let mut unused = input.names.unused(names.iter().map(String::as_str));
    let mut untold = Some(lines_above)
        .filter(are_told)
        .map(|lines| format!("{lines} lines above the row that names the columns were left out"));
    Ok(Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        match row(&mut rows, &left) {
            Ok(Some((line, cells, warning))) => {
                entry += 1;
                Some(article(&input, &names, &cells, (line + lines_above, entry)).map(|mut article| {
                    article.warn(WarningKind::Encoding, warning);
                    article.warn(WarningKind::Unread, untold.take());
                    article.warn(WarningKind::Columns, unused.take());
                    article
                }))
            }
            Ok(None) => {
                ended = true;
                (entry == 0).then(|| Err(input.error(None, "holds no article: there is no row below the first")))
            }
            Err(error) => {
                ended = true;
                Some(Err(fault(&input, error)))
            }
        }
    })))
}

/// The names of the columns, of which one at least is that of headlines or texts.
fn header(rows: &mut Reader<Bounded>, left: &AtomicU64, input: &Input, line: usize) -> Result<Vec<String>> {
    let names = match row(rows, left) {
        Ok(Some((_, names, _))) => names,
        Ok(None) => return Err(input.error(None, "holds no article: the file is empty")),
        Err(error) => return Err(fault(input, error)),
    };
    match names.iter().any(|name| input.names.holds_words(name)) {
        true => Ok(names),
        false => Err(input.error(Some(line), input.names.not_understood(&names))),
    }
}

fn fault(input: &Input, error: csv::Error) -> crate::error::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => input.unreadable(error),
        other => input.error(None, format!("the table cannot be read on ({other:?}): save it anew as CSV")),
    }
}

/// A row: its line, its cells, and what was lost in decoding.
type Row = (usize, Vec<String>, Option<String>);

fn row(rows: &mut Reader<Bounded>, left: &AtomicU64) -> csv::Result<Option<Row>> {
    let mut record = ByteRecord::new();
    left.store(SIZE_LIMIT, Ordering::Relaxed);
    if !rows.read_byte_record(&mut record)? {
        return Ok(None);
    }
    let line = record.position().map_or(0, csv::Position::line) as usize;
    let bytes = record.iter().collect::<Vec<_>>().join(BETWEEN.as_bytes());
    let decoded = encoding::decode(&bytes);
    let cells = decoded.text.split(BETWEEN).map(str::to_owned).collect();
    Ok(Some((line, cells, decoded.warning)))
}

/// The article of a row.
pub(super) fn article(
    input: &Input,
    names: &[String],
    cells: &[String],
    (line, entry): (usize, u32),
) -> Result<Article> {
    let extra = cells.iter().skip(names.len()).any(|cell| !cell.trim().is_empty());
    if extra {
        let message = format!(
            "the row has {} cells, the first row names {}: put texts between quotation marks",
            cells.len(),
            names.len()
        );
        return Err(input.error(Some(line), message));
    }
    let mut object = Map::new();
    for (name, cell) in names.iter().zip(cells).filter(|(_, cell)| !cell.trim().is_empty()) {
        object.entry(name.trim()).or_insert_with(|| Value::String(cell.clone()));
    }
    let place = fields::Place { path: &input.path, names: &input.names, line: Some(line), entry: Some(entry) };
    fields::article(&object, &place)
}

/// Ends with an error where a row has no end.
struct Bounded {
    source: Box<dyn BufRead + Send>,
    left: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)? as u64;
        let left = self.left.load(Ordering::Relaxed);
        if read > left {
            return Err(io::Error::other("a row is longer than 64 MB: close its quotation marks"));
        }
        self.left.store(left - read, Ordering::Relaxed);
        Ok(read as usize)
    }
}
