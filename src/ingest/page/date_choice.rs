//! The facts and parts of a page → its date of publication, and the dates that lost.
//!
//! **The rule.** What is said to be the day of publication goes before what is only some day, data goes before the page,
//! the page before its address, and the day of a change comes last:
//!
//! 1. `datePublished` of the article's JSON-LD;
//! 2. a `<meta>` of publication (`article:published_time` and its like);
//! 3. `datePublished` of microdata; a `<time>` that says `published`;
//! 4. a line near the headline that says so ("Published 3 May 2019");
//! 5. `datePublished` of the JSON-LD of the page that the article stands on;
//! 6. the first `<time>`, or element that its author named for a date; a line near the headline that is nothing but one;
//! 7. a `<meta>` of creation or of no more than a `date`, which may be that of the visit; it goes before 6, if that is more than a
//!    month later;
//! 8. the day in the page's address (`/2019/05/03/`), then one between signs in the title of its window;
//! 9. the day of a change, with a warning.
//!
//! Four things are put right by the others: a month or year of data, as of a printed issue, gives way to a whole day of data;
//! where 1 to 3 name different days, the one that the page shows (4, 6) or has in
//! its address is taken; a stamp in universal time has its day where the reader was, if the page or its
//! address names the day beside it (`2019-05-03T22:30Z` on a page that says 4 May); and where a date leaves days open (a
//! month, or `03/04/2019`), a lower one that names one of those days says which; if none does, the region, the language or the
//! address says whether the day or the month comes first. What loses stays visible: it is a block that was left out, and
//! `search read --why` names where it stands. The day of a change is a fact of its own beside the day of publication. A file's own
//! time is never a date of publication.

use jiff::ToSpan;
use serde_json::{Map, Value};

use super::captures;
use super::dom::Part;
use super::metadata::{Facts, NAMES, plain};
use super::window::signs;
use crate::article::{Block, BlockKind, Day, Decision, Precision, PublishedDate, Said};
use crate::ingest::facts::date::{self, DateLabel, DayOrder};

/// How many parts above and below the headline may hold its date.
const REACH: usize = 20;

/// A date of a page: where it was found, by descending rank.
#[derive(Clone, Debug)]
struct Candidate {
    date: PublishedDate,
    /// As it stands there.
    text: String,
    origin: &'static str,
    /// The same more exactly.
    place: String,
    changed: bool,
}

/// The date of a page, what the reader is shown of the others, and warnings.
#[derive(Debug, Default)]
pub(super) struct When {
    pub(super) date: Option<PublishedDate>,
    /// The day of a change.
    pub(super) updated: Option<PublishedDate>,
    pub(super) decisions: Vec<Decision>,
    pub(super) lost: Vec<Block>,
    pub(super) warnings: Vec<String>,
}

/// Decides the date of publication; `near` is the part with the headline, or the first of the body.
pub(super) fn when((facts, language): (&Facts, &str), parts: &[Part], near: usize) -> When {
    let candidates = candidates(facts, parts, near);
    let mut when = When::default();
    let best = shown_of_data(&candidates).or_else(|| day_of_data(&candidates)).or(candidates.first());
    let Some(first) = best else { return when };
    let order = DayOrder::of(Some(language), facts.url.as_deref());
    let date = put_right(first, &candidates, order);
    if first.changed {
        when.warnings.push(format!("no date of publication: the page was changed on {date}, which stands for it"));
    }
    if date::is_open(date) {
        when.warnings.push(date::open_message(date));
    }
    let mut told = vec![date];
    let mut from = first.place.clone();
    if date != first.date {
        from = format!("{from} (`{}`), put right by what the page shows or has in its address", first.text.trim());
    }
    let said = |c: &Candidate| Said::of(c.date.to_string(), c.place.as_str());
    let others = candidates.iter().filter(|c| !c.changed).map(said);
    let dates = [Said::of(date.to_string(), from)].into_iter().chain(others);
    when.decisions.extend(Decision::among("date", dates));
    when.decisions.extend(Decision::among("updated", candidates.iter().filter(|c| c.changed).map(said)));
    when.updated = candidates.iter().find(|c| c.changed).map(|c| order.settle(c.date, &c.text));
    for lost in candidates.iter().filter(|c| c.date != date && !c.changed) {
        if !told.contains(&lost.date) {
            told.push(lost.date);
            let mut block = Block::new(BlockKind::Paragraph, lost.text.trim());
            block.left_out = Some(format!("another date: {}", lost.origin));
            when.lost.push(block);
        }
    }
    when.date = Some(date);
    when
}

