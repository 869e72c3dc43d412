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

use super::damage::OrDamaged;
use super::name_index::key_of;
use super::segment::Segment;
use crate::analysis::{capitals_speak, split_name_term};
use crate::error::Result;
use crate::names::index::NameLookup;
use crate::names::index::cost_cutoff::CostCutoff;
use crate::names::index::forms::{FormDocuments, NameForms};
use crate::work::{Budget, Counter};

/// The forms found, by where they are counted.
type FormPostings = BTreeMap<(String, String), Vec<FormPosting>>;

/// A form as written, with its postings in one of the two fields.
struct FormPosting {
    form: String,
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
    let profile = match lookup {
        NameLookup::Near(profile) => profile,
        NameLookup::Exactly(key) => {
            return segments.iter().try_for_each(|segment| {
                let found = named_exactly(segment, key, accept)?;
                add_forms((segment, &segment.names), found, budget, forms)
            });
        }
    };
    let mut cutoff = CostCutoff::default();
    let near = segments.iter().map(|segment| segment.name_index()?.near(profile, budget, &mut cutoff));
    for (segment, near) in segments.iter().zip(near.collect::<Result<Vec<_>>>()?) {
        let keys = near.keys.iter().filter(|(cost, _)| *cost <= cutoff.limit());
        let found = named(segment, keys, budget, accept)?;
        add_forms((segment, &segment.names), found, budget, forms)?;
        let words = near.caseless.iter().filter(|(cost, ..)| *cost <= cutoff.limit());
        let found = caseless_words(segment, words, budget, accept)?;
        add_forms((segment, &segment.words), found, budget, forms)?;
    }
    Ok(())
}

/// The name terms of a segment that have a key.
fn named_exactly(segment: &Segment, key: &str, accept: &mut dyn FnMut(&str, &str) -> bool) -> Result<FormPostings> {
    let range = segment.names.terms().range().ge(key).le(format!("{key}\0\u{10FFFF}"));
    let mut terms = range.into_stream().or_damaged()?;
    let mut found = FormPostings::new();
    while let Some((term, info)) = terms.next() {
        if term.len() == key.len() || term.get(key.len()) == Some(&0) {
            add_term(term, info, accept, &mut found);
        }
    }
    Ok(found)
}

/// The name terms of a segment whose keys are given, by what each costs and the place of its first term.
fn named<'a>(
    segment: &Segment,
    keys: impl Iterator<Item = &'a (u8, u32)>,
    budget: &Budget,
    accept: &mut dyn FnMut(&str, &str) -> bool,
) -> Result<FormPostings> {
    let mut found = FormPostings::new();
    let mut term = Vec::new();
    for (_, place) in keys {
        budget.check()?;
        visit_key(segment.names.terms(), u64::from(*place), &mut term, &mut |term, info| {
            add_term(term, info, accept, &mut found);
        })?;
    }
    Ok(found)
}

fn add_term(term: &[u8], info: &TermInfo, accept: &mut dyn FnMut(&str, &str) -> bool, found: &mut FormPostings) {
    let Ok(term) = std::str::from_utf8(term) else { return };
    let (key, form) = split_name_term(term);
    if accept(key, &form) {
        let posting = FormPosting { capitals_speak: capitals_speak(term), info: info.clone(), form: form.clone() };
        found.entry(NameForms::place(key, &form)).or_default().push(posting);
    }
}

/// Gives all terms with the key of the term at a place of the dictionary, the first of them.
fn visit_key(
    dictionary: &TermDictionary,
    place: u64,
    term: &mut Vec<u8>,
    take: &mut dyn FnMut(&[u8], &TermInfo),
) -> Result<()> {
    dictionary.ord_to_term(place, term).or_damaged()?;
    let key = key_of(term).to_vec();
    for place in place..dictionary.num_terms() as u64 {
        dictionary.ord_to_term(place, term).or_damaged()?;
        if key_of(term) != key {
            break;
        }
        if let Some(info) = dictionary.get(&*term).or_damaged()? {
            take(term, &info);
        }
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
            let posting = FormPosting { form: word.to_owned(), info, capitals_speak: true };
            found.entry(NameForms::place(key, word)).or_default().push(posting);
        }
    }
    Ok(found)
}

/// Counts the forms found in a segment.
fn add_forms(
    (segment, field): (&Segment, &InvertedIndexReader),
    found: FormPostings,
    budget: &Budget,
    forms: &mut NameForms,
) -> Result<()> {
    for (place, terms) in found {
        let mut written = Vec::with_capacity(terms.len());
        // The capitals of a text speak for all of its words or for none, so that no document is in both.
        let [mut named, mut unclear]: [Vec<DocId>; 2] = Default::default();
        for FormPosting { form, info, capitals_speak } in &terms {
            let documents = if *capitals_speak { &mut named } else { &mut unclear };
            let before = documents.len();
            live_documents((segment, field), info, budget, documents)?;
            written.push((form.clone(), passages(segment, &documents[before..])));
        }
        for documents in [&mut named, &mut unclear] {
            documents.sort_unstable();
            documents.dedup();
        }
        let documents = FormDocuments { named: named.len() as u64, unclear: unclear.len() as u64 };
        forms.add(place, written, (passages(segment, &named) + passages(segment, &unclear), documents));
    }
    Ok(())
}

/// How many of the documents are no headlines.
fn passages(segment: &Segment, documents: &[DocId]) -> u64 {
    documents.iter().filter(|doc| segment.ordinal(**doc).is_some_and(|ordinal| ordinal > 0)).count() as u64
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
