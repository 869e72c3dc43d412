//! places with forms in several scripts → how similar two names of scripts other than Latin must be to be one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use dateline::names::spelling::costs::{Costs, similarity};
use dateline::names::spelling::letters::Script;

use crate::data::{Reader, gazetteer};
use crate::examples::codes;
use crate::regress::{self, Examples};

const SCRIPTS: [Script; 3] = [Script::Arabic, Script::Cyrillic, Script::Hebrew];

/// So many names of each script are compared.
const NAMES: usize = 900;

/// A line for each pair of scripts: both names, the similarity at which it is even, how fast the log-odds rise with it.
///
/// The tables that are compared with are those that the program was built with.
pub(crate) fn calibrate(gazetteer_file: &Path, reader: &mut Reader) -> String {
    let names: Vec<Vec<(String, Vec<u8>)>> = (SCRIPTS.iter())
        .map(|script| {
            let rows = gazetteer(gazetteer_file, *script, usize::MAX);
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            let forms = rows.into_iter().filter_map(|(form, spellings)| {
                // At most two forms of a place, known by its first spelling.
                let place = spellings.into_iter().next()?;
                let count = seen.entry(place.clone()).or_default();
                *count += 1;
                (*count <= 2).then(|| (place, codes(*script, &reader.folded(&form))))
            });
            forms.filter(|(_, codes)| !codes.is_empty()).collect()
        })
        .collect();
    let mut text = String::new();
    for (i, one) in SCRIPTS.iter().enumerate() {
        for (j, other) in SCRIPTS.iter().enumerate() {
            // The same in both orders.
            let (even_here, slope_here) = even(&names[i], &names[j], Costs::between(*one, *other));
            let (even_back, slope_back) = even(&names[j], &names[i], Costs::between(*other, *one));
            let (even, slope) = ((even_here + even_back) / 2.0, (slope_here + slope_back) / 2.0);
            let _ = writeln!(text, "{} {} {even:.3} {slope:.2}", one.number(), other.number());
        }
    }
    text
}

fn even(left: &[(String, Vec<u8>)], right: &[(String, Vec<u8>)], costs: &Costs) -> (f64, f64) {
    let places: std::collections::BTreeSet<&String> = right.iter().map(|(place, _)| place).collect();
    let mut examples = Examples { dense: 1, ..Examples::default() };
    for (place, query) in left.iter().filter(|(place, _)| places.contains(place)).take(NAMES) {
        for (other, candidate) in right.iter().take(NAMES * 4) {
            if query == candidate {
                continue;
            }
            let similarity = similarity(query, candidate, costs);
            if similarity > 0.2 {
                examples.numbers.push(similarity);
                examples.labels.push(place == other);
                examples.weights.push(1.0);
                examples.ends.push(0);
            }
        }
    }
    let learned = regress::learn(&examples, 1.0, 100);
    (-learned[1] / learned[0], learned[0])
}
