//! What a file gives → the same with a bound on its faults, and without what only a busy machine made of it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Articles, sandbox};
use crate::error::{Error, Result};

/// At most this many faults of one kind in one file are listed, each with its place; the others are counted.
pub const MAX_FAULTS_OF_A_KIND: usize = 100;

/// At most this many kinds of faults are told apart in one file; those of further kinds count as one.
const MAX_KINDS: usize = 50;

/// The most characters of a message that tell its kind.
const MAX_KIND_CHARS: usize = 120;

/// What is known of the faults of one file.
struct Faults {
    path: PathBuf,
    kinds: HashMap<String, Kind>,
    ended: bool,
}

/// The faults of a kind: how many there are, the first of those that are not listed and where the last stands.
#[derive(Default)]
struct Kind {
    count: usize,
    message: String,
    last: Option<usize>,
}

/// The articles of a file; of its faults those beyond [`MAX_FAULTS_OF_A_KIND`] of a kind are one at the end, with their number.
pub(super) fn limited(path: &Path, mut articles: Articles) -> Articles {
    let mut faults = Faults { path: path.to_owned(), kinds: HashMap::new(), ended: false };
    Box::new(std::iter::from_fn(move || {
        while !faults.ended {
            match unless_busy(&faults.path, || articles.next().transpose()).transpose() {
                Some(Err(error @ Error::Article { .. })) if faults.is_known(&error) => {}
                Some(result) => {
                    // What was read ahead on a busy machine is not given either.
                    faults.ended = matches!(result, Err(Error::Busy { .. }));
                    return Some(result);
                }
                None => faults.ended = true,
            }
        }
        faults.counted().map(Err)
    }))
}

/// What `work` reads; what it read while the machine was too busy is not what the file holds, and the file must be read again.
pub(super) fn unless_busy<T>(path: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    sandbox::was_busy();
    let result = work();
    if sandbox::was_busy() { Err(Error::Busy { path: path.to_owned() }) } else { result }
}

impl Faults {
    /// Counts a fault; whether there were so many of its kind that it is not listed.
    fn is_known(&mut self, error: &Error) -> bool {
        let Error::Article { line, message, .. } = error else { return false };
        let mut kind = kind(message);
        if self.kinds.len() >= MAX_KINDS && !self.kinds.contains_key(&kind) {
            kind = String::new();
        }
        let kind = self.kinds.entry(kind).or_default();
        kind.count += 1;
        if kind.count <= MAX_FAULTS_OF_A_KIND {
            return false;
        }
        if kind.message.is_empty() {
            kind.message.clone_from(message);
        }
        kind.last = *line;
        true
    }

    /// One of the kinds of which not all faults were listed.
    fn counted(&mut self) -> Option<Error> {
        let many = |(_, kind): &(&String, &Kind)| kind.count > MAX_FAULTS_OF_A_KIND;
        let name = self.kinds.iter().filter(many).map(|(name, _)| name).min()?.clone();
        let Kind { count, message, last } = self.kinds.remove(&name)?;
        let last = last.map(|line| format!(", the last in line {line}")).unwrap_or_default();
        let more = count - MAX_FAULTS_OF_A_KIND;
        let message = format!("and {more} more of the same kind{last}: {message}");
        Some(Error::Article { path: self.path.clone(), line: None, message })
    }
}

/// What is equal in two messages of one kind: not their numbers, and not what they quote.
fn kind(message: &str) -> String {
    let mut quoted = false;
    let told = message.chars().filter(|c| {
        quoted ^= *c == '`';
        !quoted && !c.is_ascii_digit()
    });
    told.take(MAX_KIND_CHARS).collect()
}

/// What `work` gives; a panic in it is an error of the file, and what comes after it is read.
pub(crate) fn guarded<T>(path: &Path, work: impl FnOnce() -> T) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| {
        let message = "could not be understood: this is a fault of the program, please report it".to_owned();
        Error::Article { path: path.to_owned(), line: None, message }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn messages(faults: Vec<Error>) -> Vec<String> {
        let articles: Articles = Box::new(faults.into_iter().map(Err::<Article, _>));
        limited(Path::new("a.json"), articles).map(|fault| fault.unwrap_err().to_string()).collect()
    }

    #[test]
    fn faults_beyond_the_first_of_a_kind_are_counted() {
        let fault =
            |line: usize, message: String| Error::Article { path: "a.json".into(), line: Some(line), message };
        let mut faults: Vec<Error> =
            (1..=250).map(|i| fault(i, format!("the row has {i} cells (`{i}`)"))).collect();
        faults.push(fault(300, "no row".into()));
        let got = messages(faults);
        assert_eq!(got.len(), MAX_FAULTS_OF_A_KIND + 2);
        assert_eq!(got[99], "a.json:100: the row has 100 cells (`100`)");
        assert_eq!(got[100], "a.json:300: no row");
        assert_eq!(
            got[101],
            "a.json: and 150 more of the same kind, the last in line 250: the row has 101 cells (`101`)"
        );
        let letters = |i: usize| ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"][i % 10].repeat(1 + i / 10);
        let got = messages((0..1_000).map(|i| fault(i, letters(i))).collect());
        assert_eq!(got.len(), MAX_KINDS + MAX_FAULTS_OF_A_KIND + 1, "each message another kind");
    }

    #[test]
    fn what_a_busy_machine_reads_is_not_what_the_file_holds() {
        let read = |number: u32| {
            if number == 2 {
                sandbox::set_busy();
            }
            Ok(Article::from_text(&number.to_string(), ""))
        };
        let mut given = limited(Path::new("a.html"), Box::new((1..=3).map(read)));
        assert!(given.next().unwrap().is_ok());
        assert!(matches!(given.next(), Some(Err(Error::Busy { .. }))));
        assert!(given.next().is_none(), "the file is read again as a whole");
    }
}
