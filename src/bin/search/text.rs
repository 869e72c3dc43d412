//! [`SearchResponse`] → text for people, at the terminal's width.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use dateline::results::{ArticleReport, Hit, Mark, SearchResponse, Tier, Work};
use unicode_width::UnicodeWidthStr;

use crate::terminal::{marks_are_coloured, terminal_safe};

const MARK: Style = AnsiColor::Red.on_default().bold();
const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// So many forms of a name are printed above an answer.
const FORMS_SHOWN: usize = 8;

/// What stands around a mark where there is no colour.
const PLAIN_MARK: (&str, &str) = ("[", "]");

/// How an answer is shown.
pub(crate) struct Shown {
    /// So many articles come before it.
    pub(crate) offset: usize,
    /// Whether each copy has a line.
    pub(crate) copies: bool,
}

/// Prints an answer; colours are for the stream to keep or take out.
pub(crate) fn print(out: &mut impl Write, answer: &SearchResponse, shown: &Shown) -> io::Result<()> {
    print_names(out, answer)?;
    print_dropped(out, answer)?;
    writeln!(out, "{}", found(answer))?;
    for hit in &answer.hits {
        writeln!(out)?;
        print_hit(out, hit)?;
        print_copies(out, hit, shown.copies)?;
        print_similar(out, hit)?;
    }
    let last = shown.offset + answer.hits.len();
    let total = answer.total;
    let all = total.articles + total.partial.articles - total.folded.articles;
    if !answer.hits.is_empty() && (last as u64) < all {
        writeln!(
            out,
            "\n{FAINT}articles {} to {last} of {all}; more with --offset {last}{FAINT:#}",
            shown.offset + 1
        )?;
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

/// The names of a question with the forms that were searched for too, and where to learn why.
fn print_names(out: &mut impl Write, answer: &SearchResponse) -> io::Result<()> {
    for name in &answer.names {
        let shown: Vec<String> = name
            .variants
            .iter()
            .filter(|variant| variant.shown)
            .map(|variant| format!("{} ({})", variant.text, variant.passages))
            .collect();
        let more = shown.len().saturating_sub(FORMS_SHOWN);
        if shown.is_empty() {
            continue;
        }
        let mut line = format!("{} = {}", name.name, shown[..shown.len() - more].join(" = "));
        if more > 0 {
            line += &format!(" and {more} more: search names \"{}\"", name.name);
        }
        for line in wrap(&terminal_safe(&line), width()) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// The function words that are not wanted.
fn print_dropped(out: &mut impl Write, answer: &SearchResponse) -> io::Result<()> {
    if answer.dropped.is_empty() {
        return Ok(());
    }
    let line = format!("not asked for, being small words: {}", answer.dropped.join(", "));
    for line in wrap(&terminal_safe(&line), width()) {
        writeln!(out, "{FAINT}{line}{FAINT:#}")?;
    }
    Ok(())
}

fn found(answer: &SearchResponse) -> String {
    let total = answer.total;
    let plural = |n: u64, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
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

fn print_hit(out: &mut impl Write, hit: &Hit) -> io::Result<()> {
    let article = &hit.article;
    let title =
        if article.title.is_empty() { article.id.clone() } else { marked(&article.title, &article.title_marks) };
    let number = format!("{}. ", hit.rank);
    let mut first = true;
    for line in wrap(&title.replace('\n', " "), width().saturating_sub(number.len())) {
        let lead = if first { number.clone() } else { " ".repeat(number.len()) };
        writeln!(out, "{lead}{TITLE}{}{TITLE:#}", coloured(&line, TITLE))?;
        first = false;
    }
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.source.clone());
    facts.extend(article.date.clone());
    facts.push(article.language.to_string());
    facts.push(place(&article.path, article.url.as_deref(), &article.id));
    writeln!(out, "   {FAINT}{}{FAINT:#}", terminal_safe(&facts.join(" · ")))?;
    if hit.tier == Tier::Partial && !hit.missing.is_empty() {
        writeln!(out, "   {FAINT}without {}{FAINT:#}", terminal_safe(&hit.missing.join(", ")))?;
    }
    for (number, passage) in hit.passages.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let text = marked(&passage.text, &passage.marks);
        for line in text.split("\n\n").flat_map(|p| wrap(&p.replace('\n', " "), width() - 3)) {
            writeln!(out, "   {}", coloured(&line, Style::new()))?;
        }
    }
    if hit.more_passages > 0 {
        writeln!(out, "   {FAINT}and {} more{FAINT:#}", hit.more_passages)?;
    }
    Ok(())
}

/// How many other articles of the answer are versions of its story.
fn print_similar(out: &mut impl Write, hit: &Hit) -> io::Result<()> {
    match hit.similar {
        0 => Ok(()),
        1 => writeln!(out, "   {FAINT}1 similar article{FAINT:#}"),
        similar => writeln!(out, "   {FAINT}{similar} similar articles{FAINT:#}"),
    }
}

/// How often the article was printed elsewhere, and on request where.
fn print_copies(out: &mut impl Write, hit: &Hit, all: bool) -> io::Result<()> {
    let copies = &hit.duplicates;
    if copies.is_empty() {
        return Ok(());
    }
    let plural = |n: usize, noun: &str, many: &str| format!("{n} {}", if n == 1 { noun } else { many });
    let outlet = |copy: &ArticleReport| copy.source.clone().filter(|s| Some(s) != hit.article.source.as_ref());
    let outlets: BTreeSet<String> = copies.iter().filter_map(outlet).collect();
    let line = match outlets.len() {
        0 => plural(copies.len(), "more copy", "more copies"),
        outlets => format!("also in {}", plural(outlets, "outlet", "outlets")),
    };
    let more = match hit.more_duplicates {
        0 => String::new(),
        more => format!(", and {}", plural(more, "more copy", "more copies")),
    };
    let earlier = copies[0].date.as_ref().filter(|date| hit.article.date.as_ref().is_none_or(|own| *date < own));
    let first = earlier.map_or(String::new(), |date| match &copies[0].source {
        Some(source) => format!(", first in {source} on {date}"),
        None => format!(", first on {date}"),
    });
    writeln!(out, "   {FAINT}{}{FAINT:#}", terminal_safe(&(line + &first + &more)))?;
    for copy in copies.iter().filter(|_| all) {
        let mut facts = vec![copy.date.clone().unwrap_or_else(|| "without a date".into())];
        facts.extend(copy.source.clone());
        facts.push(place(&copy.path, copy.url.as_deref(), &copy.id));
        writeln!(out, "   {FAINT}= {}{FAINT:#}", terminal_safe(&facts.join(" · ")))?;
    }
    Ok(())
}

/// The article's file from the folder one stands in, its address, or its id.
fn place(path: &str, url: Option<&str>, id: &str) -> String {
    if path.is_empty() {
        return url.unwrap_or(id).to_owned();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let short = Path::new(path).strip_prefix(&here).map_or_else(|_| path.to_owned(), |p| p.display().to_string());
    if path.ends_with(id) || url.is_some_and(|u| u == id) { short } else { format!("{short} · {id}") }
}

/// Private-use characters that stand for the ends of a mark while lines are broken; a text's own are taken out.
const MARK_ENDS: [char; 2] = ['\u{E000}', '\u{E001}'];

fn marked(text: &str, marks: &[Mark]) -> String {
    let mut with_ends = String::with_capacity(text.len() + marks.len() * 6);
    let mut at = 0;
    let clean = |s: &str| terminal_safe(s).replace(MARK_ENDS, "\u{FFFD}");
    for mark in marks {
        with_ends += &clean(&text[at..mark.start]);
        with_ends.push(MARK_ENDS[0]);
        with_ends += &clean(&text[mark.start..mark.end]);
        with_ends.push(MARK_ENDS[1]);
        at = mark.end;
    }
    with_ends += &clean(&text[at..]);
    with_ends
}

/// A line with its marks in colour, or in brackets where there is none.
fn coloured(line: &str, around: Style) -> String {
    let (start, end) = if marks_are_coloured() {
        (format!("{around:#}{MARK}"), format!("{MARK:#}{around}"))
    } else {
        (PLAIN_MARK.0.to_owned(), PLAIN_MARK.1.to_owned())
    };
    line.replace(MARK_ENDS[0], &start).replace(MARK_ENDS[1], &end)
}

/// The text in lines of at most `width` columns, broken at blanks; a mark that a line break cuts goes on in the next line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut columns = 0;
    let mut in_mark = false;
    for word in text.split_whitespace() {
        let bare: String = word.chars().filter(|c| !MARK_ENDS.contains(c)).collect();
        let wide = bare.width();
        let last = lines.len() - 1;
        if columns > 0 && columns + 1 + wide > width {
            if in_mark {
                lines[last].push(MARK_ENDS[1]);
            }
            lines.push(if in_mark { MARK_ENDS[0].to_string() } else { String::new() });
            columns = 0;
        } else if columns > 0 {
            lines[last].push(' ');
            columns += 1;
        }
        let last = lines.len() - 1;
        lines[last] += word;
        columns += wide;
        let ends = word.chars().rfind(|c| MARK_ENDS.contains(c));
        in_mark = ends.map_or(in_mark, |c| c == MARK_ENDS[0]);
    }
    lines
}

/// The terminal's width up to 100 columns; 80 where there is none.
fn width() -> usize {
    let columns = if io::stdout().is_terminal() {
        terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))
    } else {
        None
    };
    columns.unwrap_or(80).clamp(30, 100)
}
