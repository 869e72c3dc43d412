//! The program `search`: windows on the library, which decides everything.

mod arguments;
mod ask;
mod batch;
mod check;
mod copies;
mod exclusions;
mod explain;
mod facets;
mod failure;
mod formats;
mod index;
mod lines;
mod matching;
mod names;
mod output;
mod place;
mod proof;
mod read;
mod remove;
mod show;
mod standing;
mod stats;
mod terminal;
mod text;
mod timeline;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use clap::{CommandFactory, Parser};

use crate::arguments::{Asking, Cli, Command};
use crate::exclusions::{with_exclusions, with_exclusions_of_subcommand};
use crate::failure::Failure;

fn main() -> ExitCode {
    let panics = note_panics();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let json = arguments.iter().any(|a| a == "--json");
    std::panic::catch_unwind(|| answer(&arguments)).unwrap_or_else(|_| {
        let place = panics.lock().map_or_else(|_| String::new(), |place| place.clone());
        report(&anyhow::anyhow!("a fault of the program, please report it: {place}"), json)
    })
}

fn answer(arguments: &[OsString]) -> ExitCode {
    let (json, outcome) = if let Some(at) = subcommand_at(arguments) {
        match Cli::try_parse_from(with_exclusions_of_subcommand(arguments, at, Cli::command)) {
            Ok(cli) => {
                let outcome = run(&cli);
                let names_file = matches!(cli.command, Some(Command::Show(_) | Command::Match(_)));
                if names_file && outcome.as_ref().is_ok_and(|code| *code != ExitCode::SUCCESS) {
                    say_how_to_ask(arguments);
                }
                (cli.global.json, outcome)
            }
            Err(error) => return misunderstood(&error, arguments),
        }
    } else {
        match Asking::try_parse_from(with_exclusions(arguments, Asking::command)) {
            Ok(asking) => {
                asking.global.set_colour();
                (asking.global.json, ask::run(&asking.ask, &asking.global))
            }
            Err(error) => return misunderstood(&error, arguments),
        }
    };
    outcome.unwrap_or_else(|error| {
        let code = report(&error, json);
        say_how_to_ask(arguments);
        code
    })
}

/// Where a subcommand that failed and all after it may be words of a query, says how to ask for them.
fn say_how_to_ask(arguments: &[OsString]) {
    let words: Vec<_> = arguments.iter().skip(1).map(|argument| argument.to_string_lossy()).collect();
    let is_word =
        |word: &str| word.chars().all(|c| c.is_alphanumeric() || "'’- ".contains(c)) && !word.starts_with('-');
    if words.len() > 1 && words.iter().all(|word| is_word(word)) && subcommand_at(arguments).is_some() {
        // Nothing is left to do if even this cannot be written.
        let _ = writeln!(io::stderr(), "`search -q \"{}\"` asks for these words", words.join(" "));
    }
}

/// Keeps the place and the message of the last panic in place of printing it: a reader that breaks down on a file, or a search on
/// a damaged index, is told as an error, and what nobody expects is reported at the end.
fn note_panics() -> Arc<Mutex<String>> {
    let last = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&last);
    std::panic::set_hook(Box::new(move |panic| {
        if let Ok(mut place) = noted.lock() {
            *place = panic.to_string().replace('\n', " ");
        }
    }));
    last
}

/// Help and the version are printed as they are; of a wrong argument a program is told in JSON, if it asked for that.
fn misunderstood(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if error.use_stderr() && arguments.iter().any(|a| a == "--json") {
        let text = error.render().to_string();
        let message = text.trim_start_matches("error: ").split("\n\n").next().unwrap_or_default().to_owned();
        return report(&anyhow::Error::msg(message), true);
    }
    // Nothing is left to do if this cannot be written.
    let _ = error.print();
    if error.use_stderr() {
        say_how_to_ask(arguments);
    }
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    let global = &cli.global;
    global.set_colour();
    match &cli.command {
        None => ask::run(&cli.ask, global),
        Some(Command::Index(args)) => index::run(args, global),
        Some(Command::Remove(args)) => remove::run(args, global),
        Some(Command::Read(args)) => read::run(args, global),
        Some(Command::Show(args)) => show::run(args, global),
        Some(Command::Names(args)) => names::run(args, global),
        Some(Command::Explain(args)) => explain::run(args, global),
        Some(Command::Timeline(args)) => timeline::run(args, global),
        Some(Command::Save(args)) => standing::save(args, global),
        Some(Command::Saved(args)) => standing::list(args, global),
        Some(Command::New(args)) => standing::new(args, global),
        Some(Command::Match(args)) => matching::run(args, global),
        Some(Command::Stats) => stats::run(global),
        Some(Command::Check(args)) => check::run(args, global),
        Some(Command::Verify(args)) => proof::run(args, global),
    }
}

/// Where the first argument that is no option is, if it names a subcommand, or help is asked for: a query may hold the name of a
/// subcommand after its first word.
fn subcommand_at(arguments: &[OsString]) -> Option<usize> {
    let command = Cli::command();
    let takes_value = |name: &str| {
        command.get_arguments().any(|a| {
            let long = a.get_long().is_some_and(|l| name == format!("--{l}"));
            let short = a.get_short().is_some_and(|s| name == format!("-{s}"));
            (long || short) && a.get_action().takes_values()
        })
    };
    let mut rest = arguments.iter().map(|a| a.to_string_lossy()).enumerate().skip(1);
    while let Some((at, argument)) = rest.next() {
        match &*argument {
            "-h" | "--help" | "-V" | "--version" => return Some(at),
            "--" => return None,
            option if option.starts_with('-') && option.len() > 1 => {
                if takes_value(option) {
                    rest.next();
                }
            }
            word => return (word == "help" || command.find_subcommand(word).is_some()).then_some(at),
        }
    }
    None
}

/// Says what went wrong; exit code 2, but success if it is only that nobody reads the output any more.
fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    let broken_pipe = |e: &(dyn std::error::Error + 'static)| {
        e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(broken_pipe) {
        return ExitCode::SUCCESS;
    }
    let failure = Failure::of(error);
    if json {
        // Nothing is left to do if even this cannot be written.
        let _ = writeln!(io::stdout(), "{}", failure.line(None));
    }
    let _ = writeln!(io::stderr(), "error: {}", terminal::terminal_safe(&failure.message));
    ExitCode::from(2)
}
