//! words of a text → its name terms: under what a name-like word is looked up by its letters, and how it is written.
//!
//! A name term is the folded name without spaces and articles, its key; where the text does not write it so with one
//! capital, a NUL and the form as written follow: `saraqib`, `sham␀ash-Sham`, `kafranbel␀Kafr Anbel`, `путин␀Путина`.
//!
//! Name-like are
//! 1. a word that begins with a capital and is no function word;
//! 2. a word in a script without case that is no function word; it has no term of its own, since the index looks such words
//!    up among all words, with the particles that are written with them (`clitics`) cut off;
//! 3. two such words side by side that may be one name, glued; the parts of a hyphenated name, glued.
//!
//! A text with hardly an ordinary word in small letters has capitals for style (headlines). What is name-like there is found,
//! but its capitals say neither that it is a name nor that it is none: a U+0001 stands before the form.

use std::borrow::Cow;

use super::arrange::{Case, Gap, Place, WordSpan, gap};
use super::articles;
use super::function_words::{is_function_word, is_function_word_of};
use super::name_forms::without_digits;
use super::particles;
use super::vocabulary::{Memo, Vocabulary};

/// Parts the key of a name term from its form.
const FORM: char = '\0';

/// Stands before the form of a name term whose capitals say nothing.
const OF_CAPITALS: char = '\u{1}';

/// What a word is, as far as names ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A word in small letters that headlines in capitals would not have.
    Ordinary,
    /// Begins with a capital.
    Capitalised,
    /// In a script without case.
    Caseless,
    /// Anything else.
    Other,
}

/// Words in capitals are acronyms up to this length.
const LONGEST_ACRONYM: usize = 3;

/// Of two glued words the first has at most this many letters: `Kafr Anbel`, not `President Bush`.
const LONGEST_HEAD: usize = 5;

/// More names for each ordinary word in small letters has only a headline with capitals for style.
const MOST_NAMES: usize = 4;

/// Both together have at most this many.
const LONGEST_GLUED: usize = 18;

/// Both parts of a name with its surname first, `Qaddafi, Muammar`, have at least this many letters.
const MIN_TURNED: usize = 3;

/// The words of scripts without case that often stand glued to the next: father of, mother of, son of, servant of;
/// monastery, village, hill, inn, house, sons, head, spring, gate, mount, valley; first names as Hasan, Nasr and Nur in one.
const CASELESS_HEADS: [&str; 24] = [
    "אבו", "בית", "בנ", "בר", "תל", "ابن", "ابو", "ام", "باب", "بن", "بني", "بيت", "تل", "جبل", "حسن", "خان",
    "دير", "راس", "عبد", "عين", "كفر", "نصر", "نور", "وادي",
];

/// The particles that Arabic and Hebrew write with the next word: and, then; in, like, to; the article; from, that. A word
/// with one of them is also looked up without it. The empty one stands for the word as it is.
const CLITICS: [(char, &[&str]); 2] = [
    ('ا', &["", "ال", "و", "ف", "ب", "ك", "ل", "وال", "فال", "بال", "كال", "لل", "ول", "وب", "ولل"]),
    ('א', &["", "ה", "ו", "ב", "ל", "מ", "ש", "כ", "וה", "וב", "ול", "ומ", "שה", "מה"]),
];

/// The particles that a script without case writes with the next word, the empty one among them; none for other scripts.
///
/// ```
/// use dateline::analysis::clitics;
/// assert!(clitics('س').contains(&"وال"));
/// assert!(clitics('s').is_empty());
/// ```
pub fn clitics(letter: char) -> &'static [&'static str] {
    let block = |c: char| u32::from(c) >> 8;
    let row = CLITICS.iter().find(|(first, _)| block(*first) == block(letter));
    row.map(|(_, clitics)| *clitics).unwrap_or_default()
}

/// Prepositions that no other follows.
const PREPOSITIONS: [&str; 8] = ["de", "from", "in", "near", "of", "to", "von", "vers"];

/// Articles that are also words of English, which has headlines in capitals.
pub(super) const ENGLISH_ARTICLES: [&str; 5] = ["an", "as", "at", "is", "us"];

