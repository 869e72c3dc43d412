//! a folded name → the codes of its letters, in one of four scripts.

use std::sync::LazyLock;

/// A writing system with a learned model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// The letters a to z; folding has made all others of them.
    Latin,
    /// Arabic, with the letters of Persian, Kurdish and Urdu.
    Arabic,
    /// Cyrillic of all languages.
    Cyrillic,
    /// Hebrew.
    Hebrew,
}

/// All scripts, in the order of their numbers.
pub const SCRIPTS: [Script; 4] = [Script::Latin, Script::Arabic, Script::Cyrillic, Script::Hebrew];

/// More than any script has letters; codes are below it.
pub const LETTERS: usize = 48;

/// The letters of each script, a code each in this order; `ab` in the second string: read `a` as `b`.
const ALPHABETS: [(&str, &str); 4] = [
    ("abcdefghijklmnopqrstuvwxyz", ""),
    ("ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤۆ", "ٹتٺتڈدڑرڵلںنڻنګگڭنڄجێيہهھهکكیيەه"),
    ("абвгдежзиклмнопрстуфхцчшщъыьэюяіјљњћђџґєәөү", "ҷчҹчҥнңнқкҡкҝкғгҕгҳхһхұүӏьӡзӝжҗжѣеѳфѵи"),
    ("אבגדהוזחטיכלמנסעפצקרשת", "ךכםמןנףפץצײיװו"),
];

/// The first character of each script's table, which is `TABLE` characters long.
const FIRST: [u32; 4] = [0x61, 0x600, 0x400, 0x5D0];
const TABLE: usize = 0x130;
const NONE: u8 = u8::MAX;

static CODES: LazyLock<[[u8; TABLE]; 4]> = LazyLock::new(|| {
    let mut codes = [[NONE; TABLE]; 4];
    for (number, (letters, others)) in ALPHABETS.iter().enumerate() {
        let place = |c: char| (c as u32 - FIRST[number]) as usize;
        for (code, c) in (0..).zip(letters.chars()) {
            codes[number][place(c)] = code;
        }
        let others: Vec<char> = others.chars().collect();
        for pair in others.chunks(2) {
            codes[number][place(pair[0])] = codes[number][place(pair[1])];
        }
    }
    codes
});

impl Script {
    /// Its number, from 0 (Latin).
    pub fn number(self) -> usize {
        self as usize
    }

    /// The character of a code, `?` of none.
    pub fn character(self, code: u8) -> char {
        ALPHABETS[self.number()].0.chars().nth(usize::from(code)).unwrap_or('?')
    }

    /// The first character of its letters, and the one after the last.
    pub fn block(self) -> (char, char) {
        match self {
            Self::Latin => ('a', '{'),
            Self::Arabic => ('\u{600}', '\u{700}'),
            Self::Cyrillic => ('\u{400}', '\u{530}'),
            Self::Hebrew => ('\u{590}', '\u{600}'),
        }
    }

    /// Whether its letters have capitals.
    pub fn has_case(self) -> bool {
        matches!(self, Self::Latin | Self::Cyrillic)
    }

    /// How many letters it has.
    pub fn letters(self) -> usize {
        ALPHABETS[self.number()].0.chars().count()
    }
}

/// The script of a folded name by its letters (spaces do not count); `None` if a character is no letter of the first one's.
pub fn script_of(folded: &str) -> Option<Script> {
    let first = folded.chars().find(|c| *c != ' ')?;
    let script = SCRIPTS.into_iter().find(|s| letter(*s, first).is_some())?;
    folded.chars().all(|c| c == ' ' || letter(script, c).is_some()).then_some(script)
}

/// The code of a folded letter in a script.
pub fn letter(script: Script, c: char) -> Option<u8> {
    let place = (c as u32).checked_sub(FIRST[script.number()])?;
    let code = *CODES[script.number()].get(place as usize)?;
    (code != NONE).then_some(code)
}

/// Puts the codes of a folded name into `out`, one a character, spaces dropped. `false` if one is no letter of the script.
pub fn letters(script: Script, folded: &str, out: &mut Vec<u8>) -> bool {
    out.clear();
    for c in folded.chars().filter(|c| *c != ' ') {
        match letter(script, c) {
            Some(code) => out.push(code),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fold;

    #[test]
    fn every_letter_has_one_code() {
        for script in SCRIPTS {
            assert!(script.letters() <= LETTERS);
            for (code, c) in (0u8..).zip(ALPHABETS[script.number()].0.chars()) {
                assert_eq!(letter(script, c), Some(code), "{c}");
                assert_eq!(script.character(code), c);
                assert_eq!(script_of(&c.to_string()), Some(script));
            }
        }
    }

    #[test]
    fn names_of_each_script() {
        let mut out = Vec::new();
        for (name, script) in [
            ("Saraqib", Some(Script::Latin)),
            ("Kafr Anbel", Some(Script::Latin)),
            ("Łódź", Some(Script::Latin)),
            ("سراقب", Some(Script::Arabic)),
            ("گچپژ", Some(Script::Arabic)),
            ("Саракиб", Some(Script::Cyrillic)),
            ("Київ", Some(Script::Cyrillic)),
            ("סראקב", Some(Script::Hebrew)),
            ("ג׳נין", Some(Script::Hebrew)),
            ("2018", None),
            ("F16", None),
            ("Саpакиб", None),
            ("北京", None),
            ("", None),
        ] {
            let folded: Vec<String> = name.split(' ').map(fold).collect();
            let folded = folded.join(" ");
            assert_eq!(script_of(&folded), script, "{name}");
            if let Some(script) = script {
                assert!(letters(script, &folded, &mut out), "{name}");
                assert_eq!(out.len(), folded.chars().filter(|c| *c != ' ').count());
            }
        }
    }
}
