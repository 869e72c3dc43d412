//! the dictionaries of a segment, compared with a name → the forms of the names that are like it.
//!
//! Walking tantivy's own dictionary with an automaton costs about a tenth of a microsecond for every branch that is looked
//! into; in the lists of the file of names a branch costs a tenth of that.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermDictionary;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

use super::articles::Articles;
use super::damage::OrDamaged;
use super::name_index::key_of;
use super::parallel::of_each;
use super::segment::Segment;
use crate::analysis::{capitals_speak, split_name_term};
use crate::error::Result;
use crate::names::index::cost_cutoff::CostCutoff;
use crate::names::index::counts::MIN_COUNTED;
use crate::names::index::forms::{FormDocuments, NameForms};
use crate::names::index::profile::QueryProfile;
use crate::names::index::{NameLookup, NearNames};
use crate::work::{Budget, Counter};

/// The forms found, by where they are counted.
type FormPostings = BTreeMap<(String, String), Vec<FormPosting>>;

/// A form as written, with its postings in one of the two fields.
struct FormPosting {
    form: String,
    /// Its number in the dictionary.
    number: u32,
    info: TermInfo,
    /// Whether its capitals say that it is a name.
    capitals_speak: bool,
}

/// Adds the forms of the segments that are looked up and that `accept` takes. Words of scripts without case are looked up among
/// all words of the texts, all other names among the name terms.
pub(super) fn find_names(
    segments: &[Arc<Segment>],
    lookup: &NameLookup,
    budget: &Budget,
    accept: &mut dyn FnMut(&str, &str) -> bool,
    forms: &mut NameForms,
) -> Result<()> {
    let (profile, is_by_key) = match lookup {
        NameLookup::Near { profile, is_by_key } => (profile, *is_by_key),
        NameLookup::Exactly(key) => {
            return segments.iter().try_for_each(|segment| {
                let found = named_exactly(segment, key, accept)?;
                add_names(segment, found, budget, forms)
            });
        }
    };
    let (near, cutoff) = near_names(segments, profile, budget)?;
    for (segment, near) in segments.iter().zip(near) {
        let mut keys = near.keys;
        // The dictionary is not asked for the forms of a key that is not taken, nor are any.
        keys.retain(|(cost, _, letters)| {
            let is_asked = is_by_key && !letters.is_empty();
            *cost <= cutoff.limit() && (!is_asked || accept(&near.letters[letters.clone()], ""))
        });
        let mut found = named(segment, keys.iter().map(|(_, number, _)| *number), budget, accept)?;
        for (_, letters) in near.plain_keys.into_iter().filter(|(cost, _)| *cost <= cutoff.limit()) {
            // What is decided of the key alone holds for each of its forms, so that the dictionary is asked for those alone that
            // are taken.
            let key = &near.letters[letters];
            if accept(key, "") {
                found.append(&mut named_exactly(segment, key, accept)?);
            }
        }
        add_names(segment, found, budget, forms)?;
        let words = near.caseless.iter().filter(|(cost, ..)| *cost <= cutoff.limit());
        let found = caseless_words(segment, words, budget, accept)?;
        add_forms((segment, &segment.words), found, budget, forms)?;
    }
    Ok(())
}

/// The names of each segment that a profile accepts, and what the nearest of all cost at most.
fn near_names(
    segments: &[Arc<Segment>],
    profile: &QueryProfile,
    budget: &Budget,
) -> Result<(Vec<NearNames>, CostCutoff)> {
    let mut keys = 0;
    for segment in segments {
        keys += segment.name_index()?.keys();
    }
    // A key takes about as long as a posting.
    let found = of_each(segments.len(), keys, |number| {
        let mut cutoff = CostCutoff::default();
        let near = segments[number].name_index()?.near(profile, budget, &mut cutoff)?;
        Ok((near, cutoff))
    })?;
    let mut all = CostCutoff::default();
    found.iter().for_each(|(_, cutoff)| all.merge(cutoff));
    Ok((found.into_iter().map(|(near, _)| near).collect(), all))
}

/// The name terms of a segment that have a key.
fn named_exactly(segment: &Segment, key: &str, accept: &mut dyn FnMut(&str, &str) -> bool) -> Result<FormPostings> {
    let names = segment.names()?;
    let range = names.terms().range().ge(key).le(format!("{key}\0\u{10FFFF}"));
    let mut terms = range.into_stream().or_damaged()?;
    let mut found = FormPostings::new();
    while terms.advance() {
        if terms.key().len() == key.len() || terms.key().get(key.len()) == Some(&0) {
            add_term((terms.key(), terms.term_ord()), terms.value(), accept, &mut found);
        }
    }
    Ok(found)
}

/// The name terms of a segment whose keys are given, each by the place of its first term.
fn named(
    segment: &Segment,
    keys: impl Iterator<Item = u32>,
    budget: &Budget,
    accept: &mut dyn FnMut(&str, &str) -> bool,
) -> Result<FormPostings> {
    let (mut found, mut term) = (FormPostings::new(), Vec::new());
    let names = segment.names()?;
    for place in keys {
        budget.check()?;
        visit_key(names.terms(), u64::from(place), &mut term, &mut |term, info| {
            add_term(term, info, accept, &mut found);
        })?;
    }
    Ok(found)
}

fn add_term(
    (term, number): (&[u8], u64),
    info: &TermInfo,
    accept: &mut dyn FnMut(&str, &str) -> bool,
    found: &mut FormPostings,
) {
    let Ok(term) = std::str::from_utf8(term) else { return };
    let (key, form) = split_name_term(term);
    if accept(key, &form) {
        let place = NameForms::place(key, &form);
        let (number, capitals_speak) = (number as u32, capitals_speak(term));
        found.entry(place).or_default().push(FormPosting { form, number, info: info.clone(), capitals_speak });
    }
}

