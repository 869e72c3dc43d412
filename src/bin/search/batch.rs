//! A file of questions or names → its lines, as text.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use anyhow::Result;
use dateline::error::Error;

use crate::terminal::terminal_safe;

/// The lines of a file, or of standard input where it is `-`, without their ends. What is no text in a line costs that part of it,
/// which is told, and none of the others.
pub(crate) fn lines(file: &Path) -> Result<impl Iterator<Item = Result<String>>> {
    let input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(std::fs::File::open(file).map_err(Error::file("read", file))?)
    };
    let lines = BufReader::new(input).split(b'\n').enumerate();
    Ok(lines.map(move |(number, line)| {
        let line = line.map_err(Error::file("read", file))?;
        let text = String::from_utf8_lossy(&line);
        if std::str::from_utf8(&line).is_err() {
            let place = format!("{}:{}", file.display(), number + 1);
            let message = "bytes that are no UTF-8 are read as U+FFFD: save the file as UTF-8";
            writeln!(io::stderr(), "warning: {}: {message}", terminal_safe(&place))?;
        }
        Ok(text.trim_end_matches('\r').trim_start_matches('\u{feff}').to_owned())
    }))
}
