//! Names in the reader's hands, by the rows of `tests/cases/names.toml`:
//! 1. a name finds the texts that have it in another spelling, and no others, and marks there what stands for it;
//! 2. a spelling comes with a reason that a person understands;
//! 3. what the reader says (`--exact`, `=word`, `--min-score`, `--variants`, an alias file) holds;
//! 4. index and linear scan give the same answer, and the universal laws of answers hold.

use dateline::Archive;
use dateline::article::{Article, Language};
use dateline::results::{SearchOptions, SearchResponse};
use serde::Deserialize;

use crate::oracle::as_counted_by;
use crate::oracle::check;
use crate::scratch::Scratch;
use crate::search::{marked, unmarked};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    asked: Vec<String>,
    texts: Vec<String>,
    #[serde(default)]
    packs: bool,
    #[serde(default)]
    aliases: Option<String>,
    #[serde(default)]
    exact: bool,
    min_score: Option<f32>,
    variants: Option<usize>,
    /// `Sarakeb: k for q`, a part of the reason; with `--min-score`, `?` stands before a form that is not searched for.
    #[serde(default)]
    reasons: Vec<String>,
    /// The numbers of the texts found, best first, where the row is about their order.
    #[serde(default)]
    order: Vec<usize>,
}

impl Case {
    fn options(&self) -> SearchOptions {
        let usual = SearchOptions::default();
        let variants = self.variants.unwrap_or(usual.variants);
        SearchOptions { exact: self.exact, min_score: self.min_score, variants, limit: 100, ..usual }
    }

    fn archive(&self) -> Archive {
        let mut archive = Archive::in_memory().unwrap();
        if !self.packs {
            archive.clear_aliases();
        }
        if let Some(text) = &self.aliases {
            let scratch = Scratch::new();
            scratch.write("aliases.toml", text);
            archive.add_aliases(&scratch.path().join("aliases.toml")).unwrap();
        }
        for (number, text) in self.texts.iter().enumerate() {
            let (language, text) = with_language(text);
            let mut article = Article::from_text("", &unmarked(text));
            article.id = Some(format!("{}", number + 1));
            article.language = Language::new(language);
            archive.add(&article).unwrap();
            if number == self.texts.len() / 2 {
                archive.commit().unwrap();
            }
        }
        archive.commit().unwrap();
        archive
    }

    /// What is not as the row says.
    fn faults(&self, answer: &SearchResponse) -> Vec<String> {
        let mut faults = Vec::new();
        let order: Vec<usize> = answer.hits.iter().map(|hit| hit.article.id.parse().unwrap()).collect();
        for (number, said) in self.texts.iter().enumerate() {
            let (_, said) = with_language(said);
            let hit = answer.hits.iter().zip(&order).find(|(_, id)| **id == number + 1);
            let got = hit.and_then(|(hit, _)| hit.passages.first()).map(|p| marked(&p.text, &p.marks));
            let mut got = got.unwrap_or_else(|| unmarked(said));
            if !said.contains('|') {
                ["|exact]", "|spelling]"].iter().for_each(|kind| got = got.replace(kind, "]"));
            }
            if got != said {
                faults.push(format!("expected {said}\n    got      {got}"));
            }
        }
        if !self.order.is_empty() && order != self.order {
            faults.push(format!("order {order:?}"));
        }
        let variants = || answer.names.iter().flat_map(|name| &name.variants);
        for said in &self.reasons {
            let (form, reason) = said.split_once(": ").unwrap();
            let (shown, form) = form.strip_prefix('?').map_or((true, form), |form| (false, form));
            if !variants().any(|v| v.text == form && v.shown == shown && v.reason.contains(reason)) {
                let got: Vec<String> = variants()
                    .map(|v| format!("{}{}: {}", if v.shown { "" } else { "?" }, v.text, v.reason))
                    .collect();
                faults.push(format!("no {said:?} in {got:?}"));
            }
        }
        faults
    }
}

/// A text with its language: `ru: …`, English where nothing is said.
fn with_language(text: &str) -> (&str, &str) {
    text.split_once(": ").filter(|(language, _)| language.len() == 2).unwrap_or(("en", text))
}

#[test]
fn a_name_is_found_as_it_is_spelt() {
    let cases: Cases = toml::from_str(include_str!("../cases/names.toml")).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        let (archive, options) = (case.archive(), case.options());
        for asked in &case.asked {
            let answer = archive.search(asked, &options).unwrap();
            check(&answer, &options);
            assert!(
                answer == as_counted_by(&answer, archive.search_by_scan(asked, &options).unwrap()),
                "the scan answers otherwise: {asked}"
            );
            for fault in case.faults(&answer) {
                wrong += &format!("{}: {asked}\n    {fault}\n", case.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
