//! The tree of a page → what stands on it several times in one shape: cards that promote other stories, whole posts, the rows
//! of a table of data.
//!
//! A **card** is one of several neighbours of one name that hold nothing but a heading that is a link, and a short text. A
//! **post** is one of several elements for articles, each with a heading of its own and at least two paragraphs. A **row** is one of
//! a table whose cells are all short and hold no blocks.

use dom_query::{NodeId, NodeRef};
use rustc_hash::FxHashSet;

use super::elements::BREAKING;

/// A card says at most this much beside its heading, in bytes.
const MAX_TEASER: usize = 300;

/// So many neighbours of one shape are cards.
const MIN_CARDS: usize = 2;

/// A shorter paragraph is no running text, in bytes.
const MIN_PARAGRAPH: usize = 60;

/// A post has at least this many paragraphs of running text.
const MIN_PARAGRAPHS: usize = 2;

/// A cell of a table of data is at most so long, in bytes.
const MAX_CELL: usize = 250;

/// What repeats.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    cards: FxHashSet<NodeId>,
    posts: FxHashSet<NodeId>,
    rows: FxHashSet<NodeId>,
}

/// What an element holds.
#[derive(Clone, Copy, Debug, Default)]
struct Contents {
    text: usize,
    linked: usize,
    /// Of the text, what is in headings, and how many of these there are.
    heading: usize,
    headings: usize,
    linked_heading: usize,
    /// Paragraphs of running text.
    paragraphs: usize,
    /// Whether a large heading stands before them.
    titled: bool,
    /// Blocks inside of a cell, and the longest cell.
    blocks: usize,
    longest_cell: usize,
    /// Rows of at least two cells.
    rows: usize,
    tables: usize,
    /// Elements right in it, and the text that stands in none of them.
    children: usize,
    bare: usize,
}

#[derive(Clone, Copy, Default)]
struct Around {
    link: bool,
    heading: bool,
    post: bool,
}

/// What repeats below an element.
pub(super) fn of(root: &NodeRef<'_>) -> Repeats {
    let mut repeats = Repeats::default();
    repeats.measure(root, Around::default());
    if repeats.posts.len() < 2 {
        repeats.posts.clear();
    }
    repeats
}

impl Repeats {
    /// Whether an element promotes another story.
    pub(super) fn is_card(&self, node: &NodeRef<'_>) -> bool {
        self.cards.contains(&node.id)
    }

    /// Whether an element is one of several posts.
    pub(super) fn is_post(&self, node: &NodeRef<'_>) -> bool {
        self.posts.contains(&node.id)
    }

    /// Whether an element is a row of a table of data.
    pub(super) fn is_row(&self, node: &NodeRef<'_>) -> bool {
        self.rows.contains(&node.id)
    }

    fn measure(&mut self, node: &NodeRef<'_>, around: Around) -> Contents {
        let mut sum = Contents::default();
        let mut alike: Vec<NodeId> = Vec::new();
        let is_running = node.has_name("p");
        let (mut shape, mut cells) = (String::new(), 0);
        for child in node.children_it(false) {
            if child.is_text() {
                let length = child.text().split_whitespace().map(str::len).sum::<usize>();
                sum.text += length;
                sum.bare += length;
                sum.linked += if around.link { length } else { 0 };
                continue;
            }
            let Some(name) = child.node_name().filter(|_| child.is_element()) else { continue };
            let name: &str = &name;
            if matches!(name, "script" | "style" | "noscript" | "template" | "head") {
                continue;
            }
            let is_post = !around.post && is_article(&child, name);
            let is_heading = is_heading(name);
            let within = Around {
                link: around.link || name == "a" && leads_elsewhere(&child),
                heading: around.heading || is_heading,
                post: around.post || is_post,
            };
            let own = self.measure(&child, within);
            let is_card = !is_running && is_card(name, &own, within.link);
            let own_shape = if is_card { shape_of(&child, name) } else { String::new() };
            if own_shape != shape {
                self.take_cards(std::mem::take(&mut alike));
                shape = own_shape;
            }
            if is_card {
                alike.push(child.id);
            }
            if is_post && own.titled && own.paragraphs >= MIN_PARAGRAPHS {
                self.posts.insert(child.id);
            }
            cells += usize::from(matches!(name, "td" | "th"));
            sum.add(name, own);
            if is_heading && !around.heading {
                sum.heading += own.text;
                sum.headings += 1;
                sum.linked_heading += own.linked;
            }
            if name == "table" && own.is_data() {
                self.rows.extend(rows(&child));
            }
        }
        self.take_cards(alike);
        sum.rows += usize::from(cells >= 2);
        sum
    }

