//! A [`Pattern`] and where its words stand in an article → the intervals of words in which it is found: the one evaluation of
//! operators and of quotations over several passages, for index, scan and marks.
//!
//! Every pattern finds minimal intervals, none of which holds another (Clarke, Cormack and Burkowski, "An algebra for structured
//! text search and a framework for its implementation", 1995). Positions are those of the whole article: its headline, then,
//! after a gap that no operator reaches over, its text.

use super::borders::BORDER_TERMS;
use super::occurrences::{
    MAX_OF_GUESSES, SHARE_OF_GUESSES, Span, Tried, each_occurrence, is_guess, longest_first, slot_spans, weight,
};
use super::pattern::{NearPattern, Pattern};
use super::plan::{Clause, Slot, Term};
use super::{Part, Reach};
use crate::article::BlockKind;

/// So many positions lie between the headline and the text: more than any operator reaches.
pub const HEADLINE_GAP: u32 = 100_000;

/// An interval with so many words between its parts counts half.
const HALF: f32 = 16.0;

/// Where a passage stands in its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassagePlace {
    /// Its number in the article; the headline is 0.
    pub ordinal: u32,
    /// The position of its first word.
    pub start: u32,
    /// How many words it has.
    pub words: u32,
}

impl PassagePlace {
    /// The place of a passage, given the number of its first word in the article.
    pub fn new(ordinal: u32, first_word: u32, words: u32) -> Self {
        let gap = if ordinal == 0 { 0 } else { HEADLINE_GAP };
        Self { ordinal, start: first_word + gap, words }
    }

    /// The position after its last word.
    pub fn end(&self) -> u32 {
        self.start + self.words
    }
}

/// Words of an article in which a pattern is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The position of its first word.
    pub start: u32,
    /// The position after its last word.
    pub end: u32,
    /// What it counts, from 0 to 1: the least weight of its parts, times 16 / (16 + g) with g the words between them.
    pub weight: f32,
    /// Whether a part of it is only probably a word that is asked for.
    pub is_guess: bool,
    /// What was found for the places of the clause, each with its number; nothing where it is only counted.
    pub found: Vec<(usize, Span)>,
}

/// An article as patterns are looked for in it.
pub struct PatternText<'a> {
    /// Its passages in order.
    pub passages: &'a [PassagePlace],
    /// Appends where a term stands, in order.
    pub positions: &'a mut dyn FnMut(&Term, &mut Vec<u32>),
    /// Whether the words from one position to another have the letters and capitals of a text.
    pub is_written: &'a dyn Fn(u32, u32, &str) -> bool,
    /// Whether it is only counted how often a pattern is found: the intervals do not tell where its words stand.
    pub counts: bool,
}

impl std::fmt::Debug for PatternText<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PatternText").field("passages", &self.passages).finish_non_exhaustive()
    }
}

