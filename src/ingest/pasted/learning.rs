//! What the program that learns the weights of `super::model` asks for: what is known of the lines of a page, and a page
//! read with other weights.

use super::{headline, lines, text};
use crate::article::Article;

pub use super::features::FEATURES;
pub use super::headline::FEATURES as HEADLINE_FEATURES;
pub use super::model::Weights;

/// A line of a pasted page, or one that can be its headline.
#[derive(Clone, Debug)]
pub struct Example<const N: usize> {
    /// The line.
    pub text: String,
    /// What is known of it, in the order of the table of weights.
    pub features: [f32; N],
}

/// The lines of a pasted page; none where the text is an article alone, of which the rules keep all.
pub fn lines_of(text: &str) -> Vec<Example<FEATURES>> {
    let page = text::by_rules(lines::lines(text));
    if !page.whole {
        return Vec::new();
    }
    let features = text::features(&page);
    page.lines.into_iter().zip(features).map(|(line, features)| Example { text: line.text, features }).collect()
}

/// The lines of a pasted page that can be its headline, where its body is what these weights say.
pub fn headlines_of(text: &str, weights: &Weights) -> Vec<Example<HEADLINE_FEATURES>> {
    let page = text::understand(lines::lines(text), weights);
    let texts = page.texts();
    let example = |(i, features): (usize, _)| Example { text: page.lines[i].text.clone(), features };
    headline::candidates(&page.place(&texts)).into_iter().map(example).collect()
}

/// The article of a pasted page, read with these weights.
pub fn read(text: &str, weights: &Weights) -> Article {
    text::parse_with(text, weights)
}
