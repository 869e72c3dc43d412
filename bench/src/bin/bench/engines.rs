//! The engines that are measured: where each lies, how it is built in a process of its own, and opened.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::engine::{Engine, folder_bytes};
use crate::options::Work;
#[cfg(feature = "sqlite")]
use crate::sqlite;
use crate::{Outcome, ours, raw};

/// One of the engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Raw tantivy, to which the others are compared.
    Raw,
    /// Dateline.
    Ours,
    /// SQLite FTS5.
    #[cfg(feature = "sqlite")]
    Sqlite,
}

/// Those that this program was built with, in the order of the table.
#[cfg(not(feature = "sqlite"))]
pub const ENGINES: &[Which] = &[Which::Raw, Which::Ours];
/// Those that this program was built with, in the order of the table.
#[cfg(feature = "sqlite")]
pub const ENGINES: &[Which] = &[Which::Raw, Which::Ours, Which::Sqlite];

/// What a build took.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Built {
    /// Seconds of the process.
    pub seconds: f64,
    /// The peak of its memory in kB.
    pub peak_kilobytes: u64,
    /// The bytes of the index.
    pub bytes: u64,
}

impl Which {
    /// The name of its folder, and of its builder among this program's own commands.
    pub fn key(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Ours => "dateline",
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "sqlite",
        }
    }

    /// The one with this key.
    pub fn of_key(key: &str) -> Outcome<Self> {
        let found = ENGINES.iter().copied().find(|engine| engine.key() == key);
        Ok(found.ok_or_else(|| format!("no engine is called `{key}`"))?)
    }

    /// What it is built from.
    fn source(self, work: &Work) -> &Path {
        if self == Self::Ours { &work.corpus } else { &work.passages }
    }

    /// Builds it, in this process.
    pub fn build(self, folder: &Path, source: &Path) -> Outcome<()> {
        match self {
            Self::Raw => raw::build(folder, source),
            Self::Ours => ours::build(folder, source),
            #[cfg(feature = "sqlite")]
            Self::Sqlite => sqlite::build(folder, source),
        }
    }

    /// Opens it.
    pub fn open(self, work: &Work, limit: Duration) -> Outcome<Box<dyn Engine>> {
        let folder = work.index(self);
        Ok(match self {
            Self::Raw => Box::new(raw::Raw::open(&folder)?),
            Self::Ours => Box::new(ours::Ours::open(&folder, &work.aliases, limit)?),
            #[cfg(feature = "sqlite")]
            Self::Sqlite => Box::new(sqlite::Sqlite::open(&folder)?),
        })
    }

    /// Opens a peer by its folder alone.
    pub fn open_alone(self, folder: &Path) -> Outcome<Box<dyn Engine>> {
        match self {
            Self::Raw => Ok(Box::new(raw::Raw::open(folder)?)),
            Self::Ours => Err("Dateline is asked by its own program".into()),
            #[cfg(feature = "sqlite")]
            Self::Sqlite => Ok(Box::new(sqlite::Sqlite::open(folder)?)),
        }
    }

    /// Whether an earlier run has built it.
    pub fn is_built(self, work: &Work) -> bool {
        work.built(self).exists()
    }

    /// Builds it anew in a process of its own.
    pub fn build_in_child(self, work: &Work) -> Outcome<Built> {
        let (folder, done) = (work.index(self), work.built(self));
        for old in [&folder, &done] {
            if old.is_dir() {
                std::fs::remove_dir_all(old)?;
            } else if old.exists() {
                std::fs::remove_file(old)?;
            }
        }
        std::fs::create_dir_all(&folder)?;
        let started = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        let output = command.arg("--build").arg(self.key()).arg(&folder).arg(self.source(work)).output()?;
        let seconds = started.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let peak_kilobytes = String::from_utf8_lossy(&output.stdout).trim().parse()?;
        let built = Built { seconds, peak_kilobytes, bytes: folder_bytes(&folder)? };
        std::fs::write(done, serde_json::to_string(&built)?)?;
        Ok(built)
    }
}

/// The peak of this process's memory in kB, as Linux has it.
pub fn peak_kilobytes() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).ok_or("no VmHWM in /proc/self/status")?;
    Ok(line.split_whitespace().nth(1).ok_or("no number in VmHWM")?.parse()?)
}
