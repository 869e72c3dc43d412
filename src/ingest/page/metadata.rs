//! The tree of a page → what it says of itself: JSON-LD, `<meta>`, microdata, `<time>`.

use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::dom;
use super::json_ld;
use super::letters::letters;
use super::marked::Marked;
use super::other_stories;
use super::repeats::Repeats;
use crate::article::Day;
use crate::ingest::facts::date;
use crate::ingest::xml::one_line;

/// The names under which data gives the facts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetadataKeys {
    pub(super) published: Vec<String>,
    pub(super) created: Vec<String>,
    pub(super) modified: Vec<String>,
    pub(super) site: Vec<String>,
    pub(super) title: Vec<String>,
    pub(super) writer: Vec<String>,
    pub(super) language: Vec<String>,
    pub(super) url: Vec<String>,
}

pub(super) static NAMES: LazyLock<MetadataKeys> =
    LazyLock::new(|| toml::from_str(include_str!("metadata.toml")).expect("a test reads the built-in list"));

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The data of the article, of JSON-LD.
    pub(super) article: Map<String, Value>,
    /// The data of the other articles that the page announces, of JSON-LD.
    others: Vec<Map<String, Value>>,
    /// The data of the page, of JSON-LD.
    pub(super) page: Map<String, Value>,
    /// Names in lower case and values of `<meta>`, in order.
    pub(super) meta: Vec<(String, String)>,
    /// Names in lower case and values of microdata, in order.
    pub(super) items: Vec<(String, String)>,
    /// What elements that its author named for the writers hold, piece by piece.
    pub(super) bylines: Vec<Vec<String>>,
    /// The stamps of `<time>`, and whether it says that they are those of publication.
    pub(super) times: Vec<(String, bool)>,
    /// Its address, as far as it knows it.
    pub(super) url: Option<String>,
    /// The addresses that it gives for lasting ones.
    pub(super) bookmarks: Vec<String>,
    /// The day on which an archive captured it.
    pub(super) captured: Option<Day>,
    /// The language of its root.
    pub(super) language: Option<String>,
    /// The title of its window.
    pub(super) window: String,
}

/// At most this many articles beside the first are looked at.
const MAX_ARTICLES: usize = 50;

/// How many objects inside one another are looked through for the article's.
const NESTING: usize = 6;

/// The facts of a page.
pub(super) fn facts(document: &Document, repeats: &Repeats) -> Facts {
    let mut facts = Facts::default();
    let mut marked = Marked::of(document);
    for script in &marked.data {
        structured(&script.text(), &mut facts);
    }
    for node in &marked.metas {
        let name = ["property", "name", "http-equiv"].iter().find_map(|key| node.attr(key));
        let value = one_line(&node.attr("content").unwrap_or_default());
        if let Some(name) = name.filter(|_| !value.is_empty()) {
            facts.meta.push((name.trim().to_lowercase(), value));
        }
    }
    for node in marked.items.iter().take(500) {
        if let (Some(name), Some(value)) = (node.attr("itemprop"), item_value(node)) {
            facts.items.push((name.trim().to_lowercase(), value));
        }
    }
    // A card's day is that of the story which it promotes, and so is that of a link in a list.
    let in_card = |node: &NodeRef<'_>| node.ancestors_it(Some(12)).any(|outer| repeats.is_card(&outer));
    marked.times.retain(|node| !in_card(node) && !other_stories::has_time(node));
    facts.times = times(&marked.times);
    facts.bylines = bylines(&marked.bylines);
    let link = document.select_single("link[rel=canonical][href]").attr("href");
    let absolute = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    let said = facts.meta(&NAMES.url).map(str::to_owned);
    facts.url = link.map(|l| l.trim().to_owned()).filter(absolute).or_else(|| said.filter(absolute));
    let links = document.select("link[rel='bookmark'][href]");
    facts.bookmarks = links.nodes().iter().filter_map(|node| node.attr("href")).map(|l| l.to_string()).collect();
    facts.language = document.select_single("html[lang]").attr("lang").map(|l| l.to_string());
    facts.window = one_line(&document.select_single("title").text());
    choose_article(&mut facts);
    facts
}

/// A longer text says more than who wrote it.
const LONG_BYLINE: usize = 200;

/// The pieces of text of the page's elements for the writers, in order.
fn bylines(marked: &[NodeRef<'_>]) -> Vec<Vec<String>> {
    let is_other = |node: &NodeRef<'_>| {
        let names = names(node);
        ["comment", "related", "<aside", "<footer", "<nav", "sidebar", "teaser", "recommend", "bio"]
            .iter()
            .any(|word| names.contains(word))
    };
    let mut found = Vec::new();
    for node in marked.iter().take(40) {
        let around = node.ancestors_it(Some(12)).filter(|n| !n.has_name("body") && !n.has_name("html"));
        if around.chain([*node]).any(|n| is_other(&n)) {
            continue;
        }
        let texts = node.descendants_it().filter(|part| part.is_text());
        let pieces: Vec<String> =
            texts.map(|part| one_line(&part.text())).filter(|text| !text.is_empty()).collect();
        if !pieces.is_empty() && pieces.iter().map(String::len).sum::<usize>() <= LONG_BYLINE {
            found.push(pieces);
        }
    }
    found
}