impl PatternText<'_> {
    /// The intervals in which the pattern of a clause is found, in order; none for a clause without one.
    pub fn intervals(&mut self, clause: &Clause) -> Vec<Interval> {
        clause.pattern.as_ref().map_or_else(Vec::new, |pattern| self.find(clause, pattern))
    }

    fn find(&mut self, clause: &Clause, pattern: &Pattern) -> Vec<Interval> {
        match pattern {
            Pattern::Row(slots, cased) => {
                let mut found = self.row(clause, slots.clone());
                if let Some(written) = cased {
                    found.retain(|interval| (self.is_written)(interval.start, interval.end, written));
                }
                found
            }
            Pattern::Any(patterns) => {
                minimal(patterns.iter().flat_map(|pattern| self.find(clause, pattern)).collect())
            }
            Pattern::Near(near) => self.near(clause, near),
            Pattern::Window(patterns, gap) => {
                let mut lists = Vec::with_capacity(patterns.len());
                for pattern in patterns {
                    lists.push(self.find(clause, pattern));
                }
                windows(&lists, *gap)
            }
            Pattern::Within(part, pattern) => {
                let mut found = self.find(clause, pattern);
                if !found.is_empty() {
                    let parts = self.parts(*part);
                    found.retain(|interval| lies_in(interval, &parts));
                }
                found
            }
            Pattern::AtLeast(count, pattern) => {
                let mut found = self.find(clause, pattern);
                if found.len() < *count as usize {
                    found.clear();
                }
                found
            }
            Pattern::First(words, pattern) => {
                let mut found = self.find(clause, pattern);
                let text = self.passages.iter().find(|passage| passage.ordinal > 0).map(|passage| passage.start);
                found.retain(|interval| {
                    interval.end <= HEADLINE_GAP || text.is_some_and(|start| interval.end <= start + words)
                });
                found
            }
        }
    }

    fn row(&mut self, clause: &Clause, slots: std::ops::Range<usize>) -> Vec<Interval> {
        if let [slot] = &clause.slots[slots.clone()] {
            return self.place(slots.start, slot);
        }
        let mut spans = Vec::with_capacity(slots.len());
        for slot in &clause.slots[slots.clone()] {
            let here = slot_spans(slot, self.positions);
            if here.is_empty() {
                return Vec::new();
            }
            spans.push(here);
        }
        let (mut found, mut tried) = (Vec::new(), Tried::default());
        each_occurrence(&mut spans, &mut tried, &mut |occurrence| {
            let (Some(first), Some(last)) = (occurrence.first(), occurrence.last()) else { return };
            let mut parts = occurrence.iter().zip(&clause.slots[slots.clone()]);
            found.push(Interval {
                start: first.start,
                end: last.end,
                weight: weight(occurrence),
                is_guess: parts.any(|(span, slot)| is_guess(&slot.alternatives[span.alternative])),
                found: if self.counts {
                    Vec::new()
                } else {
                    slots.clone().zip(occurrence.iter().copied()).collect()
                },
            });
        });
        found
    }

    /// The intervals of one place of the clause.
    fn place(&mut self, number: usize, slot: &Slot) -> Vec<Interval> {
        let mut spans = slot_spans(slot, self.positions);
        longest_first(&mut spans);
        let mut found = Vec::with_capacity(spans.len());
        let mut free_from = 0;
        for span in spans {
            if span.start < free_from {
                continue;
            }
            free_from = span.end;
            let Span { start, end, alternative, weight } = span;
            let is_guess = is_guess(&slot.alternatives[alternative]);
            let parts = if self.counts { Vec::new() } else { vec![(number, span)] };
            found.push(Interval { start, end, weight, is_guess, found: parts });
        }
        found
    }

    fn near(&mut self, clause: &Clause, near: &NearPattern) -> Vec<Interval> {
        let left = self.find(clause, &near.left);
        if left.is_empty() {
            return left;
        }
        let right = self.find(clause, &near.right);
        let borders = match near.reach {
            Reach::Words(_) => Vec::new(),
            _ if right.is_empty() => Vec::new(),
            Reach::Sentence => self.starts([&BORDER_TERMS.sentence]),
            Reach::Paragraph => self.starts(BORDER_TERMS.blocks.iter().map(|(term, _)| term)),
        };
        let unit = |position: u32| borders.partition_point(|start| *start <= position);
        let is_near = |first: &Interval, second: &Interval| match near.reach {
            Reach::Words(words) => second.start - first.end < words,
            Reach::Sentence | Reach::Paragraph => unit(first.start) == unit(second.end - 1),
        };
        let mut found = Vec::new();
        for interval in left {
            let after = &right[right.partition_point(|other| other.start < interval.end)..];
            let before = &right[..right.partition_point(|other| other.end <= interval.start)];
            let after = after.first().filter(|after| is_near(&interval, after));
            let before = before.last().filter(|before| !near.is_ordered && is_near(before, &interval));
            if near.is_not {
                let overlaps = right.iter().any(|other| other.start < interval.end && other.end > interval.start);
                if after.is_none() && before.is_none() && !overlaps {
                    found.push(interval);
                }
                continue;
            }
            found.extend(after.into_iter().chain(before).map(|other| joined(&[&interval, other])));
        }
        minimal(found)
    }

    /// Where some terms stand, in order.
    fn starts<'t>(&mut self, terms: impl IntoIterator<Item = &'t Term>) -> Vec<u32> {
        let mut starts = Vec::new();
        for term in terms {
            (self.positions)(term, &mut starts);
        }
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// The intervals of a part of the article, in order.
    fn parts(&mut self, part: Part) -> Vec<(u32, u32)> {
        let kind = match part {
            Part::Headline => {
                let headline = self.passages.iter().filter(|passage| passage.ordinal == 0);
                return headline.map(|passage| (passage.start, passage.end())).collect();
            }
            Part::Quotation => return self.quotations(),
            Part::Caption => BlockKind::Caption,
            Part::Heading => BlockKind::Heading,
        };
        let blocks = &BORDER_TERMS.blocks;
        let all = self.starts(blocks.iter().map(|(term, _)| term));
        let starts = self.starts(blocks.iter().filter(|(_, other)| *other == kind).map(|(term, _)| term));
        let end = |start: u32| all.get(all.partition_point(|other| *other <= start)).copied().unwrap_or(u32::MAX);
        starts.into_iter().map(|start| (start, end(start))).collect()
    }

    /// A quotation goes to its end in the passage, or to the passage's end.
    fn quotations(&mut self) -> Vec<(u32, u32)> {
        let [starts, ends] = BORDER_TERMS.quotation.each_ref().map(|term| self.starts([term]));
        let passage_end = |start: u32| {
            let after = self.passages.partition_point(|passage| passage.start <= start);
            after.checked_sub(1).map_or(u32::MAX, |number| self.passages[number].end())
        };
        let end = |start: u32| {
            let next = ends.get(ends.partition_point(|end| *end <= start)).copied();
            next.unwrap_or(u32::MAX).min(passage_end(start))
        };
        starts.iter().map(|start| (*start, end(*start))).collect()
    }
}

