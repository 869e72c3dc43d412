//! Writes what the library reads in place of the files that people write: the packs of aliases with their names folded, where
//! the lists of ordinary words lie in their file, and the learned tables of spelling.
//!
//!     cargo run --release -p dateline-bench --bin prepared
//!
//! Tests of the library say when it has to run again.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use dateline::analysis::Analyzer;
use dateline::names::Pack;
use dateline::names::known::ordinary;
use dateline::names::spelling::prepared;

fn main() -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/names/data");
    let mut analyzer = Analyzer::new(&BTreeMap::new());
    for (pack, name) in [(Pack::Syria, "syria"), (Pack::World, "world")] {
        fs::write(data.join(name).with_extension("prepared"), pack.prepare(&mut analyzer)?)?;
    }
    for (name, table) in prepared::prepare() {
        fs::write(data.join("spelling/prepared").join(name).with_extension("table"), table)?;
    }
    Ok(fs::write(data.join("ordinary_words.index"), ordinary::prepare())?)
}