/// What a word is.
pub(super) fn shape(folded: &str, case: Case, language: &str) -> Shape {
    let folded = &*without_digits(folded);
    let Some(first) = folded.chars().next() else { return Shape::Other };
    let letters = folded.chars().count();
    let is_word = letters >= 2 && folded.chars().all(char::is_alphabetic);
    // A function word of another language has no capital here unless it is a name: `Tal Abyad`, `Um Qasr`.
    let is_function_word = match case {
        Case::Capitalised => is_function_word_of(folded, &[language, "en"]),
        Case::Small | Case::Capitals => is_function_word(folded),
    };
    match (case, script(first)) {
        _ if !is_word || is_function_word => Shape::Other,
        (Case::Small, Some(Script::Cased)) if letters >= 4 => Shape::Ordinary,
        (Case::Capitalised, Some(Script::Cased)) => Shape::Capitalised,
        (Case::Capitals, Some(Script::Cased)) if letters > LONGEST_ACRONYM => Shape::Capitalised,
        (_, Some(Script::Caseless)) => Shape::Caseless,
        _ => Shape::Other,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Cased,
    Caseless,
}

/// The scripts in which names are compared.
fn script(letter: char) -> Option<Script> {
    match letter {
        'a'..='z' | 'ß'..='ɏ' | '\u{400}'..='\u{52F}' => Some(Script::Cased),
        '\u{5D0}'..='\u{5EA}' | '\u{620}'..='\u{6FF}' => Some(Script::Caseless),
        _ => None,
    }
}

/// The name term of a key and the form as written.
pub(super) fn name_term(key: &str, form: &str) -> String {
    if is_capitalised(key, form) { key.to_owned() } else { format!("{key}{FORM}{form}") }
}

/// Whether `form` is `key` with one capital, or without case.
fn is_capitalised(key: &str, form: &str) -> bool {
    let (mut key, mut form) = (key.chars(), form.chars());
    let (Some(first), Some(written)) = (key.next(), form.next()) else { return false };
    first.to_uppercase().eq(std::iter::once(written)) && key.as_str() == form.as_str()
}

/// The key of a name term and the form as written.
///
/// ```
/// use dateline::analysis::split_name_term;
/// assert_eq!(split_name_term("saraqib"), ("saraqib", "Saraqib".to_owned()));
/// assert_eq!(split_name_term("sham\0ash-Sham"), ("sham", "ash-Sham".to_owned()));
/// ```
pub fn split_name_term(term: &str) -> (&str, String) {
    if let Some((key, form)) = term.split_once(FORM) {
        return (key, form.trim_start_matches(OF_CAPITALS).to_owned());
    }
    let mut letters = term.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    (term, first.chain(letters).collect())
}

/// Whether the capitals of a name term say that it is a name: not those of a headline that has them for style.
pub fn capitals_speak(term: &str) -> bool {
    !term.split_once(FORM).is_some_and(|(_, form)| form.starts_with(OF_CAPITALS))
}

/// Reads the name terms of one text, place after place.
pub(super) struct NameReader<'a> {
    text: &'a str,
    found: &'a [WordSpan],
    words: &'a Vocabulary,
    /// Whether capitals speak.
    cased: bool,
    /// The word before, if it is name-like.
    previous: Option<usize>,
    /// The name-like word before an initial that has just been read.
    before_initial: Option<usize>,
    // Kept for their memory alone.
    key: String,
    form: String,
}

/// Takes a name term, and where its number may be noted.
pub(super) type Give<'a> = dyn FnMut(&str, Option<&Memo>) + 'a;

impl<'a> NameReader<'a> {
    pub(super) fn new(text: &'a str, found: &'a [WordSpan], words: &'a Vocabulary) -> Self {
        let (mut ordinary, mut names) = (0, 0);
        for word in found {
            let shape = words.entry(word.entry).shape;
            ordinary += usize::from(shape == Shape::Ordinary);
            names += usize::from(shape == Shape::Capitalised);
        }
        let cased = ordinary > 0 && names <= ordinary * MOST_NAMES;
        let (key, form) = (String::new(), String::new());
        Self { text, found, words, cased, previous: None, before_initial: None, key, form }
    }

