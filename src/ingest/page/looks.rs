//! An element's style and names → what it is for: hidden, kept from those who have not paid, a box for consent.

use dom_query::Element;

use super::gates::GATED;

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

/// The attributes of an element that say what it is for.
#[derive(Default)]
pub(super) struct Looks<'a> {
    class: Option<&'a str>,
    id: Option<&'a str>,
    style: Option<&'a str>,
    pub(super) role: Option<&'a str>,
    /// Whether it has the attribute `hidden`.
    hidden: bool,
    /// Whether the page's data names it as kept from those who have not paid.
    gated: bool,
}

impl<'a> Looks<'a> {
    pub(super) fn of(element: &'a Element) -> Self {
        let mut looks = Self::default();
        for attribute in &element.attrs {
            let value = Some(&*attribute.value);
            match &*attribute.name.local {
                "class" => looks.class = value,
                "id" => looks.id = value,
                "style" => looks.style = value,
                "role" => looks.role = value,
                "hidden" => looks.hidden = true,
                GATED => looks.gated = true,
                _ => {}
            }
        }
        looks
    }

    /// What its author calls it.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.class.into_iter().chain(self.id)
    }

    /// Whether one of the words in its names is among these.
    fn has_name(&self, words: &[&str]) -> bool {
        let mut names = self.names().flat_map(|names| names.split([' ', '-', '_', '\t', '\n']));
        names.any(|name| words.iter().any(|word| name.eq_ignore_ascii_case(word)))
    }

    /// Whether it is not shown.
    pub(super) fn is_hidden(&self) -> bool {
        self.hidden || self.style.is_some_and(hides)
    }

    /// Whether what is in it is kept from readers who have not paid.
    pub(super) fn is_gate(&self) -> bool {
        self.gated || self.has_name(&GATES)
    }

    /// Whether it asks for consent to cookies.
    pub(super) fn asks_for_consent(&self) -> bool {
        self.has_name(&CONSENT)
    }
}

fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}
