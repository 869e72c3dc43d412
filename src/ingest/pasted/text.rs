//! pasted text → article: headline, date, captions and body, and what is not the article left out with a reason.

use std::ops::Range;

use super::boilerplate::{self, Effect, Rule};
use super::features::{self, FEATURES};
use super::headline::{self, Place};
use super::lines::{self, Line, ends_sentence};
use super::model::{self, Weights};
use super::{body, outlet};
use crate::article::{Article, Block, BlockKind, PublishedDate, WarningKind, Why};
use crate::error::Result;
use crate::ingest::bytes::encoding;
use crate::ingest::facts::date::{self, DateLabel, DayOrder};
use crate::ingest::facts::{byline, language};
use crate::ingest::{Articles, Input, databases, steps};

/// This many lines that are no text outside the best run make the text a whole page; a pasted article has fewer.
const PAGE_LINES: usize = 12;

/// More lines than this above the text that can be its headline are a menu, and the first of them is not taken blindly.
const FEW_LINES: usize = 4;

/// A line that counts for as much as this is running text beyond doubt.
const TEXT: f32 = 60.0;

/// A line that comes back after at most this many others is no slip of the page.
const REPEATED_WITHIN: usize = 3;

/// How many lines after a rule's one its titles and buttons go on.
const BOILERPLATE_REACH: usize = 10;

/// Of a file of more lines than this nobody asks why of each: the reasons would take more memory than the lines.
const MAX_EXPLAINED_LINES: usize = 100_000;

/// How many lines around the body a date of publication may stand off.
const DATE_REACH: usize = 12;

/// The article of a file of text.
pub(in crate::ingest) fn read(mut input: Input) -> Result<Articles> {
    let bytes = input.read_whole()?;
    let decoded = encoding::decode(&bytes);
    let text = decoded.text;
    if databases::may_be(&text)
        && let Some(stories) = databases::stories(&databases::paragraphs(&text))
    {
        return Ok(databases::articles(&input, stories, decoded.warning));
    }
    let mut article = parse(&text);
    if article.blocks.is_empty() {
        return Err(input.error(None, "holds no article: the file is empty"));
    }
    article.path = input.path.to_string_lossy().into_owned();
    article.warn(WarningKind::Encoding, decoded.warning);
    let told = is_table(&text).then(|| "looks like a table and was read as running text".to_owned());
    article.warn(WarningKind::Table, told);
    Ok(Box::new(std::iter::once(Ok(article))))
}

/// So many lines of a table tell that it is one.
const ROWS_SEEN: std::ops::RangeInclusive<usize> = 4..=20;

/// Whether all first lines of a text have the same number of cells, at least three.
fn is_table(text: &str) -> bool {
    let rows: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(*ROWS_SEEN.end()).collect();
    let is_parted_by = |mark: char| {
        let cells = rows.first().map_or(0, |row| row.matches(mark).count());
        cells >= 2 && rows.iter().all(|row| row.matches(mark).count() == cells)
    };
    rows.len() >= *ROWS_SEEN.start() && ['\t', ';', '|', ','].into_iter().any(is_parted_by)
}

/// A pasted page as its lines, and what is known of each.
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    rules: Vec<Option<&'static Rule>>,
    scores: Vec<f32>,
    /// How many lines of running text stand before each line, and before the end.
    texts_before: Vec<usize>,
    /// The lines of the body; all lines where the text is only an article.
    body: Range<usize>,
    headline: Option<usize>,
    /// Whether it is a whole page; else the text is only an article.
    pub(super) whole: bool,
}

impl Page {
    /// Which lines are running text of the body.
    pub(super) fn texts(&self) -> Vec<bool> {
        (0..self.lines.len()).map(|i| self.body.contains(&i) && self.scores[i] >= TEXT).collect()
    }

    /// A run of lines without teasers after it: beyond its last running text it goes on as far as the run of the rules,
    /// which this page still has.
    fn without_teasers(&self, run: Range<usize>) -> Range<usize> {
        let last = run.clone().rev().find(|i| self.scores[*i] >= TEXT);
        let end = last.map_or(run.end, |last| (last + 1).max(self.body.end));
        run.start..run.end.min(end)
    }

