//! A file that is written whole or not at all: under another name beside it, which it takes once all is written.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice, StripStream};
use anyhow::{Result, bail};
use dateline::error::Error;

/// Has an answer printed to a file, whole or not at all, or to standard output; in colours only what is for people to read.
pub(crate) fn print_to<T>(
    file: Option<&Path>,
    is_text: bool,
    print: impl FnOnce(&mut dyn Write) -> Result<T>,
) -> Result<T> {
    let Some(file) = file else {
        let out = io::stdout().lock();
        let mut out: Box<dyn Write> =
            if is_text { Box::new(AutoStream::auto(out)) } else { Box::new(BufWriter::new(out)) };
        let printed = print(&mut out)?;
        out.flush()?;
        return Ok(printed);
    };
    ColorChoice::Never.write_global();
    let mut out = OutputFile::create(file)?;
    let printed = if is_text {
        let plain: &mut dyn Write = &mut out;
        print(&mut StripStream::new(plain))?
    } else {
        print(&mut out)?
    };
    out.finish()?;
    Ok(printed)
}

/// A file that is being written.
pub(crate) struct OutputFile {
    target: PathBuf,
    /// What it is called until it is whole.
    part: PathBuf,
    file: BufWriter<File>,
    is_whole: bool,
}

impl OutputFile {
    /// Begins a file. What is there already stays until the new one is whole; what is no file is not replaced.
    pub(crate) fn create(target: &Path) -> Result<Self> {
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let Some(name) = target.file_name().filter(|_| fs::metadata(&target).map_or(true, |there| there.is_file()))
        else {
            bail!("`{}` is no file that can be written: name another", target.display());
        };
        let mut part = OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", std::process::id()));
        let part = target.with_file_name(part);
        let file = OpenOptions::new().write(true).create_new(true).open(&part);
        let file = BufWriter::new(file.map_err(Error::file("write", &target))?);
        Ok(Self { target, part, file, is_whole: false })
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.file.flush().map_err(Error::file("write", &self.target))?;
        self.file.get_ref().sync_all().map_err(Error::file("write", &self.target))?;
        fs::rename(&self.part, &self.target).map_err(Error::file("write", &self.target))?;
        self.is_whole = true;
        Ok(())
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if !self.is_whole {
            // Nothing is left to do if this cannot be taken away.
            let _ = fs::remove_file(&self.part);
        }
    }
}
