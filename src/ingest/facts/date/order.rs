//! language, region and address → whether `03/04/2019` is a day of April or of March.

use crate::article::{Day, Precision, PublishedDate};

/// What comes first in a date of three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum DayOrder {
    /// The day, as in most of the world.
    DayFirst,
    /// The month, as in the United States.
    MonthFirst,
    /// Nobody says.
    Unknown,
}

/// The regions that put the month first (CLDR, short date formats), and the one that does both.
const MONTH_FIRST: [&str; 11] = ["us", "ph", "fm", "pw", "mh", "as", "gu", "mp", "pr", "vi", "um"];
const BOTH: &str = "ca";

/// Domains of countries that are used all over the world, and say nothing of a region.
const WORLDWIDE: [&str; 14] = ["ai", "am", "cc", "co", "fm", "gg", "io", "is", "la", "me", "ly", "to", "tv", "ws"];

/// Domains of institutions of the United States.
const AMERICAN: [&str; 3] = ["gov", "mil", "edu"];

impl DayOrder {
    /// The order of a text in a language, as data names it (`en`, `en-GB`, `pt_BR`), from an address: the region of the language says
    /// it, or the language itself where it is not English, or the country of the address.
    pub(in crate::ingest) fn of(language: Option<&str>, address: Option<&str>) -> Self {
        let tags = language.unwrap_or_default().to_lowercase();
        let mut tags = tags.split(['-', '_', ' ', ',']);
        let primary = tags.next().unwrap_or_default();
        let region = tags.find(|tag| tag.len() == 2 && tag.bytes().all(|b| b.is_ascii_lowercase()));
        let of_address = || address.map_or(Self::Unknown, Self::of_address);
        match (primary, region) {
            ("en" | "eng" | "english" | "" | "und", Some(region)) => Self::of_region(region),
            ("en" | "eng" | "english" | "" | "und", None) => of_address(),
            // Spanish, Chamorro and Filipino are written there too.
            (_, Some(region)) if MONTH_FIRST.contains(&region) => Self::Unknown,
            ("tl" | "fil", _) => Self::MonthFirst,
            _ => Self::DayFirst,
        }
    }

    fn of_region(region: &str) -> Self {
        match region {
            region if MONTH_FIRST.contains(&region) => Self::MonthFirst,
            BOTH => Self::Unknown,
            _ => Self::DayFirst,
        }
    }

    /// The order in the country of an address, or of a host.
    fn of_address(address: &str) -> Self {
        let host = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_end_matches('.').to_lowercase();
        let Some((_, domain)) = host.rsplit_once('.') else { return Self::Unknown };
        match domain {
            domain if AMERICAN.contains(&domain) => Self::MonthFirst,
            domain if domain.len() != 2 || WORLDWIDE.contains(&domain) => Self::Unknown,
            "uk" => Self::DayFirst,
            domain => Self::of_region(domain),
        }
    }

    /// The order that a date of three numbers has, where it can have one alone.
    pub(in crate::ingest) fn of_date(text: &str) -> Option<Self> {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let [first, second, year] = [numbers.next()?, numbers.next()?, numbers.next()?];
        let (first, second): (u8, u8) = (first.parse().ok()?, second.parse().ok()?);
        let is_slashed = text.trim().bytes().filter(|b| matches!(b, b'/' | b'-')).count() == 2 && year.len() == 4;
        match (first, second) {
            _ if !is_slashed => None,
            (13..=31, 1..=12) => Some(Self::DayFirst),
            (1..=12, 13..=31) => Some(Self::MonthFirst),
            _ => None,
        }
    }

    /// The one day of a date of two readings, where the order is known; any other date as it is.
    pub(in crate::ingest) fn settle(self, date: PublishedDate, text: &str) -> PublishedDate {
        if !is_open(date) || self == Self::Unknown {
            return date;
        }
        let number = |text: &str| text.parse::<i8>().ok();
        let digits = |c: char| super::tokens::digit(c).and_then(|digit| char::from_digit(digit, 10));
        let ascii: String = text.chars().map(|c| digits(c).unwrap_or(c)).collect();
        let first = ascii.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() <= 2).find_map(number);
        let is_first = |day: Day| first == Some(if self == Self::DayFirst { day.day() } else { day.month() });
        PublishedDate::day(if is_first(date.earliest) { date.earliest } else { date.latest })
    }
}

/// Whether a date of three numbers can be two days.
pub(in crate::ingest) fn is_open(date: PublishedDate) -> bool {
    date.precision == Precision::Year && date.latest != date.earliest.last_of_year()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::facts::date::parse_stamp;

    #[test]
    fn the_order_is_that_of_the_region_the_language_or_the_address() {
        use DayOrder::{DayFirst, MonthFirst, Unknown};
        for (language, address, order) in [
            (Some("en-GB"), None, DayFirst),
            (Some("en_US"), Some("https://courier.example.uk/a"), MonthFirst),
            (Some("en"), Some("https://www.courier.co.uk/a"), DayFirst),
            (Some("en"), Some("courier.ph"), MonthFirst),
            (Some("en"), Some("https://courier.example/a"), Unknown),
            (Some("en"), Some("https://courier.tv/a"), Unknown),
            (Some("en-CA"), None, Unknown),
            (Some("de"), None, DayFirst),
            (Some("zh-Hans-US"), None, Unknown),
            (Some("fil"), None, MonthFirst),
            (None, Some("https://courier.fr:8080/a"), DayFirst),
            (None, None, Unknown),
        ] {
            assert_eq!(DayOrder::of(language, address), order, "{language:?} {address:?}");
        }
    }

    #[test]
    fn an_order_settles_which_of_two_days_it_is() {
        let day = |order: DayOrder, text: &str| order.settle(parse_stamp(text).unwrap(), text).to_string();
        for text in ["03/04/2019", "Published: 03-04-2019 10:30", "٠٣/٠٤/٢٠١٩"] {
            assert_eq!(day(DayOrder::DayFirst, text), "2019-04-03", "{text}");
            assert_eq!(day(DayOrder::MonthFirst, text), "2019-03-04", "{text}");
            assert_eq!(day(DayOrder::Unknown, text), "2019", "{text}");
        }
        assert_eq!(day(DayOrder::MonthFirst, "25/04/2019"), "2019-04-25");
        assert_eq!(DayOrder::of_date("25/04/2019"), Some(DayOrder::DayFirst));
        assert_eq!(DayOrder::of_date("04-25-2019"), Some(DayOrder::MonthFirst));
        assert_eq!(DayOrder::of_date("2019-04-25"), None);
    }
}
