//! What the articles share that were found → lines for people.

use dateline::results::{Facet, Facets};

/// So many values of a facet are shown.
const SHOWN: usize = 10;

/// A line a facet: its values with their articles, how many more there are, how many articles have none.
pub(crate) fn facet_lines(facets: &Facets) -> Vec<String> {
    let lines = [
        ("outlets", Some(&facets.outlets)),
        ("languages", Some(&facets.languages)),
        ("years", Some(&facets.years)),
        ("kinds", facets.kinds.as_ref()),
    ];
    lines.into_iter().map(|(name, facet)| format!("{name}: {}", values(facet))).collect()
}

fn values(facet: Option<&Facet>) -> String {
    let Some(facet) = facet else { return "not counted of more than 10000 articles".to_owned() };
    let shown = facet.values.iter().take(SHOWN).map(|value| format!("{} {}", value.value, value.articles));
    let mut parts: Vec<String> = shown.collect();
    let more = facet.more + facet.values.len().saturating_sub(SHOWN) as u64;
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    if facet.without > 0 {
        parts.push(format!("{} without", facet.without));
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join(" · ") }
}
