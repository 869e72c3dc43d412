//! The tree of a page → its parts: every text that it shows, in order, with where it stands.

use dom_query::{Document, NodeRef};

use super::elements::{BREAKING, SAYING, SILENT};
use super::looks::Looks;
use super::repeats::{self, Repeats};
use crate::article::BlockKind;

/// Where a text stands on its page, as far as the elements around it tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// In a menu.
    pub(super) menu: bool,
    /// Beside the article.
    pub(super) aside: bool,
    /// In a footer.
    pub(super) footer: bool,
    /// In a header.
    pub(super) header: bool,
    /// In a form or dialogue.
    pub(super) form: bool,
    /// With a picture.
    pub(super) figure: bool,
    /// Among the comments of readers.
    pub(super) comments: bool,
    /// In a box that asks for consent to cookies.
    pub(super) consent: bool,
    /// Not shown.
    pub(super) hidden: bool,
    /// Not shown to who has not paid.
    pub(super) gated: bool,
    /// In one of several cards that promote other stories.
    pub(super) card: bool,
    /// In one of several whole posts.
    pub(super) post: bool,
    /// In a list.
    pub(super) item: bool,
    /// In a table.
    pub(super) table: bool,
    /// In a quotation.
    pub(super) quote: bool,
    /// Behind a link as a whole.
    link: bool,
    /// Spaces and line breaks count.
    preformatted: bool,
    /// In a row of a table of data.
    row: bool,
}

/// Why a card is no part of the article.
pub(super) const CARD: &str = "promotes another story";

impl Place {
    /// Whether it promotes another story.
    pub(super) fn is_card(&self) -> bool {
        self.card
    }

    /// The place on a page that is a list of posts: its cards are these.
    pub(super) fn of_list(self) -> Self {
        Self { card: false, post: self.post || self.card, ..self }
    }

    /// Where it is, if it is where no article stands.
    pub(super) fn outside(&self) -> Option<&'static str> {
        let places = [
            (self.comments, "comment of a reader"),
            (self.menu, "menu"),
            (self.footer, "foot of the page"),
            (self.consent, "box for consent to cookies"),
            (self.form, "form"),
            (self.aside, "beside the article"),
            (self.hidden, "not shown"),
            (self.card, CARD),
        ];
        places.iter().find(|(is, _)| *is).map(|(_, reason)| *reason)
    }
}

/// A text of a page between two breaks.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What the elements say it is; the headline is not decided here.
    pub(super) kind: BlockKind,
    /// The level of a heading, else 0.
    pub(super) level: u8,
    /// Its text with single spaces.
    pub(super) text: String,
    /// Where it stands.
    pub(super) place: Place,
    /// How many of its bytes are links.
    pub(super) linked: usize,
    /// The elements around it that say something: `nav > li`.
    pub(super) within: String,
}

/// The parts of a page in reading order.
pub(super) fn parts(document: &Document) -> Vec<Part> {
    parts_and_repeats(document, true).0
}

/// The parts of a page and what repeats on it; without cards, posts and rows, if nothing can repeat.
pub(super) fn parts_and_repeats(document: &Document, repeats: bool) -> (Vec<Part>, Repeats) {
    let root = document.body().unwrap_or_else(|| document.root());
    let repeats = if repeats { repeats::of(&root) } else { Repeats::default() };
    let mut walk = Walk { repeats, ..Walk::default() };
    walk.children(&root, &Context::default());
    walk.flush(&Context::default());
    (walk.parts, walk.repeats)
}

#[derive(Clone, Default)]
struct Context {
    /// The place in [`Walk::named`] of the nearest element that says something, from 1.
    within: usize,
    place: Place,
    heading: u8,
    caption: bool,
}

/// What parts the cells of a row.
const CELL: &str = " | ";

/// How many elements around a text are named at most.
const NAMED: usize = 6;

#[derive(Default)]
struct Walk {
    /// The elements that say something, each with that around it.
    named: Vec<(usize, &'static str)>,
    parts: Vec<Part>,
    text: String,
    linked: usize,
    /// Line breaks in a row.
    breaks: usize,
    repeats: Repeats,
}

impl Walk {
    fn children(&mut self, node: &NodeRef<'_>, context: &Context) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.push(&child.text(), context);
            } else if child.is_element() {
                self.element(&child, context);
            }
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, context: &Context) {
        let Some(name) = node.node_name() else { return };
        let name: &str = &name;
        if SILENT.binary_search(&name).is_ok() {
            return;
        }
        if name == "br" {
            self.line_break(context);
            return;
        }
        let mut inner = inside(name, node, context);
        inner.place.card |= self.repeats.is_card(node);
        inner.place.post |= self.repeats.is_post(node);
        inner.place.row |= self.repeats.is_row(node);
        if let Ok(i) = SAYING.binary_search(&name) {
            self.named.push((context.within, SAYING[i]));
            inner.within = self.named.len();
        }
        if inner.place.row && matches!(name, "p" | "div") {
            self.push(" ", context);
            self.children(node, &inner);
            self.push(" ", context);
        } else if inner.place.row && matches!(name, "td" | "th") {
            let before = self.text.len();
            if before > 0 {
                self.push(CELL, &Context::default());
            }
            let empty = self.text.len();
            self.children(node, &inner);
            // An empty cell says nothing.
            if self.text.len() == empty {
                self.text.truncate(before);
            }
        } else if BREAKING.binary_search(&name).is_err() && !self.repeats.is_card(node) {
            // What a page made up itself is shown in ways that only its scripts know, and so are the pieces of a card.
            let own = name.contains('-') || inner.place.card;
            if own {
                self.push(" ", context);
            }
            self.children(node, &inner);
            if own {
                self.push(" ", context);
            }
        } else {
            self.flush(context);
            self.children(node, &inner);
            self.flush(&inner);
        }
    }

