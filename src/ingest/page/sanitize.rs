//! HTML → the same page without what no reader sees, or why it is not to be parsed.
//!
//! A parser follows a page wherever it leads: twenty thousand elements inside one another take minutes or the whole
//! program, and by the time a tree could be measured it has been built. So the text is looked at before, in one pass that
//! takes time in proportion to its length: the stack of open elements is kept as a parser would keep it, elements are
//! counted, tags measured. On 438 real pages the deepest nesting is 119, the most elements are 7,597.
//!
//! The same pass leaves out scripts, style sheets, comments and embedded pictures (a page that was saved as one file is
//! mostly these), so that the limits hold for what is parsed.

use crate::ingest::steps;

/// The largest page that is parsed, without scripts and pictures; the largest of 438 real pages has 2.2 MB with them.
const MAX_BYTES: usize = 4 << 20;

/// The deepest nesting that is parsed.
const MAX_DEPTH: usize = 512;

/// The most elements that are parsed.
const MAX_TAGS: usize = 100_000;

/// The longest tag that is parsed, without embedded pictures.
const LONGEST_TAG: usize = 64 << 10;

/// The most attributes of a tag; a parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 2_000;

/// A longer value of an attribute that begins with `data:` is left out.
const LONGEST_DATA: usize = 256;

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that end where the next one begins, and so do not nest without another element between them.
const OPTIONAL_END: &[&str] = &[
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc",
    "tbody", "td", "tfoot", "th", "thead", "tr",
];

/// Elements that a parser opens again in the next paragraph if they were not closed.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that break a line; what stands between two of them is a paragraph of the plain page.
const BREAKING: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Whether an element is one of pages; `name` in lower case.
pub(super) fn is_known(name: &str) -> bool {
    let others = [
        "abbr", "cite", "font", "iframe", "noscript", "q", "script", "span", "style", "sub", "sup", "time", "video",
    ];
    [VOID, OPTIONAL_END, FORMATTING, BREAKING, &others].iter().any(|list| list.contains(&name))
}

/// A page that has been looked through.
#[derive(Debug)]
pub(super) struct Guarded {
    /// The page without scripts, style sheets, comments and embedded pictures.
    pub(super) html: String,
    /// Why it must not be parsed.
    pub(super) refused: Option<String>,
}

/// Looks a page through.
pub(super) fn sanitize(html: &str) -> Guarded {
    let mut page = Page { html: String::with_capacity(html.len() / 2), ..Page::default() };
    each_token(html, &mut |token| page.take(token));
    let mut refuse = |wrong: bool, what: String| {
        if wrong && page.refused.is_none() {
            page.refused = Some(what);
        }
    };
    refuse(page.deepest > MAX_DEPTH, format!("elements lie more than {MAX_DEPTH} deep"));
    refuse(page.tags > MAX_TAGS, format!("more than {MAX_TAGS} elements"));
    refuse(page.longest_tag > LONGEST_TAG, format!("a tag is longer than {} KB", LONGEST_TAG >> 10));
    refuse(page.attributes > MAX_ATTRIBUTES, format!("a tag has more than {MAX_ATTRIBUTES} attributes"));
    let length = page.html.len();
    refuse(length > MAX_BYTES, format!("more than {} MB without scripts and pictures", MAX_BYTES >> 20));
    Guarded { html: page.html, refused: page.refused }
}

/// The page as paragraphs alone, with its title and its data: nothing lies in anything, so that it can always be parsed.
pub(super) fn plain(html: &str) -> String {
    let mut flat = String::with_capacity(html.len() / 2);
    each_token(html, &mut |token| match token {
        Token::Text(text) => flat.push_str(text),
        Token::Data(script) => flat.push_str(script),
        Token::Tag(tag) => {
            let name = tag.name.as_str();
            let data = matches!(name, "meta" | "link" | "html") && tag.text.len() < 4096 && !tag.closing;
            if data || name == "title" {
                flat.push_str(tag.text);
            } else if BREAKING.binary_search(&name).is_ok() && !flat.ends_with("<p>") {
                flat.push_str("<p>");
            }
        }
    });
    flat
}

