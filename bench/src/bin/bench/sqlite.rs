//! SQLite FTS5: a passage is a row, with its default tokeniser, BM25 and `snippet`.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::Outcome;
use crate::corpus::passages_of;
use crate::draw::Slots;
use crate::engine::{Answer, Engine, Kind, PAGE, Page, Question};

fn file(folder: &Path) -> PathBuf {
    folder.join("passages.db")
}

/// Builds it from the file of passages, in one transaction without a journal.
pub fn build(folder: &Path, passages: &Path) -> Outcome<()> {
    let mut database = Connection::open(file(folder))?;
    database.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;
         CREATE VIRTUAL TABLE passages USING fts5(title UNINDEXED, text);",
    )?;
    let transaction = database.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT INTO passages (title, text) VALUES (?1, ?2)")?;
        for passage in passages_of(passages)? {
            let passage = passage?;
            insert.execute((&passage.title, &passage.text))?;
        }
    }
    transaction.commit()?;
    database.execute_batch("INSERT INTO passages (passages) VALUES ('optimize');")?;
    Ok(())
}

/// An opened database.
pub struct Sqlite {
    file: PathBuf,
    database: Connection,
}

impl Sqlite {
    /// Opens the one in a folder.
    pub fn open(folder: &Path) -> Outcome<Self> {
        let file = file(folder);
        let database = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        database.execute_batch("PRAGMA mmap_size = 8000000000; PRAGMA cache_size = -200000;")?;
        Ok(Self { file, database })
    }
}

impl Engine for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite FTS5"
    }

    fn ask(&mut self, question: &Question) -> Outcome<Answer> {
        let wanted = match question.page {
            Page::Ids => "rowid",
            Page::Text => "title, snippet(passages, 1, '<b>', '</b>', '…', 30)",
        };
        let statement = format!("SELECT {wanted} FROM passages WHERE passages MATCH ?1 ORDER BY rank LIMIT {PAGE}");
        let mut statement = self.database.prepare_cached(&statement)?;
        let mut rows = statement.query([text(question.slots, question.kind)])?;
        let (mut count, mut out) = (0, String::new());
        while let Some(row) = rows.next()? {
            count += 1;
            if question.page == Page::Text {
                out += row.get_ref(0)?.as_str()?;
                out += row.get_ref(1)?.as_str()?;
            }
        }
        std::hint::black_box(out);
        Ok(Answer::of(count))
    }

    fn another(&self) -> Outcome<Box<dyn Engine>> {
        let folder = self.file.parent().ok_or("a database lies in a folder")?;
        Ok(Box::new(Self::open(folder)?))
    }
}

/// The question in the language of FTS5.
fn text(slots: &Slots, kind: Kind) -> String {
    let word = |word: &String| format!("\"{word}\"");
    let slot = |slot: &Vec<String>| match &slot[..] {
        [only] => word(only),
        many => format!("({})", many.iter().map(word).collect::<Vec<_>>().join(" OR ")),
    };
    let joined = |by: &str| slots.iter().map(slot).collect::<Vec<_>>().join(by);
    match kind {
        Kind::All => joined(" AND "),
        Kind::Any => joined(" OR "),
        Kind::Phrase | Kind::Operator(_) => joined(" + "),
        Kind::Prefix => format!("{}*", joined(" ")),
    }
}