/// The dates of a page, the best first.
fn candidates(facts: &Facts, parts: &[Part], near: usize) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut add = |said: Option<(String, String)>, origin| {
        if let Some((place, text)) = said
            && let Some(date) = date::parse_stamp(&text)
            && !captures::is_stamp(&text, facts.captured)
        {
            found.push(Candidate { date, text, origin, place, changed: origin == CHANGE });
        }
    };
    let of = |object: &Map<String, Value>, name: &str| {
        object.get(name).and_then(plain).map(|text| (format!("JSON-LD {name}"), text))
    };
    let meta = |names| facts.meta_named(names).map(|(name, text)| (format!("meta {name}"), text.to_owned()));
    let item = |names| facts.item(names).map(|text| ("microdata".to_owned(), text.to_owned()));
    let lines = lines(parts, near);
    let line = |label| {
        let line = lines.iter().find(|(_, _, l)| *l == label);
        line.map(|(text, _, _)| ("a line of the page".to_owned(), (*text).to_owned()))
    };
    let time =
        |time: Option<&(String, bool)>| time.map(|(text, _)| ("a time of the page".to_owned(), text.clone()));
    let address = facts.url.as_deref().and_then(in_address).map(|day| ("the URL".to_owned(), day.to_string()));

    add(of(&facts.article, "datePublished"), "the article's data");
    for name in &NAMES.published {
        add(meta(std::slice::from_ref(name)), "the page's data");
    }
    add(item(&NAMES.published), "the page's data");
    add(time(facts.times.iter().find(|time| time.1)), "a time of the page");
    add(line(DateLabel::Published), "a line of the page");
    add(of(&facts.page, "datePublished"), "the page's data");
    let created = [of(&facts.article, "dateCreated"), meta(&NAMES.created), item(&NAMES.created)];
    let day = |said: &(String, String)| date::parse_stamp(&said.1).map(|date| date.earliest);
    let first = created.iter().flatten().find_map(day);
    // A page that is looked at a month after it was made may show the day of that.
    let is_visit = |said: &(String, String)| {
        let month = first.and_then(|day| day.date().checked_add(MAX_DAYS_LATER.days()).ok());
        month.is_some_and(|month| day(said).is_some_and(|day| day > Day::of(month)))
    };
    let bare = [(time(facts.times.first()), "a time of the page"), (line(DateLabel::None), "a line of the page")];
    let (late, shown): (Vec<_>, Vec<_>) =
        bare.into_iter().partition(|(said, _)| said.as_ref().is_some_and(is_visit));
    shown.into_iter().for_each(|(said, origin)| add(said, origin));
    created.into_iter().for_each(|said| add(said, "the day of creation"));
    late.into_iter().for_each(|(said, origin)| add(said, origin));
    add(address, "the page's address");
    let heading = parts.get(near).map(|part| part.text.as_str()).unwrap_or_default();
    add(in_window(&facts.window, heading), "the title of the window");
    add(of(&facts.article, "dateModified"), CHANGE);
    add(meta(&NAMES.modified), CHANGE);
    add(item(&NAMES.modified), CHANGE);
    add(line(DateLabel::Updated), CHANGE);
    for part in parts_near(parts, near) {
        let changed = date::change_in_line(&part.text);
        add(changed.map(|(_, text)| ("a line of the page".to_owned(), text.to_owned())), CHANGE);
    }
    add(of(&facts.page, "dateModified"), CHANGE);
    found
}

/// A date that says nothing of itself, and is so many days later than the page's data, is that of the visit.
const MAX_DAYS_LATER: i64 = 31;