#[derive(Default)]
struct Page {
    html: String,
    refused: Option<String>,
    /// The open elements but those that end by themselves.
    open: Vec<String>,
    /// The formatting elements that were opened and not closed.
    formatting: Vec<String>,
    deepest: usize,
    tags: usize,
    longest_tag: usize,
    attributes: usize,
}

impl Page {
    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Text(text) | Token::Data(text) => self.html.push_str(text),
            Token::Tag(tag) => {
                let before = self.html.len();
                self.attributes = self.attributes.max(push_tag(&mut self.html, tag.text));
                self.longest_tag = self.longest_tag.max(self.html.len() - before);
                self.tags += usize::from(!tag.closing);
                // Of a page that is too large already nobody asks how deep it is.
                if self.html.len() <= MAX_BYTES {
                    self.nest(&tag);
                }
            }
        }
    }

    /// Keeps the open elements as a parser would.
    fn nest(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        let ends = |list: &[&str]| list.binary_search(&name).is_ok();
        if ends(VOID) || ends(OPTIONAL_END) {
            return;
        }
        let stack = if ends(FORMATTING) { &mut self.formatting } else { &mut self.open };
        if !tag.closing {
            // Beyond the limit nothing is learned by going on.
            if stack.len() <= MAX_DEPTH {
                stack.push(tag.name.clone());
            }
            self.deepest = self.deepest.max(self.open.len() + self.formatting.len());
        } else if let Some(at) = place(stack, &tag.name) {
            // An element of the text is not closed from outside of a block; a block closes all that lies in it.
            let block = BREAKING.binary_search(&name).is_ok();
            let closes = block || stack[at..].iter().all(|open| BREAKING.binary_search(&open.as_str()).is_err());
            if stack.len() <= MAX_DEPTH && closes {
                stack.truncate(at);
            }
        }
    }
}

/// Where the innermost open element of a name stands.
fn place(open: &[String], name: &str) -> Option<usize> {
    let place = open.iter().rposition(|open| open == name);
    steps::count(open.len() - place.unwrap_or(0));
    place
}

/// A tag without the pictures that its attributes hold; how many attributes it may have, if these can be too many.
fn push_tag(html: &mut String, tag: &str) -> usize {
    if tag.len() <= LONGEST_DATA {
        html.push_str(tag);
        return 0;
    }
    let mut rest = tag;
    while let Some(at) = rest.find("data:") {
        let end = rest[at..].find(['"', '\'', '>']).map_or(rest.len(), |i| at + i);
        let kept = if end - at > LONGEST_DATA { at } else { end };
        html.push_str(&rest[..kept]);
        rest = &rest[end..];
    }
    html.push_str(rest);
    // Attributes are separated by spaces or strokes, which also stand in their values.
    let most = tag.len().min(2 * LONGEST_TAG);
    tag.as_bytes()[..most].iter().filter(|b| **b == b'=').count().max(bare_attributes(&tag.as_bytes()[..most]))
}

/// The words outside of quotation marks.
fn bare_attributes(tag: &[u8]) -> usize {
    let (mut quote, mut blank, mut words) = (None, false, 0);
    for byte in tag {
        match quote {
            Some(mark) if *byte == mark => quote = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') => quote = Some(*byte),
            None if byte.is_ascii_whitespace() || *byte == b'/' => blank = true,
            None => words += usize::from(std::mem::take(&mut blank)),
        }
    }
    words
}

struct Tag<'a> {
    /// In lower case.
    name: String,
    closing: bool,
    text: &'a str,
}

