//! The facts and parts of a page → its headline, and where it stands.
//!
//! **The rule.** The headline is what the page's data and its window's title say, without the outlet's name before or after
//! it. The page's own heading is taken instead where it says the same in other marks or without the outlet, where the window's
//! title agrees with it and the data alone do not or has it beside the outlet's name, and where the data say nothing but the outlet. A
//! heading whose words the headline does not have stays in the text.

use super::article_facts::outlets;
use super::dom::Part;
use super::host;
use super::letters::letters;
use super::metadata::{Facts, NAMES};
use super::window::{ends, is_sign, outlet_beside, signs};
use crate::article::{BlockKind, Decision, Said};
use crate::ingest::facts::date;
use crate::ingest::pasted::lines::is_wide;
use crate::ingest::xml::one_line;

/// A headline that is found by its beginning has at least this many letters.
const FEW_LETTERS: usize = 12;

/// One word with fewer letters is a section or an entry, and says more with its outlet after it.
const LONG_WORD: usize = 8;

/// Chinese and Japanese say the same in fewer signs.
const LONG_WIDE_WORD: usize = 5;

/// A shorter name of a site stands in too many words.
const SHORT_NAME: usize = 4;

/// The headline of a page and the part that shows it.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) part: Option<usize>,
    /// What it was taken from.
    pub(super) decision: Option<Decision>,
}

/// The headline; `said` is what is known of it from elsewhere, or what the other extractor finds.
pub(super) fn title(facts: &Facts, parts: &[Part], said: &str) -> Title {
    let said = one_line(said);
    // The extractor does not know every kind of article, and then takes the window's title.
    let is_window = letters(&said) == letters(&facts.window) && facts.text("headline").is_some();
    let said = if said.is_empty() || is_window {
        facts.text("headline").unwrap_or_else(|| facts.window.clone())
    } else {
        said
    };
    let outlets = outlet_names(facts);
    let headings = || parts.iter().enumerate().filter(|(_, p)| p.level == 1 && !p.place.menu && !p.place.hidden);
    let letters = letters(&said);
    let same = || headings().find(|(_, p)| self::letters(&p.text) == letters);
    // Two that agree outvote the third.
    let agreed = || {
        let window = one_line(&facts.window);
        let agrees = |part: &Part| {
            let heading = one_line(&part.text);
            let [heading_letters, window_letters] = [&heading, &window].map(|text| self::letters(text).len());
            // The longer part of the window's title is the headline, the shorter one the outlet.
            let is_most = 2 * heading_letters >= window_letters;
            heading.chars().count() >= FEW_LETTERS
                && (heading_letters == window_letters && self::letters(&heading) == self::letters(&window)
                    || is_most && is_with_outlet(&window, &heading))
        };
        headings().next().filter(|(_, part)| self::letters(&window) != letters && agrees(part))
    };
    let beside = || headings().find(|(_, part)| is_with_outlet(&said, &one_line(&part.text)));
    // Between the outlet, a section and a day.
    let among = || headings().find(|(_, part)| is_piece(&facts.window, &one_line(&part.text)));
    let by_outlet = || headings().find(|(_, part)| is_by_outlet(facts, parts, part, &outlets));
    let one_part = signs(&said).next().is_none();
    let only_outlet = letters.is_empty() || outlets.contains(&letters) || (one_part && is_outlet(&said, &outlets));
    let other = || heading(parts, &outlets).filter(|_| only_outlet);
    let (text, part, from) = if let Some((i, _)) = same() {
        (said.clone(), Some(i), source(facts, &said))
    } else if let Some((i, part)) = beside().or_else(agreed).or_else(among).or_else(by_outlet).or_else(other) {
        (one_line(&part.text), Some(i), "the page's heading".to_owned())
    } else {
        let text = without_outlet(&said, &outlets);
        let letters = self::letters(&text);
        let place = parts.iter().position(|p| p.kind == BlockKind::Heading && self::letters(&p.text) == letters);
        (text, place.or_else(|| headings().next().map(|(i, _)| i)), source(facts, &said))
    };
    let decision = Decision::among("title", [Said::of(text.as_str(), from)].into_iter().chain(all(facts, parts)));
    Title { text, part, decision }
}