/// Takes a term with its number, and where its postings lie.
type TakeTerm<'a> = dyn FnMut((&[u8], u64), &TermInfo) + 'a;

/// Gives all terms with the key of the term at a place of the dictionary, the first of them.
fn visit_key(dictionary: &TermDictionary, place: u64, term: &mut Vec<u8>, take: &mut TakeTerm<'_>) -> Result<()> {
    dictionary.ord_to_term(place, term).or_damaged()?;
    let mut terms = dictionary.range().ge(&*term).into_stream().or_damaged()?;
    let key = key_of(term);
    while terms.advance() && key_of(terms.key()) == key {
        take((terms.key(), terms.term_ord()), terms.value());
    }
    Ok(())
}

/// Words of scripts without case, by what each costs, its place in the dictionary and the particle written with it.
fn caseless_words<'a>(
    segment: &Segment,
    words: impl Iterator<Item = &'a (u8, u32, &'static str)>,
    budget: &Budget,
    accept: &mut dyn FnMut(&str, &str) -> bool,
) -> Result<FormPostings> {
    let mut found = FormPostings::new();
    let dictionary = segment.words.terms();
    let mut term = Vec::new();
    for (_, place, clitic) in words {
        budget.check()?;
        dictionary.ord_to_term(u64::from(*place), &mut term).or_damaged()?;
        let Ok(word) = std::str::from_utf8(&term) else { continue };
        let key = &word[clitic.len()..];
        if accept(key, word)
            && let Some(info) = dictionary.get(&term).or_damaged()?
        {
            let posting = FormPosting { form: word.to_owned(), number: *place, info, capitals_speak: true };
            found.entry(NameForms::place(key, word)).or_default().push(posting);
        }
    }
    Ok(found)
}

/// Counts the forms of name terms found in a segment: by what its file says of them, unless articles were deleted since.
fn add_names(segment: &Segment, found: FormPostings, budget: &Budget, forms: &mut NameForms) -> Result<()> {
    let (mut others, names) = (FormPostings::new(), segment.names()?);
    let is_as_written = segment.living_articles()?.is_none();
    for (place, terms) in found {
        match counted(segment, &terms)?.filter(|_| is_as_written) {
            Some((passages, documents)) => {
                let mut written = Vec::with_capacity(terms.len());
                for FormPosting { form, number, info, .. } in terms {
                    let passages = if info.doc_freq < MIN_COUNTED {
                        let mut documents = Vec::new();
                        live_documents((segment, &names), &info, budget, &mut documents)?;
                        self::passages(segment.articles()?, &documents)
                    } else {
                        u64::from(info.doc_freq.saturating_sub(segment.name_index()?.headlines(number)))
                    };
                    written.push((form, passages));
                }
                forms.add(place, written, (passages, documents));
            }
            None => drop(others.insert(place, terms)),
        }
    }
    add_forms((segment, &names), others, budget, forms)
}

/// The passages and documents of all terms of a place, as far as the file of names has them.
fn counted(segment: &Segment, terms: &[FormPosting]) -> Result<Option<(u64, FormDocuments)>> {
    let index = segment.name_index()?;
    let [FormPosting { number, info, capitals_speak, .. }] = terms else {
        let place = terms.first().and_then(|first| index.counted_place(first.number));
        let whole = place.filter(|place| place.terms == terms.len());
        return Ok(whole.map(|place| (place.passages, place.documents)));
    };
    if info.doc_freq < MIN_COUNTED {
        return Ok(None);
    }
    let documents = u64::from(info.doc_freq);
    let (named, unclear) = if *capitals_speak { (documents, 0) } else { (0, documents) };
    let passages = documents.saturating_sub(index.headlines(*number).into());
    Ok(Some((passages, FormDocuments { named, unclear })))
}

/// Counts the forms found in a segment.
fn add_forms(
    (segment, field): (&Segment, &InvertedIndexReader),
    found: FormPostings,
    budget: &Budget,
    forms: &mut NameForms,
) -> Result<()> {
    let articles = segment.articles()?;
    for (place, terms) in found {
        let mut written = Vec::with_capacity(terms.len());
        // The capitals of a text speak for all of its words or for none, so that no document is in both.
        let [mut named, mut unclear]: [Vec<DocId>; 2] = Default::default();
        for FormPosting { form, info, capitals_speak, .. } in &terms {
            let documents = if *capitals_speak { &mut named } else { &mut unclear };
            let before = documents.len();
            live_documents((segment, field), info, budget, documents)?;
            written.push((form.clone(), passages(articles, &documents[before..])));
        }
        for documents in [&mut named, &mut unclear] {
            documents.sort_unstable();
            documents.dedup();
        }
        let documents = FormDocuments { named: named.len() as u64, unclear: unclear.len() as u64 };
        forms.add(place, written, (passages(articles, &named) + passages(articles, &unclear), documents));
    }
    Ok(())
}

/// How many of the documents are no headlines.
fn passages(articles: &Articles, documents: &[DocId]) -> u64 {
    documents.iter().filter(|doc| !articles.is_head(**doc)).count() as u64
}

fn live_documents(
    (segment, field): (&Segment, &InvertedIndexReader),
    info: &TermInfo,
    budget: &Budget,
    documents: &mut Vec<DocId>,
) -> Result<()> {
    let postings = field.read_postings_from_terminfo(info, IndexRecordOption::Basic);
    let mut postings = postings.or_damaged()?;
    let mut steps = budget.steps(Counter::Postings);
    while postings.doc() != TERMINATED {
        steps.step()?;
        if segment.is_alive(postings.doc()) {
            documents.push(postings.doc());
        }
        postings.advance();
    }
    Ok(())
}
