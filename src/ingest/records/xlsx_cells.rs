//! The parts of a workbook → its sheets by name, and the cells of each.

use std::collections::{HashMap, VecDeque};

use jiff::ToSpan;
use quick_xml::events::{BytesStart, Event};

use crate::article::Day;
use crate::error::Result;
use crate::ingest::unpack::zip::Package;
use crate::ingest::xml::{self, local_attribute};

/// A workbook without its cells.
#[derive(Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<SheetPart>,
    strings: Vec<String>,
    /// Which of the styles of cells show a number as a day.
    dates: Vec<bool>,
    /// Whether days are counted from 1904.
    from_1904: bool,
}

/// Where a sheet is.
pub(super) struct SheetPart {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    part: String,
}

/// What a cell shows.
pub(super) enum Cell {
    /// The number of a text that cells share.
    Shared(usize),
    Text(String),
}

/// A row, by its number on the sheet.
pub(super) struct Row {
    pub(super) number: usize,
    /// By the numbers of their columns, in order.
    pub(super) cells: Vec<(u32, Cell)>,
}

impl Row {
    /// The cell in a column.
    pub(super) fn cell(&self, column: u32) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        Some(&self.cells[at].1)
    }
}

/// The rows of a sheet that are not empty.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) found: VecDeque<Row>,
    /// How many formulas were saved without their value.
    pub(super) without_value: usize,
}

impl Book {
    pub(super) fn of(package: &mut Package) -> Result<Self> {
        let Some(workbook) = package.text("xl/workbook.xml") else { return Ok(Self::default()) };
        let workbook = workbook?;
        let mut parts = HashMap::new();
        if let Some(Ok(relations)) = package.text("xl/_rels/workbook.xml.rels") {
            each_start(&relations, |start| {
                if let (Some(id), Some(target)) = (local_attribute(start, "Id"), local_attribute(start, "Target")) {
                    parts.insert(id, whole_name(&target));
                }
            });
        }
        let mut book = Self::default();
        each_start(&workbook, |start| match start.local_name().as_ref() {
            "workbookPr" => book.from_1904 = local_attribute(start, "date1904").is_some_and(|said| is_true(&said)),
            "sheet" => {
                let number = book.sheets.len() + 1;
                let part = local_attribute(start, "id").and_then(|id| parts.get(&id).cloned());
                book.sheets.push(SheetPart {
                    name: local_attribute(start, "name").unwrap_or_else(|| number.to_string()),
                    is_hidden: local_attribute(start, "state").is_some_and(|state| state != "visible"),
                    part: part.unwrap_or_else(|| format!("xl/worksheets/sheet{number}.xml")),
                });
            }
            _ => {}
        });
        let of_kind = |end: &str| parts.values().find(|part| part.ends_with(end)).cloned();
        let strings = of_kind("sharedStrings.xml").unwrap_or_else(|| "xl/sharedStrings.xml".to_owned());
        if let Some(strings) = package.text(&strings) {
            book.strings = shared_strings(&strings?);
        }
        let styles = of_kind("styles.xml").unwrap_or_else(|| "xl/styles.xml".to_owned());
        if let Some(Ok(styles)) = package.text(&styles) {
            book.dates = dates(&styles);
        }
        Ok(book)
    }

    /// The text that a cell shows.
    pub(super) fn text<'a>(&'a self, cell: &'a Cell) -> &'a str {
        match cell {
            Cell::Shared(number) => self.strings.get(*number).map_or("", String::as_str),
            Cell::Text(text) => text,
        }
    }

    /// The rows of a sheet.
    pub(super) fn rows(&self, package: &mut Package, sheet: usize) -> Result<Rows> {
        let Some(text) = self.sheets.get(sheet).and_then(|sheet| package.text(&sheet.part)) else {
            return Ok(Rows::default());
        };
        let text = text?;
        let mut reader = xml::reader(&text);
        let mut walk = Walk { book: self, rows: Rows::default(), row: None, cell: OpenCell::default() };
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => walk.start(&start),
                Ok(Event::End(end)) => walk.end(end.local_name().as_ref()),
                // What is broken further on keeps none of the rows before.
                Ok(Event::Eof) | Err(_) => break,
                Ok(event) if walk.cell.in_text => {
                    walk.cell.text.push_str(&xml::text(&event).unwrap_or_default());
                }
                Ok(_) => {}
            }
        }
        Ok(walk.rows)
    }

    /// A number as it is shown: as a day, if the style of its cell is one of days.
    fn shown(&self, number: &str, style: Option<usize>) -> String {
        let is_date = style.and_then(|style| self.dates.get(style)).is_some_and(|is_date| *is_date);
        let serial = number.parse::<f64>().ok().filter(|_| is_date);
        serial.and_then(|serial| self.day(serial)).unwrap_or_else(|| number.to_owned())
    }

    /// The day and time of a number, which counts the days since the end of 1899, or since 1904.
    fn day(&self, serial: f64) -> Option<String> {
        // The first two months are counted wrongly; a time alone is no day.
        let days = Some(serial.floor()).filter(|days| (61.0..110_000.0).contains(days))? as i64;
        let first = if self.from_1904 { Day::new(1904, 1, 1)? } else { Day::new(1899, 12, 30)? };
        let day = first.date().checked_add(days.days()).ok()?;
        let minutes = ((serial - serial.floor()) * 1440.0).round() as u32;
        let time = (1..1440).contains(&minutes).then(|| format!("T{:02}:{:02}", minutes / 60, minutes % 60));
        Some(format!("{}{}", Day::of(day), time.unwrap_or_default()))
    }
}

fn is_true(said: &str) -> bool {
    matches!(said, "1" | "true" | "on")
}

/// The name of a part that the workbook calls so.
fn whole_name(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{}", target.trim_start_matches("./")),
    }
}

