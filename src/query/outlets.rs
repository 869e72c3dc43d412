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

/// What may stand before the host of an address.
const LEADS: [&str; 5] = ["", "https://", "http://", "https://www.", "http://www."];

/// What an address may begin with that is asked for by its host or its beginning; a whole address alone.
pub(crate) fn address_beginnings(asked: &str) -> Vec<String> {
    if asked.contains("://") {
        return vec![asked.to_owned()];
    }
    let bare = bare_address(asked);
    LEADS.iter().map(|lead| format!("{lead}{bare}")).collect()
}

/// Whether an address is asked for: it is the same, or begins with the host and the path that are.
pub(crate) fn is_address(address: &str, asked: &str) -> bool {
    if asked.contains("://") {
        return address.trim_end_matches('/') == asked.trim_end_matches('/');
    }
    let asked = bare_address(asked);
    let scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = scheme.strip_prefix("www.").unwrap_or(scheme).strip_prefix(asked);
    !asked.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', ':']))
}

fn bare_address(asked: &str) -> &str {
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
        let addresses = [
            ("https://www.a.example/b/c", "a.example", true),
            ("http://a.example", "www.a.example/", true),
            ("https://a.example/b/c", "a.example/b", true),
            ("https://a.example/bc", "a.example/b", false),
            ("https://aa.example/", "a.example", false),
            ("https://a.example/b", "https://a.example/b/", true),
            ("https://a.example/b", "https://a.example", false),
        ];
        for (address, asked, expected) in addresses {
            assert_eq!(is_address(address, asked), expected, "{address} {asked}");
            let begins = address_beginnings(asked).iter().any(|b| address.starts_with(b.trim_end_matches('/')));
            assert!(begins || !expected, "{address} {asked}");
        }
    }
}
