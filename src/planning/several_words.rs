//! Neighbours in quotation marks that are one name.

use super::mentions::{Mention, MentionKind};
use crate::error::Result;
use crate::names::{MAX_WORDS, VariantFinder};
use crate::query::plan::{Alternative, MatchKind, Slot, Term, TermRun};

/// Whether all words of a mention can be taken for a name.
pub(super) fn is_name(mention: &Mention, finder: &VariantFinder<'_>) -> Result<bool> {
    match mention.kind {
        MentionKind::Alias => Ok(true),
        MentionKind::Prefix | MentionKind::FunctionWord | MentionKind::Initials => Ok(false),
        MentionKind::Word => {
            let has_capital =
                mention.label.starts_with(char::is_uppercase) && mention.label.contains(char::is_lowercase);
            for word in &mention.words {
                if !finder.is_name(word, has_capital)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

/// Makes one mention of name-like words that stand side by side in a phrase.
pub(super) fn merge_names(mentions: &mut Vec<Mention>, names: &mut Vec<bool>, text: &str) {
    let may_merge = |mention: &Mention, is_name: bool| is_name && mention.kind != MentionKind::Alias;
    let mut at = 0;
    while at < mentions.len() {
        let run = mentions[at..].iter().zip(&names[at..]).take_while(|(u, n)| may_merge(u, **n)).count();
        let words: usize = mentions[at..at + run].iter().map(|u| u.words.len()).sum();
        if run < 2 || words > MAX_WORDS {
            at += run.max(1);
            continue;
        }
        let merged: Vec<Mention> = mentions.drain(at..at + run).collect();
        names.drain(at + 1..at + run);
        let slot = merged_slot(&merged);
        let words: Vec<String> = merged.iter().flat_map(|u| u.words.clone()).collect();
        let labels: Vec<&str> = merged.iter().map(|u| &*u.label).collect();
        let label = if mentions.is_empty() { text.trim().to_owned() } else { labels.join(" ") };
        let count = merged.iter().map(|u| u.count).sum();
        let (kind, article_of_name, aliases, article) = (MentionKind::Word, false, 0, None);
        let (others, variants) = (Vec::new(), Vec::new());
        let start = merged.first().map_or(0, |u| u.start);
        mentions.insert(
            at,
            Mention { start, count, slot, label, words, kind, article_of_name, article, others, aliases, variants },
        );
        at += 1;
    }
}

/// The words of merged mentions in a row, the same with each of them hyphenated (`Jong-su` for `Jongsu`), as texts in Turkish hold
/// them, and with the articles between them as words.
fn merged_slot(merged: &[Mention]) -> Slot {
    let row = |part: &dyn Fn(&Mention) -> Vec<TermRun>| Alternative {
        parts: merged.iter().flat_map(part).collect(),
        kind: MatchKind::Exact,
        weight: 1.0,
    };
    let typed = |mention: &Mention| mention.slot.alternatives[0].parts.clone();
    let as_typed = row(&typed);
    let mut alternatives = vec![as_typed.clone()];
    if as_typed.parts.len() == merged.len() {
        for (at, mention) in merged.iter().enumerate() {
            let hyphenated = mention.slot.alternatives[1..].iter().filter(|known| known.kind == MatchKind::Exact);
            for alternative in hyphenated.filter(|known| known.parts.len() == 1) {
                let mut parts = as_typed.parts.clone();
                parts[at] = alternative.parts[0].clone();
                alternatives.push(Alternative { parts, ..as_typed.clone() });
            }
        }
        let in_language = |part: &TermRun| matches!(part.term, Term::InLanguages(..));
        let cut = |mention: &Mention| {
            let other = mention.slot.alternatives[1..].iter().find(|known| known.parts.iter().any(in_language));
            other.map_or_else(|| typed(mention), |known| known.parts.clone())
        };
        alternatives.push(row(&cut));
    }
    alternatives.push(row(&|mention| mention.article.iter().cloned().chain(typed(mention)).collect()));
    let mut known = Vec::with_capacity(alternatives.len());
    alternatives.retain(|alternative| {
        let is_new = !known.contains(&alternative.parts);
        known.push(alternative.parts.clone());
        is_new
    });
    Slot { alternatives }
}

/// Adds the articles that texts have as words of their own before the names of a phrase.
pub(super) fn add_articles(mentions: &mut [Mention]) {
    for mention in mentions {
        let Some(article) = mention.article.take() else { continue };
        let typed = &mention.slot.alternatives[0];
        let parts = std::iter::once(article).chain(typed.parts.clone()).collect();
        let alternative = Alternative { parts, ..typed.clone() };
        mention.slot.alternatives.push(alternative);
    }
}
