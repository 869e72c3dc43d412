//! bytes → text: byte order marks, UTF-8, UTF-16, else the encoding that the bytes look like.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1257};

use super::twice;

/// How many bytes the guess of an encoding looks at.
const GUESSED_BYTES: usize = 64 * 1024;

/// A text and what had to be guessed or replaced to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Decoded<'a> {
    /// The text, without byte order mark.
    pub text: Cow<'a, str>,
    /// The name of its encoding.
    pub encoding: &'static str,
    /// What was lost, if anything.
    pub warning: Option<String>,
}

/// Decodes a text in any usual encoding; bytes that are wrong in it become U+FFFD, zeros are dropped and a text that was
/// encoded twice is put right, with a warning.
pub(in crate::ingest) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let decoded = without_zeros(decode_all(bytes));
    let meant = Some(&decoded).filter(|decoded| decoded.warning.is_none() && decoded.encoding.starts_with("UTF"));
    match meant.and_then(|decoded| twice::put_right(&decoded.text)) {
        Some((text, message)) => Decoded { text: Cow::Owned(text), warning: Some(message), ..decoded },
        None => decoded,
    }
}

/// The text without the zeros that a damaged disk or program left in it.
pub(in crate::ingest) fn without_zeros(decoded: Decoded<'_>) -> Decoded<'_> {
    let zeros = decoded.text.matches('\0').count();
    if zeros == 0 {
        return decoded;
    }
    let dropped = format!("{zeros} zero bytes were dropped: the file may be damaged");
    let warning = decoded.warning.map_or(dropped.clone(), |warning| format!("{warning}; {dropped}"));
    Decoded { text: Cow::Owned(decoded.text.replace('\0', "")), warning: Some(warning), ..decoded }
}

fn decode_all(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_as(encoding, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: "UTF-8", warning: None },
        Err(_) if mostly_utf8(bytes) => decode_as(UTF_8, bytes),
        Err(_) => decode_as(guess(bytes), bytes),
    }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    let warning = wrong.then(|| {
        let count = text.matches('\u{FFFD}').count();
        format!("{count} places are not {name} and stand as \u{FFFD}: save the file as UTF-8")
    });
    Decoded { text, encoding: name, warning }
}

/// Text in UTF-16 without a mark has a zero in every second byte of its spaces, digits and Latin letters.
pub(in crate::ingest) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let enough = (head.len() / 2).div_ceil(8).max(2);
    // A text in Latin script has zeros on one side only; one in another script still has its spaces and full stops.
    if second >= enough && first == 0 {
        Some(UTF_16LE)
    } else if first >= enough && second == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether most sequences beyond ASCII are right UTF-8: then the file is UTF-8 with some damage.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > 2 * wrong
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let head = &bytes[..bytes.len().min(GUESSED_BYTES)];
    detector.feed(head, head.len() == bytes.len());
    let guessed = detector.guess(None, Utf8Detection::Allow);
    if guessed == WINDOWS_1252 && is_baltic(head) {
        return WINDOWS_1257;
    }
    // The detector does not know the encoding of old Macintoshes.
    let is_strange = guessed == WINDOWS_1252 && strange_letters(guessed, head) >= STRANGE;
    if is_strange && strange_letters(MACINTOSH, head) <= USUAL { MACINTOSH } else { guessed }
}

/// The letters of Icelandic and Faroese, which alone have ð and þ, and those of Lithuanian and Latvian.
const NORDIC: &str = "áæéíðóöøúýþ";
const BALTIC: &str = "āąčęēėģįīķļņšųūž";

/// Whether a text that is taken for one of Western Europe is one of Lithuanian or Latvian: it has a letter of Icelandic beside those
/// that Icelandic lacks, and hardly any that the Baltic languages lack.
fn is_baltic(bytes: &[u8]) -> bool {
    let letters = |encoding: &'static Encoding| -> Vec<char> {
        let text = encoding.decode_without_bom_handling(bytes).0;
        text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).flat_map(char::to_lowercase).collect()
    };
    let western = letters(WINDOWS_1252);
    let strange = western.iter().filter(|c| !NORDIC.contains(**c)).count();
    if strange == 0 || !western.iter().any(|c| "ðþ".contains(*c)) {
        return false;
    }
    let baltic = letters(WINDOWS_1257);
    let usual = baltic.iter().filter(|c| BALTIC.contains(**c)).count();
    usual * 100 >= baltic.len() * (100 - USUAL)
}

/// Of the letters beyond ASCII inside of words, as many percent are strange in the wrong encoding, and as many at most in the
/// right one.
const STRANGE: usize = 40;
const USUAL: usize = 10;

/// How many percent of the signs beyond ASCII after a small letter no word has there: a capital, a control character, a sign.
fn strange_letters(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let text = encoding.decode_without_bom_handling(bytes).0;
    let (mut all, mut strange, mut before) = (0, 0, ' ');
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        let is_in_word = before.is_lowercase() && signs.peek().is_some_and(|next| next.is_lowercase());
        if is_in_word && !c.is_ascii() && !matches!(c, '’' | '‘' | '·' | '\u{AD}') {
            all += 1;
            strange += usize::from(!c.is_lowercase());
        }
        before = c;
    }
    100 * strange / all.max(1)
}

/// Whether the first bytes of a file are no text: zeros that are not UTF-16, or many control characters.
pub(in crate::ingest) fn is_binary(head: &[u8]) -> bool {
    if Encoding::for_bom(head).is_some() || utf16_without_mark(head).is_some() {
        return false;
    }
    let head = &head[..head.len().min(8192)];
    let control = |b: &&u8| **b < 32 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    let zeros = head.iter().filter(|b| **b == 0).count();
    let others = head.iter().filter(control).count() - zeros;
    // A few zeros in a text without other signs of that kind are damage.
    let is_damaged = zeros * MIN_LETTERS_A_ZERO <= head.len() && others * 200 <= head.len();
    zeros > 0 && !is_damaged || others * 20 > head.len()
}

/// A text with one zero for fewer letters is none.
const MIN_LETTERS_A_ZERO: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baltic_encoding_is_told_from_that_of_western_europe() {
        let rows = [
            ("Vėjas penktadienį nunešė stogą, sakė meras. Žmonės šaukė, kad upė kyla.", WINDOWS_1257),
            ("Vējš aiznesa vecās stacijas jumtu. Cilvēki gāja mājās, jo ūdens cēlās.", WINDOWS_1257),
            ("Það rigndi í gær og áin óx. Þorpið er rólegt, sagði bæjarstjórinn Óðinn.", WINDOWS_1252),
            ("Það rigndi í gær, sagði rithöfundurinn André við fréttamenn á Íslandi.", WINDOWS_1252),
            ("La rivière a débordé à l'aube, a déclaré le maire de la forêt voisine.", WINDOWS_1252),
        ];
        for (text, encoding) in rows {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{text}");
            assert_eq!(decode(&bytes).text, text);
        }
    }
}
