//! Countries, regions and great cities.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline::names::known::places::with_capitals;
use dateline::names::known::table::TableWriter;
use serde_json::Value;

use super::{Folder, Result};

const HEAD: &str = "\
Countries, regions and great cities with their forms, as `known_names` in bench/ wrote them; how it is laid out: known/table.rs.
Source: Unicode CLDR 48.2, territories, subdivisions and time zones. Copyright 2004-2025 Unicode, Inc. Unicode License v3.
Source: Natural Earth 5.1, 1:50m populated places. Public domain.
";

/// The languages whose forms are taken.
const LANGUAGES: [&str; 38] = [
    "ar", "be", "bg", "bs", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "mk", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sr-Latn", "sv", "th", "tr",
    "uk", "vi", "zh",
];

/// The countries whose parts are taken; those of others are little known, or named after points of the compass.
const DIVIDED: [&str; 30] = [
    "ae", "af", "au", "br", "ca", "cn", "de", "es", "fr", "gb", "id", "in", "iq", "ir", "it", "jp", "lb", "ly",
    "mx", "ng", "pk", "pl", "ru", "sa", "sd", "sy", "tr", "ua", "us", "ye",
];

/// A part of a country counts if at least so many of the languages have a name for it.
const MIN_LANGUAGES: usize = 15;

/// One place.
#[derive(Default)]
struct Place {
    kind: u32,
    /// Its forms as written, by language, in the order of the sources.
    forms: Vec<(String, String)>,
}

/// The file of places.
pub fn table(sources: &Path, folder: &mut Folder) -> Result<Vec<u8>> {
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    territories(sources, &mut places)?;
    subdivisions(sources, &mut places)?;
    zones(sources, &mut places)?;
    populated_places(sources, &mut places)?;
    places.retain(|_, place| place.forms.len() > 1);
    Ok(write(places.into_values().collect(), folder))
}

