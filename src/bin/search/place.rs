//! Where schema, index and aliases are, by the options, the environment and the folder one stands in.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use dateline::Archive;
use dateline::error::Error;
use dateline::index::tantivy::TantivyIndex;
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
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        let file = global.schema.clone().or_else(|| IndexSchema::nearest(&here));
        let schema = match file {
            Some(file) => IndexSchema::read(&file)?,
            None => IndexSchema::built_in(),
        };
        let index = match global.index() {
            Some(index) => index.to_owned(),
            None if schema.file.is_some() => schema.resolve(&schema.paths.index),
            None => data_folder()?,
        };
        Ok(Self { schema, index, named: global.index().is_some(), schema_named: global.schema.is_some() })
    }

    /// The same place with the index elsewhere.
    pub(crate) fn at(&self, index: PathBuf) -> Self {
        Self { index, schema: self.schema.clone(), ..*self }
    }

    pub(crate) fn has_index(&self) -> bool {
        TantivyIndex::exists(&self.index)
    }

    /// Opens the archive for asking: an index that was named is asked with its own schema, unless one is named too.
    pub(crate) fn open(&self, global: &Global) -> Result<Archive> {
        let own = self.named && !self.schema_named;
        let mut archive = Archive::open(&self.index, (!own).then(|| self.schema.clone()))?;
        self.add_aliases(&mut archive, global)?;
        Ok(archive)
    }

    /// The alias file of the options, else the schema's if it is there; `none` clears the built-in packs too.
    fn add_aliases(&self, archive: &mut Archive, global: &Global) -> Result<()> {
        let file = match global.aliases() {
            Some(file) if file == Path::new("none") => {
                archive.clear_aliases();
                return Ok(());
            }
            Some(file) => file.to_owned(),
            None => self.schema.resolve(&self.schema.paths.aliases),
        };
        if global.aliases().is_none() && !(self.schema.file.is_some() && file.is_file()) {
            return Ok(());
        }
        Ok(archive.add_aliases(&file)?)
    }
}

/// Opens the archive that a subcommand works on.
pub(crate) fn open(global: &Global) -> Result<Archive> {
    let place = Place::find(global)?;
    if !place.has_index() {
        bail!(Error::NoIndex { path: place.index });
    }
    place.open(global)
}

fn data_folder() -> Result<PathBuf> {
    let strategy = etcetera::choose_base_strategy().context("cannot tell the home folder: give --index DIR")?;
    Ok(strategy.data_dir().join("dateline"))
}
