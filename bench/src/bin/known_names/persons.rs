//! Given names and surnames in Latin letters with their forms in other scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline::names::known::table::TableWriter;

use super::{Folder, Result};

const HEAD: &str = "\
Given names and surnames with their forms in other scripts, as `known_names` in bench/ wrote them; its layout: known/table.rs.
Source: labels of persons of Wikidata, aligned by word (Merhav and Ash, COLING 2018). CC0.
";

/// A name counts if so many persons bear it: of rarer ones a wrong pair would decide.
const MIN_PERSONS: u32 = 10;

/// A form in another script counts if it has at least this share of the commonest.
const MIN_SHARE: f32 = 0.2;

/// The file of persons' names.
pub fn table(sources: &Path, folder: &mut Folder) -> Result<Vec<u8>> {
    let scripts = [
        &["wd_arabic.normalized.aligned.tokens"][..],
        &["wd_hebrew.normalized.aligned.tokens"][..],
        &["wd_russian_80", "wd_russian_20"][..],
    ];
    let mut persons: BTreeMap<String, u32> = BTreeMap::new();
    let mut forms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for files in scripts {
        let mut counts: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        for file in files {
            let text = std::fs::read_to_string(sources.join(file)).map_err(|e| format!("{file}: {e}"))?;
            for line in text.lines() {
                let mut columns = line.split('\t').map(|column| column.replace(' ', ""));
                let (Some(name), Some(form)) = (columns.next(), columns.next()) else { continue };
                let (name, form) = (folder.fold(&name), folder.fold(&form));
                if name.chars().count() >= 3 && !name.contains(' ') && !form.contains(' ') && !form.is_empty() {
                    let count = columns.next().and_then(|n| n.parse::<u32>().ok()).unwrap_or(1);
                    *counts.entry(name).or_default().entry(form).or_default() += count;
                }
            }
        }
        for (name, counts) in counts {
            *persons.entry(name.clone()).or_default() += counts.values().sum::<u32>();
            let most = counts.values().copied().max().unwrap_or_default();
            let common = counts.into_iter().filter(|(_, n)| *n as f32 >= MIN_SHARE * most as f32);
            forms.entry(name).or_default().extend(common.map(|(form, _)| form));
        }
    }
    forms.retain(|name, _| persons[name] >= MIN_PERSONS && name.is_ascii());
    let others: BTreeSet<&String> = forms.values().flatten().collect();
    let numbers: BTreeMap<&String, u32> = others.iter().copied().zip(0..).collect();
    let mut writer = TableWriter::new(HEAD);
    writer.strings(forms.keys().map(String::as_str));
    writer.strings(others.iter().map(|form| form.as_str()));
    writer.lists(&forms.values().map(|own| own.iter().map(|form| numbers[form]).collect()).collect::<Vec<_>>());
    println!("{} names of persons, {} forms", forms.len(), others.len());
    Ok(writer.finish())
}
