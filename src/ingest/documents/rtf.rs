//! RTF → article: the text as it is printed, without headers and footers, hidden and deleted text and the codes of fields.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::document::{self, Document, Paragraph, Properties, Role, role_of_style};
use crate::error::Result;
use crate::ingest::bytes::code_pages;
use crate::ingest::{Input, Opened, steps};
use words::{MAX_WORD, number, sign};

mod words; // the words and what they stand for

/// Whether a file is in rich text.
pub(in crate::ingest) fn recognises(head: &[u8]) -> bool {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start().starts_with(b"{\\rtf")
}

/// The article of a document.
pub(in crate::ingest) fn open(mut input: Input) -> Result<Opened> {
    input.count_packed();
    let bytes = input.read_whole()?;
    document::article(&input, read(&bytes)).map(Opened::Articles)
}

/// The document in a file.
pub(in crate::ingest) fn read(bytes: &[u8]) -> Document {
    let mut walk = Walk::default();
    let mut at = bytes.iter().position(|byte| *byte == b'{').unwrap_or(bytes.len());
    while at < bytes.len() && !walk.has_ended {
        steps::count(1);
        at = match bytes[at] {
            b'{' => walk.open(at),
            b'}' => walk.close(at),
            b'\\' => walk.control(bytes, at + 1),
            b'\r' | b'\n' | 0 => at + 1,
            byte => {
                walk.byte(byte);
                at + 1
            }
        };
    }
    walk.document()
}

/// What the text of a group is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Group {
    #[default]
    Body,
    /// A note at the foot or the end.
    Note,
    /// What stands in a box beside the text.
    Box,
    /// A shape, which may hold such a box.
    Shape,
    Fonts,
    Styles,
    /// What the document says of itself.
    Facts,
    Title,
    Writer,
    /// A text in an older form, after which comes the same in Unicode.
    Old,
    Silent,
}

/// The groups by the words that they begin with; with a star before it any other word begins one that is not printed.
fn group(word: &str, is_starred: bool, outer: Group) -> Option<Group> {
    Some(match word {
        "fonttbl" => Group::Fonts,
        "stylesheet" => Group::Styles,
        "info" => Group::Facts,
        "title" if outer == Group::Facts => Group::Title,
        "author" if outer == Group::Facts => Group::Writer,
        "footnote" => Group::Note,
        "shpinst" => Group::Shape,
        "shptxt" => Group::Box,
        "upr" => Group::Old,
        "colortbl" | "pict" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
        | "footerf" | "fldinst" | "xe" | "tc" | "tcn" | "rxe" | "txe" | "listtext" | "pntext" | "pntxta"
        | "pntxtb" | "filetbl" | "nonshppict" | "nonesttables" | "shprslt" | "sp" | "annotation" | "atnid"
        | "atnauthor" | "comment" | "list" | "listtable" | "listoverride" | "listoverridetable" | "private"
        | "falt" | "objdata" => Group::Silent,
        // The same text as the one before it, in Unicode.
        "ud" => return None,
        _ if is_starred => Group::Silent,
        _ => return None,
    })
}

/// Deeper groups are read as those that they lie in.
const MAX_DEPTH: usize = 1000;

/// How the text of a group is.
#[derive(Clone, Copy, Debug)]
struct State {
    group: Group,
    is_hidden: bool,
    /// How many characters stand for one in Unicode.
    substitutes: u32,
    font: Option<i32>,
}

impl Default for State {
    fn default() -> Self {
        Self { group: Group::Body, is_hidden: false, substitutes: 1, font: None }
    }
}

/// A walk through a document.
#[derive(Default)]
struct Walk {
    state: State,
    outer: Vec<State>,
    too_deep: usize,
    has_ended: bool,
    /// Whether the next word names a group that readers may pass over.
    is_starred: bool,
    /// So many characters are passed over, since the one before stands for them.
    passed_over: u32,
    /// What was not decoded yet.
    bytes: Vec<u8>,
    units: Vec<u16>,
    code_page: Option<u32>,
    default_font: Option<i32>,
    /// The sets of characters of the fonts; the font or style that is described.
    fonts: HashMap<i32, u32>,
    styles: HashMap<i32, Role>,
    described: i32,
    name: String,
    /// The open paragraphs of the body, of the notes and of boxes.
    text: String,
    note: String,
    boxed: String,
    style: Option<i32>,
    is_outlined: bool,
    title: String,
    writer: String,
    found: Document,
}

impl Walk {
    fn open(&mut self, at: usize) -> usize {
        self.flush();
        self.passed_over = 0;
        if self.outer.len() < MAX_DEPTH {
            self.outer.push(self.state);
        } else {
            self.too_deep += 1;
        }
        at + 1
    }