/// The origin of the day of a change.
const CHANGE: &str = "the day of a change";

/// The lines near the headline that are dates, the nearest first.
fn lines(parts: &[Part], near: usize) -> Vec<(&str, PublishedDate, DateLabel)> {
    let dated = |part: &'_ Part| date::date_line(&part.text);
    let lines = parts_near(parts, near).into_iter().filter_map(|part| Some((part, dated(part)?)));
    lines.map(|(part, (date, label))| (date::date_text(&part.text), date, label)).collect()
}

/// The parts that may hold the date, the nearest to the headline first.
fn parts_near(parts: &[Part], near: usize) -> Vec<&Part> {
    let around = near.saturating_sub(REACH)..(near + REACH).min(parts.len());
    let is_other = |i: &usize| {
        let place = parts[*i].place;
        place.comments || place.menu || place.footer || place.quote || place.card
    };
    let mut found: Vec<usize> = around.filter(|i| !is_other(i)).collect();
    found.sort_by_key(|i| i.abs_diff(near));
    found.into_iter().map(|i| &parts[i]).collect()
}

/// What the page shows, or has in its address, as opposed to its data.
const SHOWN: [&str; 3] = ["a line of the page", "a time of the page", "the page's address"];

/// A date between the signs of a window's title, the last first, or what it has after the heading.
fn in_window(window: &str, heading: &str) -> Option<(String, String)> {
    // "14. - 20. January" is a week.
    let is_range = |at: &usize| !window[..*at].trim_end().ends_with(char::is_alphabetic);
    let starts = signs(window).filter(|(at, _)| !is_range(at)).map(|(at, sign)| at + sign.len());
    let dated = |from: usize| {
        let rest = &window[from..];
        let segment = signs(rest).next().map_or(rest, |(at, _)| &rest[..at]).trim();
        date::date_line(segment).map(|_| segment.to_owned())
    };
    let after = || {
        let rest = window.strip_prefix(heading).filter(|_| !heading.is_empty())?;
        let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')'));
        date::date_line(rest).map(|_| rest.to_owned())
    };
    let text = starts.rev().find_map(dated).or_else(after)?;
    Some(("the title of the window".to_owned(), text))
}

/// A whole day of data, where the best of it names no more than a month or a year: that of a printed issue.
fn day_of_data(candidates: &[Candidate]) -> Option<&Candidate> {
    let is_data = |c: &&Candidate| DATA.contains(&c.origin);
    let first = candidates.first().filter(is_data).filter(|c| c.date.precision != Precision::Day)?;
    let is_day = |c: &&Candidate| is_data(c) && c.date.precision == Precision::Day;
    candidates.iter().find(is_day).filter(|_| !date::is_open(first.date))
}

/// Where data gives dates that are not those of a change.
const DATA: [&str; 3] = ["the article's data", "the page's data", "the day of creation"];

/// Of data that names different days, the one that the page shows.
fn shown_of_data(candidates: &[Candidate]) -> Option<&Candidate> {
    let is_data = |c: &&Candidate| matches!(c.origin, "the article's data" | "the page's data");
    let shown = |c: &&Candidate| candidates.iter().any(|s| SHOWN.contains(&s.origin) && s.date == c.date);
    candidates.iter().take_while(is_data).find(shown)
}

/// The day that the others make of the best date.
fn put_right(best: &Candidate, others: &[Candidate], order: DayOrder) -> PublishedDate {
    let days =
        others.iter().filter(|c| !c.changed && c.date.precision == Precision::Day).map(|c| (c, c.date.earliest));
    let best_day = best.date.earliest;
    if best.date.precision == Precision::Day {
        let mut beside =
            days.filter(|(c, _)| SHOWN.contains(&c.origin) && !is_universal(&c.text)).map(|(_, day)| day);
        return match beside.next() {
            Some(day) if is_universal(&best.text) && is_local_day(&best.text, best_day, day) => {
                PublishedDate::day(day)
            }
            _ => best.date,
        };
    }
    let two = date::is_open(best.date);
    let open = |day: &Day| match two {
        true => *day == best.date.earliest || *day == best.date.latest,
        false => (best.date.earliest..=best.date.latest).contains(day),
    };
    let mut days = days.map(|(_, day)| day);
    if let Some(day) = days.find(open) {
        return PublishedDate::day(day);
    }
    order.settle(best.date, &best.text)
}

