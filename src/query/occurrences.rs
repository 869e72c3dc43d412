//! A clause and where its words stand → its occurrences: the one rule that scoring and marking share.

use rustc_hash::FxHashSet;

use super::plan::{Alternative, Clause, MatchKind, Slot, Term};

/// Where one alternative of a slot stands: word positions, the end not included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Its first word.
    pub start: u32,
    /// The word after its last.
    pub end: u32,
    /// The number of the alternative in its slot.
    pub alternative: usize,
    /// What it counts.
    pub weight: f32,
}

/// One occurrence of a clause: a span for each of its slots, side by side.
pub type Occurrence = Vec<Span>;

/// The occurrences of a phrase, given the spans of each slot: from left to right, the longest first where several begin
/// at one word, none overlapping another.
pub fn occurrences(slots: &mut [Vec<Span>]) -> Vec<Occurrence> {
    search(slots).0
}

/// The occurrences, and how many spans were tried for them: no more than there are, for each start of a phrase, since what
/// led nowhere is not tried again.
fn search(slots: &mut [Vec<Span>]) -> (Vec<Occurrence>, usize) {
    let (mut found, mut tried) = (Vec::new(), Tried::default());
    each_occurrence(slots, &mut tried, &mut |occurrence| found.push(occurrence.clone()));
    (found, tried.spans)
}

/// Puts spans in order: the longest first, then the one that counts most, then the one named first; one of those at the same words.
pub(super) fn longest_first(spans: &mut Vec<Span>) {
    if spans.windows(2).all(|pair| pair[0].start < pair[1].start) {
        return;
    }
    spans.sort_by(|a, b| {
        let order = a.start.cmp(&b.start).then(b.end.cmp(&a.end));
        order.then(b.weight.total_cmp(&a.weight)).then(a.alternative.cmp(&b.alternative))
    });
    spans.dedup_by_key(|span| (span.start, span.end));
}

/// Gives each occurrence of a phrase, as [`occurrences`] finds them.
pub(super) fn each_occurrence(slots: &mut [Vec<Span>], tried: &mut Tried, visit: &mut dyn FnMut(&Occurrence)) {
    slots.iter_mut().for_each(longest_first);
    let mut free_from = 0;
    let Some((first, rest)) = slots.split_first() else { return };
    let mut occurrence = Vec::with_capacity(rest.len() + 1);
    for span in first {
        if span.start < free_from {
            continue;
        }
        occurrence.clear();
        occurrence.push(*span);
        if complete(&mut occurrence, rest, tried) {
            free_from = occurrence.last().map_or(span.end, |last| last.end);
            visit(&occurrence);
        }
    }
}

/// What was tried to complete occurrences.
#[derive(Default)]
pub(super) struct Tried {
    /// How many slots were left at which word, where they did not follow.
    dead_ends: FxHashSet<(usize, u32)>,
    spans: usize,
}

/// Adds to an occurrence the spans of the remaining slots; false if they do not follow.
fn complete(occurrence: &mut Occurrence, rest: &[Vec<Span>], tried: &mut Tried) -> bool {
    let Some((slot, later)) = rest.split_first() else { return true };
    let at = occurrence.last().map_or(0, |span| span.end);
    if tried.dead_ends.contains(&(rest.len(), at)) {
        return false;
    }
    let from = slot.partition_point(|span| span.start < at);
    for span in slot[from..].iter().take_while(|span| span.start == at) {
        tried.spans += 1;
        occurrence.push(*span);
        if complete(occurrence, later, tried) {
            return true;
        }
        occurrence.pop();
    }
    tried.dead_ends.insert((rest.len(), at));
    false
}

/// What an occurrence counts: the least of its spans.
pub fn weight(occurrence: &Occurrence) -> f32 {
    occurrence.iter().map(|span| span.weight).fold(f32::INFINITY, f32::min)
}

/// What a guessed spelling counts, of its probability.
pub(super) const SHARE_OF_GUESSES: f32 = 0.7;

/// What guessed spellings count in a passage at most, however often they stand there: less than the word itself.
pub(super) const MAX_OF_GUESSES: f32 = 0.7;

/// Whether an alternative is only probably the word asked for, in its script: another name may stand behind it.
pub(super) fn is_guess(alternative: &Alternative) -> bool {
    alternative.kind == MatchKind::Spelling && alternative.weight < 1.0
}

/// The weighted frequency of a clause, given its occurrences.
pub fn frequency(clause: &Clause, occurrences: &[Occurrence]) -> f32 {
    let (mut total, mut guessed) = (0.0, 0.0);
    for occurrence in occurrences {
        let mut spans = occurrence.iter().zip(&clause.slots);
        match spans.any(|(span, slot)| is_guess(&slot.alternatives[span.alternative])) {
            true => guessed += weight(occurrence),
            false => total += weight(occurrence),
        }
    }
    total + f32::min(SHARE_OF_GUESSES * guessed, MAX_OF_GUESSES)
}

/// Counts a clause that is one word where it stands as one: the weighted frequency from the frequency of each alternative.
///
/// Every form counts with its weight, a guess with less, and all guesses together no more than the word itself once. A word that
/// stands beside its own stem (`displaced` beside `en:displac`) is counted once, as the exact form.
#[derive(Debug)]
pub struct WordCounter(Vec<(Role, f32)>);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Exact,
    /// A stem with its language, which stands beside the word that it is the stem of.
    TaggedStem,
    /// A spelling that is only probably the word.
    Guess,
    Other,
}

