//! Words of a query that texts write together: with a particle of Hebrew before the first of a name (בתל אביב), or as one word with
//! the half-space of Persian (رئیس‌جمهور).

use super::mentions::{MatchMode, Mention, MentionKind};
use crate::analysis::clitics;
use crate::article::Language;
use crate::error::Result;
use crate::names::request::Dictionary;
use crate::names::{NameVariant, parts, script};
use crate::query::plan::{Alternative, MatchKind, Slot, Term, TermRun};

/// A word of so many letters is told from others with its particle only where its neighbours stand beside it.
const SHORT: usize = 2;

/// More rows of two words are not written as one.
const MAX_ROWS: usize = 64;

/// Adds to names of several words of Hebrew, and to short words before others, the rows in which texts write a particle with the
/// first word.
pub(super) fn add_particles(mentions: &mut [Mention], mode: MatchMode, dictionary: &dyn Dictionary) -> Result<()> {
    for at in 0..mentions.len() {
        let Some(mut row) = hebrew_row(mentions, at) else { continue };
        let shown = row.clone();
        if mode.quoted {
            row.truncate(mentions[at].words.len());
        }
        let first = row[0].clone();
        let mut found = Vec::new();
        for particle in clitics('א').iter().filter(|particle| !particle.is_empty()) {
            row[0] = format!("{particle}{first}");
            if dictionary.documents(&row[0])? == 0 {
                continue;
            }
            let slot = Slot {
                alternatives: vec![Alternative { parts: parts(&row), kind: MatchKind::Spelling, weight: 1.0 }],
            };
            let passages = dictionary.phrases(&[slot], u64::MAX)?.first().map_or(0, |(_, passages)| *passages);
            if passages > 0 {
                let text = [&row[..1], &shown[1..row.len()]].concat().join(" ");
                let reason = "the same with a particle".to_owned();
                let (words, score, as_written) = (row.clone(), 1.0, true);
                let (shown, left_out) = (true, false);
                found.push(NameVariant { text, as_written, words, score, shown, left_out, passages, reason });
            }
        }
        mentions[at].add_spellings(found);
    }
    Ok(())
}

/// The words of a name of Hebrew that begins with a mention: its own, or a short one and those of the next.
fn hebrew_row(mentions: &[Mention], at: usize) -> Option<Vec<String>> {
    let is_hebrew = |word: &String| script(word) == script("א");
    let mention = &mentions[at];
    let is_prefix = mention.kind == MentionKind::Prefix;
    let mut row = mention.words.clone();
    if row.len() == 1 {
        let next = mentions.get(at + 1).filter(|_| row[0].chars().count() == SHORT)?;
        row.extend(next.words.iter().cloned());
    }
    (!is_prefix && row.iter().all(is_hebrew)).then_some(row)
}

/// Makes one mention of two neighbours of a phrase that texts in Persian write as one word too.
pub(super) fn join_half_spaces(
    mentions: &mut Vec<Mention>,
    languages: &[Language],
    dictionary: &dyn Dictionary,
) -> Result<()> {
    let Some(persian) = languages.iter().find(|language| language.as_str() == "fa") else { return Ok(()) };
    let mut at = 0;
    while at < mentions.len() {
        // Two words, alone or as one name.
        let count = if mentions[at].words.len() == 1 { 2 } else { 1 };
        let pair = &mentions[at..(at + count).min(mentions.len())];
        let words: Vec<&String> = pair.iter().flat_map(|mention| &mention.words).collect();
        let rows = pair.iter().map(|mention| mention.slot.alternatives.len()).product::<usize>();
        let joined = words.iter().map(|word| &***word).collect::<String>();
        let are_two = words.len() == 2 && words.iter().all(|word| is_arabic(word));
        if are_two && rows <= MAX_ROWS && dictionary.documents(&joined)? > 0 {
            if count == 2 {
                let second = mentions.remove(at + 1);
                mentions[at].append(second);
            }
            let term = Term::InLanguages(joined, vec![persian.clone()]);
            let parts = vec![TermRun { term, length: 1 }];
            mentions[at].slot.alternatives.push(Alternative { parts, kind: MatchKind::Exact, weight: 1.0 });
        }
        at += 1;
    }
    Ok(())
}

impl Mention {
    /// Makes one of this mention and the next in a row.
    fn append(&mut self, next: Self) {
        self.slot = in_a_row(&self.slot, &next.slot);
        self.label = format!("{} {}", self.label, next.label);
        self.count += next.count;
        self.words.extend(next.words);
    }
}

/// Each alternative of a slot with each of the slot after it.
fn in_a_row(first: &Slot, second: &Slot) -> Slot {
    let row = |(one, other): (&Alternative, &Alternative)| Alternative {
        parts: [&one.parts[..], &other.parts].concat(),
        kind: one.kind.max(other.kind),
        weight: one.weight.min(other.weight),
    };
    let pairs = first.alternatives.iter().flat_map(|one| second.alternatives.iter().map(move |other| (one, other)));
    Slot { alternatives: pairs.map(row).collect() }
}

fn is_arabic(word: &str) -> bool {
    script(word) == script("ا")
}
