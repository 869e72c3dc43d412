//! [`SearchResponse`] → text for people, at the terminal's width.

use std::io::{self, Write};

use anstyle::Style;
use dateline::results::{Hit, Loosened, SearchResponse, Tier, Work};
use unicode_width::UnicodeWidthStr;

use crate::copies::{copies_in_words, print_copies};
use crate::facets::facet_lines;
use crate::lines::{FAINT, Screen, coloured, fitted, marked, one_line, part_marked, wrap};
use crate::terminal::{shown_path, terminal_safe};

const TITLE: Style = Style::new().bold();

/// So many forms of a name are printed above an answer.
const FORMS_SHOWN: usize = 8;

/// So many words that no article has are named.
const MAX_NOT_FOUND: usize = 5;

/// A passage takes at most so many lines, unless it is shown as a whole or with so many sentences as are asked for.
const MAX_LINES: usize = 3;

/// The lines beside the articles of an answer that fills a screen: those above it, the one below, the one to type in.
const OTHER_LINES: usize = 4;

/// How an answer is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    /// So many articles come before it.
    pub(crate) offset: usize,
    /// Whether there are other pages.
    pub(crate) has_pages: bool,
    /// Whether each copy has a line.
    pub(crate) copies: bool,
    /// How much of each article.
    pub(crate) form: Form,
    /// Where it is shown.
    pub(crate) screen: Screen,
}

/// How much of an article is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The number of articles alone.
    Count,
    /// The headline and one line of facts.
    Headlines,
    /// With the sentences of the best passage that have most of what is asked for, in as few lines as fit on the screen.
    Brief,
    /// With all the sentences that were asked for.
    Sentences,
    /// With whole passages and every fact.
    Full,
}

/// Prints an answer; colours are for the stream to keep or take out.
pub(crate) fn print(out: &mut impl Write, answer: &SearchResponse, shown: &Shown) -> io::Result<()> {
    if shown.form == Form::Count {
        writeln!(out, "{}", found(answer))?;
        return answer.facets.iter().flat_map(facet_lines).try_for_each(|line| writeln!(out, "{line}"));
    }
    let (top, mut lines) = (top(answer, shown.screen.width), advice(answer));
    lines.extend(answer.facets.iter().flat_map(facet_lines));
    if !top.is_empty() {
        writeln!(out, "{FAINT}{top}{FAINT:#}")?;
    }
    writeln!(out, "{}", found(answer))?;
    for line in &lines {
        writeln!(out, "{}", one_line(line, shown.screen.width))?;
    }
    let mut room = Room::of_screen(shown.screen, lines.len(), answer.hits.len());
    for hit in &answer.hits {
        if shown.form == Form::Full {
            writeln!(out)?;
            print_whole(out, hit, shown.screen.width)?;
        } else {
            print_brief(out, hit, shown, &mut room)?;
        }
        print_copies(out, hit, shown.copies)?;
    }
    let last = shown.offset + answer.hits.len();
    let total = answer.total;
    let all = total.articles + total.partial.articles - total.folded.articles;
    if !answer.hits.is_empty() && (last as u64) < all && shown.has_pages {
        // How many are copies of others is not known before all pages are.
        let (most, more) = if total.folded.exact { ("", "more") } else { ("at most ", "what is left") };
        let first = shown.offset + 1;
        writeln!(out, "{FAINT}articles {first} to {last} of {most}{all}; {more} with --offset {last}{FAINT:#}")?;
    }
    if let (Some(ms), Some(work)) = (answer.took_ms, &answer.work) {
        writeln!(out, "{FAINT}{ms:.1} ms; {}{FAINT:#}", cost(work))?;
    }
    Ok(())
}

/// What an answer cost, in one line.
fn cost(work: &Work) -> String {
    format!(
        "{} postings, {} articles matched and {} scored in {} passes, {} names compared and {} decided, \
         {} articles ({} bytes) fetched, {} passages analysed",
        work.postings,
        work.articles_matched,
        work.articles_scored,
        work.passes,
        work.names_aligned,
        work.forms_decided,
        work.articles_fetched,
        work.bytes_fetched,
        work.passages_analysed,
    )
}

/// What was added to a question, what is not asked for in it and what is excluded, in one line: as many forms of each name as there
/// is room for.
fn top(answer: &SearchResponse, width: usize) -> String {
    let forms = (0..=FORMS_SHOWN).rev().map(|forms| top_with(answer, forms));
    let mut shortest = String::new();
    for line in forms {
        shortest = one_line(&line, width);
        if shortest == terminal_safe(&line) {
            break;
        }
    }
    shortest
}

