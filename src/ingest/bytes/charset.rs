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
            encoding::without_zeros(Decoded { text, encoding: encoding.name(), warning: None })
        }
        _ => guessed,
    }
}

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
    }
}
