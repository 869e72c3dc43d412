//! lines → the outlet that a pasted text names.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::Line;

/// The phrases in which an outlet names itself.
static OUTLET: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let name = r"(?P<name>(?:the )?\p{Lu}[\p{L}\p{N}'’&-]*(?: (?:of |for |and |& )?\p{Lu}[\p{L}\p{N}'’&-]*){0,4})";
    let phrases = [
        format!(
            r"{name} (?:could not|was not able to|was unable to|has been unable to) independently (?:confirm|verify)"
        ),
        format!(
            r"^(?i:copyright )?(?:©|\([cC]\)|(?i:copyright)) ?(?:(?:19|20)\d\d(?: ?[-–] ?(?:19|20)?\d\d)?)?,? ?(?i:by )?{name}"
        ),
        format!(r"^(?i:source|outlet|publisher|quelle|fuente|fonte|источник) ?: ?{name}$"),
    ];
    phrases.iter().map(|p| Regex::new(p).expect("a test compiles the built-in phrases")).collect()
});

/// With these words a notice of rights goes on, not the name of who holds them.
const LEGAL: [&str; 12] =
    ["and", "all", "by", "is", "law", "laws", "notice", "protected", "reserved", "rights", "this", "applies"];

/// The outlet, where the text names it.
pub(super) fn outlet(lines: &[Line]) -> Option<String> {
    let named = |phrase: &Regex| {
        lines.iter().filter(|l| l.text.len() < 3000).find_map(|line| {
            let name = phrase.captures(&line.text)?.name("name")?.as_str();
            let name = name.trim_end_matches(['.', ',']).trim_end_matches("All").trim();
            let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
            if LEGAL.contains(&first.as_str()) {
                return None;
            }
            (name.chars().count() >= 2).then(|| name.to_owned())
        })
    };
    OUTLET.iter().find_map(named)
}
