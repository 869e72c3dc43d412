//! text → language of an article and of its long paragraphs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::{Detector, Lang, Script};

use crate::article::{Article, BlockKind, Language};

/// How many characters of title and body are looked at: enough to be right in 97 of 100, and detection is slow (5 MB/s).
const DETECTED_CHARS: usize = 350;

/// A paragraph with fewer letters takes the article's language.
const LONG_IN_ANOTHER_SCRIPT: usize = 200;

/// A paragraph in the article's script is only looked at if it has as many letters as this.
const LONG_IN_THE_SAME_SCRIPT: usize = 600;

/// Running text of any listed language has more of its own function words than this, text of another one fewer.
const OWN_FUNCTION_WORDS: f32 = 0.06;

/// The languages that are told apart.
const LANGUAGES: &[(&str, Lang)] = &[
    ("ar", Lang::Ara),
    ("az", Lang::Aze),
    ("be", Lang::Bel),
    ("bg", Lang::Bul),
    ("bn", Lang::Ben),
    ("cs", Lang::Ces),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("es", Lang::Spa),
    ("fa", Lang::Pes),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("hy", Lang::Hye),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("ja", Lang::Jpn),
    ("ka", Lang::Kat),
    ("ko", Lang::Kor),
    ("lt", Lang::Lit),
    ("lv", Lang::Lav),
    ("mk", Lang::Mkd),
    ("nb", Lang::Nob),
    ("nl", Lang::Nld),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sr", Lang::Srp),
    ("sv", Lang::Swe),
    ("th", Lang::Tha),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("ur", Lang::Urd),
    ("vi", Lang::Vie),
    ("zh", Lang::Cmn),
];

static FUNCTION_WORDS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let lists: BTreeMap<String, String> =
        toml::from_str(include_str!("function_words.toml")).expect("a test reads the built-in list");
    let words = |list: String| list.split_whitespace().map(str::to_owned).collect();
    lists.into_iter().map(|(code, list)| (code, words(list))).collect()
});

/// Each function word with the languages that have it, as a bit for each list.
static LANGUAGES_OF_WORD: LazyLock<FxHashMap<&'static str, u64>> = LazyLock::new(|| {
    let mut bits: FxHashMap<&'static str, u64> = FxHashMap::default();
    for (i, words) in FUNCTION_WORDS.values().enumerate() {
        for word in words {
            *bits.entry(word.as_str()).or_default() |= 1 << i;
        }
    }
    bits
});

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(LANGUAGES.iter().map(|(_, lang)| *lang).collect()));

/// Decides the language of an article that declares none, and that of its long paragraphs in another one.
pub(in crate::ingest) fn settle(article: &mut Article) {
    if !article.language.is_known() {
        article.language = detect(&sample(article));
    }
    let language = article.language.clone();
    for block in article.blocks.iter_mut().filter(|b| b.left_out.is_none() && b.kind == BlockKind::Paragraph) {
        block.language = other_language(&block.text, &language);
    }
}

/// Gives an article that is too short to tell its language the one that nearly all of its file have, if its letters allow it.
pub(super) fn take_majority(article: &mut Article, language: &Language) {
    if article.language.is_known() {
        return;
    }
    let sample = sample(article);
    let is_short = sample.chars().count() < DETECTED_CHARS;
    if is_short && script_of(&sample).is_some_and(|script| uses(language, script)) {
        article.language = language.clone();
    }
}

/// The beginning of the body, with the title before it.
fn sample(article: &Article) -> String {
    let mut sample = String::with_capacity(2 * DETECTED_CHARS);
    let mut chars = 0;
    for block in article.kept() {
        for c in block.text.chars().take(DETECTED_CHARS - chars) {
            sample.push(c);
            chars += 1;
        }
        if chars == DETECTED_CHARS {
            break;
        }
        sample.push('\n');
    }
    sample
}

/// The language of a text, or `und` where it cannot be told reliably.
pub fn detect(text: &str) -> Language {
    if let Some(code) = by_syllables(text) {
        return Language::new(code);
    }
    // Counting function words is ten times as fast as comparing letter triples, and as sure where it is clear.
    if let Some(code) = by_function_words(text) {
        return Language::new(code);
    }
    let Some(info) = DETECTOR.detect(text) else { return Language::undetermined() };
    let sole = script_language(info.script());
    let found = LANGUAGES.iter().find(|l| l.1 == info.lang()).map(|l| Language::new(l.0));
    // Tables of figures and names in Latin script look like some language; none of its function words stand in them.
    let table = |language: &Language| info.script() == Script::Latin && !reads_like(text, language);
    match (sole, found) {
        (Some(code), _) => Language::new(code),
        (None, Some(found)) if info.is_reliable() && !table(&found) => found,
        _ => Language::undetermined(),
    }
}

/// Japanese or Korean by the signs for syllables that only they write, also among Chinese ones.
fn by_syllables(text: &str) -> Option<&'static str> {
    if text.is_ascii() {
        return None;
    }
    let (mut letters, mut chinese, mut kana, mut hangul) = (0, 0, 0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        chinese += usize::from(matches!(c, '\u{3400}'..='\u{9FFF}'));
        kana += usize::from(matches!(c, '\u{3041}'..='\u{30FA}' | '\u{31F0}'..='\u{31FF}'));
        hangul += usize::from(matches!(c, '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7A3}'));
    }
    let of_these = chinese + kana + hangul;
    let found = if hangul > kana { ("ko", 3 * hangul >= of_these) } else { ("ja", MIN_KANA * kana >= of_these) };
    (2 * of_these > letters && kana + hangul > 0 && found.1).then_some(found.0)
}

