//! Rich text as mails have it packed → as it is: pieces of what stands before, by place and length (MS-OXRTFCP).

/// What stands before every text.
const BEGINNING: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The length of the window in which pieces are looked up.
const WINDOW: usize = 4096;

/// The text; nothing if it is not packed in this way.
pub(super) fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let number =
        |at: usize| packed.get(at..at + 4).map(|bytes| bytes.try_into().map(u32::from_le_bytes).unwrap_or(0));
    let (length, kind) = (number(4)? as usize, number(8)?.to_le_bytes());
    let rest = packed.get(16..)?;
    match &kind {
        b"MELA" => Some(rest[..rest.len().min(length)].to_vec()),
        b"LZFu" => Some(pieces(rest)),
        _ => None,
    }
}

fn pieces(packed: &[u8]) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    window[..BEGINNING.len()].copy_from_slice(BEGINNING);
    let (mut at, mut found) = (BEGINNING.len(), Vec::new());
    let mut bytes = packed.iter().copied();
    while let Some(kinds) = bytes.next() {
        for bit in 0..8 {
            let Some(byte) = bytes.next() else { return found };
            if kinds & (1 << bit) == 0 {
                window[at] = byte;
                found.push(byte);
                at = (at + 1) % WINDOW;
                continue;
            }
            let Some(second) = bytes.next() else { return found };
            let place = usize::from(byte) << 4 | usize::from(second >> 4);
            if place == at {
                return found;
            }
            for ahead in 0..usize::from(second & 15) + 2 {
                let byte = window[(place + ahead) % WINDOW];
                window[at] = byte;
                found.push(byte);
                at = (at + 1) % WINDOW;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the format's description.
    const PACKED: [u8; 49] = [
        0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72,
        0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
        0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
    ];

    #[test]
    fn packed_text_is_unpacked_up_to_where_it_breaks_off() {
        assert_eq!(BEGINNING.len(), 207);
        let whole = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
        assert_eq!(unpacked(&PACKED).as_deref(), Some(&whole[..]));
        for end in 0..PACKED.len() {
            assert!(unpacked(&PACKED[..end]).is_none_or(|text| whole.starts_with(&text)), "{end}");
        }
        assert_eq!(unpacked(b"xxxx\x03\0\0\0MELAxxxxabcdef").as_deref(), Some(&b"abc"[..]));
    }
}
