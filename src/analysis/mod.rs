//! text → tokens: the one chain for indexing, querying and marking.
//!
//! The steps, in order:
//! 1. `segment`: the words of UAX #29, as byte ranges
//! 2. `words`: split and joined where we differ from it
//! 3. `vocabulary`: once for each distinct word
//!    - `apostrophes`: elision, possessive and Turkish ending are cut off
//!    - `fold`: NFKC, lower case, letters (`arabic`, `hebrew`, `greek`), marks, digits
//!    - `stem`: the stem of the language, of the word in lower case, folded; in Vietnamese the word with its marks (`vietnamese`)
//!    - `compounds`: the parts of a compound in German and Dutch
//! 4. `arrange`: positions; articles (`articles`) share that of their noun, parts of a hyphenated word are joined
//!
//! Beside the chain stand the words that do not count as wanted, `function_words`; what is looked up of a name, `name_terms`;
//! the forms of a name without the endings of a sentence, `inflection`.

mod apostrophes;
mod arabic;
mod arrange;
mod articles;
mod bonds;
mod compounds;
mod finder;
mod fold;
mod function_words;
mod greek;
mod hash;
mod hebrew;
mod inflection;
mod korean;
mod name_forms;
mod name_terms;
mod numbers;
mod particles;
mod pool;
mod segment;
mod short_words;
mod spelling;
mod stem;
mod terms;
mod vietnamese;
mod vocabulary;
mod words;

use std::collections::BTreeMap;

use crate::article::Language;

use arrange::{Place, WordSpan};
use bonds::QUERY;
use name_terms::{Give, NameReader};
use stem::Stems;
use vocabulary::Vocabulary;

pub use apostrophes::turkish_word;
pub use articles::is_article;
pub use compounds::{CompoundParts, compound_terms, dutch_singulars};
pub use finder::TermFinder;
pub use fold::fold;
pub use function_words::{function_word_languages, is_function_word};
pub(crate) use hash::{GOLDEN, hash_of_term, mixed};
pub use inflection::base_forms;
pub use name_forms::{folded_form, without_digits, written_form};
pub use name_terms::{capitals_speak, clitics, split_name_term};
pub use numbers::ambiguous_thousands;
pub use pool::{AnalyzerPool, PooledAnalyzer};
pub use stem::Stemmer;
pub use terms::{is_word, keyword};
pub use vietnamese::{VIETNAMESE, is_vietnamese, is_vietnamese_function_word, marked_term};
pub use vocabulary::TURKISH;
pub(crate) use vocabulary::{Memo, Noted};

/// Counts up whenever the same text would give other tokens; an index keeps the number it was built with.
pub const VERSION: u32 = 9;

/// What a token's term is of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The folded word: `saraqeb`.
    Word,
    /// Its stem, tagged with the language, only where the folded stem differs from the folded word: `en:displac`; in
    /// Vietnamese each word with its marks: `vi:cắn`, `vi:quang`.
    Stem,
    /// The word as written, only where it is in capitals: `IS`.
    Capitals,
    /// The article before it (`al`, `ash`), at the position of its noun.
    Article,
    /// A part of a compound in a language that writes them as one word, tagged with the language: `de:+wahl`.
    Part,
    /// All parts of a hyphenated word as one, tagged with their number, at the position of the first: `2:northwest`.
    Joined(u8),
}

/// One term at one position of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What is indexed and asked for.
    pub term: &'a str,
    /// What the term is of its word.
    pub form: Form,
    /// The number of its word in the text, from 0; an article has the number of its noun.
    pub position: u32,
    /// The first byte of the word in the text (without article, elision or ending after an apostrophe).
    pub start: usize,
    /// The byte after the word.
    pub end: usize,
    /// The hash of a folded word; 0 for other forms.
    pub(crate) hash: u64,
    /// Where a table of terms may note the term's number; nothing for terms that are put together.
    pub(crate) memo: Option<(&'a Memo, Noted)>,
}

/// One word of a query; its language is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// The first byte of the word in the query.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Its number in the query, from 0.
    pub position: u32,
    /// The folded word, as [`Form::Word`] has it.
    pub folded: String,
    /// The word in lower case with its accents: what a stemmer wants.
    pub lower: String,
    /// The word as written, if it is in capitals, as [`Form::Capitals`] has it.
    pub capitals: Option<String>,
    /// Whether a hyphen, or what stands for one, joins it to the word before it (an article's hyphen does not).
    pub joined_to_previous: bool,
    /// Whether it begins where the word before it ends, in a script without spaces: both are part of one word.
    pub runs_on: bool,
    /// Whether it is a letter of katakana.
    pub katakana: bool,
    /// Whether it would be the article of the next word if that is a name: queries are typed without capitals.
    pub article_of_name: bool,
}

