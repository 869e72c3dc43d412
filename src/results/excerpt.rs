//! A passage and what matched in it → [`Excerpt`]: the sentences that are worth a look first.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Excerpt, Mark};
use crate::passage::sentences_of;

/// An excerpt has at most this many characters, unless more sentences are asked for.
const MAX_CHARACTERS: usize = 300;

/// The bytes that these have at most.
const MAX_BYTES: usize = 4 * MAX_CHARACTERS;

/// Where a sentence is cut, so many characters stand before what matched.
const BEFORE_MARK: usize = 60;

/// The sentences of a passage in which most of what is asked for stands, with `context` sentences before and after them, or as many
/// as there is room for.
pub(super) fn excerpt(text: &str, marks: &[Mark], context: Option<usize>) -> Excerpt {
    let bare = text.trim();
    if context.is_none() && !bare.is_empty() && has_room(bare) {
        let start = text.len() - text.trim_start().len();
        return Excerpt { text: bare.to_owned(), start, end: start + bare.len() };
    }
    let sentences = sentences_of(text);
    let core = core(text, marks, &sentences);
    let wanted = match context {
        Some(context) => core.start.saturating_sub(context)..core.end.saturating_add(context).min(sentences.len()),
        None => grown(text, core, &sentences),
    };
    let Some(range) = bytes(&sentences, wanted.clone()) else {
        return Excerpt { text: String::new(), start: 0, end: 0 };
    };
    let range = if wanted.len() == 1 { cut(text, range, marks) } else { range };
    Excerpt { text: text[range.clone()].to_owned(), start: range.start, end: range.end }
}

/// The bytes of some sentences.
fn bytes(sentences: &[Range<usize>], wanted: Range<usize>) -> Option<Range<usize>> {
    let sentences = sentences.get(wanted)?;
    Some(sentences.first()?.start..sentences.last()?.end)
}

/// Whether there is room for a text.
fn has_room(text: &str) -> bool {
    text.len() <= MAX_CHARACTERS || text.len() <= MAX_BYTES && text.chars().count() <= MAX_CHARACTERS
}

/// Whether there is room for some sentences.
fn has_room_for(text: &str, sentences: &[Range<usize>], wanted: Range<usize>) -> bool {
    bytes(sentences, wanted).is_none_or(|range| has_room(&text[range]))
}

/// The neighbouring sentences with most of what is asked for, the first of several, from the first to the last in which it stands;
/// the first sentence where nothing matched.
fn core(text: &str, marks: &[Mark], sentences: &[Range<usize>]) -> Range<usize> {
    let of_byte = |byte: usize| sentences.partition_point(|sentence| sentence.end <= byte);
    let places: Vec<Range<usize>> =
        marks.iter().map(|mark| of_byte(mark.start)..of_byte(mark.end - 1) + 1).collect();
    let mut best: (usize, usize, Range<usize>) = (0, 0, 0..sentences.len().min(1));
    for (first, place) in places.iter().enumerate() {
        let mut queries = BTreeSet::new();
        for (last, (end, mark)) in places.iter().map(|place| place.end).zip(marks).enumerate().skip(first) {
            let here = place.start..end.max(place.end);
            if last > first && !has_room_for(text, sentences, here.clone()) {
                break;
            }
            queries.insert(&mark.query);
            let count = last - first + 1;
            if (queries.len(), count) > (best.0, best.1) {
                best = (queries.len(), count, here);
            }
        }
    }
    let Range { start, end } = best.2;
    start.min(sentences.len())..end.min(sentences.len())
}

/// The sentences with those after and before them for which there is room.
fn grown(text: &str, mut core: Range<usize>, sentences: &[Range<usize>]) -> Range<usize> {
    while core.end < sentences.len() && has_room_for(text, sentences, core.start..core.end + 1) {
        core.end += 1;
    }
    while core.start > 0 && has_room_for(text, sentences, core.start - 1..core.end) {
        core.start -= 1;
    }
    core
}

