//! What the program is told, and the folder that it works in.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::classes::{CLASSES, OTHERS};
use crate::corpus::{Figures, prepare};
use crate::draw::{Drawn, draw};
use crate::engines::Which;
use crate::interleave::Extent;
use crate::ours::write_aliases;

/// How the program is called.
pub const USAGE: &str = "\
bench CORPUS.jsonl [--only CLASS,CLASS] [--queries N] [--rounds N] [--limit SECONDS] [--builds N] [--seed N]
                   [--work FOLDER] [--search PROGRAM]";

/// What the program was told.
#[derive(Debug)]
pub struct Options {
    /// The articles, a JSON object a line.
    pub corpus: PathBuf,
    only: Vec<String>,
    /// At most so many questions a class.
    pub queries: usize,
    /// How often, and how long one engine is asked at most.
    pub extent: Extent,
    /// How often each index is built.
    pub builds: usize,
    seed: u64,
    work: Option<PathBuf>,
    search: Option<PathBuf>,
}

impl Options {
    /// Reads the command line.
    pub fn read(arguments: &[String]) -> Outcome<Self> {
        let extent = Extent { rounds: 5, limit: Duration::from_secs(20) };
        let (corpus, only) = (PathBuf::new(), Vec::new());
        let mut options = Self { corpus, only, queries: 100, extent, builds: 1, seed: 7, work: None, search: None };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("`{argument}` wants a value: {USAGE}"));
            match argument.as_str() {
                "--only" => options.only = value()?.split(',').map(str::to_owned).collect(),
                "--queries" => options.queries = value()?.parse()?,
                "--rounds" => options.extent.rounds = value()?.parse::<usize>()?.max(1),
                "--limit" => options.extent.limit = Duration::try_from_secs_f64(value()?.parse()?)?,
                "--builds" => options.builds = value()?.parse::<usize>()?.max(1),
                "--seed" => options.seed = value()?.parse()?,
                "--work" => options.work = Some(value()?.into()),
                "--search" => options.search = Some(value()?.into()),
                name if name.starts_with('-') => {
                    return Err(format!("no option is called `{name}`: {USAGE}").into());
                }
                path => options.corpus = path.into(),
            }
        }
        if options.corpus.as_os_str().is_empty() {
            return Err(format!("give a corpus: {USAGE}").into());
        }
        let known: Vec<&str> = OTHERS.into_iter().chain(CLASSES.iter().map(|class| class.key)).collect();
        match options.only.iter().find(|name| !known.iter().any(|key| is_named(key, name))) {
            Some(name) => Err(format!("no class is called `{name}`: {}", known.join(", ")).into()),
            None => Ok(options),
        }
    }

    /// Whether a class is wanted.
    pub fn wants(&self, key: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| is_named(key, name))
    }

    /// Dateline's program, beside this one unless said otherwise.
    pub fn search(&self) -> Outcome<PathBuf> {
        let beside = std::env::current_exe()?.with_file_name("search");
        let program = self.search.clone().unwrap_or(beside);
        match program.exists() {
            true => Ok(program),
            false => Err("`search` is not beside this program: run `cargo build --release` first".into()),
        }
    }
}

/// A class is called by its name or by the beginning before a hyphen: `spellings` are three.
fn is_named(key: &str, name: &str) -> bool {
    key == name || key.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
}

/// The folder with what is made of the corpus.
#[derive(Debug)]
pub struct Work {
    folder: PathBuf,
    is_kept: bool,
    /// The corpus.
    pub corpus: PathBuf,
    /// Its passages, for the peers.
    pub passages: PathBuf,
    /// The file of aliases.
    pub aliases: PathBuf,
}

/// What is known of the corpus from an earlier run.
#[derive(Debug, Deserialize, Serialize)]
pub struct Prepared {
    /// How large it is.
    pub figures: Figures,
    /// The questions.
    pub drawn: Drawn,
    seed: u64,
    queries: usize,
}

impl Work {
    /// The folder that was named, else one for this run alone.
    pub fn of(options: &Options) -> Outcome<Self> {
        let own = || std::env::temp_dir().join(format!("dateline-bench-{}", std::process::id()));
        let folder = options.work.clone().unwrap_or_else(own);
        std::fs::create_dir_all(&folder)?;
        let (passages, aliases) = (folder.join("passages.jsonl"), folder.join("aliases.toml"));
        Ok(Self { is_kept: options.work.is_some(), corpus: options.corpus.clone(), passages, aliases, folder })
    }

    /// The folder of an engine's index.
    pub fn index(&self, engine: Which) -> PathBuf {
        self.folder.join(engine.key())
    }

    /// The file that says that an index is whole.
    pub fn built(&self, engine: Which) -> PathBuf {
        self.folder.join(format!("{}.json", engine.key()))
    }

    /// Reads what an earlier run has made of the same corpus, or makes it.
    pub fn prepare(&self, options: &Options) -> Outcome<Prepared> {
        let prepared = self.prepared(options)?;
        write_aliases(&self.aliases, &prepared.drawn.alternatives)?;
        Ok(prepared)
    }

    fn prepared(&self, options: &Options) -> Outcome<Prepared> {
        let file = self.folder.join("prepared.json");
        let bytes = std::fs::metadata(&self.corpus)?.len();
        if let Some(earlier) = read(&file) {
            if earlier.figures.file_bytes != bytes {
                return Err("the folder of `--work` belongs to another corpus: name another one".into());
            }
            if (earlier.seed, earlier.queries) == (options.seed, options.queries) {
                return Ok(earlier);
            }
        }
        let material = prepare(&self.corpus, &self.passages, options.seed)?;
        let drawn = draw(&material, options.seed, options.queries);
        let (seed, queries) = (options.seed, options.queries);
        let prepared = Prepared { figures: material.figures, drawn, seed, queries };
        std::fs::write(file, serde_json::to_string(&prepared)?)?;
        Ok(prepared)
    }

    /// Removes a folder that was for this run alone.
    pub fn close(self) -> Outcome<()> {
        if !self.is_kept {
            std::fs::remove_dir_all(self.folder)?;
        }
        Ok(())
    }
}

fn read(file: &Path) -> Option<Prepared> {
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}
