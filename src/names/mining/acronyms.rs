//! a text → the names that it defines an acronym for: `Syrian Arab Army (SAA)`, `SAA (Syrian Arab Army)`.
//!
//! After Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text" (2003): what
//! stands before a parenthesis is the long form of what stands in it, or the other way round, if the letters of the short
//! form are found in the long one, from the right, its first letter at the beginning of a word. Ours: both are names, as far as
//! capitals tell; scripts without case have acronyms too, of the first letters of words, after their article and particles.

use std::ops::Range;

use crate::analysis::fold;

/// A long form and its short form in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The bytes of the long form.
    pub long: Range<usize>,
    /// The bytes of the short form.
    pub short: Range<usize>,
    /// How many letters of the short form begin a word of the long one, in their order, from 0 to 1.
    pub score: f32,
}

/// How many letters and digits a short form has.
const SHORT_LENGTHS: std::ops::RangeInclusive<usize> = 2..=10;

/// In a script without case: shorter ones are words by chance.
const CASELESS_LENGTHS: std::ops::RangeInclusive<usize> = 3..=6;

/// A parenthesis is read up to this many bytes.
const MAX_PARENTHESIS: usize = 160;

/// At least this share of the letters of the short form begins words of the long one.
const MIN_SCORE: f32 = 0.5;

/// The definitions of a text, in its order.
///
/// ```
/// use dateline::names::mining::acronyms::definitions;
///
/// let text = "The Syrian Arab Army (SAA) said so.";
/// let found = &definitions(text)[0];
/// assert_eq!((&text[found.long.clone()], &text[found.short.clone()]), ("Syrian Arab Army", "SAA"));
/// ```
pub fn definitions(text: &str) -> Vec<Definition> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let rest = &text[open + 1..];
        let Some(length) = rest.find([')', '(']).filter(|end| rest[*end..].starts_with(')')) else {
            continue;
        };
        if length > MAX_PARENTHESIS {
            continue;
        }
        let inside = open + 1..open + 1 + rest[..length].find([',', ';', ':']).unwrap_or(length);
        found.extend(define(text, clause_before(text, open), inside));
    }
    found
}

/// The definition of a parenthesis and the clause before it.
fn define(text: &str, before: Range<usize>, inside: Range<usize>) -> Option<Definition> {
    let inner = words(text, &inside);
    let outer = words(text, &before);
    if let [short] = &inner[..] {
        let count = letters(&text[short.clone()]).len();
        let most = (count + 5).min(count * 2);
        return long_form(text, &outer[outer.len().saturating_sub(most)..], short, false);
    }
    let (short, touches) =
        (outer.last()?, text[outer.last()?.end..inside.start].chars().all(|c| c == ' ' || c == '('));
    let count = letters(&text[short.clone()]).len();
    let fits = touches && inner.len() <= (count + 5).min(count * 2);
    fits.then(|| long_form(text, &inner, short, true)).flatten()
}

/// The long form of a short one among the words that may be it; `whole` says that it must be all of them.
fn long_form(text: &str, words: &[Range<usize>], short: &Range<usize>, whole: bool) -> Option<Definition> {
    let of = |range: &Range<usize>| &text[range.clone()];
    let wanted = letters(of(short));
    let has_case = of(short).chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let start = match has_case {
        _ if words.is_empty() => None,
        true if is_acronym(of(short)) => start_by_letters(text, words, &wanted),
        false if is_caseless_acronym(of(short)) => start_by_initials(text, words, &wanted),
        _ => None,
    }?;
    let long = &words[start..];
    let repeats = long.iter().any(|word| letters(of(word)) == wanted);
    let first = of(long.first()?).chars().next()?;
    let named = !has_case || first.is_uppercase();
    if long.len() < 2 || repeats || !named || whole && start > 0 {
        return None;
    }
    let score = initials_in_order(text, long, &wanted) as f32 / wanted.len() as f32;
    let long = long[0].start + elision(of(&long[0]))..long[long.len() - 1].end;
    (score >= MIN_SCORE).then(|| Definition { long, short: short.clone(), score })
}

/// The number of the word at which the long form begins: the letters of the short form are looked for from the right, each as far
/// right as it can be, the first one at the beginning of a word (the paper's `findBestLongForm`). The last one must be in the last
/// word, or that is no part of the name: `Islamic State group (IS)`.
fn start_by_letters(text: &str, words: &[Range<usize>], wanted: &[char]) -> Option<usize> {
    let mut at: Vec<(usize, bool, char)> = Vec::new();
    for (number, word) in words.iter().enumerate() {
        let mut begins = true;
        let elision = elision(&text[word.clone()]);
        for (place, c) in text[word.clone()].char_indices() {
            begins |= place == elision;
            at.extend(letters(c.encode_utf8(&mut [0; 4])).into_iter().map(|letter| (number, begins, letter)));
            begins = !c.is_alphanumeric() && !is_apostrophe(c);
        }
    }
    let mut rest = at.as_slice();
    let mut word = None;
    for (number, letter) in wanted.iter().enumerate().rev() {
        let place = rest.iter().rposition(|(_, begins, c)| c == letter && (number > 0 || *begins))?;
        if number + 1 == wanted.len() && rest[place].0 + 1 < words.len() {
            return None;
        }
        word = Some(rest[place].0);
        rest = &rest[..place];
    }
    word
}

