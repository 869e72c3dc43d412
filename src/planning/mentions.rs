//! words of a query → [`Mention`]s: a word, a hyphenated word or a name, each with its alternatives.

use rustc_hash::FxHashSet;

use super::initials::{add_initials, initials};
use super::word_stems::{
    as_in_turkish, compounds, hyphenated, row_of_other_languages, stems, with_other_end, without_half_spaces,
};
use crate::analysis::{
    Analyzer, QueryWord, VIETNAMESE, ambiguous_thousands, is_function_word, marked_term, written_form,
};
use crate::article::Language;
use crate::error::{Error, Result};
use crate::names::{
    AliasBook, Match, NameVariant, OtherForm, VariantFinder, alias_variants, parts, script, spelling_variant,
};
use crate::query::plan::{Alternative, MatchKind, Scope, Slot, Term, TermRun, Variant};

/// The languages that write every noun with a capital, so that capitals say nothing of names.
const CAPITALISED_NOUNS: [&str; 2] = ["de", "lb"];

/// More parts than a hyphenated word has; longer ones are not indexed as one word.
const MAX_JOINED: usize = 4;

/// What one word, hyphenated word or name of a query became.
pub(super) struct Mention {
    /// Its first byte in the text.
    pub(super) start: usize,
    /// How many words of the query it covers.
    pub(super) count: usize,
    /// What may stand for it.
    pub(super) slot: Slot,
    /// As it was typed.
    pub(super) label: String,
    /// Its folded words.
    pub(super) words: Vec<String>,
    /// What it is.
    pub(super) kind: MentionKind,
    /// Whether it is the article of the next mention, if that is a name.
    pub(super) article_of_name: bool,
    /// The article before it in a phrase, which texts may have as a word of its own: `a` in `said a Rabobank spokesman`.
    pub(super) article: Option<TermRun>,
    /// Its other forms of the alias book, whether or not the index has them.
    pub(super) others: Vec<OtherForm>,
    /// How many of the variants come from the alias book: the first ones.
    pub(super) aliases: usize,
    /// Its other forms.
    pub(super) variants: Vec<Variant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MentionKind {
    /// A word of the language's own, not wanted for itself.
    FunctionWord,
    /// The beginning of a word.
    Prefix,
    /// Initials before a name.
    Initials,
    /// A name of the alias book.
    Alias,
    /// Any other word.
    Word,
}

/// How the words of one text must match.
#[derive(Clone, Copy)]
pub(super) struct MatchMode {
    pub(super) exact: bool,
    pub(super) quoted: bool,
    /// Whether other words may stand between those in quotation marks, which are no name then.
    pub(super) spread: bool,
    /// Whether the capitals must stand as typed.
    pub(super) cased: bool,
    pub(super) scope: Scope,
    /// Whether the words are excluded, so that function words stay and names are not reported.
    pub(super) negated: bool,
    /// Whether AND, OR or NOT stands beside the words.
    pub(super) operand: bool,
}

impl MatchMode {
    /// Whether the reader said more of the words than to name them, so that function words stay.
    pub(super) fn is_meant(self) -> bool {
        self.cased || self.negated || self.operand || self.scope == Scope::Title
    }
}

/// Reads the mentions of a text, given its words.
pub(super) struct MentionReader<'a> {
    pub(super) aliases: &'a AliasBook,
    /// Asks the index for names.
    pub(super) finder: VariantFinder<'a>,
    /// The languages whose stems a word is tried with.
    pub(super) languages: &'a [Language],
    pub(super) analyzer: &'a mut Analyzer,
    /// The first fault of the index.
    pub(super) failure: &'a mut Option<Error>,
    pub(super) case_is_significant: bool,
    /// The function words among the words, in lower case.
    pub(super) function_words: &'a FxHashSet<String>,
    /// Whether the words have letters of Vietnamese, and the index texts in it.
    pub(super) is_vietnamese: bool,
}

