//! a name → its consonants, told apart by where in the mouth they are made: what many names have in common.
//!
//! Names with one skeleton are passed over together. The classes decide only how many names that are, never which are found:
//! what a class costs is what its cheapest letter does. They are those of NYSIIS and Soundex (Knuth 1998, section 6.4), for
//! each script.

use std::sync::LazyLock;

use crate::names::spelling::letters::{LETTERS, SCRIPTS, Script, letter};

/// The letters of each class by script; vowels and letters that are often not written are in none.
const CLASSES: [&str; 4] = [
    "bp fv dt sjxz cgkq l m n r",
    "بپ فڤ تثدذضطظ جزسشصچژ خغقكگ ل م ن ر",
    "бп вф дтђћџ жзсцчшщѕ гкхґ лљ м нњ р",
    "בפ דטת זסצש גכק ל מ נ ר",
];

/// A code for each letter of each script: the number of its class.
static CLASS_OF: LazyLock<[[Option<u8>; LETTERS]; 4]> = LazyLock::new(|| {
    SCRIPTS.map(|script| {
        let mut classes = [None; LETTERS];
        for (number, class) in (0..).zip(CLASSES[script.number()].split(' ')) {
            for code in class.chars().filter_map(|c| letter(script, c)) {
                classes[usize::from(code)] = Some(number);
            }
        }
        classes
    })
});

/// The class of a letter, given by its code; nothing for one that is not in the skeleton.
pub fn class(script: Script, code: u8) -> Option<u8> {
    CLASS_OF[script.number()][usize::from(code)]
}

/// The classes of the letters of a name, in order.
pub fn skeleton(script: Script, codes: &[u8]) -> Vec<u8> {
    codes.iter().filter_map(|code| class(script, *code)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::profile::QueryProfile;
    use super::*;
    use crate::names::spelling::letters::{letters, script_of};

    #[test]
    fn a_skeleton_costs_no_more_than_the_name() {
        let names = [
            "saraqib",
            "sarakeb",
            "sarmin",
            "idlib",
            "deirezzor",
            "kafranbel",
            "gjirokastra",
            "سراقب",
            "ادلب",
            "саракиб",
        ];
        let names = names.map(|name| (script_of(name).unwrap(), name));
        let mut similar = 0;
        for (query, name) in names {
            let profile = QueryProfile::new(query, name).unwrap();
            for (script, other) in names {
                let mut codes = Vec::new();
                assert!(letters(script, other, &mut codes));
                let mut row = profile.skeleton_start(script);
                for class in skeleton(script, &codes) {
                    row = profile.skeleton_step(script, &row, class);
                }
                let cost = profile.cost_of(script, &codes);
                similar += usize::from(cost.is_some());
                assert!(cost.is_none_or(|cost| profile.cost(&row) <= cost), "{name} {other}: {cost:?}");
            }
        }
        assert!(similar > names.len(), "{similar}");
    }
}