    /// Where the article stands, for the headline.
    pub(super) fn place<'a>(&'a self, texts: &'a [bool]) -> Place<'a> {
        Place { lines: &self.lines, rules: &self.rules, texts, start: self.body.start }
    }

    /// How many of these lines are running text.
    fn texts_between(&self, lines: Range<usize>) -> usize {
        steps::count(1);
        self.texts_before[lines.end] - self.texts_before[lines.start]
    }
}

/// The article of a pasted text, without a path.
pub(in crate::ingest) fn parse(text: &str) -> Article {
    parse_with(text, Weights::built_in())
}

/// The same with these weights of what is known of a line.
pub(super) fn parse_with(text: &str, weights: &Weights) -> Article {
    let page = understand(lines::lines(text), weights);
    let mut article = Article::from_text("", "");
    let published = published(&page);
    article.source = outlet::outlet(&page.lines);
    article.byline = writer(&page);
    article.blocks = blocks(page);
    if article.kept().next().is_none() {
        // A text of nothing but lines that are usually left out is taken as it is.
        article.blocks.iter_mut().for_each(|b| b.left_out = None);
    }
    language::settle(&mut article);
    if let Some((date, line)) = published {
        date::set(&mut article, date, &line, DayOrder::Unknown);
    }
    article
}

/// Where the article stands on a page: the rules say it, and of a whole page the learned weights, which also know what the
/// rules keep.
pub(super) fn understand(lines: Vec<Line>, weights: &Weights) -> Page {
    let mut page = by_rules(lines);
    if page.whole {
        let widths: Vec<f32> = page.lines.iter().map(|line| features::width(&line.text)).collect();
        let body = model::body(&features(&page), &widths, weights);
        let body = page.without_teasers(body);
        // A run of which the rules leave nothing is none.
        if body.clone().any(|i| page.rules[i].is_none()) {
            page.body = body;
        }
    }
    page.headline = find_headline(&page, weights);
    page
}

/// What is known of each line of a page.
pub(super) fn features(page: &Page) -> Vec<[f32; FEATURES]> {
    let is_text = |i| matches!(kind(page, i), BlockKind::Paragraph | BlockKind::Heading);
    let kept: Vec<bool> = (0..page.lines.len()).map(|i| is_text(i) && left_out(page, i).is_none()).collect();
    features::features(&page.lines, &page.rules, &kept)
}

/// Where the article stands by the rules.
pub(super) fn by_rules(lines: Vec<Line>) -> Page {
    let rules: Vec<Option<&'static Rule>> = lines.iter().map(|l| boilerplate::rule(&l.text)).collect();
    let effect = |i: usize| rules[i].map(|r| r.effect);
    let scores: Vec<f32> = lines.iter().enumerate().map(|(i, l)| body::score(l, effect(i))).collect();
    let mut body = body::best_run(&scores);
    let outside = (0..lines.len()).filter(|i| !body.contains(i) && scores[*i] < 0.0).count();
    let whole = outside >= PAGE_LINES && !body.is_empty();
    if !whole {
        body = 0..lines.len();
    }
    let texts_before = texts_before(&scores);
    Page { lines, rules, scores, texts_before, body, headline: None, whole }
}

/// The headline of a page whose body is known.
fn find_headline(page: &Page, weights: &Weights) -> Option<usize> {
    let texts = page.texts();
    let place = page.place(&texts);
    let first_text = headline::first_text(&place);
    let can_be = |i: &usize| headline::can_be(&page.lines[*i], page.rules[*i]);
    if page.whole || (0..first_text).filter(can_be).count() > FEW_LINES {
        return headline::find(&place, &weights.headline);
    }
    let first = first_headline(&page.lines, &page.rules)?;
    // A name alone may be that of the outlet.
    let other = headline::is_short(&page.lines[first].text).then(|| headline::find(&place, &weights.headline));
    other.flatten().filter(|other| *other < first_text).or(Some(first))
}

/// How many lines of running text stand before each line, and before the end: what is asked of each line is then answered
/// without going through the others.
fn texts_before(scores: &[f32]) -> Vec<usize> {
    let mut before = vec![0];
    let mut texts = 0;
    for score in scores {
        steps::count(1);
        texts += usize::from(*score >= TEXT);
        before.push(texts);
    }
    before
}