impl MentionReader<'_> {
    /// The word, hyphenated word or name that begins at word `at`.
    pub(super) fn mention(&mut self, text: &str, words: &[QueryWord], at: usize, mode: MatchMode) -> Mention {
        let name = (!mode.exact).then(|| self.name_at(words, at)).flatten();
        let initials = if name.is_none() { initials(text, &words[at..]) } else { 0 };
        let count = name.as_ref().map_or_else(|| compound_length(&words[at..]), |m| m.words).max(initials);
        let typed = &words[at..at + count];
        let label = text[typed[0].start..typed[count - 1].end].to_owned();
        let prefix = text[typed[count - 1].end..].starts_with('*');
        let mut slot = Slot { alternatives: self.typed_alternatives(typed, prefix, name.as_ref(), mode) };
        if count == 1 && !prefix && self.may_be_turkish(&typed[0], words.len(), mode) {
            slot.alternatives.extend(as_in_turkish(&label, self.languages));
        }
        if count > 1 && !prefix && name.is_none() && initials == 0 {
            let may_be = |word: &QueryWord| self.may_be_turkish(word, words.len(), mode);
            slot.alternatives.extend(row_of_other_languages(text, typed, self.languages, may_be));
        }
        if count == 1 && !prefix && !mode.exact {
            slot.alternatives.extend(without_half_spaces(&label));
        }
        if initials > 0 && !prefix {
            add_initials(&mut slot, typed);
        }
        let kind = if prefix {
            MentionKind::Prefix
        } else if name.is_some() {
            MentionKind::Alias
        } else if initials > 0 {
            MentionKind::Initials
        } else if self.is_function_word(typed) && self.acronym(&typed[0]).is_none() {
            MentionKind::FunctionWord
        } else {
            MentionKind::Word
        };
        let folded = typed.iter().map(|w| w.folded.clone()).collect();
        let article_of_name = count == 1 && typed[0].article_of_name && self.acronym(&typed[0]).is_none();
        let others = name.filter(|_| !prefix).map(|found| self.aliases.others(&found)).unwrap_or_default();
        let (aliases, variants) = (0, Vec::new());
        let start = typed[0].start;
        let (article, words) = (None, folded);
        Mention { start, count, slot, label, words, kind, article_of_name, article, others, aliases, variants }
    }

    /// The name of the alias book that begins at word `at`. A single word that is only known as a place is one where the
    /// index has it as a name: `male` is no capital city, and `turkey` may be a bird.
    fn name_at(&mut self, words: &[QueryWord], at: usize) -> Option<Match> {
        let found = self.aliases.longest_match(&window(&words[at..], self.case_is_significant));
        let inflected = || {
            let word = &words[at].folded;
            let has_endings = script(word) != script("a");
            if has_endings { self.aliases.inflected_match(word, self.languages) } else { None }
        };
        let found = found.or_else(inflected)?;
        if !found.is_place_alone() || found.words > 1 {
            return Some(found);
        }
        let is_name = self.finder.is_place_name(&words[at].folded);
        match is_name {
            Ok(is_name) => is_name.then_some(found),
            Err(error) => {
                self.failure.get_or_insert(error);
                None
            }
        }
    }

    /// Whether they are a function word, also one that lost its apostrophe (`don t`).
    fn is_function_word(&self, typed: &[QueryWord]) -> bool {
        let letters = |word: &QueryWord| word.end - word.start;
        match typed {
            [word] => self.function_words.contains(&word.lower),
            [first, last] => letters(last) == 1 && is_function_word(&[&*first.folded, &*last.folded].concat()),
            _ => false,
        }
    }

    /// A function word in capitals (`US`, `WHO`) is an acronym where capitals can be told from others.
    fn acronym(&self, word: &QueryWord) -> Option<String> {
        word.capitals.clone().filter(|_| self.case_is_significant && self.function_words.contains(&word.lower))
    }

    /// The typed form itself: as written, in one word, with its stems.
    fn typed_alternatives(
        &mut self,
        typed: &[QueryWord],
        prefix: bool,
        name: Option<&Match>,
        mode: MatchMode,
    ) -> Vec<Alternative> {
        let capitals = name.is_some_and(|found| found.capitals);
        let part = |word: &QueryWord| {
            let acronym = if capitals { word.capitals.clone() } else { self.acronym(word) };
            TermRun { term: Term::Exact(acronym.unwrap_or_else(|| word.folded.clone())), length: 1 }
        };
        let mut parts: Vec<TermRun> = typed.iter().map(part).collect();
        let is_acronym = matches!(&parts[..], [TermRun { term: Term::Exact(t), .. }] if *t != typed[0].folded);
        if prefix {
            let last = parts.len() - 1;
            parts[last].term = Term::Prefix(typed[last].folded.clone());
            return vec![Alternative { parts, kind: MatchKind::Prefix, weight: 1.0 }];
        }
        let joined: String = typed.iter().map(|w| &*w.folded).collect();
        if matches!(typed, [first, second] if first.katakana && second.katakana && second.runs_on) {
            return vec![single(format!("2:{joined}"), 2, MatchKind::Exact, 1.0)];
        }
        let mut alternatives = vec![Alternative { parts, kind: MatchKind::Exact, weight: 1.0 }];
        if let ([word], false) = (typed, is_acronym) {
            self.with_marks(word, &mut alternatives);
        }
        if !mode.exact {
            alternatives.extend(with_other_end(typed, &alternatives[0]));
        }
        let is_compound = typed.len() > 1 && typed[1..].iter().all(|w| w.joined_to_previous);
        if is_compound {
            alternatives.push(single(joined, 1, MatchKind::Exact, 1.0));
        } else if typed.len() == 1 && !is_acronym {
            for length in 2..=MAX_JOINED {
                alternatives.push(single(format!("{length}:{joined}"), length as u32, MatchKind::Exact, 1.0));
            }
            // In texts of some languages its point parts thousands, and so does a space: `48 300`.
            let thousands = ambiguous_thousands(&joined);
            if let Some(number) = thousands {
                alternatives.push(single(format!("2:{number}"), 2, MatchKind::Exact, 1.0));
                alternatives.push(single(number, 1, MatchKind::Exact, 1.0));
            }
        } else if name.is_some() && typed.len() > 1 {
            alternatives.extend(hyphenated(typed, &alternatives[0]));
        }
        // A name in Latin letters has no endings, and its stem may be another name: Hamas would be Hama. What Arabic writes
        // before a name is among its forms, and the stem of الرياض (Riyadh) is that of رياضة (sport).
        let has_no_stem = |folded: &str| ["a", "ا"].iter().any(|letter| script(letter) == script(folded));
        let is_name = name.is_some() && has_no_stem(&typed[0].folded);
        if typed.len() == 1 && !is_acronym && !is_name && !mode.exact && !mode.quoted {
            alternatives.extend(stems(&typed[0], self.languages, self.analyzer));
            // What is excluded is the word itself.
            if !mode.negated && name.is_none() {
                alternatives.extend(compounds(&typed[0], self.languages));
            }
        }
        alternatives
    }

    /// Whether what follows a word's apostrophe may be a Turkish ending: `Mu'in` and `Sana'a` are names alone, and `mu` and
    /// `sana` frequent words. It may where other words stand beside it, or no text has the word as typed.
    fn may_be_turkish(&self, word: &QueryWord, words: usize, mode: MatchMode) -> bool {
        let is_known = mode.quoted && words > 1;
        is_known || matches!(self.finder.dictionary.documents(&word.folded), Ok(0))
    }

    /// Asks for a word with its marks in texts in Vietnamese that hold it so. Without them it counts in texts of other
    /// languages if it may be a word of theirs or is a name; in those of no known language it always does.
    fn with_marks(&mut self, word: &QueryWord, alternatives: &mut Vec<Alternative>) {
        match self.bare_word(word) {
            Ok(Some((marked, bare))) => {
                alternatives[0].parts[0].term = bare;
                alternatives.push(single(marked, 1, MatchKind::Exact, 1.0));
            }
            Ok(None) => {}
            Err(error) => drop(self.failure.get_or_insert(error)),
        }
    }

    /// A word with its marks, if texts in Vietnamese hold it so, and where it counts without them.
    fn bare_word(&self, word: &QueryWord) -> Result<Option<(String, Term)>> {
        let is_asked = self.is_vietnamese || word.lower != word.folded;
        let Some(marked) = marked_term(&word.lower).filter(|_| is_asked) else { return Ok(None) };
        if self.finder.dictionary.documents(&marked)? == 0 {
            return Ok(None);
        }
        let bare = word.folded.clone();
        let term = match !self.is_vietnamese || self.finder.is_name(&bare, false)? {
            true => Term::OutsideLanguage(bare, Language::new(VIETNAMESE)),
            false => Term::InLanguages(bare, vec![Language::undetermined()]),
        };
        Ok(Some((marked, term)))
    }
}