/// Turns texts into tokens; keeps what it learned of each distinct word, so that a word is folded and stemmed once.
pub struct Analyzer {
    stemmers: Vec<(String, Stemmer)>,
    vocabularies: Vec<Vocabulary>,
    // Kept for their memory alone.
    found: Vec<WordSpan>,
    joined: String,
}

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyzer").field("stemmers", &self.stemmers).finish_non_exhaustive()
    }
}

/// Stands for all languages whose words are analysed alike.
const WITHOUT_RULES: &str = "und";

/// Whether words of a language are analysed otherwise than those of an unknown one, stems aside.
fn has_rules(language: &str) -> bool {
    language == vocabulary::TURKISH || inflection::has_rules(language) || compounds::has_compounds(language)
}

/// At most this many parts has a hyphenated word that is also found as one.
const MAX_PARTS: usize = 4;

impl Analyzer {
    /// An analyser with the stemmer of each language, by ISO 639-1 code.
    pub fn new(stemmers: &BTreeMap<String, Stemmer>) -> Self {
        let stemmers = stemmers.iter().map(|(code, stemmer)| (code.clone(), *stemmer)).collect();
        Self { stemmers, vocabularies: Vec::new(), found: Vec::new(), joined: String::new() }
    }

    /// Gives each token of `text` to `visit`, in order of position. Returns how many positions the text has.
    ///
    /// At one position come the article, the word, its stem, its capitals, its parts, the hyphenated word that begins there.
    pub fn tokens(&mut self, text: &str, language: &Language, visit: &mut dyn FnMut(Token<'_>)) -> u32 {
        self.tokens_and_names(text, language, visit, None)
    }

    /// As [`Analyzer::tokens`]; gives the name terms of the text to `names`, as often as they stand there.
    pub fn tokens_and_names(
        &mut self,
        text: &str,
        language: &Language,
        visit: &mut dyn FnMut(Token<'_>),
        names: Option<&mut dyn FnMut(&str)>,
    ) -> u32 {
        let mut visit = visit;
        match names {
            Some(names) => {
                self.analyse(text, language, &mut visit, Some(&mut |term: &str, _: Option<&Memo>| names(term)))
            }
            None => self.analyse(text, language, &mut visit, None),
        }
    }

    /// As [`Analyzer::tokens_and_names`], each name term with where its number may be noted.
    pub(crate) fn analyse(
        &mut self,
        text: &str,
        language: &Language,
        visit: &mut impl FnMut(Token<'_>),
        mut names: Option<&mut Give<'_>>,
    ) -> u32 {
        let number = self.vocabulary(language.as_str());
        self.find(text, number);
        let (words, found, joined) = (&self.vocabularies[number], &self.found, &mut self.joined);
        let mut reader = names.is_some().then(|| NameReader::new(text, found, words));
        let mut position = 0;
        arrange::arrange(text, found, words, |place| {
            tokens_at((found, words, joined), (place, position), visit);
            if let (Some(reader), Some(names)) = (&mut reader, &mut names) {
                reader.read(place, *names);
            }
            position += 1;
        });
        position
    }

    /// The words of a query, or of a name in an alias file. An article is left out, unless it stands alone.
    pub fn query_words(&mut self, text: &str) -> Vec<QueryWord> {
        let number = self.vocabulary(QUERY);
        self.find(text, number);
        let known = &self.vocabularies[number];
        let mut words: Vec<QueryWord> = Vec::new();
        arrange::arrange(text, &self.found, known, |place| {
            let at = self.found[place.word];
            let before = place.word.checked_sub(1).map(|before| self.found[before].whole.1);
            let entry = known.entry(at.entry);
            words.push(QueryWord {
                start: at.start,
                end: at.end,
                position: u32::try_from(words.len()).unwrap_or(u32::MAX),
                folded: known.folded(entry).to_owned(),
                lower: fold::lower(&text[at.start..at.end], false),
                capitals: known.capitals(entry).map(str::to_owned),
                joined_to_previous: place.joined_to_previous,
                runs_on: before.is_some_and(|end| words::run_on(text, end, at.whole.0)),
                katakana: entry.katakana,
                article_of_name: false,
            });
        });
        for next in 1..words.len() {
            let article = articles::article(&words[next - 1].folded);
            // At its beginning a query has the word of English: `us syria`, `is syria safe`.
            let is_english = next == 1
                && !words[next].joined_to_previous
                && name_terms::ENGLISH_ARTICLES.contains(&&*words[0].folded);
            words[next - 1].article_of_name =
                !is_english && article.is_some_and(|a| articles::fits(a, &words[next].folded));
        }
        words
    }

    /// Whether words of this language have stems.
    pub fn has_stemmer(&self, language: &Language) -> bool {
        self.stemmers.iter().any(|(code, _)| code == language.as_str())
    }

    /// The folded stems under which texts in this language hold what `lower` stands for: tagged with the language
    /// (`en:displac`), and bare where a word is its own stem. Empty without a stemmer.
    pub fn stems(&mut self, lower: &str, language: &Language) -> Vec<String> {
        if self.stemmer(language.as_str()) == Stemmer::NONE {
            return Vec::new();
        }
        let number = self.vocabulary(language.as_str());
        self.vocabularies[number].stems_of(lower)
    }

    /// The stemmer of a language.
    fn stemmer(&self, language: &str) -> Stemmer {
        let stemmer = self.stemmers.iter().find(|(code, _)| code == language);
        stemmer.map_or(Stemmer::NONE, |(_, stemmer)| *stemmer)
    }

    /// The number of the vocabulary of a language. Languages without rules of their own share one, since data may declare any
    /// number of them.
    fn vocabulary(&mut self, language: &str) -> usize {
        let has_rules = self.stemmer(language) != Stemmer::NONE || has_rules(language);
        let language = if has_rules || language == QUERY { language } else { WITHOUT_RULES };
        if let Some(number) = self.vocabularies.iter().position(|v| v.language() == language) {
            self.vocabularies[number].bound();
            return number;
        }
        let stems = Stems::new(self.stemmer(language));
        self.vocabularies.push(Vocabulary::new(language, stems));
        self.vocabularies.len() - 1
    }

    /// Finds the words of a text and their entries.
    fn find(&mut self, text: &str, vocabulary: usize) {
        let vocabulary = &mut self.vocabularies[vocabulary];
        let found = &mut self.found;
        found.clear();
        words::words(text, |start, end| {
            let (number, is_plain) = vocabulary.number(text, (start, end));
            if is_plain {
                found.push(WordSpan { start, end, whole: (start, end), entry: number, is_plain });
                return;
            }
            let entry = vocabulary.entry(number);
            if !entry.is_empty() {
                let (before, after) = (entry.before as usize, entry.after as usize);
                found.push(WordSpan {
                    start: start + before,
                    end: end - after,
                    whole: (start, end),
                    entry: number,
                    is_plain,
                });
            }
        });
    }
}

/// Gives the tokens of one position.
#[inline]
fn tokens_at(
    (found, words, joined): (&[WordSpan], &Vocabulary, &mut String),
    (place, position): (Place, u32),
    visit: &mut impl FnMut(Token<'_>),
) {
    let at = found[place.word];
    let word = words.entry(at.entry);
    let mut give = |term, form, (start, end), memo| {
        let hash = if form == Form::Word { word.hash } else { 0 };
        visit(Token { term, form, position, start, end, hash, memo });
    };
    let span = (at.start, at.end);
    if place.article {
        let article = found[place.word - 1];
        let entry = words.entry(article.entry);
        give(words.folded(entry), Form::Article, (article.start, article.end), Some((&entry.memo, Noted::Word)));
    }
    give(words.folded(word), Form::Word, span, Some((&word.memo, Noted::Word)));
    if let Some(stem) = words.stem(word) {
        give(stem, Form::Stem, span, Some((&word.memo, Noted::Stem)));
    }
    if let Some(capitals) = words.capitals(word) {
        give(capitals, Form::Capitals, span, None);
    }
    for part in words.parts(word) {
        give(part, Form::Part, span, None);
    }
    if let (2..=MAX_PARTS, Ok(parts)) = (place.parts, u8::try_from(place.parts)) {
        let compound = &found[place.word..place.word + place.parts];
        joined.clear();
        joined.push(char::from(b'0' + parts));
        joined.push(':');
        joined.extend(compound.iter().map(|w| words.folded(words.entry(w.entry))));
        give(joined, Form::Joined(parts), (at.start, compound[place.parts - 1].end), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_without_rules_share_one_vocabulary() {
        let english = Stemmer::from_name("snowball:english").unwrap();
        let mut analyzer = Analyzer::new(&BTreeMap::from([("en".to_owned(), english)]));
        let mut terms = |language: &str| {
            let mut terms = Vec::new();
            let language = Language::new(language);
            analyzer.tokens("Bridges fell in İzmir", &language, &mut |token| terms.push(token.term.to_owned()));
            (terms, analyzer.stems("bridges", &language), analyzer.vocabularies.len())
        };
        let (unknown, stems, _) = terms("und");
        assert!(stems.is_empty());
        let all = ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("q{a}{b}")));
        for code in all {
            assert_eq!(terms(&code), (unknown.clone(), Vec::new(), 1), "{code}");
        }
        assert_ne!(terms("en").1, Vec::<String>::new());
    }
}