/// Of so many signs of a Japanese text at least one is kana; a Chinese one that quotes has fewer.
const MIN_KANA: usize = 10;

/// The language of a script that only one language of the list uses.
fn script_language(script: Script) -> Option<&'static str> {
    let users = script.langs();
    let mut listed = LANGUAGES.iter().filter(|l| users.contains(&l.1));
    match (listed.next(), listed.next()) {
        (Some(only), None) => Some(only.0),
        _ => None,
    }
}

/// The language with clearly the most function words in a text.
fn by_function_words(text: &str) -> Option<&'static str> {
    let mut counts = vec![0u32; FUNCTION_WORDS.len()];
    let mut words = 0u32;
    for word in lower_words(text) {
        words += 1;
        let mut bits = LANGUAGES_OF_WORD.get(&*word).copied().unwrap_or(0);
        while bits != 0 {
            counts[bits.trailing_zeros() as usize] += 1;
            bits &= bits - 1;
        }
    }
    let (best, &most) = counts.iter().enumerate().max_by_key(|(i, count)| (**count, usize::MAX - i))?;
    let second = counts.iter().enumerate().filter(|(i, _)| *i != best).map(|(_, c)| *c).max().unwrap_or(0);
    let clear = most >= 4 && most * 5 > words && 2 * most >= 3 * second;
    FUNCTION_WORDS.keys().nth(best).filter(|_| clear).map(String::as_str)
}

/// The language of a long paragraph, if it is clearly another one than the article's.
fn other_language(text: &str, article: &Language) -> Option<Language> {
    if text.len() < LONG_IN_ANOTHER_SCRIPT {
        return None;
    }
    let script = script_of(text);
    let same = script.is_none() || !article.is_known() || uses(article, script?);
    let enough = if same { LONG_IN_THE_SAME_SCRIPT } else { LONG_IN_ANOTHER_SCRIPT };
    if text.len() < enough || (same && (!article.is_known() || reads_like(text, article))) {
        return None;
    }
    if text.chars().filter(|c| c.is_alphabetic()).take(enough).count() < enough {
        return None;
    }
    let prefix: String = text.chars().take(DETECTED_CHARS).collect();
    let found = Some(detect(&prefix)).filter(|found| found.is_known() && found != article)?;
    // Lists of names in the article's script look like any language; only its function words prove another one.
    (!same || by_function_words(&prefix) == Some(found.as_str())).then_some(found)
}

/// Whether a text has the function words of a language; so it has if no list of them is known.
fn reads_like(text: &str, language: &Language) -> bool {
    let Some(i) = FUNCTION_WORDS.keys().position(|code| code == language.as_str()) else { return true };
    let (mut all, mut own) = (0u32, 0u32);
    for word in lower_words(text).take(60) {
        all += 1;
        own += u32::from(LANGUAGES_OF_WORD.get(&*word).is_some_and(|bits| bits >> i & 1 == 1));
    }
    own as f32 >= OWN_FUNCTION_WORDS * all as f32
}

/// The share of the words of a text that are function words of any language.
pub(in crate::ingest) fn function_word_share(text: &str) -> f32 {
    let (mut all, mut function) = (0u32, 0u32);
    for word in lower_words(text).take(80) {
        all += 1;
        function += u32::from(LANGUAGES_OF_WORD.contains_key(&*word));
    }
    if all == 0 { 0.0 } else { function as f32 / all as f32 }
}

fn lower_words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let is_lower = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(move |word| if is_lower(word) { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) })
}

/// The script of most of the first letters; `None` without letters.
fn script_of(text: &str) -> Option<Script> {
    // ASCII alone is decided without a table.
    let head: &str = &text[..text.floor_char_boundary(240)];
    if head.is_ascii() {
        return head.bytes().any(|b| b.is_ascii_alphabetic()).then_some(Script::Latin);
    }
    whatlang::detect_script(head)
}

fn uses(language: &Language, script: Script) -> bool {
    let listed = LANGUAGES.iter().find(|l| l.0 == language.as_str());
    // A language that is not listed may be written in any script.
    listed.is_none_or(|l| {
        let chinese_letters = matches!(script, Script::Mandarin) && l.0 == "ja";
        chinese_letters || script.langs().contains(&l.1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_hold_no_duplicates() {
        assert!(LANGUAGES.is_sorted_by(|a, b| a.0 < b.0));
        for (code, words) in FUNCTION_WORDS.iter() {
            let mut unique = words.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), words.len(), "{code}");
            assert!(LANGUAGES.iter().any(|l| l.0 == code), "{code}");
        }
    }

    #[test]
    fn signs_for_syllables_tell_japanese_and_korean() {
        for (text, code) in [
            ("東京都議会議員選挙の投票率発表、町長は感謝", "ja"),
            ("古い橋が崩落", "ja"),
            ("老桥坍塌，无人受伤", "zh"),
            ("오래된 다리 붕괴", "ko"),
        ] {
            assert_eq!(detect(text).as_str(), code, "{text}");
        }
        assert_ne!(detect("The bridge is called はし in Japan, said the mayor of the town.").as_str(), "ja");
    }

    #[test]
    fn codes_and_names_are_the_same_language() {
        for value in ["en", "EN-gb", "eng", "English", "en_US"] {
            assert_eq!(Language::declared(value).unwrap().as_str(), "en", "{value}");
        }
        assert_eq!(Language::declared("no").unwrap().as_str(), "nb");
        assert_eq!(Language::declared("mixed languages"), None);
        assert_eq!(Language::declared("und"), None);
    }
}
