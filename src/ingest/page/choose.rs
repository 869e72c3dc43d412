//! The parts of a page, what the extractors take for its body → which parts are the article, and why the others are not.
//!
//! Two extractors of different make are asked, of which the first would rather lose a paragraph than keep a menu; where they
//! disagree, the first also when it would rather keep too much. A part stays if the first strictly has it; if the second has
//! it and so does the first when asked again, or it stands in the middle of what the first has; or if the second has it and
//! it reads like running text. What all of them get wrong is put right by rules, each with its reason.

use super::SHORT;
use super::dom::{CARD, Part};
use super::extractors::ExtractorVotes;
use super::letters::letters;
use super::vote;
use crate::article::{BlockKind, Vote, Why};
use crate::ingest::facts::date;
use crate::ingest::pasted::body;
use crate::ingest::pasted::boilerplate::{self, Effect, Rule};
use crate::ingest::pasted::lines::{Line, ends_sentence};

/// A part that counts for as much as this is running text beyond doubt.
const TEXT: f32 = 60.0;

/// A part between headline and text that counts for as much as this can be a standfirst.
const STANDFIRST: f32 = 30.0;

/// A standfirst is at least so long.
const SHORT_STANDFIRST: usize = 60;

/// How many parts below the headline a standfirst stands.
const STANDFIRST_REACH: usize = 4;

/// How many parts away the strict extractor wants one before and one after what stands between them.
const BETWEEN: usize = 3;

/// A longer sentence may be a link as a whole and still be text.
const LONG_LINK: usize = 80;

/// A part with what is known of it.
struct ScoredPart<'a> {
    part: &'a Part,
    votes: [bool; 3],
    /// Whether the generous one was asked.
    asked: bool,
    /// Whether it stands between parts that the strict one wants, where the generous one was not asked.
    between: bool,
    /// Whether all that were asked want it.
    all: bool,
    structured: bool,
    rule: Option<&'static Rule>,
    score: f32,
}

/// What becomes of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) kind: BlockKind,
    /// Why it is no part of the article.
    pub(super) left_out: Option<&'static str>,
    /// Why it is, if it is.
    pub(super) kept: &'static str,
    /// What was known of it.
    pub(super) why: Why,
}

impl Verdict {
    fn keep(&mut self, because: &'static str) {
        self.left_out = None;
        self.kept = because;
    }

    /// What decided.
    pub(super) fn why(&self) -> Why {
        Why { because: self.left_out.unwrap_or(self.kept).to_owned(), ..self.why.clone() }
    }
}

/// The fates of the parts of a page whose headline is in the part `headline`.
pub(super) fn fates(
    parts: &[Part],
    opinions: &ExtractorVotes,
    title: &str,
    headline: Option<usize>,
) -> Vec<Verdict> {
    let judged: Vec<ScoredPart<'_>> =
        parts.iter().enumerate().map(|(i, p)| judge(p, opinions, i, headline)).collect();
    let judged = between(judged);
    // A page that hides most of its text until its scripts have run shows it then.
    let wanted = |hidden: bool| {
        let wanted = judged.iter().filter(|j| j.votes.contains(&true) && j.part.place.hidden == hidden);
        wanted.map(|j| j.part.text.len()).sum::<usize>()
    };
    let is_unveiled = wanted(true) > wanted(false);
    // A page of little but cards is a list of posts.
    let is_card = |j: &ScoredPart<'_>| j.part.place.card;
    let beside = judged.iter().filter(|j| j.votes.contains(&true) && !is_card(j) && j.score >= TEXT);
    let is_list = beside.map(|j| j.part.text.len()).sum::<usize>() < SHORT;
    if is_list && judged.iter().any(is_card) {
        let as_post = |part: &Part| Part { place: part.place.of_list(), ..part.clone() };
        let parts: Vec<Part> = parts.iter().map(as_post).collect();
        return fates(&parts, opinions, title, headline);
    }
    let mut fates: Vec<Verdict> = judged.iter().map(|judged| fate(judged, is_unveiled)).collect();
    headings(&judged, &mut fates);
    standfirst(&judged, &mut fates, headline);
    opening(&judged, &mut fates, headline);
    edges(&judged, &mut fates);
    let title = letters(title);
    let repeats = |part: &Part| !title.is_empty() && letters(&part.text) == title;
    let others = parts.iter().zip(&fates).any(|(part, fate)| fate.left_out.is_none() && !repeats(part));
    for (part, fate) in parts.iter().zip(&mut fates) {
        if others && repeats(part) {
            fate.left_out = Some("headline repeated");
        }
    }
    repeated(parts, &mut fates);
    fates
}

