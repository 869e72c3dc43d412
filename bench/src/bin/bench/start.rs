//! Process start to the answer on standard output.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::draw::{Drawn, Slots};
use crate::engine::{Answer, Kind, Mode, Page, Question};
use crate::engines::{ENGINES, Which};
use crate::interleave::interleave;
use crate::options::{Options, Work};
use crate::table;

/// So many words are asked for.
const STARTS: usize = 21;

/// A rare word as written, and a name with its spellings; the peers look up the one word.
pub fn measure(options: &Options, work: &Work, drawn: &Drawn) -> Outcome<()> {
    let search = options.search()?;
    let parts = [("rare word, `--exact`", &drawn.rare, true), ("name, with spellings", &drawn.names, false)];
    for (title, words, is_exact) in parts {
        let count = words.len().min(STARTS);
        let series = interleave((ENGINES.len(), count), options.extent, |engine, question| {
            let (engine, word) = (ENGINES[engine], &words[question][0][0]);
            let mut command = match engine {
                Which::Ours => dateline(&search, &work.index(engine), is_exact),
                _ => peer(engine, &work.index(engine))?,
            };
            answer(command.arg(word))
        })?;
        table::latency((&format!("process start to answer, {title}"), "text, ms"), &series)?;
    }
    Ok(())
}

fn dateline(search: &Path, folder: &Path, is_exact: bool) -> Command {
    let mut command = Command::new(search);
    command.arg("--index").arg(folder).args(is_exact.then_some("--exact")).arg("--query");
    command
}

fn peer(engine: Which, folder: &Path) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--ask").arg(engine.key()).arg(folder);
    Ok(command)
}

fn answer(command: &mut Command) -> Outcome<Answer> {
    let output = command.stdin(Stdio::null()).output()?;
    // 1 is the exit code of an answer with nothing in it.
    match output.status.code() {
        Some(0) => Ok(Answer::of(1)),
        Some(1) => Ok(Answer::of(0)),
        _ => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

/// Opens a peer and asks it for one word in small letters, as its tokeniser writes it: what the child process does. Says
/// whether there is a hit.
pub fn ask(key: &str, folder: &Path, word: &str) -> Outcome<bool> {
    let slots: Slots = vec![vec![word.to_lowercase()]];
    let question = Question { slots: &slots, kind: Kind::Any, mode: Mode::Exact, page: Page::Text };
    let answer = Which::of_key(key)?.open_alone(folder)?.ask(&question)?;
    table::say(&format!("{answer:?}"))?;
    Ok(answer != Answer::of(0))
}
