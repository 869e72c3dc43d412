//! The command line → the same with `-word` as what a query excludes: a hyphen before a word is no cluster of options.

use std::ffi::OsString;
use std::path::Path;

use crate::formats::Format;

/// Options of one letter are not written together so often.
const MIN_LETTERS: usize = 3;

/// The subcommands that are asked with a query.
const ASKING: [&str; 3] = ["explain", "save", "timeline"];

/// What stands for the hyphen until the options are read. It is of no script.
const HYPHEN: char = '\u{E000}';

/// A word of a query as it was typed: the parser of these arguments.
///
/// # Errors
///
/// Never: the form is clap's.
pub(crate) fn query_word(argument: &str) -> Result<String, std::convert::Infallible> {
    Ok(argument.strip_prefix(HYPHEN).map_or_else(|| argument.to_owned(), |rest| format!("-{rest}")))
}

/// The arguments with what is excluded hidden from the reading of options. What is the name of an option lacks its second hyphen,
/// and stays; so do `-qWORD` where nothing else is asked for, and `-oFILE` if the ending of the name says a format.
pub(crate) fn with_exclusions(arguments: &[OsString], command: impl Fn() -> clap::Command) -> Vec<OsString> {
    let texts: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let excluded = |text: &str| {
        let rest = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'))?;
        (rest.contains(char::is_alphanumeric) && rest.chars().nth(1).is_some()).then(|| rest.to_owned())
    };
    if !texts.iter().any(|text| excluded(text).is_some()) {
        return arguments.to_vec();
    }
    let command = command();
    let options: Vec<_> = command.get_arguments().collect();
    let takes_value = |name: &str| {
        options.iter().filter(|option| option.get_action().takes_values()).any(|option| {
            let long = option.get_long().is_some_and(|long| name.strip_prefix("--") == Some(long));
            long || option.get_short().is_some_and(|short| name == format!("-{short}"))
        })
    };
    let over = texts.iter().position(|text| text == "--").unwrap_or(texts.len());
    let is_value = |at: usize| at == 0 || at > over || takes_value(&texts[at - 1]);
    let has_words = (0..texts.len()).any(|at| !is_value(at) && !texts[at].starts_with('-'));
    let is_short = |c: char| "hV".contains(c) || options.iter().any(|option| option.get_short() == Some(c));
    let is_option = |word: &str| options.iter().any(|option| option.get_long() == Some(word));
    let exclusion = |at: usize| {
        let word = excluded(&texts[at]).filter(|word| !is_value(at) && !is_option(word))?;
        let is_cluster = word.chars().count() < MIN_LETTERS
            && word.chars().all(char::is_alphabetic)
            && word.starts_with(is_short);
        let is_query = word.starts_with('q') && !has_words;
        if is_cluster || is_query || is_file(&word) {
            return None;
        }
        // The shell takes the quotation marks of a phrase; a query in one argument has its own.
        let is_phrase = has_words && word.contains(char::is_whitespace) && !word.contains(['(', '"', ':']);
        Some(OsString::from(if is_phrase { format!("{HYPHEN}\"{word}\"") } else { format!("{HYPHEN}{word}") }))
    };
    (0..texts.len()).map(|at| exclusion(at).unwrap_or_else(|| arguments[at].clone())).collect()
}

/// Whether a text is `o` with the name of a file, the ending of which says a format.
fn is_file(word: &str) -> bool {
    let file = word.strip_prefix('o').filter(|file| !file.contains(char::is_whitespace));
    file.is_some_and(|file| Format::is_told_by(Path::new(file)))
}

/// The arguments of the subcommand at this place with what is excluded hidden from the reading of options, where it takes a query.
pub(crate) fn with_exclusions_of_subcommand(
    arguments: &[OsString],
    at: usize,
    command: impl Fn() -> clap::Command,
) -> Vec<OsString> {
    let Some(name) = arguments[at].to_str().filter(|name| ASKING.contains(name)) else { return arguments.to_vec() };
    let subcommand = || {
        let mut all = command();
        all.build();
        all.find_subcommand(name).cloned().unwrap_or(all)
    };
    [&arguments[..at], &with_exclusions(&arguments[at..], subcommand)].concat()
}