/// The headline of a pasted article: its first line that can be one, above its text.
fn first_headline(lines: &[Line], rules: &[Option<&Rule>]) -> Option<usize> {
    let candidate = (0..lines.len()).find(|&i| headline::can_be(&lines[i], rules[i]))?;
    let text = &lines[candidate].text;
    let sentence = text.ends_with('.') && !text.ends_with("..") || text.contains('\n');
    (!sentence && lines.len() > candidate + 1).then_some(candidate)
}

/// The writer, where a line above the text names one.
fn writer(page: &Page) -> Option<String> {
    let text = (page.body.start..page.body.end).find(|i| page.scores[*i] >= TEXT)?;
    let line = page.lines[..text].iter().find(|line| headline::is_byline(&line.text))?;
    let name = line.text.split(['|', '·', '•', '\n']).next().unwrap_or_default();
    byline::byline([name])
}

/// What becomes of each line, in order.
fn blocks(page: Page) -> Vec<Block> {
    let explained = page.lines.len() <= MAX_EXPLAINED_LINES;
    let said = |i| {
        let (kind, left_out) = (kind(&page, i), left_out(&page, i));
        (kind, left_out, explained.then(|| Box::new(why(&page, i, kind, left_out))))
    };
    let said: Vec<_> = (0..page.lines.len()).map(said).collect();
    let block = |(line, (kind, left_out, why)): (Line, (BlockKind, Option<&str>, _))| Block {
        left_out: left_out.map(str::to_owned),
        why,
        ..Block::new(kind, line.text)
    };
    page.lines.into_iter().zip(said).map(block).collect()
}

/// What decided on a line.
fn why(page: &Page, i: usize, kind: BlockKind, left_out: Option<&str>) -> Why {
    let because = left_out.unwrap_or(match kind {
        BlockKind::Headline => "the first line that can be a headline",
        BlockKind::Caption => "caption",
        BlockKind::Heading => "short, and text follows",
        BlockKind::Paragraph if page.headline.is_some_and(|h| i > h && i < page.body.start) => {
            "introduces the text"
        }
        BlockKind::Paragraph => "among the lines that read most like text",
    });
    let rule = page.rules[i].map(|rule| rule.name.clone());
    Why { because: because.to_owned(), rule, ..Why::default() }
}

fn kind(page: &Page, i: usize) -> BlockKind {
    let line = &page.lines[i];
    if page.headline == Some(i) {
        return BlockKind::Headline;
    }
    if headline::is_caption(page.rules[i]) {
        return BlockKind::Caption;
    }
    let short = line.text.chars().count() <= 100 && !line.item && !line.text.contains('\n');
    let open = !ends_sentence(&line.text) && !line.text.ends_with([':', ',', ';', '،']);
    let heads = page.lines.get(i + 1).is_some_and(|next| next.gap && page.scores[i + 1] > 0.0);
    if short && open && line.gap && heads { BlockKind::Heading } else { BlockKind::Paragraph }
}

/// Why a line is no part of the article.
fn left_out(page: &Page, i: usize) -> Option<&'static str> {
    let line = &page.lines[i];
    if page.headline == Some(i) {
        return None;
    }
    let rule = page.rules[i];
    if let Some(rule) = rule.filter(|r| r.effect != Effect::Caption) {
        return Some(&rule.reason);
    }
    let title = page.headline.map(|h| page.lines[h].text.as_str()).unwrap_or_default();
    if same(&line.text, title) {
        return Some("headline repeated");
    }
    if !page.body.contains(&i) && !introduces(page, i) {
        return Some("outside the article: menu, link or comment");
    }
    if date_line(&line.text).is_some() && (rule.is_none() && is_above_text(page, i)) {
        return Some("date");
    }
    if repeats_beginning(page, i) {
        return Some("repeats the beginning of the article");
    }
    if captioned_again(page, i) {
        return Some("caption repeated");
    }
    if follows_boilerplate(page, i) {
        return Some("follows what is not the article");
    }
    repeated(page, i).then_some("repeated")
}

/// A title or button below the last running text, in the lines after one that a rule took: the related stories under
/// their heading, the form under `Comments`. What ends like a sentence stays.
fn follows_boilerplate(page: &Page, i: usize) -> bool {
    let is_open = |j: usize| page.scores[j] < TEXT && !ends_sentence(&page.lines[j].text);
    let taken = |j: usize| page.rules[j].is_some_and(|r| r.effect != Effect::Caption);
    let text_is_over = page.texts_between(i..page.lines.len()) == 0;
    if !text_is_over || !is_open(i) || page.rules[i].is_some() {
        return false;
    }
    let before = (i.saturating_sub(BOILERPLATE_REACH)..i).rev();
    before.take_while(|j| taken(*j) || is_open(*j)).any(taken)
}