/// A longer text is no date.
const LONG_DATE: usize = 80;

/// The stamps of the page's elements in order, and whether they say that they are those of publication.
fn times(marked: &[NodeRef<'_>]) -> Vec<(String, bool)> {
    let mut times = Vec::new();
    for node in marked.iter().take(400) {
        let said =
            ["datetime", "title"].iter().find_map(|key| node.attr(key)).filter(|v| date::parse_stamp(v).is_some());
        let said = said.filter(|_| node.has_name("time") || node.has_name("abbr"));
        let text = || one_line(&node.text());
        let stamp = said
            .map(|v| v.trim().to_owned())
            .or_else(|| Some(text()).filter(|text| text.len() <= LONG_DATE && date::date_line(text).is_some()));
        let Some(stamp) = stamp else { continue };
        let around =
            node.ancestors_it(Some(12)).filter(|n| !n.has_name("body") && !n.has_name("html")).chain([*node]);
        let names: Vec<String> = around.map(|n| names(&n)).collect();
        let has = |words: &[&str]| names.iter().any(|n| words.iter().any(|word| n.contains(word)));
        if has(&[
            "comment",
            "related",
            "<aside",
            "<footer",
            "<nav",
            "sidebar",
            "teaser",
            "recommend",
            "<blockquote",
            "tweet",
        ]) {
            continue;
        }
        // The head of a site shows the day of the visit.
        if has(&["<header"]) && !has(&["<article", "<main"]) {
            continue;
        }
        let own = names.last().map_or("", String::as_str);
        let has = |words: &[&str]| words.iter().any(|word| own.contains(word));
        // Blogs call the day that they show `date updated`.
        let changed = has(&["update", "modif", "change"]) && !has(&["-date", "date "]);
        if !changed {
            let published = has(&["publish", "entry-date", "pubdate"]);
            times.push((stamp, published || node.has_attr("pubdate")));
        }
        if times.len() == 10 {
            break;
        }
    }
    times
}

/// The names of an element in lower case.
fn names(node: &NodeRef<'_>) -> String {
    let attributes = ["class", "id", "itemprop"].map(|key| node.attr(key).unwrap_or_default());
    let name = node.node_name().unwrap_or_default();
    format!("<{name} {} {} {}", attributes[0], attributes[1], attributes[2]).to_lowercase()
}

impl Facts {
    /// The value of the first of the names that `<meta>` has.
    pub(super) fn meta(&self, names: &[String]) -> Option<&str> {
        first(&self.meta, names)
    }

    /// The first of the names that `<meta>` has, and its value.
    pub(super) fn meta_named<'a>(&'a self, names: &'a [String]) -> Option<(&'a str, &'a str)> {
        names.iter().find_map(|name| Some((name.as_str(), self.meta(std::slice::from_ref(name))?)))
    }

    /// The value of the first of the names that microdata has.
    pub(super) fn item(&self, names: &[String]) -> Option<&str> {
        first(&self.items, names)
    }

    /// The text of a member of the article's data.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        plain(self.article.get(name)?)
    }

    /// The text of the article that its data gives, or the posts of a live blog, the last first, each under its headline.
    pub(super) fn body(&self) -> String {
        self.text("articleBody").unwrap_or_else(|| {
            let posts = self.article.get("liveBlogUpdate").and_then(Value::as_array).into_iter().flatten();
            let texts =
                posts.flat_map(|post| ["headline", "articleBody"].map(|name| post.get(name).and_then(plain)));
            texts.flatten().collect::<Vec<_>>().join("\n\n")
        })
    }

    /// The texts of a member of the article's data, one for each of a list.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        match self.article.get(name) {
            Some(Value::Array(values)) => values.iter().filter_map(plain).collect(),
            value => value.and_then(plain).into_iter().collect(),
        }
    }

    /// The language that the article's data, its page or its root declares.
    pub(super) fn language(&self) -> Option<String> {
        let said = self.text("inLanguage").or_else(|| self.language.clone());
        said.or_else(|| self.meta(&NAMES.language).map(str::to_owned))
    }
}

fn first<'a>(values: &'a [(String, String)], names: &[String]) -> Option<&'a str> {
    names.iter().find_map(|name| values.iter().find(|(key, _)| key == name)).map(|(_, value)| value.as_str())
}

fn item_value(node: &NodeRef<'_>) -> Option<String> {
    let said = ["content", "datetime"].iter().find_map(|key| node.attr(key));
    let text = said.unwrap_or_else(|| node.text());
    let value = one_line(&text[..text.floor_char_boundary(300)]);
    (!value.is_empty()).then_some(value)
}

/// Reads a script of JSON-LD: the first object that is an article, and the first of a page.
fn structured(script: &str, facts: &mut Facts) {
    json_ld::values(script).into_iter().for_each(|value| look_through(value, NESTING, facts));
}

