//! two folded names → how sure it is that they are spellings of one name, and the difference in words.
//!
//! The steps: `articles` left out; `letters` and letter groups (`letter_groups`) of each name; `align` by learned tables (`table`);
//! `features` of the alignment; `model`, a logistic regression over them. Beside it stands `costs`, the letter-by-letter
//! similarity by which a dictionary is walked, `skeletons`, by which most of it is passed over, and `reason`, which tells a reader what differs.
//!
//! There is one model for Latin with Latin and one each for Arabic, Cyrillic and Hebrew with Latin; other pairs of scripts are
//! compared letter by letter through Latin. What is learned stands in `data/spelling/`; `learn_names` in `bench/` writes it, and
//! `prepared` makes of the texts the tables that are read (`prepared`). A name that is compared with many is a `comparison`.

#[doc(hidden)]
pub mod align;
#[doc(hidden)]
pub mod articles;
mod comparison;
pub mod costs;
#[doc(hidden)]
pub mod features;
pub mod letters;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod prepared;
mod reason;
#[doc(hidden)]
pub mod runs;
pub mod skeletons;
#[doc(hidden)]
pub mod table;
#[doc(hidden)]
pub mod letter_groups;

use std::sync::LazyLock;

use letters::Script;
use model::Model;
use prepared::learned;
use runs::RunTables;

pub use comparison::NameComparison;
pub use reason::reason;

/// From this probability on, a spelling is shown and searched for unless the reader says otherwise.
pub const DEFAULT_THRESHOLD: f32 = 0.5;

macro_rules! model {
    ($script:ident, $name:literal, $runs:expr) => {
        LazyLock::new(|| {
            let tables = [learned!("units_", $name), learned!("letters_", $name), learned!("weights_", $name)];
            Model::read(Script::$script, tables, $runs)
        })
    };
}

/// The tables of Latin letters without runs.
fn run_tables() -> RunTables {
    RunTables::read([learned!("runs_latin"), learned!("places_latin"), learned!("contexts_latin")])
}

/// The models by the numbers of the scripts, each read when it is first asked.
static MODELS: [LazyLock<Model>; 4] = [
    model!(Latin, "latin", Some(run_tables())),
    model!(Arabic, "arabic", None),
    model!(Cyrillic, "cyrillic", None),
    model!(Hebrew, "hebrew", None),
];

/// How sure it is that two folded names are spellings of one name, from 0 to 1.
///
/// A name is folded words with one space between them, as `analysis` gives them. Of one script, both orders give the same. A
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
    NameComparison::new(query).probability(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Weights;

    fn shown(a: &str, b: &str) -> bool {
        assert!((probability(a, b) - probability(b, a)).abs() < 1e-6, "{a}, {b}");
        probability(a, b) >= DEFAULT_THRESHOLD
    }

    #[test]
    fn spellings_of_one_name() {
        for (a, b) in [
            ("saraqib", "sarakeb"),
            ("raqqa", "rakka"),
            ("raqqa", "raqqah"),
            ("idlib", "edlib"),
            ("idlib", "adleb"),
            ("sada", "sadah"),
            ("deir ez zor", "dayr az zawr"),
            ("deir zor", "deir ezzor"),
            ("deir zor", "deirezzor"),
            ("kafr anbel", "kafranbel"),
            ("maarat numan", "maaret nouman"),
            ("khan sheikhoun", "khan shaykhun"),
            ("hussein", "husayn"),
            ("afrin", "efrin"),
            ("muammar qaddafi", "moamer kadhafi"),
            ("saraqib", "سراقب"),
            ("idlib", "ادلب"),
            ("aleppo", "алеппо"),
            ("putin", "путин"),
            ("zelensky", "зеленскии"),
            ("saraqib", "סראקב"),
            ("سراقب", "סראקב"),
            ("as safiye", "safiye"),
            ("北京", "北京"),
        ] {
            assert!(shown(a, b), "{a}, {b}: {}", probability(a, b));
        }
    }

    #[test]
    fn names_that_stay_apart() {
        for (a, b) in [
            ("iran", "iraq"),
            ("mali", "malik"),
            ("oman", "amman"),
            ("niger", "nigeria"),
            ("ahmad", "hamad"),
            ("mohammed", "mahmoud"),
            ("saleh", "sahel"),
            ("hama", "hamas"),
            ("khan sheikhoun", "khan sheikh"),
            ("va", "vanguard"),
            ("is", "isis"),
            ("syria", "serbia"),
            ("hassan", "hussein"),
            ("london", "linden"),
            ("hama", "حماس"),
            ("a1", "al"),
            ("北京", "beijing"),
        ] {
            assert!(!shown(a, b), "{a}, {b}: {}", probability(a, b));
        }
    }

    #[test]
    fn names_that_spelling_cannot_tell_apart() {
        // FIXME: two things each, by their spelling as likely one; the packs and the text beside them must part them.
        for (a, b) in [("homs", "khoms"), ("suwayda", "suwaydia"), ("basra", "busra")] {
            assert!(shown(a, b), "{a}, {b}: {}", probability(a, b));
        }
    }

    #[test]
    fn the_weights_load_and_are_written_as_they_were_read() {
        for (script, text) in [
            (Script::Latin, include_str!("../data/spelling/weights_latin.txt")),
            (Script::Arabic, include_str!("../data/spelling/weights_arabic.txt")),
            (Script::Cyrillic, include_str!("../data/spelling/weights_cyrillic.txt")),
            (Script::Hebrew, include_str!("../data/spelling/weights_hebrew.txt")),
        ] {
            let head: String = text.lines().take_while(|l| l.starts_with('#')).map(|l| format!("{l}\n")).collect();
            let weights = Weights::read(text, script);
            assert!(weights.operations.len() > 1000, "{script:?}");
            let written = format!("{head}{}", weights.write(script));
            assert_eq!(written.lines().count(), text.lines().count(), "{script:?}");
            for (line, expected) in written.lines().zip(text.lines()) {
                assert_eq!(line, expected, "{script:?}");
            }
        }
    }
}
