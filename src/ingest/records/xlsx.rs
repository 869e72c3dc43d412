//! A workbook (XLSX) → an article a row of its sheets: the row that names the columns is looked for as in other tables.
//!
//! A sheet is read into its cells alone, whatever size it says that it has.

use std::collections::VecDeque;

use super::csv;
use super::xlsx_cells::{Book, Cell, Row};
use crate::article::{Article, WarningKind};
use crate::error::Result;
use crate::ingest::unpack::zip::Package;
use crate::ingest::{Articles, Input, Opened};

/// So many rows may stand above the one that names the columns.
const MAX_ROWS_ABOVE: usize = 20;

/// Whether a package is a workbook.
pub(in crate::ingest) fn recognises(package: &mut Package) -> bool {
    package.has("[Content_Types].xml") && package.has("xl/workbook.xml")
}

/// The articles of the rows, numbered through all sheets.
pub(in crate::ingest) fn open(mut package: Package) -> Result<Opened> {
    let book = Book::of(&mut package)?;
    let sheets: Vec<String> = book.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut rows = Rows { package, book, next: 0, sheet: None, entry: 0, left_out: Vec::new() };
    let mut held = rows.article();
    if held.is_none() {
        return Ok(Opened::Other(nothing(&sheets)));
    }
    let articles: Articles = Box::new(std::iter::from_fn(move || {
        let mut article = held.take()?;
        held = rows.article();
        if let (Ok(article), None) = (&mut article, &held) {
            article.warn(WarningKind::Unread, std::mem::take(&mut rows.left_out));
        }
        Some(article)
    }));
    Ok(Opened::Articles(articles))
}

/// The rows of a workbook.
struct Rows {
    package: Package,
    book: Book,
    /// The number of the next sheet.
    next: usize,
    sheet: Option<Sheet>,
    entry: u32,
    /// What was left out so far.
    left_out: Vec<String>,
}

/// A sheet that has a row that names its columns.
struct Sheet {
    columns: Vec<(u32, String)>,
    rows: VecDeque<Row>,
    /// What is to be said of it, with its first article.
    told: Vec<String>,
    /// The columns that no part of an article is taken from.
    unused: Option<String>,
}

impl Rows {
    fn article(&mut self) -> Option<Result<Article>> {
        loop {
            let Some(sheet) = &mut self.sheet else {
                match self.sheet()? {
                    Ok(sheet) => self.sheet = sheet,
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            let Some(row) = sheet.rows.pop_front() else {
                self.sheet = None;
                continue;
            };
            let text = |(column, _): &(u32, String)| {
                row.cell(*column).map(|cell| self.book.text(cell).to_owned()).unwrap_or_default()
            };
            let cells: Vec<String> = sheet.columns.iter().map(text).collect();
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            self.entry += 1;
            let names: Vec<String> = sheet.columns.iter().map(|(_, name)| name.clone()).collect();
            let told = std::mem::take(&mut sheet.told);
            let unused = sheet.unused.take();
            let place = (row.number, self.entry);
            return Some(csv::article(&self.package.input, &names, &cells, place).map(|mut article| {
                article.warn(WarningKind::Unread, told);
                article.warn(WarningKind::Columns, unused);
                article
            }));
        }
    }

    /// The next sheet; nothing if it names no columns of articles.
    fn sheet(&mut self) -> Option<Result<Option<Sheet>>> {
        let at = self.next;
        let sheet = self.book.sheets.get(at)?;
        self.next += 1;
        let (name, is_hidden) = (sheet.name.clone(), sheet.is_hidden);
        let mut rows = match self.book.rows(&mut self.package, at) {
            Ok(rows) => rows,
            Err(error) => return Some(Err(error)),
        };
        if rows.found.is_empty() {
            return Some(Ok(None));
        }
        let Some(header) = header(&self.package.input, &self.book, &rows.found) else {
            self.left_out.push(format!("sheet `{name}` was left out: no row of it names columns of articles"));
            return Some(Ok(None));
        };
        let mut told = Vec::new();
        if header > 0 {
            told.push(format!(
                "{header} rows above the one that names the columns of sheet `{name}` were left out"
            ));
        }
        if is_hidden {
            told.push(format!("sheet `{name}` is hidden in the workbook and was read"));
        }
        if rows.without_value > 0 {
            let formulas = rows.without_value;
            told.push(format!(
                "{formulas} formulas of sheet `{name}` have no value: open the workbook and save it"
            ));
        }
        let named = rows.found.drain(..=header).next_back()?;
        let columns: Vec<(u32, String)> =
            named.cells.iter().map(|(at, cell)| (*at, self.book.text(cell).trim().to_owned())).collect();
        let is_named = |at: u32| {
            let place = columns.binary_search_by_key(&at, |(column, _)| *column);
            place.is_ok_and(|place| !columns[place].1.is_empty())
        };
        let unnamed = rows.found.iter().flat_map(|row| &row.cells).filter(|(at, _)| !is_named(*at)).count();
        if unnamed > 0 {
            told.push(format!("{unnamed} cells of sheet `{name}` were left out: their columns have no name"));
        }
        let unused = self.package.input.names.unused(columns.iter().map(|(_, name)| name.as_str()));
        Some(Ok(Some(Sheet { columns, rows: rows.found, told, unused })))
    }
}

/// Why a workbook without articles is not read.
fn nothing(sheets: &[String]) -> String {
    let sheets = sheets.join("`, `");
    format!(
        "not a format that is read: a workbook whose rows are no articles: name columns such as `title` and `text` in a \
         row of the sheets `{sheets}`"
    )
}

/// Which of the rows names the columns: the first that surely names those of an article, or else the first of all if one of its
/// names is that of a headline or a text. Most workbooks are of numbers, and a column `Name` makes no articles of them.
fn header(input: &Input, book: &Book, rows: &VecDeque<Row>) -> Option<usize> {
    let names = |row: &Row| -> Vec<String> {
        row.cells.iter().map(|(_, cell): &(u32, Cell)| book.text(cell).to_owned()).collect()
    };
    let mut first = rows.iter().take(MAX_ROWS_ABOVE + 1);
    let sure = first.position(|row| input.names.is_header(&names(row)));
    let may_be = |row: &&Row| names(row).iter().any(|name| input.names.holds_article(name));
    sure.or_else(|| rows.front().filter(may_be).map(|_| 0))
}
