//! Ends `search index`, `search index --rebuild` and `search remove` at random moments and looks whether the index is always one
//! whole commit.
//!
//! `kills PROGRAM [KILLS [SEED]]`: makes a corpus of text files and JSON lines in a folder of its own, and again and
//! again changes, adds and removes files, starts one of the three commands and ends it, mostly by SIGKILL, every fifth time by
//! SIGINT. After each end `search check` must find nothing wrong, and the index must hold
//!
//! 1. after SIGKILL exactly the commit before the run or, if the run came so far, exactly the files as they are (without those
//!    that were taken out, until they change), or the commit before without the file that was to be taken out;
//! 2. after SIGINT of `search index` of each file its old or its new version, of one of them each article in its old or new
//!    version;
//! 3. for queries what it holds: a word of an article finds that article, a word of an earlier version nothing.
//!
//! At the end one run is let finish, and its answers must be those of a fresh index of the same files.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitCode, Output, Stdio};
use std::time::{Duration, Instant};

use dateline::Archive;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The mark words of each file's articles: `f12a3v7` is version 7 of article 3 of file 12.
type State = BTreeMap<String, BTreeSet<String>>;

const TEXT_FILES: usize = 200;
const LINE_FILES: usize = 5;
const WORDS: &[&str] = &[
    "the", "of", "in", "and", "to", "a", "was", "on", "harbour", "council", "bridge", "school", "winter", "market",
    "doctor", "train", "letter", "border", "village", "river", "night", "paper", "voices", "road", "hospital",
    "grain",
];

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Outcome<usize> {
    let mut arguments = std::env::args().skip(1);
    let program = PathBuf::from(arguments.next().ok_or("name the `search` program")?).canonicalize()?;
    let kills: usize = arguments.next().map_or(Ok(100), |n| n.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |n| n.parse())?;
    let folder = std::env::temp_dir().join(format!("dateline-kills-{}", std::process::id()));
    fs::create_dir_all(folder.join("corpus"))?;
    let corpus = folder.join("corpus").canonicalize()?;
    let mut test = Test {
        program,
        index: folder.join("index"),
        corpus,
        random: Random(seed | 1),
        versions: BTreeMap::new(),
        committed: State::new(),
        removed: BTreeSet::new(),
        longest: [Duration::ZERO; 3],
        ends: [0; 3],
        round: 0,
        commits: 0,
        faults: Vec::new(),
    };
    let outcome = test.all(kills);
    let faults = test.faults.len();
    for fault in &test.faults {
        println!("{fault}");
    }
    let (killed, whole) = outcome?;
    println!(
        "{killed} ends in the middle of a run ({} of index, {} of index --rebuild, {} of remove), {} commits seen, {whole} runs \
         that finished, {faults} faults",
        test.ends[0], test.ends[1], test.ends[2], test.commits
    );
    if faults == 0 {
        fs::remove_dir_all(&folder)?;
    }
    Ok(faults)
}

/// Xorshift (Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }
}

struct Test {
    program: PathBuf,
    index: PathBuf,
    corpus: PathBuf,
    random: Random,
    /// The version of each file that is there.
    versions: BTreeMap<usize, usize>,
    /// What the index held when it was last looked at.
    committed: State,
    /// The files that were taken out and have not changed since.
    removed: BTreeSet<usize>,
    /// The longest run of each command, and how many were ended.
    longest: [Duration; 3],
    ends: [usize; 3],
    round: usize,
    commits: usize,
    faults: Vec<String>,
}

/// What is started and ended.
#[derive(Clone, Copy)]
enum Command {
    Index,
    Rebuild,
    Remove(usize),
}

impl Command {
    fn number(self) -> usize {
        match self {
            Self::Index => 0,
            Self::Rebuild => 1,
            Self::Remove(_) => 2,
        }
    }
}

impl Test {
    fn all(&mut self, kills: usize) -> Outcome<(usize, usize)> {
        for file in 0..TEXT_FILES + LINE_FILES {
            self.write(file)?;
        }
        let started = Instant::now();
        self.search(&["index", &self.corpus.display().to_string()])?;
        self.longest = [started.elapsed(); 3];
        self.committed = self.files_now();
        self.look(Command::Index, false)?;
        let (mut killed, mut whole) = (0, 0);
        while killed < kills {
            self.round += 1;
            let command = match self.round % 4 {
                0 => Command::Rebuild,
                1 => {
                    Command::Remove(*self.versions.keys().nth(self.random.below(self.versions.len())).unwrap_or(&0))
                }
                _ => Command::Index,
            };
            if !matches!(command, Command::Remove(_)) {
                self.change_files()?;
            }
            let longest = self.longest[command.number()];
            let moment = longest.mul_f64(self.random.below(1000) as f64 / 1000.0);
            let interrupt = self.round.is_multiple_of(5);
            let started = Instant::now();
            if self.run_until(command, moment, interrupt)? {
                killed += 1;
                self.ends[command.number()] += 1;
            } else {
                whole += 1;
                self.longest[command.number()] = started.elapsed();
            }
            self.look(command, interrupt)?;
        }
        self.search(&["index"])?;
        self.look(Command::Index, false)?;
        self.compare_with_fresh()?;
        Ok((killed, whole))
    }