/// All that the page calls its headline.
fn all(facts: &Facts, parts: &[Part]) -> Vec<Said> {
    let data = facts.text("headline").map(|text| Said::of(one_line(&text), "JSON-LD headline"));
    let meta = facts.meta_named(&NAMES.title).map(|(name, text)| Said::of(text, format!("meta {name}")));
    let heading = parts.iter().find(|p| p.level == 1 && !p.place.menu && !p.place.hidden);
    let heading = heading.map(|part| Said::of(one_line(&part.text), "the page's heading"));
    let window = Said::of(facts.window.as_str(), "the title of the window");
    [data, meta, heading, Some(window)].into_iter().flatten().collect()
}

/// Where a headline stands.
fn source(facts: &Facts, said: &str) -> String {
    let letters = letters(said);
    let found = all(facts, &[]).into_iter().find(|s| self::letters(&s.value).contains(&letters));
    found.map_or_else(|| "where the page was found".to_owned(), |s| s.from)
}

/// The first heading that can be a headline, where the data has none: one of the first level, else the only one of the
/// second; a page with several of these is the front page of an outlet.
fn heading<'a>(parts: &'a [Part], outlets: &[String]) -> Option<(usize, &'a Part)> {
    let can_be = |level: u8| {
        parts.iter().enumerate().filter(move |(_, part)| {
            part.level == level && part.place.outside().is_none() && !is_outlet(&part.text, outlets)
        })
    };
    let mut second = can_be(2);
    can_be(1).next().or_else(|| second.next().filter(|_| second.next().is_none()))
}

