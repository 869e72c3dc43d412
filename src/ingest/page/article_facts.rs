//! The facts of a page → those of its article: date, outlet, writers, language and address, and what decided.

use super::dom::Part;
use super::letters::letters;
use super::metadata::{self, Facts, NAMES};
use super::window::outlet_beside;
use super::{date_choice, host, is_page};
use crate::article::{Article, Decision, Language, Said, WarningKind};
use crate::ingest::facts::{byline, language};
use crate::ingest::xml;

/// Sets date, outlet, writers, language and address; `near` is the part with the headline, `seen` what the page shows as its
/// writers.
pub(super) fn complete(
    article: &mut Article,
    facts: &Facts,
    parts: &[Part],
    near: Option<usize>,
    seen: Option<&str>,
) {
    let (language, of_language) = settle_language(article, facts);
    let when = date_choice::when((facts, &language), parts, near.unwrap_or(0));
    article.date = when.date.or(article.date);
    article.updated = when.updated;
    article.warn(WarningKind::Date, when.warnings);
    article.blocks.extend(when.lost);
    article.decisions.extend(when.decisions);
    article.url = facts.url.clone().filter(|url| is_page(url));
    let captured = facts.captured.map(|day| Said::of(day.to_string(), "the archive's address"));
    article.decisions.extend(Decision::among("captured", captured));
    outlet(article, facts, parts);
    let near = near.map_or(0, |headline| headline + 1);
    let line = parts.iter().skip(near).take(BYLINE_REACH).find_map(byline_of);
    writers(article, facts, seen, line);
    article.decisions.extend(of_language);
}

/// How many parts below the headline a line with the writers stands.
const BYLINE_REACH: usize = 6;

/// The writers in a line that says so in words.
fn byline_of(part: &Part) -> Option<String> {
    (part.place.outside().is_none() && part.level == 0).then(|| byline::in_line(&part.text)).flatten()
}

/// The outlet: what the page calls its site, else the publisher of its data, else what its text says, else the end of its
/// window's title, else the host.
fn outlet(article: &mut Article, facts: &Facts, parts: &[Part]) {
    let window = in_window(article, facts, parts).map(|name| Said::of(name, "the title of the window"));
    let said = outlets(facts).into_iter().chain(article.source.take().map(|s| Said::of(s, "the text")));
    let by_host = article.url.as_deref().and_then(host).map(|host| Said::of(host, "the page's address"));
    let decision = Decision::among("source", said.chain(window).chain(by_host));
    article.source = decision.as_ref().map(|d| d.won.value.clone());
    article.decisions.extend(decision);
}

/// What a window's title has after or before the headline, if it is an outlet's name, and not the writer of a page of one's own.
fn in_window(article: &Article, facts: &Facts, parts: &[Part]) -> Option<String> {
    let name = outlet_beside(facts, parts, article.title())?;
    let authors = facts.texts("author");
    let writers = authors.iter().chain(facts.bylines.iter().flatten()).map(String::as_str);
    let is_writer = writers.chain(facts.meta(&NAMES.writer)).any(|said| letters(said) == letters(name));
    (!is_writer).then(|| name.to_owned())
}

/// The names of the outlet that the page's data gives, the best first.
pub(super) fn outlets(facts: &Facts) -> Vec<Said> {
    let site =
        facts.meta_named(&NAMES.site).map(|(name, text)| (metadata::unescaped(text), format!("meta {name}")));
    let publisher = facts.text("publisher").map(|text| (text, "JSON-LD publisher".to_owned()));
    let named = site.into_iter().chain(publisher).map(|(text, from)| Said::of(xml::one_line(&text), from));
    named.filter(|s| !s.value.is_empty() && !s.value.starts_with('@') && !s.value.starts_with("http")).collect()
}

/// The writers: those of the article's data, then of `<meta>`, microdata and what the page shows. The outlet is no writer.
/// Last comes `line`, which says so in words.
fn writers(article: &mut Article, facts: &Facts, seen: Option<&str>, line: Option<String>) {
    let data = facts.texts("author");
    let named =
        |list: &[&str]| byline::byline(list.iter().copied()).filter(|names| Some(names) != article.source.as_ref());
    let outlets: Vec<String> = outlets(facts).iter().map(|said| letters(&said.value)).collect();
    let is_outlet = |name: &str| outlets.iter().any(|outlet| is_named_so(&letters(name), outlet));
    let data: Vec<&str> = data.iter().map(String::as_str).filter(|name| !is_outlet(name)).collect();
    // The first piece that is a name: what follows is a role, a button, a number.
    let name = |pieces: &Vec<String>| {
        let piece =
            pieces.iter().find(|text| text.split_whitespace().count() >= 2 && !text.contains(char::is_numeric))?;
        named(&[piece]).filter(|names| names.contains(' ') && !is_outlet(names))
    };
    let own = facts.bylines.iter().find_map(name);
    let said = [
        named(&data).map(|names| Said::of(names, "JSON-LD author")),
        facts
            .meta_named(&NAMES.writer)
            .and_then(|(name, text)| Some(Said::of(named(&[text])?, format!("meta {name}")))),
        facts.item(&NAMES.writer).and_then(|text| Some(Said::of(named(&[text])?, "microdata"))),
        own.map(|names| Said::of(names, "the page's byline")),
        // One word of it is often that of a form.
        seen.filter(|_| facts.bylines.is_empty())
            .and_then(|text| named(&[text]).filter(|names| names.contains(' ')))
            .map(|names| Said::of(names, "the page's byline")),
        line.map(|names| Said::of(names, "a line of the page")),
    ];
    let decision = Decision::among("byline", said.into_iter().flatten());
    article.byline = decision.as_ref().map(|d| d.won.value.clone());
    article.decisions.extend(decision);
}

/// A shorter name of an outlet stands in too many names of people.
const MIN_OUTLET: usize = 6;

/// Whether a writer is an outlet, or its desk: both as letters.
fn is_named_so(writer: &str, outlet: &str) -> bool {
    writer == outlet || outlet.len() >= MIN_OUTLET && writer.contains(outlet)
}

/// The language: what the page declares, but for an English that its text is not. Returned as it is declared, with its region.
fn settle_language(article: &mut Article, facts: &Facts) -> (String, Option<Decision>) {
    article.language = Language::undetermined();
    language::settle(article);
    let mut said = vec![Said::of(article.language.as_str(), "the text")];
    if let Some(declared) = facts.language().and_then(|code| Language::declared(&code)) {
        // A template declares English unless somebody changes it; what it was changed to is meant.
        let meant = declared.as_str() != "en" || !article.language.is_known();
        let place = if meant { 0 } else { 1 };
        said.insert(place, Said::of(declared.as_str(), "what the page declares"));
        if meant && declared != article.language {
            article.language = declared;
            language::settle(article);
        }
    }
    let tag = facts.language().filter(|tag| Language::declared(tag).as_ref() == Some(&article.language));
    (tag.unwrap_or_else(|| article.language.as_str().to_owned()), Decision::among("language", said))
}
