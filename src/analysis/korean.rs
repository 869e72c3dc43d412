//! The light stemmer for Korean: the particle of a noun is taken off, as grammars list them.
//!
//! Two syllables stay at least, and the particle must be one that can follow the last of them: 은 follows a consonant, 는 a vowel.

/// What a particle follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Any,
    Consonant,
    Vowel,
    /// A vowel or ㄹ.
    Liquid,
}

/// The particles of case, topic and number, and the endings of "to be".
const PARTICLES: [(After, &[&str]); 4] = [
    (
        After::Any,
        &[
            "에게서는",
            "에서부터",
            "에서는",
            "에서도",
            "에서의",
            "에게서",
            "에게는",
            "에게도",
            "께서는",
            "까지는",
            "까지도",
            "까지의",
            "부터는",
            "들에게",
            "들에서",
            "들까지",
            "들에",
            "들은",
            "들이",
            "들을",
            "들의",
            "들과",
            "들도",
            "들로",
            "에서",
            "에게",
            "에는",
            "에도",
            "에만",
            "에의",
            "께서",
            "까지",
            "부터",
            "마다",
            "조차",
            "마저",
            "밖에",
            "처럼",
            "보다",
            "하고",
            "한테",
            "만은",
            "만이",
            "만을",
            "들",
            "에",
            "께",
            "의",
            "도",
            "만",
        ],
    ),
    (
        After::Consonant,
        &[
            "으로부터",
            "으로서는",
            "이라고",
            "이라는",
            "이라며",
            "이었다",
            "입니다",
            "으로는",
            "으로도",
            "으로서",
            "으로써",
            "으로의",
            "이란",
            "이라",
            "이며",
            "이나",
            "이다",
            "인데",
            "과는",
            "과의",
            "과도",
            "으로",
            "은",
            "이",
            "을",
            "과",
        ],
    ),
    (After::Vowel, &["라고", "라는", "라며", "였다", "와는", "와의", "와도", "는", "가", "를", "와"]),
    (After::Liquid, &["로부터", "로서는", "로는", "로도", "로서", "로써", "로의", "로"]),
];

/// The particles of one syllable that hardly any noun ends in.
const SURE: [&str; 2] = ["을", "를"];

/// The first and the last syllable of the block.
const FIRST: char = '가';
const LAST: char = '힣';

/// How many syllables differ in their last consonant alone, and which of these is ㄹ.
const FINALS: u32 = 28;
const LIQUID: u32 = 8;

/// Whether a folded word is Korean.
pub(super) fn is_korean(folded: &str) -> bool {
    folded.chars().all(|c| (FIRST..=LAST).contains(&c))
}

/// The word without its particle.
pub(super) fn light_stem(folded: &str) -> &str {
    let all = PARTICLES.iter().flat_map(|(after, list)| list.iter().map(move |particle| (*after, *particle)));
    let stems =
        all.filter_map(|(after, particle)| folded.strip_suffix(particle).filter(|stem| follows(after, stem)));
    stems.min_by_key(|stem| stem.len()).unwrap_or(folded)
}

/// The stems that a word of a query may have: the word itself, since 고양이 ("cat") is no 고양, and it without an ending that is
/// surely a particle.
pub(super) fn stems_of_query(folded: &str) -> Vec<String> {
    let stem = light_stem(folded);
    let particle = &folded[stem.len()..];
    let is_sure = particle.chars().count() > 1 || SURE.contains(&particle);
    [folded].into_iter().chain(is_sure.then_some(stem)).map(str::to_owned).collect()
}

fn follows(after: After, stem: &str) -> bool {
    let Some(last) = stem.chars().next_back().filter(|_| stem.chars().count() >= 2) else { return false };
    let ending = (u32::from(last) - u32::from(FIRST)) % FINALS;
    match after {
        After::Any => true,
        After::Consonant => ending > 0,
        After::Vowel => ending == 0,
        After::Liquid => ending == 0 || ending == LIQUID,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_particle() {
        let rows = [
            ("서울에서", "서울"),
            ("대통령은", "대통령"),
            ("정부는", "정부"),
            ("서울로", "서울"),
            ("부산으로", "부산"),
            ("미국과의", "미국"),
            ("시민들에게", "시민"),
            ("대통령입니다", "대통령"),
            // Not after this letter, or too little stays.
            ("한국는", "한국는"),
            ("소은", "소은"),
            ("서울", "서울"),
        ];
        for (word, stem) in rows {
            assert_eq!(light_stem(word), stem, "{word}");
            assert!(is_korean(word));
        }
        assert_eq!(stems_of_query("고양이"), ["고양이"]);
        assert_eq!(stems_of_query("서울에서"), ["서울에서", "서울"]);
    }
}