    fn take_cards(&mut self, alike: Vec<NodeId>) {
        if alike.len() >= MIN_CARDS {
            self.cards.extend(alike);
        }
    }
}

impl Contents {
    fn add(&mut self, name: &str, inner: Self) {
        self.children += 1;
        self.titled |= self.paragraphs == 0 && (inner.titled || matches!(name, "h1" | "h2" | "h3"));
        self.text += inner.text;
        self.linked += inner.linked;
        self.heading += inner.heading;
        self.headings += inner.headings;
        self.linked_heading += inner.linked_heading;
        let is_running = name == "p" && inner.text >= MIN_PARAGRAPH && 2 * inner.linked < inner.text;
        self.paragraphs += inner.paragraphs + usize::from(is_running);
        // A cell may hold its text in a paragraph.
        let is_inner = matches!(name, "tr" | "tbody" | "thead" | "tfoot" | "p" | "div");
        let is_block = BREAKING.binary_search(&name).is_ok() && !is_inner;
        let is_cell = matches!(name, "td" | "th");
        self.blocks += inner.blocks + usize::from(is_block && !is_cell && name != "caption");
        self.longest_cell = self.longest_cell.max(if is_cell { inner.text } else { inner.longest_cell });
        self.rows += inner.rows;
        self.tables += inner.tables + usize::from(name == "table");
    }

    /// Whether it is a heading that is a link, and a short text.
    fn is_card(&self) -> bool {
        self.headings == 1
            && self.paragraphs < MIN_PARAGRAPHS
            && self.heading > 0
            && 5 * self.linked_heading >= 4 * self.heading
            && self.text - self.heading <= MAX_TEASER
    }

    /// Whether a link holds a title and more, each in an element of its own.
    fn is_linked_card(&self) -> bool {
        self.children >= 2 && self.bare == 0 && self.headings <= 1 && self.paragraphs < MIN_PARAGRAPHS
    }

    /// Whether it is a table of data, not one that places the parts of a page.
    fn is_data(&self) -> bool {
        self.rows >= 2 && self.blocks == 0 && self.tables == 0 && self.longest_cell <= MAX_CELL
    }
}

/// Whether a link leads to another page, and does not open a box of this one.
fn leads_elsewhere(link: &NodeRef<'_>) -> bool {
    link.attr("href")
        .is_some_and(|href| !href.trim().is_empty() && !href.starts_with('#') && !href.starts_with("javascript:"))
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element that holds this much can be one of several cards.
fn is_card(name: &str, own: &Contents, is_link: bool) -> bool {
    let is_box = matches!(name, "article" | "div" | "li" | "section" | "a");
    is_box && own.is_card() || name == "a" && is_link && own.is_linked_card()
}

/// Whether an element is made for an article.
fn is_article(node: &NodeRef<'_>, name: &str) -> bool {
    let has_class = |class: &str| class.split_whitespace().any(|word| matches!(word, "hentry" | "post"));
    name == "article"
        || node.attr("role").as_deref() == Some("article")
        || node.attr("itemtype").is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting"))
        || node.attr("class").is_some_and(|class| has_class(&class))
}

/// What neighbours have in common: the element and the first of its classes.
fn shape_of(node: &NodeRef<'_>, name: &str) -> String {
    let class = node.attr("class").unwrap_or_default();
    format!("{name} {}", class.split_whitespace().next().unwrap_or_default())
}

/// The rows of a table.
fn rows(table: &NodeRef<'_>) -> Vec<NodeId> {
    table.descendants_it().filter(|node| node.has_name("tr")).map(|node| node.id).collect()
}
