//! Which outlets and addresses a filter stands for. What is compared has the form of keywords.

use crate::analysis::keyword;

/// What a filter asks for in the form of keywords, with its `=`.
pub(crate) fn asked_keyword(value: &str) -> String {
    match value.strip_prefix('=') {
        Some(whole) => format!("={}", keyword(whole)),
        None => keyword(value),
    }
}

/// Whether an outlet is asked for: its words in a row are among those of the outlet; after `=` it is the whole outlet.
pub(crate) fn is_outlet(outlet: &str, asked: &str) -> bool {
    let undivided = |text: &str| text.replace(|c: char| !c.is_alphanumeric() && c != ' ', "");
    let is_whole = |asked| undivided(outlet) == undivided(asked);
    if let Some(whole) = asked.strip_prefix('=') {
        return is_whole(whole);
    }
    let words = |text| -> Vec<&str> {
        str::split(text, |c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect()
    };
    let wanted = words(asked);
    if wanted.is_empty() {
        return false;
    }
    words(outlet).windows(wanted.len()).any(|part| part == wanted) || is_whole(asked)
}

/// How ä, ö, ø, ü and å are written where a keyboard lacks them.
const WRITTEN_OUT: [(&str, &str); 4] = [("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")];

/// Whether a writer is asked for: as with outlets, and `Mueller` is Müller.
pub(crate) fn is_writer(byline: &str, asked: &str) -> bool {
    let plain =
        |text: &str| WRITTEN_OUT.iter().fold(text.to_owned(), |text, (long, short)| text.replace(long, short));
    is_outlet(byline, asked) || is_outlet(&plain(byline), &plain(asked))
}

/// The ways to write the address of a page, where one is asked for: with and without `www.`, `https:` and the last `/`. Nothing for a
/// host, whose pages are asked for.
pub(crate) fn ways_to_write(asked: &str) -> Option<Vec<String>> {
    let (_, rest) = asked.split_once("://")?;
    let page = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    if !page.contains(['/', '?', '#']) {
        return None;
    }
    let schemes = ["http://", "https://", "http://www.", "https://www."];
    Some(schemes.iter().flat_map(|scheme| ["", "/"].map(|end| format!("{scheme}{page}{end}"))).collect())
}

/// Whether an address is asked for: it is the same, or its host is the one asked for or a part of it (`news.bbc.com` of
/// `bbc.com`), and its path begins with the path asked for.
pub(crate) fn is_address(address: &str, asked: &str) -> bool {
    if address == asked || ways_to_write(asked).is_some_and(|ways| ways.iter().any(|way| way == address)) {
        return true;
    }
    let asked = bare_address(asked);
    let scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = scheme.find(['/', '?', '#', ':']).unwrap_or(scheme.len());
    let asked_host = asked.find(['/', '?', '#', ':']).unwrap_or(asked.len());
    let Some(before) = scheme[..host].strip_suffix(&asked[..asked_host]) else { return false };
    let rest = scheme[host..].strip_prefix(&asked[asked_host..]);
    let is_path = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?', '#', ':']);
    asked_host > 0 && (before.is_empty() || before.ends_with('.')) && rest.is_some_and(is_path)
}

fn bare_address(asked: &str) -> &str {
    let asked = asked.split_once("://").map_or(asked, |(_, host)| host);
    let asked = asked.strip_prefix("*.").unwrap_or(asked);
    asked.strip_prefix("www.").unwrap_or(asked).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_found_by_its_words_and_an_address_by_its_host() {
        let outlets = [
            ("the guardian", "guardian", true),
            ("afp/reuters", "reuters", true),
            ("the northern ledger", "northern ledger", true),
            ("the northern ledger", "ledger northern", false),
            ("guardians", "guardian", false),
            ("the guardian", "=guardian", false),
            ("guardian", "=guardian", true),
            ("j.p. morgan", "jp morgan", true),
            ("a", "", false),
        ];
        for (outlet, asked, expected) in outlets {
            assert_eq!(is_outlet(outlet, asked), expected, "{outlet} {asked}");
        }
        for (byline, asked) in [("jan muller", "mueller"), ("jan mueller", "muller"), ("bo sørensen", "sørensen")]
        {
            assert!(is_writer(byline, asked), "{byline} {asked}");
        }
        assert!(!is_writer("jan miller", "mueller"));
        let addresses = [
            ("https://www.a.example/b/c", "a.example", true),
            ("http://a.example", "www.a.example/", true),
            ("https://a.example/b/c", "a.example/b", true),
            ("https://a.example/bc", "a.example/b", false),
            ("https://aa.example/", "a.example", false),
            ("https://news.a.example/b", "a.example", true),
            ("https://news.a.example:8080/b", "www.a.example", true),
            ("https://news.a.example/b/c", "a.example/b", true),
            ("https://news.a.example/c", "a.example/b", false),
            ("https://b.example/a.example", "a.example", false),
            ("https://a.example", "news.a.example", false),
            ("https://a.example/b", "/b", false),
            ("https://a.example/b", "https://a.example/b/", true),
            ("https://a.example/b", "https://a.example", true),
            ("http://www.a.example/b/", "https://a.example/b", true),
            ("https://a.example/bc", "https://a.example/b", false),
            ("https://news.a.example/b", "*.a.example", true),
        ];
        for (address, asked, expected) in addresses {
            assert_eq!(is_address(address, asked), expected, "{address} {asked}");
        }
    }
}
