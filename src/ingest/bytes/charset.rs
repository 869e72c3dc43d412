//! The bytes of a page → its text: what the page declares, unless the bytes say otherwise.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::encoding::{self, Decoded};

/// A page declares its encoding in its first bytes.
const HEAD: usize = 4096;

/// Decodes a page. A mark, UTF-16 and right UTF-8 go before what it declares; so does what the bytes look like where it
/// declares Latin 1, which many do because their editor did.
pub(in crate::ingest) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let guessed = encoding::decode(bytes);
    let clear = guessed.encoding.starts_with("UTF");
    match declared(bytes).filter(|_| !clear) {
        Some(encoding) if encoding.name() != guessed.encoding => {
            let (text, wrong) = encoding.decode_without_bom_handling(bytes);
            if wrong {
                return guessed;
            }
            if is_other_cyrillic(&text, &guessed.text) {
                let (said, like) = (encoding.name(), guessed.encoding);
                let warning =
                    Some(format!("read as {like}: the page says {said}, which would make no words of it"));
                return Decoded { warning, ..guessed };
            }
            encoding::without_zeros(Decoded { text, encoding: encoding.name(), warning: None })
        }
        _ => guessed,
    }
}

/// The most frequent letters of the languages in Cyrillic script: more than half of their texts, a tenth of one that was decoded by
/// another encoding.
const FREQUENT: &str = "оеаинтсрвл";

/// Of the Cyrillic letters of a text in the right encoding, at least so many percent are frequent ones; in the wrong one
/// at most so many.
const RIGHT: usize = 50;
const WRONG: usize = 30;

/// Whether a text that was declared has few of the frequent letters of Cyrillic script, and the guessed one has many.
fn is_other_cyrillic(declared: &str, guessed: &str) -> bool {
    let share = |text: &str| {
        let letters = || text.chars().filter(|c| matches!(c, '\u{400}'..='\u{4FF}')).take(MAX_LETTERS);
        100 * letters().filter(|c| FREQUENT.contains(*c)).count() / letters().count().max(1)
    };
    share(guessed) >= RIGHT && share(declared) <= WRONG
}

/// So many letters tell the encoding.
const MAX_LETTERS: usize = 10_000;

/// The encoding of `<meta charset=…>` or of the XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let after = ["charset=", "encoding="].iter().find_map(|name| head.split_once(name).map(|(_, after)| after))?;
    let after = after.trim_start_matches(['"', '\'', ' ']);
    let label: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    let doubtful = [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252].contains(&encoding);
    (!doubtful).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_declares_counts_where_it_can_be_right() {
        let russian = "мост рухнул рано утром";
        let page = |charset: &str| format!("<meta charset=\"{charset}\"><p>{russian}");
        let (bytes, _, _) = encoding_rs::KOI8_R.encode(russian);
        let declared = [&b"<meta charset=koi8-r><p>"[..], &bytes].concat();
        assert!(decode(&declared).text.ends_with(russian));
        assert!(decode(page("koi8-r").as_bytes()).text.ends_with(russian), "it is UTF-8 after all");
        let wrong = decode(&[&b"<meta charset=windows-1251><p>"[..], &bytes].concat()).text.into_owned();
        assert!(wrong.ends_with(russian), "{wrong}");
        let shouted = "МОСТ РУХНУЛ РАНО УТРОМ";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(shouted);
        assert!(decode(&[&b"<meta charset=windows-1251><p>"[..], &bytes].concat()).text.ends_with(shouted));
    }
}