/// Takes of several articles of the data the one that the page is called by; the first, if none is.
fn choose_article(facts: &mut Facts) {
    let meta = facts.meta(&NAMES.title).unwrap_or_default().to_owned();
    let [meta, window] = [meta, facts.window.clone()].map(|text| letters(&text));
    let is_named = |object: &Map<String, Value>| {
        let headline = object.get("headline").and_then(plain).map(|text| letters(&text)).unwrap_or_default();
        !headline.is_empty() && (meta == headline || window.contains(&headline))
    };
    if !is_named(&facts.article)
        && let Some(i) = facts.others.iter().position(is_named)
    {
        facts.article = facts.others.swap_remove(i);
    }
}

fn look_through(value: Value, nesting: usize, facts: &mut Facts) {
    match value {
        Value::Array(values) if nesting > 0 => {
            values.into_iter().for_each(|value| look_through(value, nesting - 1, facts));
        }
        Value::Object(object) => {
            let kinds = kinds(&object);
            let is = |ends: &[&str]| kinds.iter().any(|kind| ends.iter().any(|end| kind.ends_with(end)));
            if is(&["Article", "Posting", "Report", "Review", "Obituary"]) {
                if facts.article.is_empty() {
                    facts.article = object;
                } else if facts.others.len() < MAX_ARTICLES {
                    facts.others.push(object);
                }
                return;
            }
            if facts.page.is_empty()
                && is(&["WebPage", "ItemPage", "VideoObject", "CreativeWork", "Recipe", "Event"])
            {
                facts.page = object.clone();
            }
            let inside = ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "item"];
            let inside = object
                .into_iter()
                .filter(|(name, value)| inside.contains(&name.as_str()) && (value.is_object() || value.is_array()));
            if nesting > 0 {
                inside.for_each(|(_, value)| look_through(value, nesting - 1, facts));
            }
        }
        _ => {}
    }
}

fn kinds(object: &Map<String, Value>) -> Vec<String> {
    match object.get("@type") {
        Some(Value::String(kind)) => vec![kind.clone()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(|k| k.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// A value as a text: the names of persons and outlets, the parts of a list one after another.
pub(super) fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => unescaped(text),
        Value::Array(values) => values.iter().filter_map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            ["name", "@value", "headline"].iter().find_map(|key| object.get(*key).and_then(plain))?
        }
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A text of data without mark-up and references to characters, which some write twice.
pub(super) fn unescaped(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for _ in 0..2 {
        if !text.contains(['<', '&']) {
            break;
        }
        // Line breaks are those of the text, not of mark-up.
        let parts = dom::parts(&Document::from(flat(&text.replace('\n', "<br>"))));
        text = parts.into_iter().map(|part| part.text).collect::<Vec<_>>().join("\n\n");
    }
    text
}

/// Data is parsed like a page, and like one it must not lie too deep.
fn flat(text: &str) -> String {
    super::sanitize::plain(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_twice() {
        let n = &*NAMES;
        for list in [&n.published, &n.created, &n.modified, &n.site, &n.title, &n.writer, &n.language, &n.url] {
            let mut unique = list.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), list.len());
            assert!(list.iter().all(|name| *name == name.to_lowercase()));
        }
    }

    #[test]
    fn the_article_is_found_in_its_data() {
        let page = r#"<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
            {"@type": "WebPage", "name": "Valley Post"},
            {"@type": ["NewsArticle"], "headline": "Bridge &amp; road fall", "author": [{"name": "Anna Example"}],
             "articleBody": "One.
Two."}]}</script>"#;
        let facts = facts(&Document::from(page), &Repeats::default());
        assert_eq!(facts.text("headline").as_deref(), Some("Bridge & road fall"));
        assert_eq!(facts.text("author").as_deref(), Some("Anna Example"));
        assert_eq!(facts.text("articleBody").as_deref(), Some("One. Two."));
        assert_eq!(facts.page["name"], "Valley Post");
    }

    #[test]
    fn data_that_is_nearly_json_is_read() {
        for script in [
            r#"{"@type": "NewsArticle", "headline": "Bridge falls", "keywords": ["a", "b",],}"#,
            r#"/* data */ {"@type": "NewsArticle", "headline": "Bridge falls"} <!-- end -->"#,
            r#"{"@type": "WebSite", "name": "a \"b\" /* c */"}{"@type": "NewsArticle", "headline": "Bridge falls"}"#,
            r#"[{"@type": "NewsArticle", "headline": "Snow"}, {"@type": "NewsArticle", "headline": "Bridge falls"}]"#,
            r#"{"@type": "NewsArticle", "description": "The "old" bridge", "headline": "Bridge falls"}"#,
        ] {
            let page =
                format!("<title>Bridge falls - Post</title><script type='application/ld+json'>{script}</script>");
            assert_eq!(
                facts(&Document::from(page), &Repeats::default()).text("headline").as_deref(),
                Some("Bridge falls"),
                "{script}"
            );
        }
    }
}