enum Token<'a> {
    Text(&'a str),
    Tag(Tag<'a>),
    /// A script of data, with its tags.
    Data(&'a str),
}

/// Cuts a page into texts and tags; comments, scripts and style sheets are passed over.
fn each_token<'a>(html: &'a str, take: &mut dyn FnMut(Token<'a>)) {
    let mut at = 0;
    while at < html.len() {
        let Some(open) = html[at..].find('<').map(|i| at + i) else {
            take(Token::Text(&html[at..]));
            return;
        };
        if open > at {
            take(Token::Text(&html[at..open]));
        }
        let rest = &html[open..];
        let end = if let Some(comment) = rest.strip_prefix("<!--") {
            // `<!-->` is a whole comment.
            let body = comment.strip_prefix('>').map(|_| 1).or_else(|| comment.find("-->").map(|i| i + 3));
            body.map_or(html.len(), |i| open + 4 + i)
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest.find('>').map_or(html.len(), |i| open + i + 1)
        } else if rest[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) {
            tag(html, open, take)
        } else {
            take(Token::Text("&lt;"));
            open + 1
        };
        at = end;
    }
}

/// Gives the tag at `open`, and returns where the page goes on.
fn tag<'a>(html: &'a str, open: usize, take: &mut dyn FnMut(Token<'a>)) -> usize {
    let end = tag_end(html, open);
    let text = &html[open..end];
    let closing = text.starts_with("</");
    let name = text[1 + usize::from(closing)..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    let name: String = name.take(1).flat_map(|n| n.chars().take(40)).map(|c| c.to_ascii_lowercase()).collect();
    let silent = !closing && matches!(name.as_str(), "script" | "style");
    if !silent {
        let is_title = !closing && name == "title";
        take(Token::Tag(Tag { name, closing, text }));
        // A title that is not closed would swallow the page.
        return if is_title { close_title(html, end, take) } else { end };
    }
    let close = closing_tag(html, end, &name).unwrap_or(html.len());
    // In XHTML a script can close itself.
    if text.ends_with("/>") && html[end..close].to_ascii_lowercase().contains("<body") {
        return end;
    }
    let after = if close < html.len() { tag_end(html, close) } else { close };
    if name == "script" && text.to_ascii_lowercase().contains("ld+json") && close < html.len() {
        take(Token::Data(&html[open..after]));
    }
    after
}

/// Gives the text of a title that nothing closes before the head ends, and its end; returns where the page goes on.
fn close_title<'a>(html: &'a str, from: usize, take: &mut dyn FnMut(Token<'a>)) -> usize {
    let next = |at: usize| html[at..].find('<').map(|i| at + i);
    let mut opens = std::iter::successors(next(from), |at| next(at + 1));
    let is_tag = |at: &usize| {
        let name: String = html[at + 1..].chars().take(7).collect::<String>().to_ascii_lowercase();
        ["/title", "/head", "meta", "link", "body", "script", "style"].iter().any(|tag| name.starts_with(tag))
    };
    let end = opens.find(is_tag).unwrap_or(html.len());
    if html.get(end..end + 7).is_some_and(|tag| tag.eq_ignore_ascii_case("</title")) {
        return from;
    }
    take(Token::Text(&html[from..end]));
    take(Token::Tag(Tag { name: "title".to_owned(), closing: true, text: "</title>" }));
    end
}

/// Where a tag ends: after the first `>` outside of quotation marks.
pub(super) fn tag_end(html: &str, open: usize) -> usize {
    let bytes = html.as_bytes();
    let (mut quote, mut value) = (None, false);
    for (i, byte) in bytes.iter().enumerate().skip(open + 1) {
        match quote {
            Some(mark) if *byte == mark => quote = None,
            Some(_) => {}
            None if *byte == b'>' => return i + 1,
            // A mark opens a value after an equals sign only.
            None if value && matches!(byte, b'"' | b'\'') => quote = Some(*byte),
            None => {}
        }
        if quote.is_none() {
            value = *byte == b'=' || (value && byte.is_ascii_whitespace());
        }
    }
    html.len()
}

/// Where the tag begins that closes a script.
pub(super) fn closing_tag(html: &str, from: usize, name: &str) -> Option<usize> {
    html[from..].match_indices("</").map(|(i, _)| from + i).find(|i| {
        let rest = &html.as_bytes()[i + 2..];
        rest.len() > name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes())
    })
}
