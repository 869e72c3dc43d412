//! names of a query → the spellings that the index has for them, and for those excluded the ones that stay in.

use super::function_words::FunctionWords;
use super::mentions::{MatchMode, Mention, MentionKind};
use super::several_words::{add_articles, is_name, merge_names};
use crate::analysis::Analyzer;
use crate::article::Language;
use crate::error::Result;
use crate::names::{NameVariant, VariantFinder, joins_parts};

/// The most letters of a word in capitals that is read as an acronym.
const MAX_ACRONYM: usize = 5;

/// Excluded names, and the spellings alike that are not excluded, with their passages.
type KeptSpellings = Vec<(String, Vec<(String, u64)>)>;

/// Adds spellings to mentions.
pub(super) struct Spellings<'a> {
    pub(super) finder: VariantFinder<'a>,
    pub(super) function_words: FunctionWords<'a>,
    /// The languages of the index.
    pub(super) languages: &'a [Language],
    pub(super) analyzer: &'a mut Analyzer,
}

impl Spellings<'_> {
    /// Adds to each name the spellings that the index has for it. Neighbours in a phrase are one name; elsewhere they may
    /// also be written as one word. Excluded names have no spellings added.
    pub(super) fn add(
        &mut self,
        mentions: &mut Vec<Mention>,
        text: &str,
        mode: MatchMode,
    ) -> Result<KeptSpellings> {
        let Self { finder, function_words, languages, analyzer } = self;
        let mut names = mentions.iter().map(|mention| is_name(mention, finder)).collect::<Result<Vec<_>>>()?;
        let stands_alone = mentions.len() == 1;
        for (mention, is_name) in mentions.iter().zip(&mut names).filter(|(mention, _)| mention.is_a_word()) {
            let is_small = !mention.label.contains(char::is_uppercase);
            *is_name &= !(is_small && finder.is_usual_word(&mention.words[0], stands_alone));
        }
        for at in (1..mentions.len()).rev() {
            if mentions[at - 1].article_of_name && names[at] {
                let article = mentions.remove(at - 1);
                mentions[at - 1].article = Some(article.slot.alternatives[0].parts[0].clone());
                names.remove(at - 1);
            }
        }
        for mention in mentions.iter_mut().filter(|mention| !mention.others.is_empty()) {
            mention.add_others(finder, languages)?;
            let inflected = finder.inflected(&mention.others, analyzer)?;
            mention.add_spellings(inflected);
        }
        drop_stems_of_names(mentions, finder, function_words.case_is_significant)?;
        if mode.negated {
            return self.exclude(mentions, &names);
        }
        if mode.quoted && !mode.spread {
            find_parts_of_names(mentions, &mut names, (finder, function_words))?;
            let may_merge = which_merge(mentions, &names, finder);
            merge_names(mentions, (&mut names, may_merge), text);
        }
        if mode.quoted {
            add_articles(mentions);
        }
        for (mention, _) in mentions.iter_mut().zip(&names).filter(|(_, is_name)| **is_name) {
            if function_words.case_is_significant && is_acronym(&mention.label) {
                continue;
            }
            let mut spellings = finder.spellings(&mention.words, true, analyzer)?;
            spellings.retain(|spelling| spelling.shown || finder.options.min_score.is_some());
            mention.add_spellings(spellings);
        }
        for (mention, _) in
            mentions.iter_mut().zip(&names).filter(|(mention, is_name)| mention.is_a_word() && !**is_name)
        {
            let inflected = finder.with_particles(&mention.words[0])?;
            mention.add_spellings(inflected);
        }
        if mode.quoted {
            return Ok(KeptSpellings::new());
        }
        for left in 1..mentions.len() {
            let pair = &mut mentions[left - 1..=left];
            if names[left - 1] && names[left] && pair.iter().all(|u| u.words.len() == 1) {
                let words: Vec<String> = pair.iter().flat_map(|u| u.words.clone()).collect();
                let mut joined = finder.joined(&words, analyzer)?;
                // What is one of the two words already is not both of them: Саракиб is Saraqib, not `HTS Saraqib`.
                joined.retain(|s| !pair.iter().any(|u| u.slot.alternatives.iter().any(|c| c.has_words(&s.words))));
                for mention in pair {
                    mention.add_spellings(joined.clone());
                }
            }
        }
        Ok(KeptSpellings::new())
    }

    /// Excluded names take the forms of the name itself along, as a sentence inflects it. What only looks alike may be another
    /// name, which whoever excludes one would lose without a word: it is named.
    fn exclude(&mut self, mentions: &mut [Mention], names: &[bool]) -> Result<KeptSpellings> {
        let Self { finder, function_words, analyzer, .. } = self;
        let mut kept = KeptSpellings::new();
        for (mention, _) in mentions.iter_mut().zip(names).filter(|(_, is_name)| **is_name) {
            if function_words.case_is_significant && is_acronym(&mention.label) {
                continue;
            }
            let spellings = finder.spellings(&mention.words, true, analyzer)?;
            let (own, others): (Vec<NameVariant>, Vec<NameVariant>) =
                spellings.into_iter().partition(|spelling| spelling.score >= 1.0);
            mention.add_spellings(own);
            let is_new = |s: &NameVariant| {
                s.shown && !mention.slot.alternatives.iter().any(|known| known.has_words(&s.words))
            };
            let others: Vec<(String, u64)> =
                others.into_iter().filter(is_new).map(|spelling| (spelling.text, spelling.passages)).collect();
            if !others.is_empty() {
                kept.push((mention.label.clone(), others));
            }
        }
        Ok(kept)
    }
}