    /// Gives the name terms that end at a place.
    #[inline]
    pub(super) fn read(&mut self, place: Place, give: &mut Give<'_>) {
        let entry = self.words.entry(self.found[place.word].entry);
        match entry.shape {
            Shape::Capitalised | Shape::Caseless if self.cased => self.read_name(place, give),
            Shape::Capitalised | Shape::Caseless => self.read_name(place, &mut |term, _| {
                let (key, form) = split_name_term(term);
                give(&format!("{key}{FORM}{OF_CAPITALS}{form}"), None);
            }),
            Shape::Ordinary | Shape::Other if self.previous.is_none() => self.before_initial = None,
            Shape::Ordinary | Shape::Other => {
                let is_initial = entry.case == Case::Capitalised && self.words.folded(entry).chars().count() == 1;
                self.before_initial = self.previous.take().filter(|_| is_initial);
            }
        }
    }

    fn read_name(&mut self, place: Place, give: &mut Give<'_>) {
        let entry = self.words.entry(self.found[place.word].entry);
        let first = place.word - usize::from(place.article);
        if place.article {
            self.with_article(first, place.word, give);
        } else {
            self.words.name_terms(entry, give);
            if let Some(article) = self.doubtful_article(place.word) {
                self.with_article(article, place.word, give);
                if let Some(before) = self.name_before(article) {
                    self.glue(before, Place { article: true, ..place }, give);
                }
            }
        }
        if let Some(previous) = self.previous {
            match self.between(previous) {
                ", " if entry.shape == Shape::Capitalised && !place.article => {
                    self.turn(previous, place.word, give);
                }
                _ => self.glue(previous, place, give),
            }
        }
        if let Some(first) = particles::before((self.text, self.found, self.words), place) {
            self.all_together(first, place.word, give);
        }
        if let Some(previous) = self.before_initial.take()
            && [" ", ". "].contains(&self.between(place.word - 1))
        {
            self.together((previous, place.word), (previous, place.word), give);
        }
        if (3..=super::MAX_PARTS).contains(&place.parts) {
            self.all_together(place.word, place.word + place.parts - 1, give);
        }
        self.previous = Some(place.word);
    }

    /// The word before a name that is its article and not the function word it looks like: one preposition follows another
    /// only so (`in as Suwayda`, but `such as Saddam`), and inside a sentence function words have no capital (`in Es Sallum`).
    fn doubtful_article(&self, noun: usize) -> Option<usize> {
        let (article, before) = (noun.checked_sub(1)?, noun.checked_sub(2)?);
        let entry = |word: usize| self.words.entry(self.found[word].entry);
        let fits = articles::fits(self.words.article(entry(article))?, self.words.folded(entry(noun)));
        let blanks =
            gap(self.text, self.found, article) == Gap::Blank && gap(self.text, self.found, before) == Gap::Blank;
        let looks = match entry(article).case {
            Case::Small => PREPOSITIONS.contains(&self.words.folded(entry(before))),
            // In a headline all words have one.
            Case::Capitalised => {
                entry(before).case == Case::Small
                    || !ENGLISH_ARTICLES.contains(&self.words.folded(entry(article)))
                        && self.name_before(article).is_some()
            }
            Case::Capitals => false,
        };
        (fits && blanks && looks && entry(noun).case == Case::Capitalised).then_some(article)
    }

    /// The word with a capital before an article with a capital, if it is name-like: `Wadi Es Sir`.
    fn name_before(&self, article: usize) -> Option<usize> {
        let before = article.checked_sub(1)?;
        let entry = |word: usize| self.words.entry(self.found[word].entry);
        let capitals = entry(article).case == Case::Capitalised && entry(before).shape == Shape::Capitalised;
        (capitals && gap(self.text, self.found, before) == Gap::Blank).then_some(before)
    }

    /// Gives a name with the article that stands before it.
    fn with_article(&mut self, article: usize, noun: usize, give: &mut Give<'_>) {
        self.key.clear();
        self.key += &self.plain(noun);
        self.give_key((article, noun), give);
    }