fn lies_in(interval: &Interval, parts: &[(u32, u32)]) -> bool {
    let after = parts.partition_point(|(start, _)| *start <= interval.start);
    after.checked_sub(1).is_some_and(|number| interval.end <= parts[number].1)
}

/// The interval over several that lie apart.
fn joined(parts: &[&Interval]) -> Interval {
    let start = parts.iter().map(|part| part.start).min().unwrap_or(0);
    let end = parts.iter().map(|part| part.end).max().unwrap_or(start);
    let words: u32 = parts.iter().map(|part| part.end - part.start).sum();
    let least = parts.iter().map(|part| part.weight).fold(f32::INFINITY, f32::min);
    let between = (end - start).saturating_sub(words) as f32;
    let found = parts.iter().flat_map(|part| part.found.iter().copied()).collect();
    let is_guess = parts.iter().any(|part| part.is_guess);
    Interval { start, end, weight: least * HALF / (HALF + between), is_guess, found }
}

/// The minimal intervals with one of each list, in any order and none over another, with at most so many other words in them.
fn windows(lists: &[Vec<Interval>], gap: u32) -> Vec<Interval> {
    let mut at = vec![0; lists.len()];
    let mut found = Vec::new();
    loop {
        let here = lists.iter().zip(&at).map(|(list, at)| list.get(*at)).collect::<Option<Vec<&Interval>>>();
        let Some(here) = here else { return minimal(found) };
        let mut ordered = here.clone();
        ordered.sort_by_key(|interval| (interval.start, interval.end));
        let words: u32 = here.iter().map(|interval| interval.end - interval.start).sum();
        let (start, end) = (ordered[0].start, ordered.iter().map(|interval| interval.end).max().unwrap_or(0));
        let are_apart = ordered.windows(2).all(|pair| pair[0].end <= pair[1].start);
        if are_apart && end - start - words <= gap {
            found.push(joined(&here));
        }
        // The first one cannot be part of a shorter interval.
        let Some(first) = (0..here.len()).min_by_key(|number| (here[*number].start, *number)) else {
            return minimal(found);
        };
        at[first] += 1;
    }
}

/// Those that hold no other, in order; of equal ones the one that counts most.
fn minimal(mut intervals: Vec<Interval>) -> Vec<Interval> {
    if intervals.windows(2).all(|pair| pair[0].start < pair[1].start && pair[0].end < pair[1].end) {
        return intervals;
    }
    intervals.sort_by(|a, b| {
        let order = a.start.cmp(&b.start).then(b.end.cmp(&a.end));
        order.then(a.weight.total_cmp(&b.weight))
    });
    let mut kept: Vec<Interval> = Vec::with_capacity(intervals.len());
    for interval in intervals.into_iter().rev() {
        if kept.last().is_none_or(|after| interval.end < after.end) {
            kept.push(interval);
        }
    }
    kept.reverse();
    kept
}

/// The weighted frequency of a clause in each passage in which it is found, by the passages' numbers: an interval counts where
/// it begins.
pub fn passage_frequencies(intervals: &[Interval], passages: &[PassagePlace]) -> Vec<(u32, f32)> {
    let mut frequencies: Vec<(u32, f32, f32)> = Vec::new();
    for interval in intervals {
        let after = passages.partition_point(|passage| passage.start <= interval.start);
        let Some(passage) = after.checked_sub(1).map(|number| passages[number]) else { continue };
        if frequencies.last().is_none_or(|(ordinal, ..)| *ordinal != passage.ordinal) {
            frequencies.push((passage.ordinal, 0.0, 0.0));
        }
        let Some((_, total, guessed)) = frequencies.last_mut() else { continue };
        match interval.is_guess {
            true => *guessed += interval.weight,
            false => *total += interval.weight,
        }
    }
    let frequency = |(ordinal, total, guessed): (u32, f32, f32)| {
        (ordinal, total + f32::min(SHARE_OF_GUESSES * guessed, MAX_OF_GUESSES))
    };
    frequencies.into_iter().map(frequency).collect()
}
