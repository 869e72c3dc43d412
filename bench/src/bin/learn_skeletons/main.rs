//! Learns what the skeletons of names cost against each other, and how much those may cost that are of one name.
//!
//!     cargo run --release -p dateline-bench --bin learn_skeletons -- FOLDER [--check]
//!
//! The folder holds the files of names that `learn_names` reads. Names of every length are compared with all others. Of two names of
//! which one is Latin, those that the decision takes for one shall cost less than the credit of the one asked for, and all others
//! more (a logistic loss over the best alignment, by AdaGrad); of the others, each round learns from those that the costs so far let
//! pass. The costs of two other scripts are made of the tables of letters. Then the limits are counted, of all scripts. `prepared` is
//! run afterwards. With `--check` nothing is written: the tables must be the same, byte for byte.

mod learn; // pairs → costs
mod limits; // pairs, costs → limits
mod names; // files → names

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::names::spelling::skeletons::LEARNED;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("usage: learn_skeletons FOLDER [--check]")?;
    let names = names::names(Path::new(folder))?;
    let (mut tables, mut lines) = (Vec::new(), String::new());
    for (scripts, _) in LEARNED {
        let (costs, line) = learn::table(&names, scripts);
        let (query, candidate) = scripts;
        tables.push((format!("skeletons_{query:?}_{candidate:?}.txt").to_lowercase(), costs));
        lines += &line;
    }
    tables.push(("skeleton_limits.txt".to_owned(), limits::table(&names, &lines)));
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src/names/data/spelling");
    for (name, table) in tables {
        if !arguments.iter().any(|argument| argument == "--check") {
            fs::write(data.join(&name), table)?;
        } else if fs::read_to_string(data.join(&name))? != table {
            return Err(format!("{name} differs").into());
        }
    }
    Ok(())
}