fn each_start(text: &str, mut take: impl FnMut(&BytesStart<'_>)) {
    let mut reader = xml::reader(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => take(&start),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The texts that cells share, without the readings of characters.
fn shared_strings(text: &str) -> Vec<String> {
    let mut reader = xml::reader(text);
    let (mut found, mut in_text, mut silent) = (Vec::new(), false, false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => match start.local_name().as_ref() {
                "si" => found.push(String::new()),
                "rPh" => silent = true,
                "t" => in_text = !silent,
                _ => {}
            },
            Ok(Event::End(end)) => match end.local_name().as_ref() {
                "rPh" => silent = false,
                "t" => in_text = false,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) if in_text => {
                if let (Some(last), Some(more)) = (found.last_mut(), xml::text(&event)) {
                    last.push_str(&more);
                }
            }
            Ok(_) => {}
        }
    }
    found.iter_mut().for_each(|text| *text = without_codes(std::mem::take(text)));
    found
}

/// A text without the codes that stand for control characters.
fn without_codes(text: String) -> String {
    if text.contains("_x000") { text.replace("_x000D_", "").replace("_x000A_", "\n") } else { text }
}

/// Which styles of cells are those of days.
fn dates(styles: &str) -> Vec<bool> {
    let (mut own, mut found, mut in_cells) = (HashMap::new(), Vec::new(), false);
    each_start(styles, |start| match start.local_name().as_ref() {
        "numFmt" => {
            if let (Some(id), Some(code)) =
                (local_attribute(start, "numFmtId"), local_attribute(start, "formatCode"))
            {
                own.insert(id, code);
            }
        }
        "cellXfs" => in_cells = true,
        "cellStyleXfs" | "cellStyles" | "dxfs" => in_cells = false,
        "xf" if in_cells => {
            let id = local_attribute(start, "numFmtId").unwrap_or_default();
            let built_in = || id.parse::<u16>().is_ok_and(|id| matches!(id, 14..=22 | 27..=36 | 50..=58));
            found.push(own.get(&id).map_or_else(built_in, |code| is_of_days(code)));
        }
        _ => {}
    });
    found
}

/// Whether a format shows the year or the day of a number.
fn is_of_days(code: &str) -> bool {
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    code.split(';').next().unwrap_or_default().chars().any(|c| {
        let was_escaped = std::mem::take(&mut escaped);
        match c {
            _ if was_escaped => {}
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' => bracket = true,
            ']' => bracket = false,
            'y' | 'Y' | 'd' | 'D' | 'e' => return !quoted && !bracket,
            _ => {}
        }
        false
    }) && !code.eq_ignore_ascii_case("general")
}

/// A walk through a sheet.
struct Walk<'a> {
    book: &'a Book,
    rows: Rows,
    row: Option<Row>,
    cell: OpenCell,
}

/// The cell at hand.
#[derive(Default)]
struct OpenCell {
    column: u32,
    kind: String,
    style: Option<usize>,
    text: String,
    in_text: bool,
    is_formula: bool,
}

impl Walk<'_> {
    fn start(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            "row" => {
                let next = self.rows.found.back().map_or(1, |row| row.number + 1);
                let number = local_attribute(start, "r").and_then(|number| number.parse().ok()).unwrap_or(next);
                self.row = Some(Row { number, cells: Vec::new() });
            }
            "c" => {
                let after = self.cell.column + 1;
                let first = self.row.as_ref().is_none_or(|row| row.cells.is_empty());
                let named = local_attribute(start, "r").and_then(|place| column(&place));
                self.cell = OpenCell {
                    column: named.unwrap_or(if first { 1 } else { after }),
                    kind: local_attribute(start, "t").unwrap_or_default(),
                    style: local_attribute(start, "s").and_then(|style| style.parse().ok()),
                    ..OpenCell::default()
                };
            }
            "f" => self.cell.is_formula = true,
            "v" | "t" => self.cell.in_text = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "v" | "t" => self.cell.in_text = false,
            "c" => self.end_cell(),
            "row" => {
                let mut row = self.row.take().filter(|row| !row.cells.is_empty());
                row.iter_mut().for_each(|row| row.cells.sort_by_key(|(column, _)| *column));
                self.rows.found.extend(row);
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.cell.text);
        self.rows.without_value += usize::from(self.cell.is_formula && text.is_empty());
        let cell = match self.cell.kind.as_str() {
            "s" => text.trim().parse().ok().map(Cell::Shared),
            // An error of a formula is no value.
            "e" => None,
            "str" | "inlineStr" | "d" | "b" => Some(Cell::Text(without_codes(text))),
            _ => Some(Cell::Text(self.book.shown(text.trim(), self.cell.style))),
        };
        let cell = cell.filter(|cell| !self.book.text(cell).trim().is_empty());
        if let (Some(row), Some(cell)) = (&mut self.row, cell) {
            row.cells.push((self.cell.column, cell));
        }
    }
}

/// The number of the column of `AB12`.
fn column(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0u32, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_formats_and_days_are_understood() {
        assert_eq!(["A1", "Z9", "AA10", "7"].map(column), [Some(1), Some(26), Some(27), None]);
        for (code, is_date) in [
            ("dd/mm/yyyy", true),
            ("[$-409]d mmm;@", true),
            ("0.00", false),
            ("\"day\" 0", false),
            ("[Red]0", false),
            ("h:mm", false),
            ("General", false),
        ] {
            assert_eq!(is_of_days(code), is_date, "{code}");
        }
        let book = Book::default();
        assert_eq!(book.day(43_587.5).as_deref(), Some("2019-05-02T12:00"));
        assert_eq!(Book { from_1904: true, ..book }.day(42_125.0).as_deref(), Some("2019-05-02"));
    }
}