/// Whether a stamp has a time in universal time.
fn is_universal(stamp: &str) -> bool {
    let stamp = stamp.trim();
    let clock = stamp.contains(':');
    clock && ["Z", "+00:00", "+0000", "+00", "GMT", "UTC"].iter().any(|end| stamp.ends_with(end))
}

/// Whether the moment of a stamp in universal time falls on this day somewhere: from twelve hours behind to fourteen ahead.
fn is_local_day(stamp: &str, day: Day, local: Day) -> bool {
    let hour = stamp.split([':', 'T', ' ']).filter(|p| p.len() == 2).find_map(|p| p.parse::<u8>().ok());
    match hour {
        Some(hour) if day.date().tomorrow().is_ok_and(|d| d == local.date()) => hour >= 10,
        Some(hour) if day.date().yesterday().is_ok_and(|d| d == local.date()) => hour < 12,
        _ => false,
    }
}

/// The day in an address: `/2019/05/03/`, `/2019-05-03-`, `/20190503/`.
fn in_address(url: &str) -> Option<Day> {
    let path = url.split_once("://")?.1.split_once('/')?.1.split(['?', '#']).next()?;
    let numbers: Vec<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let number = |text: &str, digits: usize| -> Option<i16> {
        (text.len() <= digits && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let date = |y: i16, m: i16, d: i16| {
        let day = Day::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?)?;
        (1990..=2099).contains(&y).then_some(day)
    };
    let month = |text: &str| -> Option<i16> {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let named =
            names.iter().zip(1..).find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, number)| number);
        named.or_else(|| number(text, 2))
    };
    let parted = numbers.windows(3).find_map(|w| {
        if w[0].len() != 4 {
            return None;
        }
        date(number(w[0], 4)?, month(w[1])?, number(w[2], 2)?)
    });
    parted.or_else(|| {
        numbers
            .iter()
            .filter(|n| n.len() == 8 && n.is_ascii())
            .find_map(|n| date(number(&n[..4], 4)?, number(&n[4..6], 2)?, number(&n[6..], 2)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_days() {
        for (url, day) in [
            ("https://valley.example/2019/05/03/bridge", Some("2019-05-03")),
            ("https://valley.example/news/2019-5-3-bridge.html", Some("2019-05-03")),
            ("https://valley.example/20190503/bridge", Some("2019-05-03")),
            ("https://valley.example/2019/may/03/bridge", Some("2019-05-03")),
            ("https://valley.example/2019/13/03/bridge", None),
            ("https://valley.example/bridge-20190533", None),
            ("https://valley.example/12345678", None),
            ("https://valley.example", None),
        ] {
            assert_eq!(in_address(url).map(|d| d.to_string()).as_deref(), day, "{url}");
        }
    }

    fn candidate(text: &str, origin: &'static str) -> Candidate {
        let date = date::parse_stamp(text).unwrap();
        Candidate { date, text: text.into(), origin, place: origin.into(), changed: false }
    }

    #[test]
    fn others_put_a_date_right() {
        for (best, other, day) in [
            ("2019-05-03T22:30:00Z", "4 May 2019", "2019-05-04"),
            ("2019-05-03T02:30:00Z", "4 May 2019", "2019-05-03"),
            ("2019-05-03T02:30:00Z", "2 May 2019", "2019-05-02"),
            ("2019-05-03T22:30:00+02:00", "4 May 2019", "2019-05-03"),
            ("03/04/2019", "3 April 2019", "2019-04-03"),
            ("03/04/2019", "30 March 2019", "2019"),
            ("2019-05", "17 May 2019", "2019-05-17"),
        ] {
            let others = [candidate(other, "a line of the page")];
            assert_eq!(
                put_right(&candidate(best, "the page's data"), &others, DayOrder::Unknown).to_string(),
                day,
                "{best} {other}"
            );
        }
    }
}