/// The date that a line is nothing but, or that stands in a line of facts: `By our desk | 21 September 2019 | 3 min read`.
fn date_line(text: &str) -> Option<(PublishedDate, DateLabel)> {
    date::date_line(text).or_else(|| {
        let facts: Vec<&str> = text.split(['|', '·', '•']).map(str::trim).collect();
        let short = facts.iter().all(|fact| fact.split_whitespace().count() <= 6);
        if !short || !(2..=6).contains(&facts.len()) {
            return None;
        }
        facts.iter().find_map(|fact| date::date_line(fact))
    })
}

/// Whether a line between headline and body is a part of the article: a standfirst or a caption.
fn introduces(page: &Page, i: usize) -> bool {
    let after_headline = page.headline.is_some_and(|h| i > h && i < page.body.start);
    let line = &page.lines[i];
    after_headline && !line.item && (headline::is_caption(page.rules[i]) || page.scores[i] > 0.0)
}

/// Whether no more than two lines of running text stand before a line of the body.
fn is_above_text(page: &Page, i: usize) -> bool {
    let start = page.headline.unwrap_or(0).min(i);
    page.texts_between(start..i) <= 2
}

fn same(a: &str, b: &str) -> bool {
    !b.is_empty()
        && a.split_whitespace()
            .flat_map(str::chars)
            .map(lower)
            .eq(b.split_whitespace().flat_map(str::chars).map(lower))
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// A short line that stood just above, as pull quotes and labels of players do; a text that says a thing twice keeps it.
fn repeated(page: &Page, i: usize) -> bool {
    let text = &page.lines[i].text;
    let length = text.chars().count();
    (15..=200).contains(&length) && page.lines[i.saturating_sub(REPEATED_WITHIN)..i].iter().any(|l| l.text == *text)
}

/// A teaser: broken off by dots, and going on in one of the next lines.
fn repeats_beginning(page: &Page, i: usize) -> bool {
    let text = page.lines[i].text.trim_end();
    let broken = ["[…]", "[...]", "(...)", "…", "..."].iter().find_map(|end| text.strip_suffix(end));
    let Some(beginning) = broken.map(str::trim_end).filter(|b| b.chars().count() >= 20) else { return false };
    page.lines[i + 1..].iter().take(20).any(|l| l.text.starts_with(beginning))
}

/// A caption that stands a second time beside itself, once with its credit.
fn captioned_again(page: &Page, i: usize) -> bool {
    let text = page.lines[i].text.as_str();
    if text.chars().count() < 15 {
        return false;
    }
    let longer = |j: usize| {
        page.lines.get(j).is_some_and(|other| {
            headline::is_caption(page.rules[j]) && other.text.len() > text.len() && other.text.starts_with(text)
        })
    };
    longer(i + 1) || (i > 0 && longer(i - 1))
}

/// The date of the line that says it: a labelled one before a bare one before that of a change, and of equals the nearest
/// to where the text begins.
fn published(page: &Page) -> Option<(PublishedDate, String)> {
    let start = page.headline.unwrap_or(page.body.start);
    let first = start.saturating_sub(DATE_REACH);
    let last = (page.body.end + DATE_REACH).min(page.lines.len());
    let text_start = (page.body.start..page.body.end).find(|i| page.scores[*i] >= TEXT).unwrap_or(page.body.start);
    let dates = (first..last).filter_map(|i| {
        let (date, label) = date_line(&page.lines[i].text)?;
        // A bare date far below is that of another article or of an event.
        let near = i <= text_start + 2 || i + 3 >= page.body.end;
        (near || label == DateLabel::Published).then_some((label, i, date))
    });
    let rank = |label: DateLabel, i: usize| (label, std::cmp::Reverse(i.abs_diff(text_start)));
    dates
        .max_by_key(|(label, i, _)| rank(*label, *i))
        .map(|(_, i, date)| (date, date::date_text(&page.lines[i].text).to_owned()))
}
