//! A page that a web archive captured → what is of the page and what of the archive: its address, its outlet, the day of the capture.

use super::metadata::{Facts, NAMES};
use crate::article::Day;
use crate::ingest::facts::date;

/// The hosts of archives of single pages.
const ARCHIVES: [&str; 10] = [
    "web.archive.org",
    "archive.org",
    "archive.today",
    "archive.ph",
    "archive.is",
    "archive.li",
    "archive.vn",
    "archive.fo",
    "archive.md",
    "wayback.archive-it.org",
];

/// What the Wayback Machine writes around what it shows of its own.
const TOOLBAR: [&str; 2] = ["<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"];

fn host(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// Whether an address, or a host, is that of such an archive.
fn is_archive(address: &str) -> bool {
    let host = host(address).unwrap_or(address).to_ascii_lowercase();
    ARCHIVES.contains(&host.as_str())
}

fn is_wayback(address: &str) -> bool {
    host(address).is_some_and(|host| host.contains("archive.org") || host.contains("archive-it.org"))
}

/// Whether a line is what an archive says of its capture: its day, with the hour in Greenwich.
pub(super) fn is_stamp(line: &str, day: Option<Day>) -> bool {
    line.trim_end().ends_with("UTC") && date::parse_stamp(line).is_some_and(|date| Some(date.earliest) == day)
}

/// The address of the page that an archive's address shows, and the day on which it was captured:
/// `https://web.archive.org/web/20240303032543/https://courier.example/a`.
pub(super) fn original(address: &str) -> Option<(Option<Day>, &str)> {
    let path = address.split_once("://").filter(|_| is_archive(address))?.1;
    let at = path.find("/http").map(|at| at + 1)?;
    let (before, page) = path.split_at(at);
    let stamp = before.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let digits: String = stamp.chars().filter(char::is_ascii_digit).take(8).collect();
    let day = date::parse_stamp(&digits).filter(|_| digits.len() == 8).map(|date| date.earliest);
    page.contains("://").then_some((day, page))
}

/// The page without what the archive shows of its own.
pub(super) fn without_toolbar(html: &str) -> Option<String> {
    let start = html.find(TOOLBAR[0])?;
    let end = start + html[start..].find(TOOLBAR[1])? + TOOLBAR[1].len();
    Some([&html[..start], &html[end..]].concat())
}

/// Puts the page's own address in the place of the archive's, and takes out what the archive says of itself.
pub(super) fn take_apart(facts: &mut Facts) {
    let addresses: Vec<String> = facts.url.iter().chain(&facts.bookmarks).cloned().collect();
    let Some((day, page)) = addresses.iter().find_map(|address| original(address)) else { return };
    facts.url = Some(page.to_owned());
    // The Wayback Machine leaves a page's data as they are; the others write the day of the capture over that of publication.
    let is_rewritten = addresses.iter().any(|address| is_archive(address) && !is_wayback(address));
    facts.meta.retain(|(name, value)| {
        let is_site = NAMES.site.contains(name) || NAMES.url.contains(name);
        let is_time = [&NAMES.published, &NAMES.created, &NAMES.modified].iter().any(|names| names.contains(name));
        let is_capture = || date::parse_stamp(value).is_some_and(|date| Some(date.earliest) == day);
        !(is_site && is_archive(value) || is_rewritten && is_time && is_capture())
    });
    facts.captured = day;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_capture_holds_that_of_the_page() {
        for (address, page, day) in [
            (
                "https://web.archive.org/web/20240303032543/https://valley.example/a",
                Some("https://valley.example/a"),
                Some("2024-03-03"),
            ),
            (
                "http://web.archive.org/web/20190502id_/http://valley.example/",
                Some("http://valley.example/"),
                Some("2019-05-02"),
            ),
            (
                "https://archive.ph/2024.03.03-032543/https://valley.example/a",
                Some("https://valley.example/a"),
                Some("2024-03-03"),
            ),
            ("https://archive.is/AbCdE", None, None),
            ("https://valley.example/web/20240303/https://other.example", None, None),
        ] {
            let found = original(address);
            assert_eq!(found.map(|(_, page)| page), page, "{address}");
            assert_eq!(found.and_then(|(day, _)| day).map(|day| day.to_string()).as_deref(), day, "{address}");
        }
    }
}
