//! text that was encoded twice → the text that was meant: `PÃªcheurs` → `Pêcheurs`.
//!
//! UTF-8 that a program takes for Latin 1 or Windows-1252 and encodes again has two or more signs for each letter beyond ASCII.
//! A text that is right hardly ever goes back through both steps: its first `é` is no beginning of a sequence.

/// With fewer letters beyond ASCII, a text may be about such signs.
const MIN_LETTERS: usize = 4;

/// The signs of Windows-1252 for the bytes from 0x80 on, where Latin 1 has control characters.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";

/// The text that was meant, if all of this one was encoded twice, and a message that says so.
pub(super) fn put_right(text: &str) -> Option<(String, String)> {
    let first = text.find(|c: char| !c.is_ascii())?;
    // Nearly all texts that are right are told by their first signs.
    let mut signs = text[first..].chars().map(byte);
    if !matches!((signs.next()??, signs.next()??), (0xC2..=0xF4, 0x80..=0xBF)) {
        return None;
    }
    let bytes = text.chars().map(byte).collect::<Option<Vec<u8>>>()?;
    let meant = String::from_utf8(bytes).ok()?;
    if meant.chars().filter(|c| !c.is_ascii()).count() < MIN_LETTERS {
        return None;
    }
    let letter = meant[first..].chars().next()?;
    let stood: String = text[first..].chars().take(letter.len_utf8()).collect();
    let message = format!("the text was encoded twice and has been put right: `{stood}` stood for `{letter}`");
    Some((meant.trim_start_matches('\u{FEFF}').to_owned(), message))
}

/// The byte that a sign stands for, in Latin 1 or Windows-1252.
fn byte(c: char) -> Option<u8> {
    let windows = || WINDOWS.chars().zip(0x80..).find(|(sign, _)| *sign == c).map(|(_, byte)| byte);
    u8::try_from(u32::from(c)).ok().or_else(windows)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text as a program leaves it that takes its bytes for another encoding.
    fn twice(text: &str, windows: bool) -> String {
        let signs: Vec<char> = WINDOWS.chars().collect();
        let sign = |byte: u8| match byte {
            0x80..=0x9F if windows => signs[usize::from(byte - 0x80)],
            _ => char::from(byte),
        };
        text.bytes().map(sign).collect()
    }

    #[test]
    fn what_was_encoded_twice_is_put_right() {
        for text in [
            "L’été, le pont s’est écroulé après la crue",
            "Ранним утром рухнул мост",
            "“Old” bridge – and ‘new’",
            "انهار الجسر القديم",
            "老桥清晨倒塌",
        ] {
            for windows in [true, false] {
                let (meant, message) = put_right(&twice(text, windows)).unwrap();
                assert_eq!(meant, text);
                assert!(message.contains("encoded twice"), "{message}");
            }
        }
    }

    #[test]
    fn what_is_right_stays() {
        for text in [
            "Old bridge falls",
            "L’été, le pont s’est écroulé après la crue",
            "A MANHÃ, SÃO PAULO, IRMÃ E ÓRGÃO",
            "The signs Ã© stand for é where a page was encoded twice, and so do Ã¨, Ãª and Ã§",
            "Ã© is what some see",
            "© 2019 ® ™ £5 «Ä»",
            "Ранним утром рухнул мост",
            "老桥清晨倒塌",
            "",
        ] {
            assert_eq!(put_right(text), None, "{text}");
        }
    }
}