impl Mention {
    /// A mention for a name that is asked for by itself.
    pub(super) fn of_name(label: &str, words: Vec<String>, others: Vec<OtherForm>) -> Self {
        let slot =
            Slot { alternatives: vec![Alternative { parts: parts(&words), kind: MatchKind::Exact, weight: 1.0 }] };
        let (label, kind, article_of_name) = (label.to_owned(), MentionKind::Word, false);
        Self {
            start: 0,
            count: words.len(),
            slot,
            label,
            words,
            kind,
            article_of_name,
            article: None,
            others,
            aliases: 0,
            variants: Vec::new(),
        }
    }

    /// A mention of one word with these alternatives.
    pub(super) fn of_slot(label: &str, slot: Slot, kind: MentionKind) -> Self {
        Self { slot, kind, ..Self::of_name(label, vec![label.to_owned()], Vec::new()) }
    }

    /// Takes out the stems: a name has none, but for those of a language in whose texts every noun has a capital.
    pub(super) fn drop_stems(&mut self) {
        let of_capitals = |tag: &str| CAPITALISED_NOUNS.contains(&tag);
        self.slot.alternatives.retain_mut(|alternative| {
            match (&alternative.kind, &mut alternative.parts[0].term) {
                (MatchKind::Stem, Term::Exact(term)) => {
                    term.split_once(':').is_some_and(|(tag, _)| of_capitals(tag))
                }
                (MatchKind::Stem, Term::InLanguages(_, languages)) => {
                    languages.retain(|language| of_capitals(language.as_str()));
                    !languages.is_empty()
                }
                _ => true,
            }
        });
    }

