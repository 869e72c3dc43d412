//! line → the fact that it labels: `BYLINE: Orla Venn`, `HD  Kestrel Valley road opens`.

use std::sync::LazyLock;

use regex::Regex;

/// A fact of a story, whatever its language and database call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Title,
    Byline,
    Section,
    Length,
    Dateline,
    Lead,
    Text,
    Source,
    Date,
    Language,
    Url,
    Id,
    /// When the database took it in, and all that comes after the text.
    Loaded,
    Other,
}

/// The labels of Nexis and ProQuest in lower case, by what they say.
const LABELS: [(Fact, &[&str]); 13] = [
    (Fact::Title, &["headline", "title", "überschrift", "titre", "título", "titel"]),
    (Fact::Byline, &["byline", "author", "autor", "auteur", "autores", "autore"]),
    (Fact::Section, &["section", "rubrik", "rubrique", "sección", "sezione", "column", "column name"]),
    (Fact::Length, &["length", "länge", "longueur", "longitud", "lunghezza", "lengte"]),
    (Fact::Dateline, &["dateline", "datumszeile"]),
    (Fact::Lead, &["highlight", "abstract", "summary"]),
    (Fact::Text, &["full text", "body"]),
    (Fact::Source, &["publication title", "source", "quelle"]),
    (Fact::Date, &["publication date", "pub date"]),
    (Fact::Language, &["language", "sprache", "langue", "idioma", "lingua", "language of publication"]),
    (Fact::Url, &["url", "document url"]),
    (Fact::Id, &["acc-no", "accession number", "proquest document id"]),
    (
        Fact::Loaded,
        &["load-date", "update", "date-chargement", "fecha-de-carga", "aktualisierung", "end of document"],
    ),
];

/// Labels of other facts.
const OTHERS: [&str; 43] = [
    "publication-type",
    "publication type",
    "subject",
    "organization",
    "geographic",
    "person",
    "company",
    "industry",
    "graphic",
    "graphics",
    "notes",
    "correction-date",
    "correction",
    "document-type",
    "document type",
    "journal-code",
    "country",
    "state",
    "city",
    "ticker",
    "type",
    "series",
    "credit",
    "photo",
    "classification",
    "copyright",
    "links",
    "publication info",
    "publication subject",
    "publication year",
    "publisher",
    "place of publication",
    "country of publication",
    "issn",
    "database",
    "last updated",
    "location",
    "people",
    "company / organization",
    "pages",
    "source type",
    "first page",
    "issue",
];

static LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*([\p{L}][\p{L} /-]{1,28}):(?:\s+(.*)|)$").expect("a test reads labels"));

/// The fact that a paragraph labels, its label, and its value.
pub(super) fn fact(paragraph: &str) -> Option<(Fact, &str, &str)> {
    let found = LABEL.captures(paragraph)?;
    let (label, value) = (found.get(1)?.as_str(), found.get(2).map_or("", |value| value.as_str()));
    let lower = label.trim().to_lowercase();
    let known = LABELS.iter().find(|(_, labels)| labels.contains(&lower.as_str())).map(|(fact, _)| *fact);
    let fact = known.or_else(|| OTHERS.contains(&lower.as_str()).then_some(Fact::Other))?;
    Some((fact, label, value.trim()))
}

/// The codes of Factiva and what they say.
const CODES: [(&str, Fact); 30] = [
    ("HD", Fact::Title),
    ("BY", Fact::Byline),
    ("SE", Fact::Section),
    ("CLM", Fact::Section),
    ("WC", Fact::Length),
    ("PD", Fact::Date),
    ("ET", Fact::Other),
    ("SN", Fact::Source),
    ("SC", Fact::Other),
    ("ED", Fact::Other),
    ("PG", Fact::Other),
    ("VOL", Fact::Other),
    ("LA", Fact::Language),
    ("CY", Fact::Other),
    ("LP", Fact::Lead),
    ("TD", Fact::Text),
    ("CR", Fact::Other),
    ("CT", Fact::Other),
    ("RF", Fact::Other),
    ("ART", Fact::Other),
    ("CO", Fact::Other),
    ("IN", Fact::Other),
    ("NS", Fact::Other),
    ("RE", Fact::Other),
    ("IPC", Fact::Other),
    ("IPD", Fact::Other),
    ("PUB", Fact::Other),
    ("DLN", Fact::Dateline),
    ("URL", Fact::Url),
    ("AN", Fact::Id),
];

/// The fact of a code, and what follows it.
pub(super) fn coded(paragraph: &str) -> Option<(Fact, &str, &str)> {
    let (code, value) = paragraph.split_once(' ').unwrap_or((paragraph, ""));
    CODES.iter().find(|(known, _)| *known == code).map(|(code, fact)| (*fact, *code, value.trim()))
}

/// Whether a line is the rule between two stories.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|b| b == b'_')
}

/// Whether a line begins a fact, in whichever way.
pub(super) fn begins_fact(line: &str) -> bool {
    let is_coded = line.split_once("  ").map_or(line, |(code, _)| code).trim_end();
    let is_code = CODES.iter().any(|(code, _)| *code == is_coded) && !line.starts_with(' ');
    is_code || fact(line).is_some() || is_rule(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_several_languages_are_facts() {
        assert_eq!(fact("BYLINE: Anna Example"), Some((Fact::Byline, "BYLINE", "Anna Example")));
        assert_eq!(fact("LÄNGE: 300 Wörter"), Some((Fact::Length, "LÄNGE", "300 Wörter")));
        assert_eq!(fact("Load-Date: May 3, 2019"), Some((Fact::Loaded, "Load-Date", "May 3, 2019")));
        assert_eq!(fact("He said: nothing."), None);
        assert_eq!(coded("HD Bridge falls"), Some((Fact::Title, "HD", "Bridge falls")));
        assert!(begins_fact("TD") && begins_fact("HD  Bridge falls") && !begins_fact("IN the end, it fell."));
    }
}