    fn path(&self, file: usize) -> PathBuf {
        let extension = if file < TEXT_FILES { "txt" } else { "jsonl" };
        self.corpus.join(format!("f{file:03}.{extension}"))
    }

    /// The mark words of a file's version; the number of articles changes with it.
    fn marks(file: usize, version: usize) -> impl Iterator<Item = String> {
        let articles = if file < TEXT_FILES { 1 } else { 120 + (version * 37) % 60 };
        (0..articles).map(move |article| format!("f{file}a{article}v{version}"))
    }

    /// Writes the next version of a file.
    fn write(&mut self, file: usize) -> Outcome<()> {
        let version = self.versions.get(&file).copied().unwrap_or(self.round) + 1;
        self.versions.insert(file, version);
        self.removed.remove(&file);
        let mut text = String::new();
        for mark in Self::marks(file, version) {
            let mut body = format!("Something was marked {mark} here.");
            for number in 0..200 {
                let _ = write!(
                    body,
                    "{}{}",
                    if number % 12 == 0 { ". Then " } else { " " },
                    WORDS[self.random.below(WORDS.len())]
                );
            }
            let id = mark.split('v').next().unwrap_or_default();
            let _ = if file < TEXT_FILES {
                writeln!(text, "A report on the {}\n\n{body}.", WORDS[8 + file % 16])
            } else {
                writeln!(
                    text,
                    "{{\"id\":\"{id}\",\"title\":\"A report\",\"language\":\"en\",\"text\":\"{body}.\"}}"
                )
            };
        }
        Ok(fs::write(self.path(file), text)?)
    }

    fn change_files(&mut self) -> Outcome<()> {
        for _ in 0..12 {
            let file = self.random.below(TEXT_FILES + LINE_FILES);
            if self.versions.contains_key(&file) && self.random.below(3) == 0 {
                fs::remove_file(self.path(file))?;
                self.versions.remove(&file);
            } else {
                self.write(file)?;
            }
        }
        let lines = TEXT_FILES + self.random.below(LINE_FILES);
        self.write(lines)
    }

    /// What an index of the files as they are holds.
    fn files_now(&self) -> State {
        let state = |(file, version): (&usize, &usize)| {
            (self.path(*file).display().to_string(), Self::marks(*file, *version).collect())
        };
        self.versions.iter().filter(|(file, _)| !self.removed.contains(*file)).map(state).collect()
    }

