//! The paragraphs of a document → article: its headline by style, its date as the text says it.
//!
//! The styles say what is a headline, a heading or a caption. All else, the date before all, is found as in a pasted
//! text: the days on which a file was made and changed are none of publication.

use crate::article::{Block, BlockKind, Language, WarningKind, paragraphs};
use crate::error::Result;
use crate::ingest::facts::{byline, language};
use crate::ingest::pasted::text;
use crate::ingest::{Articles, Input, databases, xml};

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Role {
    /// The title of the document.
    Title,
    /// The title of a part of it.
    Heading,
    /// The line under a picture or table.
    Caption,
    /// Running text.
    Text,
    /// A line of the table of contents, or of another list of what is elsewhere.
    Contents,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub(in crate::ingest) struct Paragraph {
    pub(in crate::ingest) role: Role,
    pub(in crate::ingest) text: String,
}

/// A document that has been read.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Document {
    pub(in crate::ingest) paragraphs: Vec<Paragraph>,
    /// Its footnotes and endnotes, which stand after the text.
    pub(in crate::ingest) notes: Vec<Paragraph>,
    pub(in crate::ingest) properties: Properties,
    /// Why reading ended before the end.
    pub(in crate::ingest) broken: Option<String>,
}

/// What a document says of itself beside its text.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Properties {
    title: Option<String>,
    writer: Option<String>,
    language: Option<String>,
}

impl Properties {
    /// The properties in a part of the package.
    pub(in crate::ingest) fn of(xml: &str) -> Self {
        let texts = xml::texts(xml, 3);
        let say = |names: &[&str]| {
            let named = |name: &&str| {
                let found = texts.iter().find(|(path, _)| path.rsplit('/').next() == Some(*name));
                found.map(|(_, text)| xml::one_line(text)).filter(|text| !text.is_empty())
            };
            names.iter().find_map(named)
        };
        let title = say(&["title"]).filter(|title| !is_made_up(title));
        Self { title, writer: say(&["initial-creator", "creator"]), language: say(&["language"]) }
    }
}

impl Properties {
    /// What a document says its title and its writer are.
    pub(in crate::ingest) fn said(title: &str, writer: &str) -> Self {
        let some = |text: &str| Some(xml::one_line(text)).filter(|text| !text.is_empty());
        Self { title: some(title).filter(|title| !is_made_up(title)), writer: some(writer), language: None }
    }
}

/// Whether a title is one that a program has made of the file's name.
fn is_made_up(title: &str) -> bool {
    let title = title.to_lowercase();
    let ends = [".doc", ".docx", ".odt", ".rtf", ".txt", ".pdf", ".indd", ".qxd", ".pages"];
    let begins = ["microsoft word - ", "untitled", "unbenannt", "sans titre", "document1", "dokument1"];
    ends.iter().any(|end| title.ends_with(end)) || begins.iter().any(|begin| title.starts_with(begin))
}

/// What a paragraph of a style of this name is; programs keep the English names of their own styles in all languages.
pub(in crate::ingest) fn role_of_style(name: &str) -> Option<Role> {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let numbered = |start: &str| name.strip_prefix(start).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    match name.as_str() {
        "title" => Some(Role::Title),
        "caption" => Some(Role::Caption),
        // They stand under the title, and in many documents on its style.
        "author" | "date" | "subtitle" => Some(Role::Text),
        "tocheading" | "contentsheading" | "tableoffigures" => Some(Role::Contents),
        _ if numbered("toc") || numbered("contents") => Some(Role::Contents),
        _ if numbered("heading") => Some(Role::Heading),
        _ => None,
    }
}

/// The article of a document.
pub(in crate::ingest) fn article(input: &Input, document: Document) -> Result<Articles> {
    let Document { paragraphs, notes, properties, broken } = document;
    let paragraphs: Vec<Paragraph> = paragraphs.iter().flat_map(parted).collect();
    let lines: Vec<String> = paragraphs.iter().map(|p| xml::one_line(&p.text)).collect();
    if let Some(stories) = databases::stories(&lines) {
        return Ok(databases::articles(input, stories, None));
    }
    let shown = paragraphs.iter().filter(|p| p.role != Role::Contents).map(|p| p.text.as_str());
    let mut article = text::parse(&shown.collect::<Vec<_>>().join("\n\n"));
    let lines = std::mem::take(&mut article.blocks);
    let headline = headline(&paragraphs, &properties, &lines);
    article.blocks = blocks(&paragraphs, &lines, headline.as_deref());
    article.blocks.extend(notes.iter().flat_map(parted).map(|n| Block::new(BlockKind::Paragraph, n.text)));
    if article.kept().next().is_none() {
        let why = broken.map(|why| format!(": {why}")).unwrap_or_default();
        return Err(input.error(None, format!("holds no article: the document has no text{why}")));
    }
    article.byline = article.byline.or_else(|| byline::byline(properties.writer.as_deref()));
    article.path = input.path.to_string_lossy().into_owned();
    article.warn(WarningKind::Damage, broken);
    language::settle(&mut article);
    if !article.language.is_known()
        && let Some(declared) = properties.language.as_deref().and_then(Language::declared)
    {
        article.language = declared;
        language::settle(&mut article);
    }
    Ok(Box::new(std::iter::once(Ok(article))))
}

