//! The names of the months of the common calendar in the languages of the press: the list is `months.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static MONTHS: LazyLock<BTreeMap<String, Vec<String>>> =
    LazyLock::new(|| toml::from_str(include_str!("months.toml")).expect("a test reads the names of the months"));

/// Every name of a month, in lower case, with the number of the month from 1.
pub(crate) fn month_names() -> impl Iterator<Item = (&'static str, i8)> {
    let numbered = MONTHS.values().flat_map(|months| months.iter().zip(1..));
    numbered
        .flat_map(|(names, month)| names.split('|').filter(|name| !name.is_empty()).map(move |name| (name, month)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_months() {
        for (language, months) in MONTHS.iter() {
            assert_eq!(months.len(), 12, "{language}");
        }
        assert!(month_names().any(|name| name == ("juli", 7)));
    }
}
