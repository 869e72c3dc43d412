//! The data of a page → which of its elements hold what is kept from readers who have not paid: they are marked in the tree.
//!
//! A page says so of itself by `isAccessibleForFree` and a `cssSelector` in its JSON-LD, whatever it calls the elements.

use dom_query::Document;
use serde_json::{Map, Value};

use super::json_ld;

/// The attribute that marks such an element.
pub(super) const GATED: &str = "data-gated";

/// So many objects inside one another, and so many selectors, are looked through.
const NESTING: usize = 8;
const MAX_SELECTORS: usize = 20;

/// Marks the elements that the data of a page names.
pub(super) fn mark(document: &Document) {
    let mut selectors = Vec::new();
    for script in document.select("script[type*='ld+json']").nodes() {
        let text = script.text();
        if text.contains("cssSelector") {
            json_ld::values(&text).iter().for_each(|value| look_through(value, NESTING, &mut selectors));
        }
    }
    for selector in selectors.iter().take(MAX_SELECTORS) {
        if let Some(elements) = document.try_select(selector) {
            elements.set_attr(GATED, "");
        }
    }
}

fn look_through(value: &Value, nesting: usize, selectors: &mut Vec<String>) {
    match value {
        _ if nesting == 0 => {}
        Value::Array(values) => values.iter().for_each(|value| look_through(value, nesting - 1, selectors)),
        Value::Object(object) => {
            if is_paid(object) {
                selectors.extend(texts(object.get("cssSelector")).map(str::to_owned));
            }
            object.values().for_each(|value| look_through(value, nesting - 1, selectors));
        }
        _ => {}
    }
}

/// Whether data says that something is not free.
fn is_paid(object: &Map<String, Value>) -> bool {
    match object.get("isAccessibleForFree") {
        Some(Value::Bool(is_free)) => !is_free,
        Some(Value::String(is_free)) => is_free.trim().to_ascii_lowercase().ends_with("false"),
        _ => false,
    }
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, several) = (value.and_then(Value::as_str), value.and_then(Value::as_array));
    one.into_iter().chain(several.into_iter().flatten().filter_map(Value::as_str))
}
