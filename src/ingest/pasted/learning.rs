//! What the program that learns the weights of [`super::model`] asks for: what is known of the lines of a page, and a page
//! read with other weights.

use super::{lines, text};
use crate::article::Article;

pub use super::features::{FEATURES, NAMES};
pub use super::model::Weights;

/// A line of a pasted page.
#[derive(Clone, Debug)]
pub struct Example {
    /// The line.
    pub text: String,
    /// What is known of it, in the order of [`NAMES`].
    pub features: [f32; FEATURES],
}

/// The lines of a pasted page; none where the text is an article alone, of which the rules keep all.
pub fn examples(text: &str) -> Vec<Example> {
    let page = text::by_rules(lines::lines(text));
    if !page.whole {
        return Vec::new();
    }
    let features = text::features(&page);
    page.lines.into_iter().zip(features).map(|(line, features)| Example { text: line.text, features }).collect()
}

/// The article of a pasted page, read with these weights.
pub fn read(text: &str, weights: &Weights) -> Article {
    text::parse_with(text, weights)
}
