//! what data and questions call a language → its code.

use super::Language;

/// ISO 639-1 code, ISO 639-3 code, the English name and the language's own.
const LANGUAGES: &[(&str, &str, &str, &str)] = &[
    ("am", "amh", "amharic", "አማርኛ"),
    ("ar", "ara", "arabic", "العربية"),
    ("az", "aze", "azerbaijani", "azərbaycanca"),
    ("be", "bel", "belarusian", "беларуская"),
    ("bg", "bul", "bulgarian", "български"),
    ("bn", "ben", "bengali", "বাংলা"),
    ("bs", "bos", "bosnian", "bosanski"),
    ("ca", "cat", "catalan", "català"),
    ("cs", "ces", "czech", "čeština"),
    ("da", "dan", "danish", "dansk"),
    ("de", "deu", "german", "deutsch"),
    ("el", "ell", "greek", "ελληνικά"),
    ("en", "eng", "english", "english"),
    ("es", "spa", "spanish", "español"),
    ("et", "est", "estonian", "eesti"),
    ("fa", "pes", "persian", "فارسی"),
    ("fi", "fin", "finnish", "suomi"),
    ("fr", "fra", "french", "français"),
    ("he", "heb", "hebrew", "עברית"),
    ("hi", "hin", "hindi", "हिन्दी"),
    ("hr", "hrv", "croatian", "hrvatski"),
    ("hu", "hun", "hungarian", "magyar"),
    ("hy", "hye", "armenian", "հայերեն"),
    ("id", "ind", "indonesian", "indonesia"),
    ("is", "isl", "icelandic", "íslenska"),
    ("it", "ita", "italian", "italiano"),
    ("ja", "jpn", "japanese", "日本語"),
    ("ka", "kat", "georgian", "ქართული"),
    ("kk", "kaz", "kazakh", "қазақша"),
    ("km", "khm", "khmer", "ខ្មែរ"),
    ("ko", "kor", "korean", "한국어"),
    ("ku", "kur", "kurdish", "kurdî"),
    ("lo", "lao", "lao", "ລາວ"),
    ("lt", "lit", "lithuanian", "lietuvių"),
    ("lv", "lav", "latvian", "latviešu"),
    ("mk", "mkd", "macedonian", "македонски"),
    ("ms", "msa", "malay", "melayu"),
    ("my", "mya", "burmese", "မြန်မာ"),
    ("nb", "nob", "norwegian", "norsk"),
    ("nl", "nld", "dutch", "nederlands"),
    ("pl", "pol", "polish", "polski"),
    ("ps", "pus", "pashto", "پښتو"),
    ("pt", "por", "portuguese", "português"),
    ("ro", "ron", "romanian", "română"),
    ("ru", "rus", "russian", "русский"),
    ("sk", "slk", "slovak", "slovenčina"),
    ("sl", "slv", "slovenian", "slovenščina"),
    ("so", "som", "somali", "soomaali"),
    ("sq", "sqi", "albanian", "shqip"),
    ("sr", "srp", "serbian", "српски"),
    ("sv", "swe", "swedish", "svenska"),
    ("sw", "swa", "swahili", "kiswahili"),
    ("ta", "tam", "tamil", "தமிழ்"),
    ("th", "tha", "thai", "ไทย"),
    ("tr", "tur", "turkish", "türkçe"),
    ("uk", "ukr", "ukrainian", "українська"),
    ("ur", "urd", "urdu", "اردو"),
    ("uz", "uzb", "uzbek", "oʻzbekcha"),
    ("vi", "vie", "vietnamese", "tiếng việt"),
    ("zh", "cmn", "chinese", "中文"),
];

/// Other codes and names of the same languages.
const OTHER_CODES: &[(&str, &str)] = &[
    ("no", "nb"),
    ("nor", "nb"),
    ("iw", "he"),
    ("fas", "fa"),
    ("per", "fa"),
    ("farsi", "fa"),
    ("fre", "fr"),
    ("ger", "de"),
    ("dut", "nl"),
    ("cze", "cs"),
    ("gre", "el"),
    ("rum", "ro"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("汉语", "zh"),
    ("漢語", "zh"),
    ("in", "id"),
];

impl Language {
    /// The language that is declared by a code of two or three letters (`en`, `en-GB`, `eng`) or by its English or own
    /// name; a language that this program knows nothing of keeps its code, and what is no code is `None`.
    pub(crate) fn declared(value: &str) -> Option<Self> {
        let value = value.trim().to_lowercase();
        let primary = value.split(['-', '_']).next().unwrap_or_default();
        let is_named = |(_, three, english, own): &&(&str, &str, &str, &str)| {
            *three == primary || *english == value || *own == value
        };
        let listed = LANGUAGES.iter().find(is_named).map(|l| l.0);
        let other = OTHER_CODES.iter().find(|(code, _)| *code == primary).map(|l| l.1);
        let language = Self::new(listed.or(other).unwrap_or(primary));
        language.is_known().then_some(language)
    }
}
