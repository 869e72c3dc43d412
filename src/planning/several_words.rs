//! Neighbours in quotation marks that are one name.

use super::mentions::{Mention, MentionKind};
use crate::error::Result;
use crate::names::{MAX_WORDS, VariantFinder};
use crate::query::plan::{Alternative, MatchKind, Slot, TermRun};

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
        let parts: Vec<TermRun> = merged.iter().flat_map(|u| u.slot.alternatives[0].parts.clone()).collect();
        let slot = merged_slot(&parts, &merged);
        let words: Vec<String> = merged.iter().flat_map(|u| u.words.clone()).collect();
        let labels: Vec<&str> = merged.iter().map(|u| &*u.label).collect();
        let label = if mentions.is_empty() { text.trim().to_owned() } else { labels.join(" ") };
        let count = merged.iter().map(|u| u.count).sum();
        let (kind, article_of_name, aliases) = (MentionKind::Word, false, 0);
        let (others, variants) = (Vec::new(), Vec::new());
        let start = merged.first().map_or(0, |u| u.start);
        mentions.insert(
            at,
            Mention { start, count, slot, label, words, kind, article_of_name, others, aliases, variants },
        );
        at += 1;
    }
}

/// The words of merged mentions in a row, and the same with each of them hyphenated: `Jong-su` for `Jongsu`.
fn merged_slot(parts: &[TermRun], merged: &[Mention]) -> Slot {
    let mut alternatives = vec![Alternative { parts: parts.to_vec(), kind: MatchKind::Exact, weight: 1.0 }];
    if parts.len() == merged.len() {
        for (at, mention) in merged.iter().enumerate() {
            let hyphenated = mention.slot.alternatives[1..].iter().filter(|known| known.kind == MatchKind::Exact);
            for alternative in hyphenated.filter(|known| known.parts.len() == 1) {
                let mut parts = parts.to_vec();
                parts[at] = alternative.parts[0].clone();
                alternatives.push(Alternative { parts, kind: MatchKind::Exact, weight: 1.0 });
            }
        }
    }
    Slot { alternatives }
}