    fn close(&mut self, at: usize) -> usize {
        self.flush();
        (self.passed_over, self.is_starred) = (0, false);
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return at + 1;
        }
        let inner = self.state.group;
        self.state = self.outer.pop().unwrap_or_default();
        self.has_ended = self.outer.is_empty();
        if inner == Group::Styles {
            let name = std::mem::take(&mut self.name);
            let role = role_of_style(name.trim().trim_end_matches(';').trim());
            self.styles.extend(role.map(|role| (self.described, role)));
            self.described = 0;
        }
        if self.state.group != inner && matches!(inner, Group::Note | Group::Box) {
            self.end_paragraph(inner);
        }
        at + 1
    }

    /// What follows a backslash; gives the place after it.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(byte) = bytes.get(at).copied() else { return at };
        if byte.is_ascii_alphabetic() {
            let length = bytes[at..].iter().take(MAX_WORD).take_while(|b| b.is_ascii_alphabetic()).count();
            let word = std::str::from_utf8(&bytes[at..at + length]).unwrap_or_default();
            let (number, after) = number(bytes, at + length);
            let after = after + usize::from(bytes.get(after) == Some(&b' '));
            self.passed_over = 0;
            if word == "bin" {
                return after.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)).min(bytes.len());
            }
            self.word(word, number);
            return after;
        }
        if byte == b'\'' {
            let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
            let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else { return at + 1 };
            self.byte(byte);
            return at + 3;
        }
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return at + 1;
        }
        match byte {
            b'*' => self.is_starred = true,
            b'~' => self.push('\u{A0}'),
            b'_' => self.push('\u{2011}'),
            b'\r' | b'\n' => self.word("par", None),
            b'\t' => self.push(' '),
            b'\\' | b'{' | b'}' => self.byte(byte),
            _ => {}
        }
        at + 1
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word != "u" {
            self.flush();
        }
        let is_starred = std::mem::take(&mut self.is_starred);
        if word == "ud" && self.state.group == Group::Old {
            let around = self.outer.iter().rev().find(|state| state.group != Group::Old);
            self.state.group = around.map_or(Group::Body, |state| state.group);
            return;
        }
        if let Some(group) = group(word, is_starred, self.state.group) {
            // Nothing in what is not printed is printed.
            if self.state.group != Group::Silent {
                self.state.group = group;
            }
            return;
        }
        let is_on = number != Some(0);
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.substitutes = number.and_then(|n| u32::try_from(n).ok()).unwrap_or(1).min(16),
            "f" if self.state.group == Group::Fonts => self.described = number.unwrap_or(0),
            "f" => self.state.font = number,
            "s" if self.state.group == Group::Styles => self.described = number.unwrap_or(0),
            "s" => self.style = number,
            "v" | "deleted" => self.state.is_hidden = is_on,
            "plain" => (self.state.is_hidden, self.state.font) = (false, None),
            "pard" => (self.style, self.is_outlined) = (None, false),
            "outlinelevel" => self.is_outlined = number.is_some_and(|level| level < 9),
            "par" | "sect" | "page" | "cell" | "nestcell" | "row" | "nestrow" | "column" => {
                self.end_paragraph(self.state.group);
            }
            _ => {
                self.page(word, number);
                sign(word).into_iter().for_each(|sign| self.push(sign));
            }
        }
    }

    /// What a word says of code pages.
    fn page(&mut self, word: &str, number: Option<i32>) {
        let number = number.and_then(|number| u32::try_from(number).ok());
        match word {
            "ansicpg" => self.code_page = number.filter(|number| *number > 0),
            "mac" => self.code_page = Some(10000),
            "deff" => self.default_font = number.and_then(|number| i32::try_from(number).ok()),
            "fcharset" if self.state.group == Group::Fonts => {
                self.fonts.extend(number.map(|set| (self.described, set)));
            }
            _ => {}
        }
    }

    /// The encoding of the font at hand: a font that names none has that of the document, unless others have it.
    fn encoding(&self) -> &'static Encoding {
        if matches!(self.state.group, Group::Title | Group::Writer) {
            // What the document says of itself has no font.
            return self.code_page.and_then(code_pages::of).unwrap_or(WINDOWS_1252);
        }
        let set = self.state.font.or(self.default_font).and_then(|font| self.fonts.get(&font).copied());
        let of_font = set.and_then(code_pages::of_font);
        let of_document = self.code_page.filter(|page| {
            let is_named = || self.fonts.values().any(|set| code_pages::of_font(*set) == Some(*page));
            set != Some(0) || !is_named()
        });
        of_font.or(of_document).and_then(code_pages::of).unwrap_or(WINDOWS_1252)
    }

    fn unicode(&mut self, number: i32) {
        self.flush_bytes();
        // Numbers from 32,768 on are written as negative ones.
        self.units.push(number as u16);
        self.passed_over = self.state.substitutes;
    }

    fn byte(&mut self, byte: u8) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        self.flush_units();
        self.bytes.push(byte);
    }

    fn push(&mut self, sign: char) {
        self.flush();
        let mut letters = [0; 4];
        self.add(sign.encode_utf8(&mut letters));
    }

    fn flush(&mut self) {
        self.flush_bytes();
        self.flush_units();
    }

    fn flush_bytes(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let text = if bytes.is_ascii() {
                String::from_utf8_lossy(&bytes)
            } else {
                self.encoding().decode_without_bom_handling(&bytes).0
            };
            self.add(&text);
        }
    }

    fn flush_units(&mut self) {
        if !self.units.is_empty() {
            let text = String::from_utf16_lossy(&std::mem::take(&mut self.units));
            self.add(&text);
        }
    }

    /// Adds a text where the group has it.
    fn add(&mut self, text: &str) {
        if self.state.is_hidden {
            return;
        }
        let place = match self.state.group {
            Group::Body => &mut self.text,
            Group::Note => &mut self.note,
            Group::Box => &mut self.boxed,
            Group::Styles => &mut self.name,
            Group::Title => &mut self.title,
            Group::Writer => &mut self.writer,
            Group::Shape | Group::Fonts | Group::Facts | Group::Old | Group::Silent => return,
        };
        place.push_str(text);
    }

    fn end_paragraph(&mut self, group: Group) {
        let styled = self.style.and_then(|style| self.styles.get(&style).copied());
        let role = styled.unwrap_or(if self.is_outlined { Role::Heading } else { Role::Text });
        let (open, role, found) = match group {
            Group::Body => (&mut self.text, role, &mut self.found.paragraphs),
            Group::Box => (&mut self.boxed, Role::Text, &mut self.found.paragraphs),
            Group::Note => (&mut self.note, Role::Text, &mut self.found.notes),
            _ => return,
        };
        let text = std::mem::take(open);
        if !text.trim().is_empty() {
            found.push(Paragraph { role, text });
        }
    }

    fn document(mut self) -> Document {
        self.flush();
        for group in [Group::Box, Group::Body, Group::Note] {
            self.end_paragraph(group);
        }
        let broken = "the document breaks off: save it anew";
        self.found.broken = (!self.has_ended).then(|| broken.to_owned());
        self.found.properties = Properties::said(&self.title, &self.writer);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(rtf: &str) -> Vec<String> {
        read(rtf.as_bytes()).paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn letters_are_read_in_every_way_of_writing_them() {
        let fonts = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Times;}{\f2\fcharset128 Mincho;}}";
        for (text, read) in [
            (r"caf\'e9 \{and\} \endash  \u8211?\~x", "café {and} – –\u{A0}x"),
            (r"\f1 \'cc\'ee\'f1\'f2{\f0 \'e9} \'f0", "Мостé р"),
            (r"\f2 \'83e\'83X\'83g", "テスト"),
            (r"{\uc2\u1587\'3f\'3f}\u1585?\uc0\u1575 \u-10179\u-8704 .", "سرا😀."),
            (
                r"One{\v hidden}{\deleted gone} {\*\unknown no}{\field{\*\fldinst HYPERLINK x}{\fldrslt two}}",
                "One two",
            ),
            (r"{\upr{old}{\*\ud{n\u1077?w}}}{\header Top}{\pict 00ff}\bin3 }}} end", "nеw end"),
        ] {
            assert_eq!(texts(&format!(r"{{\rtf1\ansi\ansicpg1252\deff0{fonts}{text}\par}}")), [read], "{text}");
        }
        assert_eq!(texts(r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset0 A;}}\f0 \'cc\'ee\'f1\'f2}"), ["Мост"]);
        assert_eq!(texts(&format!("{}One", "{\\rtf1".repeat(100_000))), ["One"]);
        assert_eq!(texts(r"{\rtf1{\list{\listlevel{\leveltext\'02\'00.}}{\listname 1;}}One}"), ["One"]);
        let said = read(br"{\rtf1\ansicpg932\deff0{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 B;}}{\info{\title \'83e\'83X\'83g}}");
        assert!(format!("{:?}", said.properties).contains("テスト"));
    }
}