/// The names of the outlet, as letters: what it calls itself, and its host without and with its endings.
fn outlet_names(facts: &Facts) -> Vec<String> {
    let mut names: Vec<String> = outlets(facts).iter().map(|said| letters(&said.value)).collect();
    if let Some(host) = facts.url.as_deref().and_then(host) {
        let labels: Vec<&str> = host.split('.').collect();
        // The name is the longest label but the last: bbc.co.uk, news.valley.example.
        let label = labels[..labels.len() - 1].iter().max_by_key(|label| label.len());
        names.extend(label.map(|label| letters(label)));
        names.push(letters(&host));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Whether a text is the name of the outlet, or little more.
fn is_outlet(text: &str, outlets: &[String]) -> bool {
    let text = letters(text);
    let long = |name: &str| name.chars().count() >= SHORT_NAME;
    let holds = |name: &String| long(name) && text.contains(name.as_str()) && text.len() <= 2 * name.len();
    !text.is_empty()
        && outlets.iter().any(|name| *name == text || holds(name) || (long(&text) && name.contains(&text)))
}

/// A title without the outlet's name before its first or after its last sign.
fn without_outlet(title: &str, outlets: &[String]) -> String {
    let mut rest = title.trim();
    // A section may stand between.
    for _ in 0..2 {
        let last = signs(rest).next_back().filter(|(i, sign)| is_outlet(&rest[i + sign.len()..], outlets));
        let first = signs(rest).next().filter(|(i, _)| is_outlet(&rest[..*i], outlets));
        let kept = match (last, first) {
            (Some((i, _)), _) => &rest[..i],
            (None, Some((i, sign))) => &rest[i + sign.len()..],
            (None, None) => break,
        };
        if is_entry(kept) {
            break;
        }
        rest = kept.trim().trim_matches(is_sign).trim();
    }
    rest.to_owned()
}

/// Whether a text is one word, that of a section or an entry.
fn is_entry(text: &str) -> bool {
    let letters = letters(text);
    let long = if letters.contains(is_wide) { LONG_WIDE_WORD } else { LONG_WORD };
    !text.trim().contains(char::is_whitespace) && letters.chars().count() < long
}

/// Whether a window's title has a heading, however short, beside the name of the outlet, and nothing longer.
fn is_by_outlet(facts: &Facts, parts: &[Part], heading: &Part, outlets: &[String]) -> bool {
    let text = one_line(&heading.text);
    let wanted = letters(&text);
    let Some(ends) = ends(&facts.window, &text).filter(|_| !is_entry(&text) && !is_outlet(&text, outlets)) else {
        return false;
    };
    let named = || ends.into_iter().flatten().find(|piece| is_outlet(piece, outlets));
    let Some(outlet) = outlet_beside(facts, parts, &text).or_else(named) else { return false };
    // The name of the site can be a heading too.
    let is_edge = |part: &Part| (part.place.header || part.place.footer) && !std::ptr::eq(part, heading);
    let is_site = parts.iter().any(|part| is_edge(part) && letters(&part.text).contains(&wanted));
    let others = letters(&facts.window).len().saturating_sub(letters(outlet).len() + wanted.len());
    !is_site && others <= wanted.len()
}

/// Whether a window's title of three pieces or more has a heading as one of them, and little else.
fn is_piece(window: &str, heading: &str) -> bool {
    let wanted = letters(heading);
    // A colon may stand in a headline.
    let parting = signs(window).filter(|(_, sign)| !matches!(*sign, ":" | "："));
    let ends: Vec<(usize, usize)> = parting.map(|(at, sign)| (at, at + sign.len())).collect();
    let starts = std::iter::once(0).chain(ends.iter().map(|(_, end)| *end));
    let stops = ends.iter().map(|(at, _)| *at).chain([window.len()]);
    let is_most = 2 * wanted.len() > letters(window).len();
    is_most
        && ends.len() >= 2
        && wanted.chars().count() >= FEW_LETTERS
        && starts.zip(stops).any(|(from, to)| letters(&window[from..to]) == wanted)
}

/// Whether a title is a heading with the name of the outlet or a section before or after it; a long text before it is the
/// headline itself, and what is set as a heading stands below it.
fn is_with_outlet(title: &str, heading: &str) -> bool {
    let sign = |c: char| matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | '«' | '»' | '/' | ':' | '(' | ')');
    let parted = |rest: &str, before: bool| {
        let rest = rest.trim();
        let is_day = || date::date_line(rest.trim_matches(|c: char| !c.is_alphanumeric())).is_some();
        if before { rest.ends_with(sign) } else { rest.starts_with(sign) || rest.starts_with(',') && is_day() }
    };
    let is_short = |rest: &str| 2 * letters(rest).len() <= letters(heading).len();
    heading.chars().count() >= FEW_LETTERS
        && heading.len() < title.len()
        && (title.strip_prefix(heading).is_some_and(|rest| parted(rest, false))
            || title
                .strip_suffix(heading)
                .is_some_and(|rest| parted(rest, true) && !rest.trim_end().ends_with(':') && is_short(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlet_is_no_part_of_a_headline() {
        let outlets = ["thevalleypost".to_owned(), "valleypost".to_owned()];
        for (title, headline) in [
            ("Bridge falls | The Valley Post", "Bridge falls"),
            ("Bridge falls - News - Valley Post", "Bridge falls - News"),
            ("Valley Post: Bridge falls", "Bridge falls"),
            ("The Valley Post – Bridge falls – again", "Bridge falls – again"),
            ("Bridge falls - twice", "Bridge falls - twice"),
            ("Post-war bridge falls", "Post-war bridge falls"),
            ("The Valley Post", "The Valley Post"),
            ("Bridges - The Valley Post", "Bridges - The Valley Post"),
            ("Brückeneinsturz | The Valley Post", "Brückeneinsturz"),
            (
                "Bridge falls: the valley is cut off - cut off are the valley's farms",
                "Bridge falls: the valley is cut off - cut off are the valley's farms",
            ),
        ] {
            assert_eq!(without_outlet(title, &outlets), headline, "{title}");
        }
    }
}
