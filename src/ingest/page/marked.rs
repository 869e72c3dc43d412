//! The tree of a page → its elements that say something of the page, in their order: all of them found in one walk.

use std::sync::LazyLock;

use dom_query::{Document, Element, NodeRef};
use regex::Regex;

/// Elements by what they say.
#[derive(Default)]
pub(super) struct Marked<'a> {
    /// Scripts of data.
    pub(super) data: Vec<NodeRef<'a>>,
    pub(super) metas: Vec<NodeRef<'a>>,
    /// Values of microdata.
    pub(super) items: Vec<NodeRef<'a>>,
    /// Those that hold a time, or whose author named them for a date.
    pub(super) times: Vec<NodeRef<'a>>,
    /// Those that say who wrote it, or whose author named them so.
    pub(super) bylines: Vec<NodeRef<'a>>,
}

/// What the class of an element is called that may hold a date, or who wrote it.
static DATED: LazyLock<Regex> = LazyLock::new(|| pattern("date|publi|time|datum|fecha|meta"));
static SIGNED: LazyLock<Regex> = LazyLock::new(|| pattern("byline|author|auteur|autor"));

fn pattern(words: &str) -> Regex {
    Regex::new(&format!("(?i-u:{words})")).expect("a test finds these words")
}

impl<'a> Marked<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let mut marked = Self::default();
        for node in document.root().descendants_it() {
            if let Some(element) = node.element_ref() {
                marked.take(node, &element);
            }
        }
        marked
    }

    fn take(&mut self, node: NodeRef<'a>, element: &Element) {
        let name = &*element.name.local;
        let is_abbreviation =
            name == "abbr" && ["title", "class"].iter().all(|key| attribute(element, key).is_some());
        let mut is_time = name == "time" || is_abbreviation && has_word(element, "class", "published");
        let mut is_byline = false;
        for each in &element.attrs {
            let value = &*each.value;
            match &*each.name.local {
                "class" => {
                    is_time |= DATED.is_match(value);
                    is_byline |= SIGNED.is_match(value) || has_word(element, "class", "by");
                }
                "id" | "data-testid" => is_time |= holds_date(value),
                "rel" => is_byline |= has_word(element, "rel", "author"),
                "itemprop" => {
                    self.items.push(node);
                    is_byline |= value == "author";
                }
                "content" if name == "meta" => self.metas.push(node),
                "type" if name == "script" && value.to_ascii_lowercase().contains("ld+json") => {
                    self.data.push(node);
                }
                _ => {}
            }
        }
        self.times.extend(is_time.then_some(node));
        self.bylines.extend(is_byline.then_some(node));
    }
}

fn attribute<'a>(element: &'a Element, key: &str) -> Option<&'a str> {
    element.attrs.iter().find(|each| &*each.name.local == key).map(|each| &*each.value)
}

/// Whether a word stands in the value of an attribute. Letters of another case are the same in all but a class for its looks.
fn has_word(element: &Element, key: &str, word: &str) -> bool {
    let is_word = |each: &str| if word == "published" { each == word } else { each.eq_ignore_ascii_case(word) };
    attribute(element, key).is_some_and(|value| value.split_ascii_whitespace().any(is_word))
}

/// Whether a name has `date` in it.
fn holds_date(name: &str) -> bool {
    name.as_bytes().windows(4).any(|letters| letters.eq_ignore_ascii_case(b"date"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_their_attributes() {
        let html = r#"<meta name=a content=b><meta charset=utf-8><script type="Application/LD+JSON">{}</script>
            <p class="Post-Date">1</p><p id=update>2</p><p class=latest>3</p><time>4</time><abbr class=published title=x>5</abbr>
            <a rel="nofollow Author">6</a><i class="meta By">7</i><b itemprop=author>8</b><u class=standby>9</u>"#;
        let document = Document::from(html);
        let marked = Marked::of(&document);
        let texts = |nodes: &[NodeRef<'_>]| nodes.iter().map(|node| node.text().to_string()).collect::<String>();
        assert_eq!([marked.data.len(), marked.metas.len()], [1, 1]);
        assert_eq!(texts(&marked.times), "12457");
        assert_eq!(texts(&marked.bylines), "678");
        assert_eq!(texts(&marked.items), "8");
    }
}
