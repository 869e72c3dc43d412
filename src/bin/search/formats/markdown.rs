//! An answer → Markdown: a heading a question and an article, what is known of it, its passages as quotations with what matched in
//! bold. Nothing of a text is taken for Markdown.

use std::io::{self, Write};

use dateline::results::{ArticleReport, Hit, Mark, SearchResponse};

use super::Question;
use crate::copies::copies_in_words;
use crate::facets::facet_lines;
use crate::terminal::terminal_safe;
use crate::text::{Form, Shown, advice, found, plural, top_with};

/// Prints an answer.
pub(super) fn print(
    out: &mut impl Write,
    question: Question<'_>,
    answer: &SearchResponse,
    shown: &Shown,
) -> io::Result<()> {
    let id = question.id.map(|id| format!("{}: ", escaped(id))).unwrap_or_default();
    writeln!(out, "# {id}{}\n\n{}\n", escaped(question.text), escaped(&found(answer)))?;
    let top = Some(top_with(answer, usize::MAX)).filter(|top| !top.is_empty());
    let facets = answer.facets.iter().flat_map(facet_lines);
    for line in top.into_iter().chain(advice(answer)).chain(facets) {
        writeln!(out, "{}\n", escaped(&line))?;
    }
    for hit in &answer.hits {
        print_hit(out, hit, shown.form)?;
        for copy in hit.duplicates.iter().filter(|_| shown.copies) {
            writeln!(out, "- {}: {}", facts(copy).join(" · "), link(&copy.title, copy))?;
        }
        if shown.copies && !hit.duplicates.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}

fn print_hit(out: &mut impl Write, hit: &Hit, form: Form) -> io::Result<()> {
    let article = &hit.article;
    let title = if article.title.is_empty() {
        escaped(&article.id)
    } else {
        marked(&article.title, &article.title_marks, (0, article.title.len()))
    };
    writeln!(out, "## {}. {}\n", hit.rank, link_of(&title, article))?;
    let mut facts = facts(article);
    if !hit.missing.is_empty() {
        facts.push(format!("without {}", escaped(&hit.missing.join(", "))));
    }
    facts.extend(copies_in_words(hit).map(|copies| escaped(&copies)));
    if hit.similar > 0 {
        facts.push(plural(hit.similar, "similar article"));
    }
    facts.push(escaped(&article.id));
    writeln!(out, "{}\n", facts.join(" · "))?;
    for passage in &hit.passages {
        let (start, end) = match form {
            Form::Full => (0, passage.text.len()),
            _ => (passage.excerpt.start, passage.excerpt.end),
        };
        let before = if start > 0 { "…" } else { "" };
        let after = if end < passage.text.len() { " …" } else { "" };
        writeln!(out, "> {before}{}{after}\n", marked(&passage.text, &passage.marks, (start, end)))?;
    }
    if hit.more_passages > 0 {
        writeln!(out, "and {} more\n", hit.more_passages)?;
    }
    Ok(())
}

/// Outlet, date and language.
fn facts(article: &ArticleReport) -> Vec<String> {
    let parts = [article.source.as_deref(), article.date.as_deref(), Some(article.language.as_str())];
    parts.into_iter().flatten().map(escaped).collect()
}

fn link(title: &str, article: &ArticleReport) -> String {
    link_of(&escaped(if title.is_empty() { &article.id } else { title }), article)
}

/// A text that is Markdown already, as a link to where the article was published.
fn link_of(title: &str, article: &ArticleReport) -> String {
    let is_page = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    match article.url.as_ref().filter(is_page) {
        Some(url) => format!("[{title}](<{}>)", address(url)),
        None => title.to_owned(),
    }
}

/// An address in which nothing ends a link.
fn address(url: &str) -> String {
    let mut safe = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '<' | '>' | '\\' | '"' | '`' | ' ' => safe += &format!("%{:02X}", c as u32),
            c if c.is_control() || c.is_whitespace() => {}
            c => safe.push(c),
        }
    }
    safe
}

/// A part of a text with what matched in bold.
fn marked(text: &str, marks: &[Mark], (start, end): (usize, usize)) -> String {
    let mut bold = String::new();
    let mut at = start;
    for mark in marks.iter().filter(|mark| mark.start < end && mark.end > start) {
        let (first, last) = (mark.start.max(start), mark.end.min(end));
        bold += &escaped_part(&text[at..first], at == start);
        bold += &format!("**{}**", escaped_part(&text[first..last], first == start));
        at = last;
    }
    bold + &escaped_part(&text[at..end], at == start)
}

/// A text in one line in which nothing is Markdown.
fn escaped(text: &str) -> String {
    escaped_part(text, true)
}

/// The same of a part of a line, its beginning or not.
fn escaped_part(text: &str, is_beginning: bool) -> String {
    let text = terminal_safe(text);
    let mut safe = String::with_capacity(text.len() + 8);
    let mut was_space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            if !was_space {
                safe.push(' ');
            }
            was_space = true;
            continue;
        }
        was_space = false;
        let begins = is_beginning && safe.trim_start().is_empty();
        let numbers = is_beginning && !begins && safe.trim_start().chars().all(|c| c.is_ascii_digit());
        let is_markup = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '@' | '!' | '^' => true,
            ':' | '+' | '-' | '=' if begins => true,
            '.' | ')' if numbers => true,
            // Addresses become links also where none is written.
            ':' => safe.ends_with("http") || safe.ends_with("https") || safe.ends_with("ftp"),
            '.' => safe.to_ascii_lowercase().ends_with("www"),
            _ => false,
        };
        if is_markup {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markdown() {
        for (text, expected) in [
            ("plain words, 3.5 per cent", "plain words, 3.5 per cent"),
            ("*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"),
            ("[a](http://b)", "\\[a\\](http\\://b)"),
            ("<script>&amp;", "\\<script\\>\\&amp;"),
            ("1. First", "1\\. First"),
            ("- item", "\\- item"),
            ("north-west", "north-west"),
            ("# Heading", "\\# Heading"),
            ("two\n\n  lines", "two lines"),
            ("www.example.org", "www\\.example.org"),
            ("a | b", "a \\| b"),
        ] {
            assert_eq!(escaped(text), expected);
        }
        assert_eq!(address("https://e.org/a b>(c)"), "https://e.org/a%20b%3E(c)");
    }
}