    /// Whether it is a single word that is no name of the alias book.
    pub(super) fn is_a_word(&self) -> bool {
        self.words.len() == 1 && self.kind == MentionKind::Word
    }

    /// Adds the other forms of the alias book: those of its files, and those of known places that the index has.
    pub(super) fn add_others(&mut self, finder: &VariantFinder<'_>, languages: &[Language]) -> Result<()> {
        let mut present = Vec::new();
        for other in &self.others {
            if !other.is_place || finder.is_present(&other.words)? {
                present.push(other.clone());
            }
        }
        let variants = alias_variants(present, &self.label, languages);
        self.add_aliases(variants);
        Ok(())
    }

    /// Adds the forms of an alias book, but for those that are the mention's words already.
    fn add_aliases(&mut self, variants: Vec<Variant>) {
        for variant in variants {
            let known =
                |alternative: &Alternative| self.slot.alternatives.iter().any(|c| c.parts == alternative.parts);
            if let Some(alternative) = variant.alternative.clone().filter(|alternative| !known(alternative)) {
                self.slot.alternatives.push(alternative);
                self.variants.push(variant);
            }
        }
        self.aliases = self.variants.len();
    }

    /// Adds the spellings that an index has, but for the form as typed and those of the alias book.
    pub(super) fn add_spellings(&mut self, spellings: Vec<NameVariant>) {
        let typed = written_form(&self.label);
        for spelling in spellings {
            let has_words =
                |variant: &Variant| variant.alternative.as_ref().is_some_and(|c| c.has_words(&spelling.words));
            let listed = self.variants[self.aliases..].iter().any(|v| v.text == spelling.text);
            if listed
                || spelling.as_written && written_form(&spelling.text) == typed
                || self.variants[..self.aliases].iter().any(has_words)
            {
                continue;
            }
            let variant = spelling_variant(spelling, &self.words, &self.label);
            let known =
                |alternative: &Alternative| self.slot.alternatives.iter().any(|c| c.parts == alternative.parts);
            if let Some(alternative) =
                variant.alternative.clone().filter(|alternative| variant.shown && !known(alternative))
            {
                self.slot.alternatives.push(alternative);
            }
            self.variants.push(variant);
        }
    }
}

/// The words at the beginning of a query's, as the alias book is asked for them.
pub(super) fn window(words: &[QueryWord], case_is_significant: bool) -> Vec<(&str, Option<&str>)> {
    let pairs = words.iter().take(8).map(|w| (&*w.folded, w.capitals.as_deref().filter(|_| case_is_significant)));
    pairs.collect()
}

/// How many of the words are parts of the hyphenated word that the first begins.
fn compound_length(words: &[QueryWord]) -> usize {
    1 + words[1..].iter().take_while(|w| w.joined_to_previous || w.runs_on).count()
}

fn single(term: String, length: u32, kind: MatchKind, weight: f32) -> Alternative {
    one_term(Term::Exact(term), length, kind, weight)
}

fn one_term(term: Term, length: u32, kind: MatchKind, weight: f32) -> Alternative {
    Alternative { parts: vec![TermRun { term, length }], kind, weight }
}