fn json(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// Adds a form, English first.
fn add(places: &mut BTreeMap<String, Place>, key: String, kind: u32, (language, form): (&str, &str)) {
    let place = places.entry(key).or_insert_with(|| Place { kind, forms: Vec::new() });
    // `Myanmar (Burma)` are two forms.
    for form in form.split(['(', ')', '（', '）']).map(str::trim).filter(|form| !form.is_empty()) {
        let form = (language.to_owned(), form.to_owned());
        if language == "en" {
            let english = place.forms.iter().take_while(|(language, _)| language == "en").count();
            place.forms.insert(english, form);
        } else {
            place.forms.push(form);
        }
    }
}

fn territories(sources: &Path, places: &mut BTreeMap<String, Place>) -> Result<()> {
    for language in LANGUAGES {
        let json = json(&sources.join(format!("cldr-localenames-full/main/{language}/territories.json")))?;
        let names = &json["main"][language]["localeDisplayNames"]["territories"];
        for (code, form) in names.as_object().into_iter().flatten() {
            let region = &code[..code.find('-').unwrap_or(code.len())];
            let kind = u32::from(region.len() == 3);
            // The long form of these two has China's name in it.
            if ["HK", "MO"].contains(&region) && !code.ends_with("-alt-short") {
                continue;
            }
            // `World`, `Outlying Oceania`, `Pseudo-Accents` are no names of the news.
            if !["001", "XA", "XB", "ZZ", "QO", "EU", "EZ", "UN"].contains(&region) {
                add(places, format!("country {region}"), kind, (language, form.as_str().unwrap_or_default()));
            }
        }
    }
    Ok(())
}

fn subdivisions(sources: &Path, places: &mut BTreeMap<String, Place>) -> Result<()> {
    let mut parts: BTreeMap<String, Place> = BTreeMap::new();
    for language in LANGUAGES {
        let path = sources.join(format!("cldr-subdivisions-full/subdivisions/{language}/{language}.json"));
        let Ok(json) = json(&path) else { continue };
        let names = json.pointer("/subdivisions/localeDisplayNames/subdivisions").and_then(Value::as_object);
        for (code, form) in names.into_iter().flatten().filter(|(code, _)| DIVIDED.contains(&&code[..2])) {
            add(&mut parts, format!("region {code}"), 1, (language, form.as_str().unwrap_or_default()));
        }
    }
    parts.retain(|_, part| part.forms.len() >= MIN_LANGUAGES);
    places.extend(parts);
    Ok(())
}

/// The cities that time zones are named after; each goes by its English name, under which the other source has it too.
fn zones(sources: &Path, places: &mut BTreeMap<String, Place>) -> Result<()> {
    fn walk(zones: &Value, path: &str, found: &mut BTreeMap<String, String>) {
        for (name, zone) in zones.as_object().into_iter().flatten() {
            let path = format!("{path}/{name}");
            match zone["exemplarCity"].as_str() {
                Some(city) => drop(found.insert(path, city.to_owned())),
                None => walk(zone, &path, found),
            }
        }
    }
    let mut cities: BTreeMap<String, Vec<(&str, String)>> = BTreeMap::new();
    for language in LANGUAGES {
        let json = json(&sources.join(format!("cldr-dates-full/main/{language}/timeZoneNames.json")))?;
        let mut found = BTreeMap::new();
        walk(&json["main"][language]["dates"]["timeZoneNames"]["zone"], "", &mut found);
        for (zone, city) in found.into_iter().filter(|(zone, _)| !zone.starts_with("/Etc")) {
            cities.entry(zone).or_default().push((language, city));
        }
    }
    for (zone, forms) in cities {
        let last = zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
        let english = forms.iter().find(|(language, _)| *language == "en").map_or(last, |(_, form)| form.clone());
        let key = format!("city {}", english.to_lowercase());
        add(places, key.clone(), 2, ("en", &english));
        forms.iter().for_each(|(language, form)| add(places, key.clone(), 2, (language, form)));
    }
    Ok(())
}

fn populated_places(sources: &Path, places: &mut BTreeMap<String, Place>) -> Result<()> {
    for record in dbf(&std::fs::read(sources.join("ne_50m_populated_places.dbf"))?) {
        let english = record.get("NAME_EN").or_else(|| record.get("NAME")).map_or("", String::as_str);
        let key = format!("city {}", english.to_lowercase());
        let plain = ["NAME", "NAMEASCII", "NAMEALT"].into_iter();
        for form in plain.filter_map(|column| record.get(column)).flat_map(|form| form.split('|')) {
            add(places, key.clone(), 2, ("en", form));
        }
        for language in LANGUAGES {
            if let Some(form) = record.get(&format!("NAME_{}", language.to_uppercase())) {
                add(places, key.clone(), 2, (language, form));
            }
        }
    }
    Ok(())
}

/// The records of a dBase file, by the names of their columns.
fn dbf(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let number = |at: usize| usize::from(bytes[at]) + 256 * usize::from(bytes[at + 1]);
    let (head, length) = (number(8), number(10));
    let columns: Vec<(String, usize)> = bytes[32..head - 1]
        .chunks_exact(32)
        .map(|column| {
            let name = String::from_utf8_lossy(&column[..11]).trim_end_matches('\0').to_owned();
            (name, usize::from(column[16]))
        })
        .collect();
    let record = |record: &[u8]| {
        let mut at = 1;
        let mut values = BTreeMap::new();
        for (name, width) in &columns {
            let value = String::from_utf8_lossy(&record[at..at + width]);
            let value = value.trim_matches([' ', '\0']);
            if !value.is_empty() {
                values.insert(name.clone(), value.to_owned());
            }
            at += width;
        }
        values
    };
    bytes[head..].chunks_exact(length).map(record).collect()
}

fn write(places: Vec<Place>, folder: &mut Folder) -> Vec<u8> {
    // By folded form: as written, whether particles are written with it, and the places.
    let mut forms: BTreeMap<String, (String, bool, BTreeSet<u32>)> = BTreeMap::new();
    let mut of_places = Vec::new();
    for (number, place) in places.iter().enumerate() {
        let mut own: Vec<String> = Vec::new();
        for (language, text) in &place.forms {
            let folded = folder.fold(text);
            // Folded, an acronym would be a word: `ABD` is the United States in Turkish.
            let is_acronym = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
            if is_acronym || folded.chars().filter(|letter| letter.is_alphabetic()).count() < 2 {
                continue;
            }
            let entry = forms.entry(folded.clone()).or_insert_with(|| (text.clone(), false, BTreeSet::new()));
            entry.1 |= ["ar", "he"].contains(&language.as_str());
            entry.2.insert(number as u32);
            if !own.contains(&folded) {
                own.push(folded);
            }
        }
        of_places.push((place.kind, own));
    }
    let numbers: BTreeMap<&String, u32> = forms.keys().zip(0..).collect();
    let written = forms.iter().map(|(folded, (text, ..))| if with_capitals(folded) == *text { "" } else { text });
    let mut writer = TableWriter::new(HEAD);
    writer.strings(forms.keys().map(String::as_str));
    writer.strings(written.collect::<Vec<_>>().into_iter());
    let list = |(_, particles, places): &(String, bool, BTreeSet<u32>)| {
        std::iter::once(u32::from(*particles)).chain(places.iter().copied()).collect()
    };
    writer.lists(&forms.values().map(list).collect::<Vec<Vec<u32>>>());
    let list = |(kind, own): &(u32, Vec<String>)| {
        std::iter::once(*kind).chain(own.iter().map(|form| numbers[form])).collect()
    };
    writer.lists(&of_places.iter().map(list).collect::<Vec<Vec<u32>>>());
    println!("{} places, {} forms", places.len(), forms.len());
    writer.finish()
}
