//! two folded names → how sure it is that they are spellings of one name, and the difference in words.
//!
//! The steps: `articles` left out; `letters` and letter groups (`units`) of each name; `align` by learned tables (`table`);
//! `features` of the alignment; `model`, a logistic regression over them. Beside it stands `costs`, the letter-by-letter
//! similarity by which a dictionary is walked, and `reason`, which tells a reader what differs.
//!
//! There is one model for Latin with Latin and one each for Arabic, Cyrillic and Hebrew with Latin; other pairs of scripts are
//! compared letter by letter through Latin. What is learned stands in `data/spelling/`; `learn_names` in `bench/` writes it.

#[doc(hidden)]
pub mod align;
#[doc(hidden)]
pub mod articles;
pub mod costs;
#[doc(hidden)]
pub mod features;
pub mod letters;
#[doc(hidden)]
pub mod model;
mod reason;
#[doc(hidden)]
pub mod table;
#[doc(hidden)]
pub mod units;

use std::sync::LazyLock;

use align::Alignments;
use articles::without_articles;
use costs::{Costs, similarity};
use letters::letters;
pub use letters::{SCRIPTS, Script, script_of};
use model::Model;

pub use reason::reason;

/// From this probability on, a spelling is shown and searched for unless the reader says otherwise.
pub const DEFAULT_THRESHOLD: f32 = 0.5;

macro_rules! model {
    ($script:ident, $name:literal) => {
        LazyLock::new(|| {
            Model::read(
                Script::$script,
                include_str!(concat!("../data/spelling/units_", $name, ".txt")),
                include_str!(concat!("../data/spelling/letters_", $name, ".txt")),
                include_str!(concat!("../data/spelling/weights_", $name, ".txt")),
            )
        })
    };
}

/// The models by the numbers of the scripts, each read when it is first asked.
static MODELS: [LazyLock<Model>; 4] =
    [model!(Latin, "latin"), model!(Arabic, "arabic"), model!(Cyrillic, "cyrillic"), model!(Hebrew, "hebrew")];

/// How sure it is that two folded names are spellings of one name, from 0 to 1.
///
/// A name is folded words with one blank between them, as `analysis` gives them. Of one script, both orders give the same. A
/// name with characters of no known script, or of two, is one with itself only.
///
/// ```
/// use dateline::names::spelling::{DEFAULT_THRESHOLD, probability};
/// assert!(probability("saraqib", "sarakeb") > DEFAULT_THRESHOLD);
/// assert!(probability("kafr anbel", "kafranbel") > DEFAULT_THRESHOLD);
/// assert!(probability("saraqib", "سراقب") > DEFAULT_THRESHOLD);
/// assert!(probability("iran", "iraq") < DEFAULT_THRESHOLD);
/// ```
pub fn probability(query: &str, candidate: &str) -> f32 {
    let (mut one, mut other) = (String::new(), String::new());
    without_articles(query, &mut one);
    without_articles(candidate, &mut other);
    if one == other {
        return 1.0;
    }
    match (script_of(&one), script_of(&other)) {
        (Some(Script::Latin), Some(Script::Latin)) => {
            if other < one {
                std::mem::swap(&mut one, &mut other);
            }
            decided(Script::Latin, &one, &other)
        }
        (Some(script), Some(Script::Latin)) => decided(script, &one, &other),
        (Some(Script::Latin), Some(script)) => decided(script, &other, &one),
        (Some(query), Some(candidate)) => through_latin((query, &one), (candidate, &other)),
        _ => 0.0,
    }
}

/// The model's answer for a name in its script and a Latin one.
fn decided(script: Script, left: &str, right: &str) -> f32 {
    let logit = MODELS[script.number()].logit(left, right, &mut Alignments::default());
    1.0 / (1.0 + (-logit).exp())
}

/// The similarity at which names of two scripts other than Latin are as likely one as not, and how fast that changes.
const EVEN: f32 = 0.55;
const SLOPE: f32 = 12.0;

fn through_latin((query_script, query): (Script, &str), (script, candidate): (Script, &str)) -> f32 {
    let (mut one, mut other) = (Vec::new(), Vec::new());
    if !letters(query_script, query, &mut one) || !letters(script, candidate, &mut other) {
        return 0.0;
    }
    let similarity = similarity(&one, &other, Costs::between(query_script, script));
    1.0 / (1.0 + (-SLOPE * (similarity - EVEN)).exp())
}
