//! The copies of an article of an answer → words for people.

use std::collections::BTreeSet;
use std::io::{self, Write};

use dateline::results::{ArticleReport, Hit};

use crate::lines::FAINT;
use crate::terminal::{shown_path, terminal_safe};

/// How often an article was printed elsewhere, and where first; nothing if nowhere.
pub(crate) fn copies_in_words(hit: &Hit) -> Option<String> {
    let copies = &hit.duplicates;
    let earliest = copies.first()?;
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
    let earlier = earliest.date.as_ref().filter(|date| hit.article.date.as_ref().is_none_or(|own| *date < own));
    let first = earlier.map_or(String::new(), |date| match &earliest.source {
        Some(source) => format!(", first in {source} on {date}"),
        None => format!(", first on {date}"),
    });
    Some(line + &first + &more)
}

/// Prints a line for each copy, if that is wanted.
pub(crate) fn print_copies(out: &mut impl Write, hit: &Hit, are_wanted: bool) -> io::Result<()> {
    for copy in hit.duplicates.iter().filter(|_| are_wanted) {
        let mut facts = vec![copy.date.clone().unwrap_or_else(|| "without a date".into())];
        facts.extend(copy.source.clone());
        facts.push(shown_path(&copy.path, copy.url.as_deref(), &copy.id));
        writeln!(out, "   {FAINT}= {}{FAINT:#}", terminal_safe(&facts.join(" · ")))?;
    }
    Ok(())
}