fn judge<'a>(part: &'a Part, opinions: &ExtractorVotes, i: usize, headline: Option<usize>) -> ScoredPart<'a> {
    let words = vote::words(&part.text);
    let generous = opinions.generous.as_ref();
    let votes = [Some(&opinions.strict), generous, Some(&opinions.other)].map(|o| o.is_some_and(|o| o.has(&words)));
    let near = headline.is_some_and(|h| i > h && i <= h + STANDFIRST_REACH);
    let structured = opinions.structured.has(&words);
    let seen = votes.contains(&true)
        || structured
        || near
        || part.place.gated
        || part.place.post
        || part.kind == BlockKind::Caption;
    // Rules and words are only looked at where it matters: they take longer than all else.
    let rule = if seen { boilerplate::rule(&part.text) } else { None };
    let line = || Line { text: part.text.clone(), item: part.place.item, gap: true };
    let score = if seen { body::score(&line(), rule.map(|r| r.effect)) } else { 0.0 };
    let all = votes[0] && votes[2] && (votes[1] || generous.is_none());
    ScoredPart { part, votes, asked: generous.is_some(), between: false, all, structured, rule, score }
}

/// Tells of each part whether it stands in the middle of what the strict extractor wants.
fn between<'a>(mut judged: Vec<ScoredPart<'a>>) -> Vec<ScoredPart<'a>> {
    let strict: Vec<bool> = judged.iter().map(|j| j.votes[0]).collect();
    for (i, part) in judged.iter_mut().enumerate().filter(|(_, part)| !part.asked) {
        let before = strict[i.saturating_sub(BETWEEN)..i].contains(&true);
        part.between = before && strict[i + 1..].iter().take(BETWEEN).any(|wants| *wants);
    }
    judged
}

/// What becomes of a part by itself.
fn fate(judged: &ScoredPart<'_>, is_unveiled: bool) -> Verdict {
    let ScoredPart { part, votes, between, all, structured, rule, score, .. } = judged;
    let [strict, generous, other] = *votes;
    let caption = part.kind == BlockKind::Caption || rule.is_some_and(|r| r.effect == Effect::Caption);
    let reads_as_text = *score >= TEXT && 2 * part.linked < part.text.len();
    let reads = other && reads_as_text && part.place.outside().is_none();
    let voted = strict || ((generous || *between) && other) || reads || *structured;
    let kind = if caption { BlockKind::Caption } else { part.kind };
    let is_sentence = ends_sentence(&part.text) && 2 * part.linked < part.text.len();
    let is_gated = part.place.gated && (reads_as_text || is_sentence);
    let is_posted = heads_post(part) || part.place.post && part.place.outside().is_none() && reads_as_text;
    let voted = voted || is_gated || is_posted;
    let is_kept = *structured || is_unveiled && voted;
    let left_out = if part.place.hidden && !is_kept {
        Some("not shown")
    } else if part.place.consent {
        Some("box for consent to cookies")
    } else if part.place.card && !*structured {
        Some(CARD)
    } else if let Some(rule) = rule.filter(|r| r.effect != Effect::Caption) {
        Some(rule.reason.as_str())
    } else if caption {
        // A picture of the article stands in its text, or any extractor takes it.
        (!votes.contains(&true) && !part.place.figure || part.place.outside().is_some())
            .then_some("caption of another picture")
    } else if !voted {
        Some(part.place.outside().unwrap_or("outside the article: menu, link or comment"))
    } else if is_link(part) && !(*all && (part.place.item || part.place.table)) && !heads_post(part) {
        Some("links to another page")
    } else if part.text.len() < 60 && date::date_line(&part.text).is_some() {
        Some("date")
    } else {
        None
    };
    let kept = match () {
        () if is_posted && !strict && !other => "one of several posts",
        () if is_gated && !strict && !other => "kept from readers who have not paid",
        () if caption => "caption of a picture of the article",
        () if strict => "trafilatura takes it, also when it would rather lose a paragraph",
        () if *structured => "the page's data has it in the article's text",
        () if reads && !generous => "dom_smoothie takes it, and it reads like running text",
        () if *between => "dom_smoothie takes it, in the middle of what trafilatura takes",
        () => "both extractors take it",
    };
    Verdict { kind, left_out, kept, why: why(judged) }
}

/// What is known of a part.
fn why(judged: &ScoredPart<'_>) -> Why {
    let [strict, generous, other] = judged.votes;
    let vote = |by, wants| Vote { by, wants };
    let mut votes = vec![vote("trafilatura", strict), vote("dom_smoothie", other)];
    votes.extend(judged.asked.then(|| vote("trafilatura, generous", generous)));
    votes.extend(judged.structured.then(|| vote("the page's data", true)));
    let rule = judged.rule.map(|rule| rule.name.clone());
    Why { because: String::new(), rule, place: judged.part.within.clone(), votes }
}

/// Whether a part is a link, or a label and a link ("Read also: …"), and no long sentence that links something.
fn is_link(part: &Part) -> bool {
    let linked = part.linked * 100 >= part.text.len() * 65;
    linked && !(ends_sentence(&part.text) && part.text.chars().count() >= LONG_LINK)
}

/// Whether a part is a heading of one of several posts, which often leads to a page of its own.
fn heads_post(part: &Part) -> bool {
    part.place.post && part.level > 0 && part.place.outside().is_none()
}

