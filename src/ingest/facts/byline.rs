//! what data and pages say of an article's writers → their names.

use std::sync::LazyLock;

use serde::Deserialize;

use super::date;
use crate::ingest::steps;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    before: Vec<String>,
    particles: Vec<String>,
    between: Vec<String>,
    roles: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("byline.toml")).expect("a test reads the built-in list"));

/// A longer part is a sentence about a writer.
const LONGEST_NAME: usize = 60;

/// More parts than this are a list of something else.
const MAX_NAMES: usize = 12;

/// The names of the writers joined by `, `, without `By`, roles, addresses and links; `None` if no name is left.
pub(in crate::ingest) fn byline<'a>(said: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for text in said {
        // Each name is compared with all before it.
        if names.len() >= MAX_NAMES {
            break;
        }
        // Brackets that make a link of a name in notes.
        let text = words_of_names(text).join(" ").replace("[[", "").replace("]]", "");
        let mut own: Vec<String> = parts(without_before(&text)).iter().filter_map(|part| name(part)).collect();
        if own.iter().any(|name| !is_role(name)) {
            own.retain(|name| !is_role(name));
        }
        steps::count(names.len());
        own.retain(|name| !names.iter().any(|other| other.to_lowercase() == name.to_lowercase()));
        names.append(&mut own);
    }
    names.truncate(MAX_NAMES);
    (!names.is_empty()).then(|| names.join(", "))
}

/// The names in a line that says in words whose the text is, and little more: `By Anna Example, Valley correspondent`.
pub(in crate::ingest) fn in_line(line: &str) -> Option<String> {
    let rest = without_before(line.trim());
    if rest.len() == line.trim().len()
        || rest.chars().count() > LONGEST_NAME
        || rest.ends_with(['.', '!', '?', '…', '。', '؟'])
    {
        return None;
    }
    // A name has two words or more, each with a capital where its script has any.
    let first = parts(rest).into_iter().next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    let is_name = (2..=MAX_WORDS).contains(&words.len())
        && [words[0], words[words.len() - 1]].iter().all(|word| !word.starts_with(char::is_lowercase));
    byline([line]).filter(|_| is_name && !first.contains(char::is_numeric))
}

/// A name has at most so many words.
const MAX_WORDS: usize = 5;

/// The words of a text before its date and what is said of one, without addresses.
fn words_of_names(text: &str) -> Vec<&str> {
    let address = |word: &&str| word.contains('@') || word.contains("://") || word.starts_with("www.");
    let mut words: Vec<&str> = text.split_whitespace().filter(|word| !address(word)).collect();
    // A text may begin with what its date is called: "Published by".
    let ends = |word: &&str| word.starts_with(char::is_numeric) || date::is_label(word);
    if let Some(end) = words.iter().skip(1).position(ends) {
        words.truncate(end + 1);
        while words.len() > 1 && words.last().is_some_and(|word| date::is_part(word)) {
            words.pop();
        }
    }
    words
}

/// A line without the `By` that it begins with.
fn without_before(text: &str) -> &str {
    let lower = text.to_lowercase();
    // A word that grows or shrinks in lower case is none of the list.
    let begins = |word: &&String| lower.len() == text.len() && lower.starts_with(word.as_str());
    let ends = |word: &&String| lower[word.len()..].starts_with([' ', ':', '：', '/', '／']);
    let Some(before) = WORDS.before.iter().filter(begins).filter(ends).max_by_key(|word| word.len()) else {
        return text;
    };
    let rest = &text[before.len()..];
    let names = rest.trim_start_matches([' ', ':', '：', '/', '／']);
    // "Von Anna Example", but "Von der Leyen".
    let surname = text.starts_with(char::is_uppercase)
        && rest.starts_with(' ')
        && (names.starts_with(char::is_lowercase) || !names.contains(' '));
    if surname && WORDS.particles.contains(before) { text } else { names }
}

/// What stands between signs, and between words such as `and` where both sides are names of two words.
fn parts(text: &str) -> Vec<String> {
    let signs =
        |c: char| matches!(c, ',' | '،' | ';' | '؛' | '、' | '|' | '·' | '•' | '/' | '&' | '(' | ')' | '–' | '—');
    let mut all = Vec::new();
    for part in text.split(signs) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let mut start = 0;
        for (i, word) in words.iter().enumerate() {
            if is_between(word) && i >= start + 2 && words.len() >= i + 3 {
                all.push(words[start..i].join(" "));
                start = i + 1;
            }
        }
        all.push(words[start..].join(" "));
    }
    all
}

/// A part without its `By`, if it can be a name.
fn name(part: &str) -> Option<String> {
    let part = without_before(part);
    // "… with Bo Sample" stands after a comma.
    let joined = part.split_once(' ').filter(|(word, rest)| is_between(word) && rest.contains(' '));
    let name = joined
        .map_or(part, |(_, rest)| rest)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '.' | '"' | '*'));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(|c| c.is_numeric()).count();
    let fits = (2..=LONGEST_NAME).contains(&name.chars().count()) && letters >= 2 && digits <= 2;
    fits.then(|| name.to_owned())
}

fn is_between(word: &str) -> bool {
    WORDS.between.contains(&word.to_lowercase())
}

/// Whether a part says what somebody is.
fn is_role(part: &str) -> bool {
    let words = part.split(|c: char| c.is_whitespace()).map(str::to_lowercase);
    words.into_iter().any(|word| WORDS.roles.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_stands_around_them() {
        for (said, names) in [
            (&["By Anna Example"][..], Some("Anna Example")),
            (&["Anna Example and Bo Sample"], Some("Anna Example, Bo Sample")),
            (&["Von Anna Example, Bo Sample und Cy Muster"], Some("Anna Example, Bo Sample, Cy Muster")),
            (&["Anna Example", "Bo Sample", "anna example"], Some("Anna Example, Bo Sample")),
            (&["Anna Example, Senior Correspondent"], Some("Anna Example")),
            (&["By Anna Example (AFP)"], Some("Anna Example, AFP")),
            (&["Anna Example | anna@valley.example"], Some("Anna Example")),
            (&["https://valley.example/staff/anna"], None),
            (&["Valley Post staff"], Some("Valley Post staff")),
            (&["Food and Drink"], Some("Food and Drink")),
            (&["بقلم: ليلى مثال"], Some("ليلى مثال")),
            (&["Автор: Анна Пример"], Some("Анна Пример")),
            (&["作者：王小明"], Some("王小明")),
            (&["Anna Example Monday, 3 May 2019"], Some("Anna Example")),
            (&["Anna Example Updated: January 16"], Some("Anna Example")),
            (&["Karl August Example"], Some("Karl August Example")),
            (&["Anna Example, with Bo Sample"], Some("Anna Example, Bo Sample")),
            (&["von anna"], Some("anna")),
            (&["Von der Leyen", "Di Stefano"], Some("Von der Leyen, Di Stefano")),
            (&["  "], None),
        ] {
            assert_eq!(byline(said.iter().copied()).as_deref(), names, "{said:?}");
        }
    }

    #[test]
    fn the_lists_are_in_lower_case_and_no_word_stands_twice() {
        for list in [&WORDS.before, &WORDS.between, &WORDS.roles] {
            let mut unique = list.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), list.len());
            assert!(list.iter().all(|word| *word == word.to_lowercase()));
        }
    }
}