    fn push(&mut self, text: &str, context: &Context) {
        let before = self.text.len();
        let mut rest = text;
        loop {
            let plain = rest.bytes().position(|byte| !byte.is_ascii_graphic()).unwrap_or(rest.len());
            if plain > 0 {
                self.breaks = 0;
                self.text.push_str(&rest[..plain]);
            }
            let mut chars = rest[plain..].chars();
            let Some(c) = chars.next() else { break };
            self.push_char(c, context.place.preformatted);
            rest = chars.as_str();
        }
        if context.place.link {
            self.linked += self.text.len() - before;
        }
    }

    fn push_char(&mut self, c: char, is_preformatted: bool) {
        if is_preformatted && c == '\n' {
            self.text.push('\n');
        } else if c.is_whitespace() {
            if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        } else if !is_invisible(c) {
            self.breaks = 0;
            self.text.push(c);
        }
    }

    /// One break is a line of its own in the paragraph, two are its end.
    fn line_break(&mut self, context: &Context) {
        self.breaks += 1;
        if self.breaks >= 2 {
            self.flush(context);
        } else if !self.text.is_empty() {
            if self.text.ends_with(' ') {
                self.text.pop();
            }
            self.text.push('\n');
        }
    }

    fn flush(&mut self, context: &Context) {
        let text = self.text.trim().to_owned();
        self.text.clear();
        self.breaks = 0;
        let linked = std::mem::take(&mut self.linked);
        let kind = match context {
            Context { caption: true, .. } => BlockKind::Caption,
            Context { heading: 1.., .. } => BlockKind::Heading,
            _ => BlockKind::Paragraph,
        };
        let within = if text.is_empty() { String::new() } else { self.within(context) };
        let part = |text: &str, linked| Part {
            within: within.clone(),
            kind,
            level: context.heading,
            text: text.to_owned(),
            place: context.place,
            linked,
        };
        if kind == BlockKind::Paragraph && !context.place.preformatted && is_list_of_lines(&text) {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            // The links are taken to be spread evenly.
            self.parts.extend(lines.map(|line| part(line, linked * line.len() / text.len())));
        } else if !text.is_empty() {
            self.parts.push(part(&text, linked));
        }
    }
}

impl Walk {
    /// The elements around a text, the innermost last.
    fn within(&self, context: &Context) -> String {
        let next =
            |at: &usize| self.named.get(at.wrapping_sub(1)).map(|(outer, _)| *outer).filter(|outer| *outer > 0);
        let around = std::iter::successors(Some(context.within).filter(|at| *at > 0), next);
        let mut names: Vec<&str> = around.take(NAMED).map(|at| self.named[at - 1].1).collect();
        names.reverse();
        names.join(" > ")
    }
}

/// A longer line is no entry of a list.
const LONG_LINE: usize = 80;

/// Whether line breaks part entries, as old pages have it: no line is long, and none goes on with what the last one began.
fn is_list_of_lines(text: &str) -> bool {
    let goes_on = |line: &str| line.trim_start().starts_with(char::is_lowercase);
    text.contains('\n') && text.lines().all(|line| line.chars().count() <= LONG_LINE && !goes_on(line))
}

/// What holds inside an element.
fn inside(name: &str, node: &NodeRef<'_>, outer: &Context) -> Context {
    let mut context = outer.clone();
    let place = &mut context.place;
    match name {
        "nav" | "menu" => place.menu = true,
        "aside" => place.aside = true,
        "footer" => place.footer = true,
        "header" => place.header = true,
        "form" | "dialog" | "fieldset" => place.form = true,
        "figure" => place.figure = true,
        "figcaption" => context.caption = true,
        "li" | "dt" | "dd" => place.item = true,
        "table" => place.table = true,
        "blockquote" => place.quote = true,
        "a" => place.link = true,
        "pre" => place.preformatted = true,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => context.heading = name.as_bytes()[1] - b'0',
        _ => {}
    }
    let Some(element) = node.element_ref().filter(|element| !element.attrs.is_empty()) else { return context };
    let looks = Looks::of(&element);
    let hidden = looks.is_hidden();
    let is_gate = hidden && looks.is_gate();
    context.place.gated |= is_gate;
    context.place.hidden |= hidden && !is_gate;
    let is_all = matches!(name, "html" | "body" | "main" | "article");
    context.place.consent |= !is_all && looks.asks_for_consent();
    match looks.role {
        Some("navigation" | "menu" | "menubar") => context.place.menu = true,
        Some("complementary") => context.place.aside = true,
        Some("contentinfo") => context.place.footer = true,
        Some("dialog" | "alertdialog" | "search") => context.place.form = true,
        _ => {}
    }
    names(&looks, &mut context);
    context
}

/// What the names of an element say, which its author gave it for its looks.
fn names(looks: &Looks<'_>, context: &mut Context) {
    for name in looks.names().flat_map(str::split_whitespace) {
        let mut words = name.split(['-', '_']).filter(|w| !w.is_empty());
        let is = |wanted: &[&str]| name.split(['-', '_']).any(|w| wanted.iter().any(|x| w.eq_ignore_ascii_case(x)));
        if is(&["caption", "captions", "figcaption"]) {
            context.caption = true;
        }
        if words
            .next()
            .is_some_and(|w| ["comments", "commentlist", "disqus"].iter().any(|x| w.eq_ignore_ascii_case(x)))
        {
            context.place.comments = true;
        }
    }
}

/// Characters that show nothing: control characters and the marks that turn the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