/// A sentence that is too long from a little before what matched first, whole words of it.
fn cut(text: &str, sentence: Range<usize>, marks: &[Mark]) -> Range<usize> {
    if has_room(&text[sentence.clone()]) {
        return sentence;
    }
    let first_mark = marks.iter().map(|mark| mark.start).find(|start| sentence.contains(start));
    // What is shown goes no further than this.
    let far = text.floor_char_boundary(first_mark.unwrap_or(sentence.start) + 2 * MAX_BYTES).min(sentence.end);
    let words = words_up_to(&text[sentence.start..far], first_mark.map_or(0, |mark| mark - sentence.start));
    let characters = |words: &[(usize, &str)]| words.iter().map(|(_, word)| word.chars().count()).sum::<usize>();
    let mark = first_mark.map_or(0, |mark| words.partition_point(|(at, _)| sentence.start + at < mark));
    let mut first = mark;
    while first > 0 && characters(&words[first - 1..mark]) <= BEFORE_MARK {
        first -= 1;
    }
    // A short way from the beginning is no cut.
    first = if characters(&words[..first]) <= BEFORE_MARK { 0 } else { first };
    let (mut end, mut length) = (first, 0);
    for (_, word) in &words[first..] {
        length += word.chars().count();
        if length > MAX_CHARACTERS && end > mark {
            break;
        }
        end += 1;
    }
    let place = |word: usize| words.get(word).map_or(far, |(at, _)| sentence.start + at);
    let (start, end) = (place(first), place(end));
    let bare = &text[start..end];
    let start = start + bare.len() - bare.trim_start().len();
    start..start + bare.trim().len()
}

/// The words of a text, and what stands between them, up to that with which more than fit in an excerpt stand from `mark` on.
fn words_up_to(text: &str, mark: usize) -> Vec<(usize, &str)> {
    let (mut words, mut characters, mut after) = (Vec::new(), 0, 0);
    for (at, word) in text.split_word_bound_indices() {
        words.push((at, word));
        if at >= mark {
            (characters, after) = (characters + word.chars().count(), after + 1);
        }
        // One word is shown, however long.
        if characters > MAX_CHARACTERS && after > 1 {
            break;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::plan::MatchKind;

    /// The excerpt of a text in which `[` and `]` stand around what matched.
    fn of(marked: &str, context: Option<usize>) -> String {
        let (mut text, mut marks, mut start) = (String::new(), Vec::new(), 0);
        for c in marked.chars() {
            match c {
                '[' => start = text.len(),
                ']' => {
                    let (query, end) = (text[start..].to_lowercase(), text.len());
                    let (text, kind) = (text[start..].to_owned(), MatchKind::Exact);
                    marks.push(Mark { start, end, text, query, kind, compound: false });
                }
                c => text.push(c),
            }
        }
        let excerpt = excerpt(&text, &marks, context);
        assert_eq!(text[excerpt.start..excerpt.end], excerpt.text);
        assert_eq!(excerpt.text.trim(), excerpt.text);
        excerpt.text
    }

    #[test]
    fn the_sentences_with_most_of_what_is_asked_for_are_taken() {
        let far = "It rained on the quince trees that day. ".repeat(8);
        for (text, context, expected) in [
            ("It rained. The [dam] broke. It stopped.", Some(0), "The dam broke."),
            ("It rained. The [dam] broke. It stopped. Then not.", Some(1), "It rained. The dam broke. It stopped."),
            ("It rained. The [dam] broke.", Some(9), "It rained. The dam broke."),
            ("The [dam] broke.\n\nThe [sluice] held.", Some(0), "The dam broke.\n\nThe sluice held."),
            ("Nothing matched. At all.", Some(0), "Nothing matched."),
            ("Nothing matched. At all.", None, "Nothing matched. At all."),
            (&format!("A [dam]. A [dam]. {far}A [dam] and a [sluice]."), Some(0), "A dam and a sluice."),
            (&format!("A [dam]. {far}A [sluice]. A [sluice]."), Some(0), "A sluice. A sluice."),
            (" ", None, ""),
            ("", None, ""),
            ("大きな[堤防]が壊れた。雨が降った。", Some(0), "大きな堤防が壊れた。"),
        ] {
            assert_eq!(of(text, context), expected, "{text}");
        }
    }

    #[test]
    fn an_excerpt_is_short_and_whole_sentences_where_they_are() {
        let sentences = "It rained on the quince trees that day. ".repeat(20);
        let grown = of(&format!("{sentences}The [dam] broke. {sentences}"), None);
        assert!(grown.chars().count() <= MAX_CHARACTERS && grown.chars().count() > MAX_CHARACTERS / 2, "{grown}");
        assert!(grown.starts_with("The dam broke. It") && grown.ends_with("that day."), "{grown}");
        for long in ["word, ", "雨が降った、"] {
            let words = long.repeat(100);
            for text in
                [format!("{words}the [dam] {words}"), format!("the [dam] {words}"), format!("{words}the [dam]")]
            {
                let cut = of(&text, Some(0));
                assert!(cut.contains("dam") && cut.chars().count() <= MAX_CHARACTERS, "{cut}");
            }
        }
    }
}