/// Finds the words of a phrase that are part of a name that others of it are: those with a capital where all have one, rare ones,
/// and particles between two.
fn find_parts_of_names(
    mentions: &[Mention],
    names: &mut [bool],
    (finder, function_words): (&VariantFinder<'_>, &FunctionWords<'_>),
) -> Result<()> {
    if !names.contains(&true) {
        return Ok(());
    }
    let is_written_as_name = function_words.case_is_significant
        && mentions.iter().all(|mention| mention.label.starts_with(char::is_uppercase));
    for (mention, is_name) in mentions.iter().zip(&mut *names).filter(|(_, is_name)| !**is_name) {
        let is_capital = mention.label.starts_with(char::is_uppercase) && is_written_as_name;
        let is_common = function_words.is_common(&mention.words[0])?;
        *is_name = !matches!(mention.kind, MentionKind::Prefix | MentionKind::Initials)
            && (is_capital && !is_common && mention.words.len() == 1 && mention.words[0].chars().count() > 1
                || finder.are_rare(&mention.words)?);
    }
    for at in 1..mentions.len() {
        let rest = mentions[at..].iter().take_while(|mention| is_particle(mention)).count();
        if names[at - 1] && names.get(at + rest) == Some(&true) {
            names[at..at + rest].fill(true);
        }
    }
    Ok(())
}

/// Which mentions may be one name with their neighbours: of those that the alias book knows a single word beside what can be a
/// person's name, and not beside `President` or `University`.
fn which_merge(mentions: &[Mention], names: &[bool], finder: &VariantFinder<'_>) -> Vec<bool> {
    let is_sure = |at: usize| {
        let may_be_persons = || mentions[at].words.iter().all(|word| finder.may_be_persons(word));
        !names[at] || is_particle(&mentions[at]) || may_be_persons()
    };
    let may_merge = |at: usize| {
        let mut beside = [at.checked_sub(1), Some(at + 1).filter(|next| *next < names.len())].into_iter().flatten();
        let is_known = mentions[at].kind == MentionKind::Alias;
        names[at] && (!is_known || mentions[at].words.len() == 1 && beside.all(is_sure))
    };
    (0..names.len()).map(may_merge).collect()
}

/// Whether a word of a phrase joins the parts of one name.
fn is_particle(mention: &Mention) -> bool {
    let is_word = matches!(mention.kind, MentionKind::Word | MentionKind::FunctionWord);
    is_word && matches!(&mention.words[..], [word] if joins_parts(word))
}

/// Takes the stems from words that the index knows as names.
fn drop_stems_of_names(
    mentions: &mut [Mention],
    finder: &VariantFinder<'_>,
    case_is_significant: bool,
) -> Result<()> {
    for mention in mentions.iter_mut().filter(|mention| mention.words.len() == 1) {
        let small = !case_is_significant || !mention.label.contains(char::is_uppercase);
        if finder.is_known_name(&mention.words[0], small)? {
            mention.drop_stems();
        }
    }
    Ok(())
}

/// Whether a name is typed as an acronym, which has no other spellings: `SANA` is not `Sana'a`.
pub(super) fn is_acronym(label: &str) -> bool {
    let capitals = label.chars().filter(|c| c.is_uppercase()).count();
    (2..=MAX_ACRONYM).contains(&capitals) && !label.chars().any(char::is_lowercase)
}