    /// Gives two neighbours as one name.
    fn glue(&mut self, previous: usize, place: Place, give: &mut Give<'_>) {
        let first = place.word - usize::from(place.article);
        if gap(self.text, self.found, previous) == Gap::Other {
            return;
        }
        let entry = |word: usize| self.words.entry(self.found[word].entry);
        let head = self.plain(previous);
        let may_be_one = match entry(place.word).shape {
            Shape::Caseless => CASELESS_HEADS.contains(&&*head),
            _ => {
                let long_head = head.chars().count();
                long_head <= LONGEST_HEAD && long_head + self.plain(place.word).chars().count() <= LONGEST_GLUED
            }
        };
        if !may_be_one {
            return;
        }
        let written = (previous, place.word);
        self.together(written, written, give);
        if place.article {
            let (article, tail) = (self.words.folded(entry(first)), self.plain(place.word));
            self.key.clear();
            self.key.extend([&*head, article, &*tail]);
            self.give_key(written, give);
        }
    }

    /// Gives `Qaddafi, Muammar` as it is without the comma.
    fn turn(&mut self, surname: usize, given: usize, give: &mut Give<'_>) {
        let letters = |word: usize| self.plain(word).chars().count();
        if letters(surname) >= MIN_TURNED && letters(given) >= MIN_TURNED {
            self.together((given, surname), (surname, given), give);
        }
    }

    /// Gives two words as one name in the form that is written from one word to another.
    fn together(&mut self, (first, last): (usize, usize), written: (usize, usize), give: &mut Give<'_>) {
        self.key.clear();
        for word in [first, last] {
            self.key += &self.plain(word);
        }
        self.give_key(written, give);
    }

    /// A word as it is compared.
    fn plain(&self, word: usize) -> Cow<'a, str> {
        without_digits(self.words.folded(self.words.entry(self.found[word].entry)))
    }

    /// Gives words in a row as one name.
    fn all_together(&mut self, first: usize, last: usize, give: &mut Give<'_>) {
        self.key.clear();
        for word in first..=last {
            self.key += &self.plain(word);
        }
        self.give_key((first, last), give);
    }

    /// Gives the name term of the key at hand in the form that is written from one word to another.
    fn give_key(&mut self, (first, last): (usize, usize), give: &mut Give<'_>) {
        self.write(first, last);
        if !is_capitalised(&self.key, &self.form) {
            self.key.push(FORM);
            self.key += &self.form;
        }
        give(&self.key, None);
    }

    /// What stands between a word and the next.
    fn between(&self, word: usize) -> &'a str {
        &self.text[self.found[word].whole.1..self.found[word + 1].whole.0]
    }

    /// Notes the words from `first` to `last` as written, each gap a hyphen, a space, or a space after a comma or an initial's
    /// point.
    fn write(&mut self, first: usize, last: usize) {
        self.form.clear();
        for word in first..=last {
            let WordSpan { start, end, .. } = self.found[word];
            self.form.push_str(&self.text[start..end]);
            if word < last {
                match self.between(word) {
                    ", " => self.form.push_str(", "),
                    ". " => self.form.push_str(". "),
                    _ if gap(self.text, self.found, word) == Gap::Hyphen => self.form.push('-'),
                    _ => self.form.push(' '),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_gives_back_its_key_and_form() {
        for (key, form) in [("saraqib", "Saraqib"), ("sham", "ash-Sham"), ("nato", "NATO"), ("سراقب", "سراقب")]
        {
            assert_eq!(split_name_term(&name_term(key, form)), (key, form.to_owned()));
        }
        assert_eq!(name_term("saraqib", "Saraqib"), "saraqib");
        assert_eq!(name_term("سراقب", "سراقب"), "سراقب");
    }

    #[test]
    fn the_heads_are_folded_and_sorted() {
        assert!(CASELESS_HEADS.is_sorted());
        for head in CASELESS_HEADS {
            assert_eq!(super::super::fold::fold(head), head);
        }
    }
}