/// The same with at most so many forms of each name.
pub(crate) fn top_with(answer: &SearchResponse, most: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    for name in &answer.names {
        let mut forms = name.variants.iter().filter(|variant| variant.shown);
        let count = forms.clone().count();
        if count == 0 {
            continue;
        }
        let shown = forms.by_ref().take(most).map(|form| format!(" = {} ({})", form.text, form.passages));
        let shown: String = shown.collect();
        parts.push(match count.saturating_sub(most) {
            0 => format!("{}{shown}", name.name),
            more => format!("{}{shown} + {more} more", name.name),
        });
    }
    if !answer.dropped.is_empty() {
        parts.push(format!("left out: {}", answer.dropped.join(", ")));
    }
    if !answer.excluded.is_empty() {
        parts.push(format!("without {}", answer.excluded.join(", ")));
    }
    parts.join(" · ").replace('\n', " ")
}

/// A number of things.
pub(crate) fn plural(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// How much was found.
pub(crate) fn found(answer: &SearchResponse) -> String {
    let total = answer.total;
    let mut line = match total.articles {
        0 if total.partial.articles == 0 => "nothing found".to_owned(),
        0 => "no article has all of it".to_owned(),
        n if !total.are_passages_exact => plural(n, "article"),
        n => format!("{}, {}", plural(n, "article"), plural(total.passages, "passage")),
    };
    if total.partial.articles > 0 {
        line += &format!("; {} with a part of it", plural(total.partial.articles, "article"));
    }
    if total.folded.articles > 0 {
        let least = if total.folded.exact { "" } else { "at least " };
        line += &format!("; {least}{} of them copies", total.folded.articles);
    }
    if total.undated > 0 {
        line += &format!("; {} without a date left out", plural(total.undated, "article"));
    }
    line
}

/// What helps where nothing was found: the words that no article has, what may have been meant, what to leave out.
pub(crate) fn advice(answer: &SearchResponse) -> Vec<String> {
    let mut lines = Vec::new();
    for missing in answer.not_found.iter().take(MAX_NOT_FOUND) {
        let near: Vec<String> =
            missing.suggestions.iter().map(|near| format!("{} ({})", near.word, near.passages)).collect();
        let meant = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
        lines.push(format!("no article has \"{}\"{meant}", missing.text));
    }
    let more = answer.not_found.len().saturating_sub(MAX_NOT_FOUND);
    if more > 0 {
        lines.push(format!("nor {more} more of the words"));
    }
    for Loosened { without, articles, partial, .. } in &answer.loosen {
        let found = match (articles, partial) {
            (0, partial) => format!("{} with a part of it", plural(*partial, "article")),
            (articles, 0) => plural(*articles, "article"),
            (articles, partial) => {
                format!("{}, {} with a part of it", plural(*articles, "article"), plural(*partial, "article"))
            }
        };
        lines.push(match without.as_str() {
            "AND" => format!("the words without AND: {found}"),
            without => format!("leave out {without}: {found}"),
        });
    }
    lines
}

/// The lines that the passages of an answer may take, so that its articles fit on the screen.
struct Room {
    /// How many are left; any number where there is no screen.
    lines: Option<usize>,
    /// For so many articles.
    articles: usize,
}

impl Room {
    fn of_screen(screen: Screen, above: usize, articles: usize) -> Self {
        let lines = screen.lines.map(|lines| lines.saturating_sub(OTHER_LINES + above + 2 * articles));
        Self { lines, articles }
    }

    /// How many the next article may take.
    fn next(&mut self) -> usize {
        let share = self.lines.map_or(MAX_LINES, |lines| lines.div_ceil(self.articles.max(1)));
        self.articles = self.articles.saturating_sub(1);
        share.clamp(1, MAX_LINES)
    }

    fn take(&mut self, lines: usize) {
        self.lines = self.lines.map(|left| left.saturating_sub(lines));
    }
}

/// An article in a few lines: its headline, what is known of it, the sentences of its passages that have most of what is asked for.
fn print_brief(out: &mut impl Write, hit: &Hit, shown: &Shown, room: &mut Room) -> io::Result<()> {
    let (form, width) = (shown.form, shown.screen.width);
    let number = format!("{}. ", hit.rank);
    let title = fitted(&title(hit), (width.saturating_sub(number.len()), 1), (false, false)).concat();
    writeln!(out, "{number}{TITLE}{}{TITLE:#}", coloured(&title, TITLE))?;
    writeln!(out, "   {FAINT}{}{FAINT:#}", facts(hit, width - 3))?;
    if form == Form::Headlines {
        return Ok(());
    }
    for passage in &hit.passages {
        let excerpt = &passage.excerpt;
        let text = part_marked(&passage.text, &passage.marks, (excerpt.start, excerpt.end));
        let is_cut = (excerpt.start > 0, excerpt.end < passage.text.trim_end().len());
        let most = if form == Form::Brief { room.next() } else { usize::MAX };
        let lines = fitted(&text, (width - 3, most), is_cut);
        room.take(lines.len());
        for line in lines {
            writeln!(out, "   {}", coloured(&line, Style::new()))?;
        }
    }
    Ok(())
}

/// The headline of an article, or what else it is called.
fn title(hit: &Hit) -> String {
    let article = &hit.article;
    if article.title.is_empty() { marked(&article.id, &[]) } else { marked(&article.title, &article.title_marks) }
}

/// What is known of an article, in one line; at the end its id, by which `search show` shows it: it is cut last.
fn facts(hit: &Hit, width: usize) -> String {
    let article = &hit.article;
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.source.clone());
    facts.extend(article.date.clone());
    facts.push(article.language.to_string());
    if hit.tier == Tier::Partial && !hit.missing.is_empty() {
        facts.push(format!("without {}", hit.missing.join(", ")));
    }
    let passages = hit.passages.iter().filter(|passage| !passage.marks.is_empty()).count() + hit.more_passages;
    if passages > 1 {
        facts.push(plural(passages as u64, "passage"));
    }
    facts.extend(copies_in_words(hit));
    if hit.similar > 0 {
        facts.push(plural(hit.similar, "similar article"));
    }
    let facts = terminal_safe(&facts.join(" · ")).into_owned();
    let id = one_line(&article.id, (width / 2).max(width.saturating_sub(facts.width() + 3)));
    format!("{} · {id}", one_line(&facts, width - id.width() - 3))
}

