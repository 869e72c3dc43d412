//! tantivy's numbers of one byte and more.

/// The number that bytes begin with, seven bits a byte up to one with the eighth bit, and how many bytes it has.
pub(super) fn number(bytes: &[u8]) -> (usize, usize) {
    let mut number = 0;
    for (place, byte) in (0..).zip(bytes.iter().take(8)) {
        number |= usize::from(byte & 127) << (7 * place);
        if byte & 128 != 0 {
            return (number, place + 1);
        }
    }
    (0, 0)
}