    fn search(&self, arguments: &[&str]) -> Outcome<Output> {
        let output = Process::new(&self.program).arg("--index").arg(&self.index).args(arguments).output()?;
        if output.status.code() != Some(0) && output.status.code() != Some(1) {
            return Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(output)
    }

    /// Runs a command and ends it at a moment; whether it was still running then.
    fn run_until(&mut self, command: Command, moment: Duration, interrupt: bool) -> Outcome<bool> {
        let mut process = Process::new(&self.program);
        process.arg("--index").arg(&self.index).stdout(Stdio::null()).stderr(Stdio::null());
        match command {
            Command::Index => process.arg("index"),
            Command::Rebuild => process.args(["index", "--rebuild"]),
            Command::Remove(file) => process.arg("remove").arg(self.path(file)),
        };
        let mut child = process.spawn()?;
        let deadline = Instant::now() + moment;
        while Instant::now() < deadline {
            if let Some(status) = child.try_wait()? {
                // There is nothing to take out of a file that was not indexed yet, or is out already.
                let may_find_nothing = matches!(command, Command::Remove(_)) && status.code() == Some(1);
                if !status.success() && !may_find_nothing {
                    self.faults.push(format!("round {}: the run ended with {status}", self.round));
                }
                return Ok(false);
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        if interrupt {
            Process::new("kill").args(["-INT", &child.id().to_string()]).status()?;
        } else {
            child.kill()?;
        }
        let status = child.wait()?;
        let may_find_nothing = matches!(command, Command::Remove(_)) && status.code() == Some(1);
        if status.code().is_some_and(|code| code != 2 && code != 0) && !may_find_nothing {
            self.faults.push(format!("round {}: the interrupted run ended with {status}", self.round));
        }
        Ok(status.code() != Some(0))
    }

    /// Compares the index with what it may hold.
    fn look(&mut self, command: Command, interrupted: bool) -> Outcome<()> {
        let check = self.search(&["check"])?;
        let before = std::mem::take(&mut self.committed);
        let now = match command {
            Command::Index | Command::Rebuild => self.files_now(),
            Command::Remove(file) => {
                let mut now = before.clone();
                now.remove(&self.path(file).display().to_string());
                now
            }
        };
        let archive = Archive::open(&self.index, None)?;
        let mut found = State::new();
        for article in archive.articles()? {
            let text = article.full_text();
            let mark = text.split_whitespace().skip_while(|w| *w != "marked").nth(1);
            let mark = mark.ok_or("an article without its mark")?.to_owned();
            if !found.entry(article.path).or_default().insert(mark.clone()) {
                self.faults.push(format!("round {}: {mark} is there twice", self.round));
            }
        }
        let round = self.round;
        if check.status.code() != Some(0) {
            self.faults.push(format!("round {round}: {}", String::from_utf8_lossy(&check.stdout)));
        }
        for record in archive.files()?.iter().filter(|r| r.bytes != u64::MAX && !r.removed) {
            let articles = found.get(&record.path).map_or(0, |marks| marks.len() as u64);
            if record.articles != articles {
                self.faults
                    .push(format!("round {round}: {} has {articles} of {} articles", record.path, record.articles));
            }
        }
        if let Command::Remove(file) = command
            && found == now
            && now != before
        {
            self.removed.insert(file);
        }
        let may_be_between = interrupted && matches!(command, Command::Index);
        if found == now && now != before {
            self.commits += 1;
        } else if found != before && !(may_be_between && is_between(&found, &before, &now)) {
            self.faults.push(format!("round {round}: neither the commit before nor the files as they are"));
        }
        self.ask(&found)?;
        self.committed = found;
        Ok(())
    }

    fn ask(&mut self, found: &State) -> Outcome<()> {
        let marks: Vec<&String> = found.values().flatten().collect();
        for _ in 0..3 {
            let mark = marks[self.random.below(marks.len())];
            let answer = self.search(&["--json", "--exact", mark])?;
            let text = String::from_utf8_lossy(&answer.stdout);
            if !text.contains("\"total\":{\"articles\":1,") || !text.contains(mark.as_str()) {
                self.faults.push(format!("round {}: {mark} is not found: {text}", self.round));
            }
            let (article, version) = mark.split_once('v').ok_or("a mark has its version")?;
            let earlier = format!("{article}v{}", version.parse::<usize>()? - 1);
            if self.search(&["--json", "--exact", &earlier])?.status.code() != Some(1) {
                self.faults.push(format!("round {}: {earlier} is still found", self.round));
            }
        }
        Ok(())
    }

    /// Asks this index and a fresh one of the same files the same.
    fn compare_with_fresh(&mut self) -> Outcome<()> {
        let kept = std::mem::replace(&mut self.index, self.corpus.with_file_name("fresh"));
        // What was taken out is in no fresh index.
        for file in std::mem::take(&mut self.removed) {
            fs::remove_file(self.path(file))?;
        }
        self.search(&["index", &self.corpus.display().to_string()])?;
        let fresh = std::mem::replace(&mut self.index, kept);
        for pair in WORDS.windows(2) {
            let query = pair.join(" ");
            let asked = |index: &Path| {
                Process::new(&self.program).arg("--index").arg(index).args(["--json", &query]).output()
            };
            if asked(&self.index)?.stdout != asked(&fresh)?.stdout {
                self.faults.push(format!("`{query}` is answered otherwise by a fresh index"));
            }
        }
        Ok(())
    }
}

/// Whether an interrupted run may leave this: every file old, new or gone, but for one between its versions.
fn is_between(found: &State, before: &State, now: &State) -> bool {
    let empty = BTreeSet::new();
    let id = |mark: &String| mark.split('v').next().unwrap_or_default().to_owned();
    let files: BTreeSet<&String> = found.keys().chain(before.keys()).chain(now.keys()).collect();
    let mut mixed = 0;
    for file in files {
        let of = |state: &State| state.get(file).unwrap_or(&empty).clone();
        let (found, before, now) = (of(found), of(before), of(now));
        if found == before || found == now {
            continue;
        }
        mixed += 1;
        let ids: BTreeSet<String> = found.iter().map(id).collect();
        let kept = before.iter().filter(|m| now.iter().any(|n| id(n) == id(m))).map(id);
        if ids.len() != found.len()
            || !found.iter().all(|m| before.contains(m) || now.contains(m))
            || !kept.into_iter().all(|i| ids.contains(&i))
        {
            return false;
        }
    }
    mixed <= 1
}
