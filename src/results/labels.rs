//! Conditions of a plan → how they are typed: what an article lacks, what is excluded.

use super::Tier;
use crate::query::plan::{ClauseSet, Condition, Plan};
use crate::ranking::TopArticle;

/// The wanted things that a partial match lacks, as typed.
pub(super) fn missing(plan: &Plan, top: &TopArticle) -> Vec<String> {
    if top.tier > Tier::Partial {
        return Vec::new();
    }
    let mut article = ClauseSet::default();
    top.clauses.iter().for_each(|found| article.add(found.clause as usize));
    let lacks = |c: &&Condition| !c.holds(&article, &article, &|number| top.filters.has(number));
    let mut missing: Vec<String> = Vec::new();
    for label in plan.wanted.iter().filter(lacks).map(|c| condition_label(plan, c)) {
        if !missing.contains(&label) {
            missing.push(label);
        }
    }
    missing
}

/// What is excluded, as typed.
pub(super) fn excluded(plan: &Plan) -> Vec<String> {
    let label = |condition: &Condition| match condition {
        Condition::Not(inner) => Some(condition_label(plan, inner)),
        _ => None,
    };
    plan.required.iter().filter_map(label).collect()
}

pub(super) fn condition_label(plan: &Plan, condition: &Condition) -> String {
    let join = |inner: &[Condition], separator: &str| {
        let labels: Vec<String> = inner.iter().map(|c| condition_label(plan, c)).collect();
        labels.join(separator)
    };
    match condition {
        Condition::Clause(number) => plan.clauses[*number].label.clone(),
        Condition::All(inner) => join(inner, " "),
        Condition::Any(inner) => join(inner, " OR "),
        Condition::Not(inner) => format!("-{}", condition_label(plan, inner)),
        Condition::Filter(number) => plan.filters[*number].to_string(),
    }
}