/// An article with whole passages and where it is.
fn print_whole(out: &mut impl Write, hit: &Hit, width: usize) -> io::Result<()> {
    let article = &hit.article;
    let number = format!("{}. ", hit.rank);
    let mut lead = number.clone();
    for line in wrap(&title(hit), width.saturating_sub(number.len())) {
        writeln!(out, "{lead}{TITLE}{}{TITLE:#}", coloured(&line, TITLE))?;
        lead = " ".repeat(number.len());
    }
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.source.clone());
    facts.extend(article.date.clone());
    facts.push(article.language.to_string());
    facts.push(shown_path(&article.path, article.url.as_deref(), &article.id));
    writeln!(out, "   {FAINT}{}{FAINT:#}", terminal_safe(&facts.join(" · ")))?;
    if hit.tier == Tier::Partial && !hit.missing.is_empty() {
        writeln!(out, "   {FAINT}without {}{FAINT:#}", terminal_safe(&hit.missing.join(", ")))?;
    }
    for (number, passage) in hit.passages.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let text = marked(&passage.text, &passage.marks);
        for line in text.split("\n\n").flat_map(|paragraph| wrap(paragraph, width - 3)) {
            writeln!(out, "   {}", coloured(&line, Style::new()))?;
        }
    }
    if hit.more_passages > 0 {
        writeln!(out, "   {FAINT}and {} more{FAINT:#}", hit.more_passages)?;
    }
    if let Some(facts) = copies_in_words(hit) {
        writeln!(out, "   {FAINT}{}{FAINT:#}", terminal_safe(&facts))?;
    }
    if hit.similar > 0 {
        writeln!(out, "   {FAINT}{}{FAINT:#}", plural(hit.similar, "similar article"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_articles_fit_on_a_screen() {
        for (lines, articles, above) in
            [(40, 10, 0), (40, 10, 4), (60, 10, 0), (40, 3, 0), (24, 10, 0), (40, 50, 0)]
        {
            let screen = Screen { width: 80, lines: Some(lines) };
            let mut room = Room::of_screen(screen, above, articles);
            let mut taken = Vec::new();
            for _ in 0..articles {
                let next = room.next();
                room.take(next);
                taken.push(next);
            }
            assert!(taken.iter().all(|lines| (1..=MAX_LINES).contains(lines)));
            let all = 2 * articles + taken.iter().sum::<usize>() + above + OTHER_LINES;
            assert!(all <= lines || taken.iter().all(|lines| *lines == 1), "{lines} {articles}: {taken:?}");
        }
        let mut room = Room::of_screen(Screen::FILE, 0, 10);
        assert_eq!((0..10).map(|_| room.next()).max(), Some(MAX_LINES));
    }
}
