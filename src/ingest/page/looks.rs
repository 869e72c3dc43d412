//! An element's style and names → what it is for: hidden, kept from those who have not paid, a box for consent.

use dom_query::NodeRef;

/// The names of what is kept from readers who have not paid, and of the boxes that ask for consent.
const GATES: [&str; 7] = ["paywall", "paywalled", "premium", "subscriber", "subscribers", "metered", "gated"];
const CONSENT: [&str; 10] = [
    "onetrust",
    "cookiebot",
    "cybotcookiebotdialog",
    "didomi",
    "usercentrics",
    "cookieconsent",
    "optanon",
    "consent",
    "gdpr",
    "cmpbox",
];

/// Whether one of the words in an element's names is among these.
fn has_name(node: &NodeRef<'_>, words: &[&str]) -> bool {
    let both = [node.attr("class"), node.attr("id")];
    let names = both.iter().flatten().flat_map(|names| names.split([' ', '-', '_', '\t', '\n']));
    names.into_iter().any(|name| words.iter().any(|word| name.eq_ignore_ascii_case(word)))
}

/// Whether an element is not shown.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    node.has_attr("hidden") || node.attr("style").is_some_and(|style| hides(&style))
}

/// Whether what is in it is kept from readers who have not paid.
pub(super) fn is_gate(node: &NodeRef<'_>) -> bool {
    has_name(node, &GATES)
}

/// Whether it asks for consent to cookies.
pub(super) fn asks_for_consent(node: &NodeRef<'_>) -> bool {
    has_name(node, &CONSENT)
}

fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}