/// A paragraph without superfluous spaces; one with empty lines in it is several.
fn parted(paragraph: &Paragraph) -> Vec<Paragraph> {
    let lines: Vec<String> = paragraph.text.lines().map(xml::one_line).collect();
    let text = lines.join("\n");
    paragraphs(&text).map(|text| Paragraph { text: text.to_owned(), role: paragraph.role }).collect()
}

/// The headline: by the style of titles, by the properties, by the first heading, or as in a pasted text.
fn headline(paragraphs: &[Paragraph], properties: &Properties, lines: &[Block]) -> Option<String> {
    let first = |role: Role| paragraphs.iter().find(|p| p.role == role).map(|p| p.text.clone());
    let pasted = || lines.iter().find(|line| line.kind == BlockKind::Headline).map(|line| line.text.clone());
    first(Role::Title).or_else(|| properties.title.clone()).or_else(|| first(Role::Heading)).or_else(pasted)
}

/// The paragraphs as blocks, the headline where it stands; `lines` is what the reader of pasted texts makes of them.
fn blocks(paragraphs: &[Paragraph], lines: &[Block], headline: Option<&str>) -> Vec<Block> {
    let styled = paragraphs.iter().any(|p| matches!(p.role, Role::Title | Role::Heading));
    let mut blocks = Vec::with_capacity(paragraphs.len() + 1);
    let (mut found, mut at) = (false, 0);
    for paragraph in paragraphs {
        let line = lines[at..].iter().take(AHEAD).position(|line| line.text == paragraph.text);
        let line = line.map(|ahead| {
            at += ahead + 1;
            &lines[at - 1]
        });
        let is_headline = !found && headline == Some(&paragraph.text);
        found |= is_headline;
        let kind = match paragraph.role {
            _ if is_headline => BlockKind::Headline,
            Role::Title | Role::Heading => BlockKind::Heading,
            Role::Caption => BlockKind::Caption,
            Role::Text if styled => BlockKind::Paragraph,
            _ => line.map_or(BlockKind::Paragraph, |line| line.kind),
        };
        let kind = if kind == BlockKind::Headline && !is_headline { BlockKind::Paragraph } else { kind };
        let mut block = Block::new(kind, paragraph.text.as_str());
        block.left_out = match paragraph.role {
            Role::Contents => Some("table of contents".to_owned()),
            Role::Text if !is_headline => line.and_then(|line| line.left_out.clone()).filter(|r| is_sure(r)),
            _ => None,
        };
        blocks.push(block);
    }
    match headline {
        Some(headline) if !found => blocks.insert(0, Block::new(BlockKind::Headline, headline)),
        // What stands above the headline is read after it.
        Some(_) => {
            let place = blocks.iter().position(|b| b.kind == BlockKind::Headline).unwrap_or(0);
            let first = blocks.iter().position(|b| b.left_out.is_none()).unwrap_or(place);
            blocks[first.min(place)..=place].rotate_right(1);
        }
        None => {}
    }
    blocks
}

/// How many lines of the pasted text are looked through for a paragraph: one with breaks is several lines.
const AHEAD: usize = 50;

/// Whether a rule of pasted texts holds in a document too: it has no menus, and what it repeats is meant.
fn is_sure(reason: &str) -> bool {
    !["outside", "follows", "repeat", "headline repeated", "caption repeated"].iter().any(|r| reason.starts_with(r))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_known_by_their_english_names() {
        assert_eq!(role_of_style("heading 1"), Some(Role::Heading));
        assert_eq!(role_of_style("Title"), Some(Role::Title));
        assert_eq!(role_of_style("toc 2"), Some(Role::Contents));
        assert_eq!(role_of_style("Body Text"), None);
        assert_eq!(role_of_style("Author"), Some(Role::Text));
        assert!(is_made_up("Microsoft Word - flood.doc") && !is_made_up("Bridge falls"));
    }
}
