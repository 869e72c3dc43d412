//! Where schema, index and aliases are, by the options, the environment and the folder one stands in.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use dateline::OpenOptions;
use dateline::Reader;
use dateline::analysis::Analyzer;
use dateline::error::Error;
use dateline::names::AliasBook;
use dateline::schema::IndexSchema;
use etcetera::BaseStrategy;

use crate::arguments::Global;

/// Where things are for one run.
pub(crate) struct Place {
    /// The schema of a file, or the built-in one.
    pub(crate) schema: IndexSchema,
    /// The index's folder.
    pub(crate) index: PathBuf,
    /// Whether the folder was named by an option or the environment.
    pub(crate) named: bool,
    /// Whether the schema was named by an option.
    schema_named: bool,
}

impl Place {
    pub(crate) fn find(global: &Global) -> Result<Self> {
        let schema = schema(global)?;
        let index = match global.index() {
            Some(index) => index.to_owned(),
            None if schema.file.is_some() => schema.resolve(&schema.paths.index),
            None => data_folder()?,
        };
        Ok(Self { schema, index, named: global.index().is_some(), schema_named: global.schema.is_some() })
    }

    /// Whether there is an index; an error where nobody can tell, as in a folder that may not be looked into.
    pub(crate) fn has_index(&self) -> Result<bool> {
        if Reader::exists(&self.index) {
            return Ok(true);
        }
        match Reader::open(&self.index, OpenOptions::default().without_packs()) {
            Err(Error::NoIndex { .. }) => Ok(false),
            other => Ok(other.map(|_| true)?),
        }
    }

    /// Opens the archive for work that needs no aliases.
    pub(crate) fn reader(&self) -> Result<Reader> {
        Ok(Reader::open(&self.index, self.open_options().without_packs())?)
    }

    /// An index that was named is asked with its own schema, unless one is named too.
    fn open_options(&self) -> OpenOptions {
        let own = self.named && !self.schema_named;
        OpenOptions::with_schema((!own).then(|| self.schema.clone()))
    }

    /// Opens the archive for asking.
    pub(crate) fn open(&self, global: &Global) -> Result<Reader> {
        self.open_with(self.read_aliases(global))
    }

    /// The same for questions that are asked exactly: the built-in packs have no part in them, and are not read.
    pub(crate) fn open_exactly(&self, global: &Global) -> Result<Reader> {
        match self.read_aliases(global) {
            Aliases::Packs(None) => self.reader(),
            aliases => self.open_with(aliases),
        }
    }

    /// The reader's alias file: that of the options, else the one beside the schema, else that in the user's configuration folder;
    /// `None` where no aliases at all are wanted. It may not be there yet.
    pub(crate) fn alias_file(&self, global: &Global) -> Result<Option<PathBuf>> {
        Ok(match global.aliases() {
            Some(file) if file == Path::new("none") => None,
            Some(file) => Some(file.to_owned()),
            None if self.schema.file.is_some() => Some(self.schema.resolve(&self.schema.paths.aliases)),
            None => Some(configuration_folder()?.join(&self.schema.paths.aliases)),
        })
    }

    /// The alias file that is read: one that is named must be there.
    fn read_aliases(&self, global: &Global) -> Aliases {
        let is_read = |file: &PathBuf| global.aliases().is_some() || file.is_file();
        match self.alias_file(global) {
            Ok(None) => Aliases::None,
            Ok(Some(file)) => Aliases::Packs(Some(file).filter(is_read)),
            // Nobody who has no home has a file there.
            Err(_) => Aliases::Packs(None),
        }
    }

    /// Opens the archive as [`Place::open`] does, for a change of the alias file: that may not be there yet.
    pub(crate) fn open_to_edit(&self, global: &Global) -> Result<Reader> {
        let is_new = matches!(self.alias_file(global), Ok(Some(file)) if !file.exists());
        self.open_with(if is_new { Aliases::Packs(None) } else { self.read_aliases(global) })
    }

    /// Opens the archive. No aliases means that the built-in packs go too.
    fn open_with(&self, aliases: Aliases) -> Result<Reader> {
        let options = self.open_options();
        Ok(match aliases {
            Aliases::None => Reader::open(&self.index, options.without_packs())?,
            Aliases::Packs(None) => Reader::open(&self.index, options)?,
            Aliases::Packs(Some(file)) => {
                let mut reader = Reader::open(&self.index, options)?;
                reader.add_aliases(&file)?;
                reader
            }
        })
    }

    /// The aliases that an archive would be asked with, without an archive.
    pub(crate) fn alias_book(&self, global: &Global, analyzer: &mut Analyzer) -> Result<AliasBook> {
        let file = match self.read_aliases(global) {
            Aliases::None => return Ok(AliasBook::empty()),
            Aliases::Packs(file) => file,
        };
        let mut book = AliasBook::built_in();
        if let Some(file) = file {
            book.add_file(&file, analyzer)?;
        }
        Ok(book)
    }
}

/// The schema: that of the options, the nearest file, or the built-in one.
pub(crate) fn schema(global: &Global) -> Result<IndexSchema> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let file = global.schema.clone().or_else(|| IndexSchema::nearest(&here));
    Ok(match file {
        Some(file) => IndexSchema::read(&file)?,
        None => IndexSchema::built_in(),
    })
}

/// Which aliases a run has.
enum Aliases {
    /// None at all.
    None,
    /// The built-in packs, and the reader's file, if there is one.
    Packs(Option<PathBuf>),
}

/// Opens the archive that a subcommand works on.
pub(crate) fn open(global: &Global) -> Result<Reader> {
    found(global)?.open(global)
}

/// The place of an index that is there.
pub(crate) fn found(global: &Global) -> Result<Place> {
    let place = Place::find(global)?;
    if !place.has_index()? {
        bail!(Error::NoIndex { path: place.index });
    }
    Ok(place)
}

fn data_folder() -> Result<PathBuf> {
    let strategy = etcetera::choose_base_strategy().context("cannot tell the home folder: give --index DIR")?;
    Ok(strategy.data_dir().join("dateline"))
}

fn configuration_folder() -> Result<PathBuf> {
    let strategy = etcetera::choose_base_strategy().context("cannot tell the home folder: give --aliases FILE")?;
    Ok(strategy.config_dir().join("dateline"))
}