/// What was counted of the alternatives in one text, in their order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    total: f32,
    guessed: f32,
    exact: u32,
    tagged: u32,
    stem_weight: f32,
}

impl Tally {
    /// The weighted frequency.
    pub fn frequency(&self) -> f32 {
        self.total
            + f32::min(SHARE_OF_GUESSES * self.guessed, MAX_OF_GUESSES)
            + self.stem_weight * u32::saturating_sub(self.tagged, self.exact) as f32
    }
}

impl WordCounter {
    /// A counter for the alternatives of a slot, in their order.
    pub fn new(slot: &Slot) -> Self {
        let role = |alternative: &Alternative| match (&alternative.kind, &alternative.parts[0].term) {
            (MatchKind::Exact, _) => Role::Exact,
            (MatchKind::Stem, Term::Exact(term)) if term.contains(':') => Role::TaggedStem,
            _ if is_guess(alternative) => Role::Guess,
            _ => Role::Other,
        };
        Self(slot.alternatives.iter().map(|alternative| (role(alternative), alternative.weight)).collect())
    }

    /// Adds that the alternative with this number stands in a text so often.
    #[inline]
    pub fn add(&self, tally: &mut Tally, number: usize, count: u32) {
        let (role, weight) = self.0[number];
        match role {
            Role::TaggedStem => {
                tally.tagged += count;
                tally.stem_weight = weight;
            }
            Role::Guess => tally.guessed += weight * count as f32,
            Role::Exact => {
                tally.exact += count;
                tally.total += weight * count as f32;
            }
            Role::Other => tally.total += weight * count as f32,
        }
    }

    /// The weighted frequency, given those of the alternatives that stand there, by their numbers in order.
    pub fn frequency(&self, counts: impl IntoIterator<Item = (usize, u32)>) -> f32 {
        let mut tally = Tally::default();
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        counts.for_each(|(number, count)| self.add(&mut tally, number, count));
        tally.frequency()
    }
}

/// The spans of a slot, given where each term stands: for every alternative, its parts in a row.
pub fn slot_spans(slot: &Slot, positions: &mut dyn FnMut(&Term, &mut Vec<u32>)) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut starts, mut next) = (Vec::new(), Vec::new());
    for (number, alternative) in slot.alternatives.iter().enumerate() {
        if let [part] = &alternative.parts[..] {
            next.clear();
            positions(&part.term, &mut next);
            let span =
                |start| Span { start, end: start + part.length, alternative: number, weight: alternative.weight };
            spans.extend(next.drain(..).map(span));
            continue;
        }
        let mut length = 0;
        for part in &alternative.parts {
            next.clear();
            positions(&part.term, &mut next);
            if length == 0 {
                std::mem::swap(&mut starts, &mut next);
            } else {
                starts.retain(|start| next.binary_search(&(start + length)).is_ok());
            }
            length += part.length;
            if starts.is_empty() {
                break;
            }
        }
        let weight = alternative.weight;
        spans.extend(starts.drain(..).map(|start| Span {
            start,
            end: start + length,
            alternative: number,
            weight,
        }));
    }
    spans
}

/// The occurrences of a clause in a text, given where each term stands there.
pub fn clause_occurrences(clause: &Clause, positions: &mut dyn FnMut(&Term, &mut Vec<u32>)) -> Vec<Occurrence> {
    let mut slots = Vec::with_capacity(clause.slots.len());
    for slot in &clause.slots {
        let spans = slot_spans(slot, positions);
        if spans.is_empty() {
            return Vec::new();
        }
        slots.push(spans);
    }
    occurrences(&mut slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span { start, end, alternative: 0, weight: 1.0 }
    }

    #[test]
    fn the_longest_form_at_a_word_is_taken_and_none_overlaps() {
        let mut slots = vec![vec![span(0, 1), span(0, 3), span(2, 3), span(5, 6)]];
        let got: Vec<(u32, u32)> = occurrences(&mut slots).iter().map(|o| (o[0].start, o[0].end)).collect();
        assert_eq!(got, [(0, 3), (5, 6)]);
    }

    /// Words of which each can also be two of the next ones, in a phrase whose last word is missing.
    #[test]
    fn a_long_phrase_of_nested_forms_tries_each_span_a_few_times() {
        let (slots, words) = (40, 90);
        let spans = || (0..words).flat_map(|at| [span(at, at + 1), span(at, at + 1), span(at, at + 2)]).collect();
        let mut phrase: Vec<Vec<Span>> = (0..slots).map(|_| spans()).collect();
        phrase.push(vec![span(1000, 1001)]);
        let (found, tried) = search(&mut phrase);
        assert!(found.is_empty());
        assert!(tried <= slots * words as usize * 2, "{tried} spans were tried");
    }

    #[test]
    fn a_phrase_goes_back_to_a_shorter_form_where_the_longer_one_leads_nowhere() {
        let mut slots = vec![vec![span(0, 2), span(0, 1)], vec![span(1, 2)]];
        let got = occurrences(&mut slots);
        assert_eq!(got.len(), 1);
        assert_eq!((got[0][0].end, got[0][1].start), (1, 1));
    }
}