/// A heading stays where text of the article follows it, also one that is a link. One that no extractor has stays if it is
/// not the only such: the subheads of a live blog.
fn headings(judged: &[ScoredPart<'_>], fates: &mut [Verdict]) {
    let heads = |i: &usize| {
        let (ScoredPart { part, rule, .. }, text) = (&judged[*i], &judged[*i + 1]);
        let followed =
            fates[*i + 1].left_out.is_none() && text.score >= TEXT && 2 * text.part.linked < text.part.text.len();
        let inside = part.place.outside().is_none() && rule.is_none_or(|r| r.effect == Effect::Caption);
        followed && inside && part.kind == BlockKind::Heading && fates[*i].left_out.is_some()
    };
    let found: Vec<usize> = (0..judged.len().saturating_sub(1)).filter(heads).collect();
    let unseen = found.iter().filter(|i| !judged[**i].votes.contains(&true)).count();
    for i in found {
        if unseen > 1 || judged[i].votes.contains(&true) {
            fates[i].keep("heads text of the article");
        }
    }
}

/// Links above the text are a menu, whoever takes them for the article; a heading below it heads what was left out.
fn edges(judged: &[ScoredPart<'_>], fates: &mut [Verdict]) {
    let is_text = |i: &usize| fates[*i].left_out.is_none() && judged[*i].score >= TEXT;
    let first = (0..judged.len()).find(is_text).unwrap_or(0);
    for i in 0..first {
        if fates[i].left_out.is_none() && is_link(judged[i].part) && !heads_post(judged[i].part) {
            fates[i].left_out = Some("menu");
        }
    }
    for fate in fates.iter_mut().rev().filter(|fate| fate.left_out.is_none() && fate.kind != BlockKind::Caption) {
        if fate.kind != BlockKind::Heading {
            break;
        }
        fate.left_out = Some("heads nothing of the article");
    }
}

/// What stands between headline and text and reads like text is the standfirst, which extractors take for a part of the head.
fn standfirst(judged: &[ScoredPart<'_>], fates: &mut [Verdict], headline: Option<usize>) {
    let Some(headline) = headline else { return };
    let end = (headline + 1 + STANDFIRST_REACH).min(judged.len());
    for i in headline + 1..end {
        let ScoredPart { part, rule, score, .. } = &judged[i];
        if fates[i].left_out.is_none() && *score >= TEXT {
            return;
        }
        let long = part.text.chars().count() >= SHORT_STANDFIRST && *score >= STANDFIRST;
        let text = rule.is_none() && part.kind != BlockKind::Caption && part.linked * 5 < part.text.len();
        if long && text && part.place.outside().is_none() && !part.place.figure {
            fates[i].keep("standfirst between headline and text");
        }
    }
}

/// A sentence right before the text, in no element of its own, opens it.
fn opening(judged: &[ScoredPart<'_>], fates: &mut [Verdict], headline: Option<usize>) {
    let is_text = |i: &usize| fates[*i].left_out.is_none() && judged[*i].score >= TEXT;
    let Some(first) = (headline.map_or(0, |at| at + 1)..judged.len()).find(is_text) else { return };
    let Some(before) = first.checked_sub(1).filter(|before| headline.is_none_or(|at| *before > at)) else { return };
    let part = judged[before].part;
    let is_sentence = ends_sentence(&part.text) && vote::words(&part.text).len() >= opening_words(&part.text);
    // Where no element says that it is the article, an extractor must.
    let is_inside = part.within.ends_with("article") || part.within.is_empty() && judged[before].votes[2];
    let is_loose = is_inside && part.kind == BlockKind::Paragraph && part.linked == 0;
    let is_other = part.place.outside().is_some() || boilerplate::rule(&part.text).is_some();
    if is_sentence && is_loose && !is_other && date::date_line(&part.text).is_none() {
        fates[before].keep("opens the text");
    }
}

/// A shorter sentence is a label, in words.
const OPENING_WORDS: usize = 5;

/// The same in scripts whose words hold what others have words for, and in those where a sign is a word.
const OPENING_WORDS_JOINED: usize = 3;
const OPENING_SIGNS: usize = 8;

/// How many words a label has not, in the script of a text.
fn opening_words(text: &str) -> usize {
    let of = |range: std::ops::RangeInclusive<char>| text.chars().any(|c| range.contains(&c));
    match () {
        () if of('\u{3040}'..='\u{30FF}') || of('\u{3400}'..='\u{9FFF}') => OPENING_SIGNS,
        () if of('\u{590}'..='\u{6FF}') || of('\u{AC00}'..='\u{D7A3}') => OPENING_WORDS_JOINED,
        () => OPENING_WORDS,
    }
}

/// A paragraph that stood before in another place, word for word: a quotation shown large, a text for small screens.
fn repeated(parts: &[Part], fates: &mut [Verdict]) {
    let mut seen = rustc_hash::FxHashMap::default();
    for (part, fate) in parts.iter().zip(fates).filter(|(_, fate)| fate.left_out.is_none()) {
        let long = part.text.chars().count() >= SHORT_STANDFIRST;
        if long && *seen.entry(part.text.as_str()).or_insert(part.place) != part.place {
            fate.left_out = Some("repeated");
        }
    }
}
