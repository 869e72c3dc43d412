//! The title of a page's window → its pieces: headline, section, outlet, day.

use super::dom::Part;
use super::host;
use super::letters::letters;
use super::metadata::Facts;
use crate::ingest::facts::date;
use crate::ingest::pasted::lines::is_wide;

/// The signs that part a headline from its outlet, and where they stand.
pub(super) fn signs(title: &str) -> impl DoubleEndedIterator<Item = (usize, &str)> {
    title.match_indices(is_sign).filter(|(i, sign)| {
        let [before, after] = [title[..*i].chars().next_back(), title[i + sign.len()..].chars().next()];
        let is_spaced =
            after.is_some_and(char::is_whitespace) && (*sign == ":" || before.is_some_and(char::is_whitespace));
        // Chinese and Japanese set them without spaces.
        let is_inside = before.is_some() && after.is_some() && [before, after].into_iter().flatten().any(is_wide);
        is_spaced || is_inside && *sign != "·" && *sign != "•"
    })
}

/// Whether it is one of these signs.
pub(super) fn is_sign(c: char) -> bool {
    matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | '«' | '»' | 'ǀ' | '│' | '｜' | '_' | '＿' | ':' | '：')
}

/// A longer end of a window's title is no outlet's name, in words.
const MAX_NAME_WORDS: usize = 6;

/// A shorter name of an outlet stands in too many other names, in bytes.
const MIN_NAME: usize = 6;

/// What stands in a window's title as its first and its last piece, if a text is a whole piece between them.
pub(super) fn ends<'a>(window: &'a str, text: &str) -> Option<[Option<&'a str>; 2]> {
    let wanted = letters(text);
    let starts = || std::iter::once(0).chain(signs(window).map(|(at, sign)| at + sign.len()));
    let stops = || signs(window).map(|(at, _)| at).chain([window.len()]);
    let is_wanted = |from: usize, to: usize| from < to && letters(&window[from..to]) == wanted;
    let (from, to) = starts()
        .find_map(|from| Some((from, stops().find(|to| is_wanted(from, *to))?)))
        .filter(|_| !wanted.is_empty())?;
    let first = signs(window).next().filter(|_| from > 0).map(|(at, _)| window[..at].trim());
    let last = signs(window).next_back().filter(|_| to < window.len());
    let last = last.map(|(at, sign)| without_day(window[at + sign.len()..].trim()));
    Some([first, last])
}

/// An outlet without the day after a comma.
fn without_day(piece: &str) -> &str {
    piece
        .rsplit_once(',')
        .filter(|(_, day)| date::date_line(day).is_some())
        .map_or(piece, |(outlet, _)| outlet.trim())
}

/// The name of the outlet at the end of a window's title or before it, if a text is another piece of it: one that the page's
/// head, foot or address has too, as a section has not.
pub(super) fn outlet_beside<'a>(facts: &'a Facts, parts: &[Part], text: &str) -> Option<&'a str> {
    let host = facts.url.as_deref().and_then(host).map(|host| letters(&host));
    let at_edge = |part: &&Part| (part.place.header || part.place.footer) && !part.place.menu;
    let is_shown = |piece: &&str| {
        let name = letters(piece);
        let is_name = (1..=MAX_NAME_WORDS).contains(&piece.split_whitespace().count()) && name.len() >= MIN_NAME;
        let shows = |part: &Part| {
            let shown = letters(&part.text);
            // The window may add a word to it: "Digital", "online".
            let is_begun = shown.len() >= MIN_NAME && name.starts_with(&shown) && name.len() <= 3 * shown.len();
            shown.contains(&name) || is_begun
        };
        let in_host = || host.as_ref().is_some_and(|host| host.contains(&name));
        is_name && (parts.iter().filter(at_edge).any(shows) || in_host())
    };
    let [first, last] = ends(&facts.window, text)?;
    last.filter(is_shown)
        .or_else(|| first.filter(is_shown))
        .or_else(|| last.filter(|last| is_left(facts, parts, text, last)))
}

/// A shorter name in Chinese or Japanese is that of a section, in signs.
const MIN_WIDE_NAME: usize = 4;

/// A longer section stands before an outlet, in words.
const MAX_SECTION_WORDS: usize = 3;

/// Whether the end of a window's title can be nothing but the outlet's name: the page's heading, it alone, or a section
/// stand before it, and it is no section of the page's menus.
fn is_left(facts: &Facts, parts: &[Part], text: &str, last: &str) -> bool {
    let window = facts.window.as_str();
    let [wanted, name] = [text, last].map(letters);
    let is_heading = |part: &Part| part.level == 1 && !part.place.menu && letters(&part.text) == wanted;
    let Some((at, sign)) = signs(window).rfind(|(at, _)| window[*at..].contains(last)) else {
        return false;
    };
    let before = window[..at].trim();
    let section = signs(before).next_back().filter(|(at, _)| letters(&before[..*at]) == wanted);
    let section = section.map(|(at, sign)| &before[at + sign.len()..]);
    let is_short = |section: &str| section.split_whitespace().count() <= MAX_SECTION_WORDS;
    let is_headed = letters(before) == wanted || section.is_some_and(is_short);
    let words = last.split_whitespace().count();
    // One word, or two signs of Chinese, is a section as often as an outlet.
    let is_long = if name.contains(is_wide) { name.chars().count() >= MIN_WIDE_NAME } else { words > 1 };
    // What goes on in small letters is a part of the headline, and so is what a colon announces.
    let is_name = (1..=MAX_NAME_WORDS).contains(&words)
        && is_long
        && !last.starts_with(|c: char| c.is_lowercase() || c.is_numeric())
        && !last.ends_with(['!', '?', '…', '.'])
        && !matches!(sign, ":" | "：")
        && date::date_line(last).is_none();
    let is_section = |part: &Part| {
        let in_menu = part.place.menu || part.place.item || part.linked == part.text.len();
        let is_first = parts.first().is_some_and(|first| std::ptr::eq(first, part));
        in_menu && !is_first && letters(&part.text) == name
    };
    is_name && is_headed && parts.iter().any(is_heading) && !parts.iter().any(is_section)
}
