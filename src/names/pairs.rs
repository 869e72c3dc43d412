//! two names + the aliases → how sure it is that they are one, and why. No index is needed.

use serde::Serialize;

use super::aliases::AliasBook;
use super::person::whole_name_probability;
use super::spelling::{DEFAULT_THRESHOLD, probability, reason};
use crate::analysis::Analyzer;

/// Whether two names are one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairReport {
    /// The first, as it was given.
    pub name1: String,
    /// The second.
    pub name2: String,
    /// How sure it is that they are one, from 0 to 1.
    pub score: f64,
    /// Whether a search for one finds the other by default.
    pub shown: bool,
    /// The reason in words.
    pub reason: String,
}

/// How sure it is that two names are one: by an alias, by what the reader or the packs know apart, else by their spelling.
///
/// ```
/// use dateline::{analysis::Analyzer, names::{AliasBook, pairs}, schema::IndexSchema};
///
/// let analyzer = &mut Analyzer::new(&IndexSchema::built_in().stemmers);
/// let book = AliasBook::built_in();
/// let pair = pairs::compare("Islamic State", "Daesh", &book, analyzer);
/// assert_eq!((pair.score, pair.reason.as_str()), (1.0, "the same group in the syria pack"));
/// assert_eq!(pairs::compare("Hama", "Hamas", &book, analyzer).score, 0.0);
/// ```
pub fn compare(name1: &str, name2: &str, book: &AliasBook, analyzer: &mut Analyzer) -> PairReport {
    let mut words = |name: &str| analyzer.query_words(name).into_iter().map(|w| w.folded).collect::<Vec<_>>();
    let (a, b) = (words(name1), words(name2));
    let (score, reason) = if a.is_empty() || b.is_empty() {
        (0.0, "no letters to compare".to_owned())
    } else if a == b {
        (1.0, "the same but for case, accents and article".to_owned())
    } else if book.are_apart(&a, &b) {
        (0.0, "known as two different names".to_owned())
    } else if let Some(reason) = book.joins(name1, name2, analyzer) {
        (1.0, reason)
    } else {
        by_spelling(&a, &b)
    };
    let shown = score >= f64::from(DEFAULT_THRESHOLD);
    PairReport { name1: name1.to_owned(), name2: name2.to_owned(), score, shown, reason }
}

/// Names of several words are compared word by word, as those of persons are.
fn by_spelling(a: &[String], b: &[String]) -> (f64, String) {
    let texts = |words: &[String]| words.join(" ");
    let score = if a.len() == 1 && b.len() == 1 {
        probability(&a[0], &b[0])
    } else {
        let (a, b): (Vec<&str>, Vec<&str>) = (a.iter().map(|w| &**w).collect(), b.iter().map(|w| &**w).collect());
        whole_name_probability(&a, &b)
    };
    // Rounded as scores are everywhere else, so that no machine's last bit shows.
    ((f64::from(score) * 1e4).round() / 1e4, reason(&texts(a), &texts(b)))
}