/// The number of the last word from which on all letters of the short form begin words, in their order, up to the last word.
fn start_by_initials(text: &str, words: &[Range<usize>], wanted: &[char]) -> Option<usize> {
    let without_last = &words[..words.len() - 1];
    (0..words.len()).rev().find(|start| {
        let long = &words[*start..];
        let last_is_needed = initials_in_order(text, &without_last[*start..], wanted) < wanted.len();
        let first = initials(&text[long[0].clone()]).contains(&wanted[0]);
        first && last_is_needed && initials_in_order(text, long, wanted) == wanted.len()
    })
}

/// How many of the letters begin words, at most, in their order: the longest common subsequence.
fn initials_in_order(text: &str, words: &[Range<usize>], wanted: &[char]) -> usize {
    let mut best = vec![0; wanted.len() + 1];
    for word in words {
        let word = &text[word.clone()];
        for begins in parts(&word[elision(word)..]) {
            let initials = initials(begins);
            for i in (0..wanted.len()).rev() {
                if initials.contains(&wanted[i]) {
                    best[i + 1] = best[i + 1].max(best[i] + 1);
                }
            }
            for i in 0..wanted.len() {
                best[i + 1] = best[i + 1].max(best[i]);
            }
        }
    }
    best[wanted.len()]
}

/// The parts of a word that a hyphen joins.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(['-', '‑', '–']).filter(|part| !part.is_empty())
}

/// The letters with which a word may begin: in Arabic and Hebrew also the one after its particles and article.
fn initials(word: &str) -> Vec<char> {
    let folded = fold(word);
    let mut initials: Vec<char> = folded.chars().next().into_iter().collect();
    for particle in ["و", "ب", "ل", "", "ו", "ב", "ל", "מ"] {
        for article in ["ال", "ل", "ה", ""] {
            let rest = folded.strip_prefix(particle).and_then(|rest| rest.strip_prefix(article));
            initials.extend(rest.filter(|rest| rest.chars().count() >= 2).and_then(|rest| rest.chars().next()));
        }
    }
    initials
}

/// The folded letters and digits of a word.
fn letters(word: &str) -> Vec<char> {
    fold(word).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a word with case is written as an acronym: mostly capitals, two at least, the first among them.
fn is_acronym(word: &str) -> bool {
    let count = |wanted: fn(char) -> bool| word.chars().filter(|c| wanted(*c)).count();
    let (capitals, kept) = (count(char::is_uppercase), count(char::is_alphanumeric));
    let others = word.chars().any(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '/' | '&'));
    let first = word.chars().next().is_some_and(char::is_uppercase);
    SHORT_LENGTHS.contains(&kept) && first && capitals >= 2 && capitals * 2 > kept && !others
}

/// Whether a word without case can be an acronym: a Hebrew one has its mark.
fn is_caseless_acronym(word: &str) -> bool {
    let marked = word.contains(['"', '״']);
    let hebrew = word.chars().any(|c| ('\u{5D0}'..='\u{5EA}').contains(&c));
    CASELESS_LENGTHS.contains(&letters(word).len())
        && word.chars().all(|c| c.is_alphabetic() || "\"״".contains(c))
        && marked == hebrew
}

/// The length of what is elided before a word: 2 for `l'Observatoire`.
fn elision(word: &str) -> usize {
    let mut letters = word.char_indices().skip(1);
    letters.next().filter(|(_, c)| is_apostrophe(*c)).and_then(|_| letters.next()).map_or(0, |(start, _)| start)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʿ' | 'ʾ' | '`')
}

/// The clause that ends where a parenthesis opens.
fn clause_before(text: &str, open: usize) -> Range<usize> {
    let before = &text[..open];
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '؟' | ';' | '؛' | ':' | ',' | '،' | '(' | ')');
    let closes = |(at, c): &(usize, char)| {
        let next = before[at + c.len_utf8()..].chars().next();
        // The dots of an initial or a number close nothing, and a line may end anywhere in a sentence.
        ends(*c) && (*c != '.' || next.is_none_or(char::is_whitespace)) || *c == '\n' && next == Some('\n')
    };
    let start = before.char_indices().rev().find(closes).map_or(0, |(at, c)| at + c.len_utf8());
    start..open
}

/// The words of a range, parted by spaces, without quotation marks around them.
fn words(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = range.start;
    for word in text[range.clone()].split(|c: char| c.is_whitespace()) {
        let around = |c: char| !c.is_alphanumeric() && !is_apostrophe(c);
        let kept = word.trim_matches(around).trim_matches(['\'', '’', '‘']);
        if let Some(start) = word.find(kept).filter(|_| !kept.is_empty()) {
            words.push(at + start..at + start + kept.len());
        }
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    words
}
