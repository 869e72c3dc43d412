//! Neighbours in quotation marks that are one name.

use super::mentions::{Mention, MentionKind};
use crate::analysis::VIETNAMESE;
use crate::article::Language;
use crate::error::Result;
use crate::names::{MAX_WORDS, VariantFinder, script};
use crate::query::plan::{Alternative, MatchKind, Slot, Term, TermRun, Variant};

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

/// In more rows the forms of names side by side are looked up as words of a phrase.
const MAX_ROWS: usize = 64;

/// Makes one mention of those that stand side by side in a phrase and may be merged; a name of the alias book, as a surname is, brings
/// its forms.
pub(super) fn merge_names(
    mentions: &mut Vec<Mention>,
    (names, mut may_merge): (&mut Vec<bool>, Vec<bool>),
    text: &str,
) {
    let mut at = 0;
    while at < mentions.len() {
        let run = may_merge[at..].iter().take_while(|may| **may).count();
        let words: usize = mentions[at..at + run].iter().map(|u| u.words.len()).sum();
        let rows = mentions[at..at + run].iter().map(|u| 1 + u.variants.len()).fold(1, usize::saturating_mul);
        if run < 2 || words > MAX_WORDS || rows > MAX_ROWS {
            at += run.max(1);
            continue;
        }
        let merged: Vec<Mention> = mentions.drain(at..at + run).collect();
        names.drain(at + 1..at + run);
        may_merge.drain(at + 1..at + run);
        let mut slot = merged_slot(&merged);
        let variants = merged_variants(&merged);
        slot.alternatives.extend(variants.iter().filter_map(|variant| variant.alternative.clone()));
        let words: Vec<String> = merged.iter().flat_map(|u| u.words.clone()).collect();
        let labels: Vec<&str> = merged.iter().map(|u| &*u.label).collect();
        let label = if mentions.is_empty() { text.trim().to_owned() } else { labels.join(" ") };
        let count = merged.iter().map(|u| u.count).sum();
        let (kind, article_of_name, aliases, article) = (MentionKind::Word, false, variants.len(), None);
        let others = Vec::new();
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
        // Texts in Vietnamese have both words with their marks, others neither.
        let with_marks = |mention: &Mention| {
            let is_marked =
                |known: &&Alternative| matches!(&known.parts[..], [part] if is_vietnamese_term(&part.term));
            mention.slot.alternatives[1..].iter().find(is_marked).map(|known| known.parts.clone())
        };
        let bare = |mention: &Mention| {
            let term = Term::OutsideLanguage(mention.words[0].clone(), Language::new(VIETNAMESE));
            with_marks(mention).map(|_| vec![TermRun { term, length: 1 }])
        };
        alternatives.push(row(&|mention| with_marks(mention).unwrap_or_else(|| typed(mention))));
        alternatives.push(row(&|mention| bare(mention).unwrap_or_else(|| typed(mention))));
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

/// Whether a term is a word with its marks, which texts in Vietnamese alone have.
fn is_vietnamese_term(term: &Term) -> bool {
    matches!(term, Term::Exact(term) if term.split_once(':').is_some_and(|(tag, _)| tag == VIETNAMESE))
}

/// The forms that merged mentions have, in a row: each with each of the others in its script.
fn merged_variants(merged: &[Mention]) -> Vec<Variant> {
    let typed = |mention: &Mention| Variant {
        text: mention.label.clone(),
        kind: MatchKind::Exact,
        score: 1.0,
        shown: true,
        reason: String::new(),
        passages: None,
        alternative: mention.slot.alternatives.first().cloned(),
    };
    let forms = |mention: &Mention| {
        let shown = mention.variants.iter().filter(|variant| variant.shown && variant.alternative.is_some());
        std::iter::once(typed(mention)).chain(shown.cloned()).collect::<Vec<Variant>>()
    };
    let Some((first, rest)) = merged.split_first() else { return Vec::new() };
    let mut rows = forms(first);
    for forms in rest.iter().map(forms) {
        rows = rows.iter().flat_map(|row| forms.iter().filter_map(|form| side_by_side(row, form))).collect();
    }
    rows.retain(|row| row.kind != MatchKind::Exact);
    rows
}

/// A row of forms and another form after it, if both are in one script.
fn side_by_side(row: &Variant, form: &Variant) -> Option<Variant> {
    let (before, after) = (row.alternative.as_ref()?, form.alternative.as_ref()?);
    if script(&row.text) != script(&form.text) {
        return None;
    }
    let parts = before.parts.iter().chain(&after.parts).cloned().collect();
    let (kind, weight) = (row.kind.max(form.kind), before.weight.min(after.weight));
    let reason = if row.reason.is_empty() { &form.reason } else { &row.reason };
    Some(Variant {
        text: format!("{} {}", row.text, form.text),
        kind,
        score: row.score.min(form.score),
        shown: true,
        reason: reason.clone(),
        passages: None,
        alternative: Some(Alternative { parts, kind, weight }),
    })
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
