//! Vietnamese: its marks make other words (`cá` fish, `cả` all), so that a word is also indexed and asked for with them.

use super::fold::fold_lower;

/// Its ISO 639-1 code.
pub const VIETNAMESE: &str = "vi";

/// Two places for the mark of the tone, of which either is usual; the second is ours: `hòa`, `hoà`.
const TONES: [(&str, &str); 15] = [
    ("òa", "oà"),
    ("óa", "oá"),
    ("ỏa", "oả"),
    ("õa", "oã"),
    ("ọa", "oạ"),
    ("òe", "oè"),
    ("óe", "oé"),
    ("ỏe", "oẻ"),
    ("õe", "oẽ"),
    ("ọe", "oẹ"),
    ("ùy", "uỳ"),
    ("úy", "uý"),
    ("ủy", "uỷ"),
    ("ũy", "uỹ"),
    ("ụy", "uỵ"),
];

/// The function words, with their marks: particles, pronouns, prepositions, conjunctions, auxiliaries. Our own selection from
/// the grammar.
const FUNCTION_WORDS: [&str; 62] = [
    "ai", "anh", "bị", "bởi", "chúng", "các", "có", "cả", "của", "cũng", "chưa", "cho", "chỉ", "cùng", "do",
    "đang", "đã", "đây", "đó", "đến", "đều", "để", "được", "ở", "gì", "hay", "hoặc", "họ", "hơn", "khi", "không",
    "là", "lại", "mà", "mình", "mỗi", "một", "nào", "này", "nên", "nếu", "những", "như", "nhưng", "nó", "qua",
    "ra", "rất", "rằng", "sẽ", "tại", "thì", "theo", "trong", "trên", "tôi", "từ", "và", "vào", "vì", "về", "với",
];

/// A word with its marks, if it has any, as texts in Vietnamese hold it beside its folded form; `None` for what is no word of Latin letters.
pub(super) fn marked(lower: &str, folded: &str) -> Option<String> {
    let is_word = folded.bytes().all(|b| b.is_ascii_lowercase())
        && lower.chars().all(char::is_alphabetic)
        && lower.chars().count() == folded.len();
    is_word.then(|| TONES.iter().fold(lower.to_owned(), |word, (other, ours)| word.replace(other, ours)))
}

/// The term under which texts in Vietnamese hold a word of a query, with what marks it is typed.
///
/// ```
/// assert_eq!(dateline::analysis::marked_term("hòa"), Some("vi:hoà".to_owned()));
/// assert_eq!(dateline::analysis::marked_term("hoa"), Some("vi:hoa".to_owned()));
/// assert_eq!(dateline::analysis::marked_term("2013"), None);
/// ```
pub fn marked_term(lower: &str) -> Option<String> {
    let word = marked(lower, &fold_lower(lower))?;
    Some(format!("{VIETNAMESE}:{word}"))
}

/// Whether a word in lower case has letters that of the greater languages only Vietnamese has.
///
/// ```
/// assert!(dateline::analysis::is_vietnamese("cắn") && !dateline::analysis::is_vietnamese("cá"));
/// ```
pub fn is_vietnamese(lower: &str) -> bool {
    lower.chars().any(|c| matches!(c, 'ơ' | 'ư' | '\u{1EA0}'..='\u{1EF9}'))
}

/// Whether a word in lower case with its marks is a function word of Vietnamese.
///
/// ```
/// assert!(dateline::analysis::is_vietnamese_function_word("cả"));
/// assert!(!dateline::analysis::is_vietnamese_function_word("cá"));
/// ```
pub fn is_vietnamese_function_word(lower: &str) -> bool {
    FUNCTION_WORDS.contains(&lower)
}
