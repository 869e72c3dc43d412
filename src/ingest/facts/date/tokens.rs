//! line → the words, numbers and times of the day in it.

/// A word or number of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A number, how many digits it has and the character after it.
    Number { value: i16, digits: usize, after: char },
    /// A time of the day.
    Time,
    /// A word, folded, and whether it begins with a capital.
    Word(String, bool),
}

/// The words and numbers of a line.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    placed(text).into_iter().map(|(_, token)| token).collect()
}

/// Where the words and numbers of a line begin, in bytes.
pub(super) fn starts(line: &str) -> Vec<usize> {
    let places: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    placed(line).into_iter().map(|(at, _)| places[at]).collect()
}

/// The words and numbers of a line, and at which of its characters they begin.
fn placed(text: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if let Some((numbers, end)) = stamp(&chars, i) {
            tokens.extend(numbers.map(|token| (i, token)));
            i = end;
        } else if let Some((token, end)) = spelled(&chars, i) {
            tokens.push((i, token));
            i = end;
        } else if digit(chars[i]).is_some() {
            let (token, end) = number(&chars, i);
            tokens.push((i, token));
            i = end;
        } else if is_letter(chars[i]) {
            let end = word_end(&chars, i);
            let word: String = chars[i..end].iter().collect();
            // ISO 8601 glues day and time: 2020-01-31T10:45.
            if tokens.len() < 3 || word != "T" {
                tokens.push((i, Token::Word(fold(&word), !chars[i].is_lowercase())));
            }
            i = end;
        } else {
            i += 1;
        }
    }
    tokens
}

/// The number or time that begins at `start`, and where it ends.
fn number(chars: &[char], start: usize) -> (Token, usize) {
    let is_digit = |i: usize| chars.get(i).copied().and_then(digit).is_some();
    let mut end = start;
    while is_digit(end) {
        end += 1;
    }
    let after = chars.get(end).copied().unwrap_or(' ');
    if matches!(after, ':' | 'h') && is_digit(end + 1) {
        while is_digit(end) || matches!(chars.get(end), Some(':' | 'h' | '.')) {
            end += 1;
        }
        return (Token::Time, end);
    }
    let digits = chars[start..end].iter().filter_map(|c| digit(*c));
    let value = digits.fold(0i64, |n, d| (n * 10 + i64::from(d)).min(30_000));
    let value = i16::try_from(value).expect("30,000 fits in 16 bits");
    // What counts a number in Chinese, Japanese and Korean is glued to it, and so is what follows.
    let counted = usize::from(matches!(after, '年' | '月' | '日' | '년' | '월' | '일'));
    (Token::Number { value, digits: end - start, after }, end + counted)
}

/// Year, month, day and time that are written without signs between them, 20200131T104500Z, and where they end.
fn stamp(chars: &[char], start: usize) -> Option<([Token; 4], usize)> {
    let is_digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let is_alone = start == 0 || !chars[start - 1].is_alphanumeric();
    let has_clock = chars.get(start + 8) == Some(&'T') && (start + 9..start + 13).all(is_digit);
    if !is_alone || !has_clock || !(start..start + 8).all(is_digit) {
        return None;
    }
    let number = |from: usize, digits: usize| {
        let value = chars[start + from..start + from + digits].iter().filter_map(|c| c.to_digit(10));
        let value = value.fold(0i16, |n, d| n * 10 + i16::try_from(d).expect("a digit is below ten"));
        Token::Number { value, digits, after: '-' }
    };
    let is_clock = |c: &&char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z');
    let end = start + 9 + chars[start + 9..].iter().take_while(is_clock).count();
    Some(([number(0, 4), number(4, 2), number(6, 2), Token::Time], end))
}

/// The digits of Chinese and Japanese in words, with the two forms of the zero.
const SPELLED: &str = "〇一二三四五六七八九";

/// A number in words before what counts it, and where that ends: 二〇二一年, 十二月, 三十一日.
fn spelled(chars: &[char], start: usize) -> Option<(Token, usize)> {
    let value = |c: char| SPELLED.chars().zip(0i16..).find(|(sign, _)| *sign == c).map(|(_, value)| value);
    let is_number = |c: &&char| value(**c).is_some() || matches!(c, '零' | '○' | '十' | '廿' | '卅');
    let digits = chars[start..].iter().take_while(is_number).take(LONG_NUMBER).count();
    let after = *chars.get(start + digits).filter(|c| digits > 0 && matches!(c, '年' | '月' | '日'))?;
    let number = chars[start..start + digits].iter().try_fold((0i16, 0usize), |(number, places), c| {
        Some(match c {
            '十' => (number.max(1) * 10, 2),
            '廿' => (20, 2),
            '卅' => (30, 2),
            // Behind a ten stand the ones.
            c if places == 2 && number % 10 == 0 && after != '年' => (number + value(*c)?, 2),
            '零' | '○' => (number * 10, places + 1),
            c => (number * 10 + value(*c)?, places + 1),
        })
    });
    let (value, places) = number.filter(|(value, _)| *value < 10_000)?;
    Some((Token::Number { value, digits: places, after }, start + digits + 1))
}

/// No number of a date has more signs in words.
const LONG_NUMBER: usize = 4;

fn word_end(chars: &[char], start: usize) -> usize {
    let is_letter_at = |i: usize| chars.get(i).is_some_and(|c| is_letter(*c));
    let mut end = start;
    let is_in_word = |end: usize| is_letter_at(end) && (end == start || spelled(chars, end).is_none());
    while is_in_word(end) || (chars.get(end).is_some_and(|c| inside_word(*c)) && is_letter_at(end + 1)) {
        end += 1;
    }
    end
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_sign(c)
}

fn inside_word(c: char) -> bool {
    // The last joins letters of Persian without joining their shapes.
    matches!(c, '.' | '-' | '\'' | '’' | '\u{200C}')
}

/// Signs of Indian scripts that take a letter's vowel, and the tone marks of Thai and Lao: parts of a letter.
fn is_sign(c: char) -> bool {
    let virama =
        matches!(u32::from(c), 0x94D | 0x9CD | 0xA4D | 0xACD | 0xB4D | 0xBCD | 0xC4D | 0xCCD | 0xD4D | 0xDCA);
    let nukta = matches!(u32::from(c), 0x93C | 0x9BC | 0xA3C | 0xABC | 0xB3C | 0xCBC);
    let tone = matches!(u32::from(c), 0xE47..=0xE4E | 0xEC8..=0xECD);
    virama || nukta || tone
}

/// The zeros of the decimal digits in the scripts of the press.
const ZEROS: [u32; 17] = [
    0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0x1040,
    0x17E0, 0xFF10,
];

/// The value of a decimal digit.
pub(super) fn digit(c: char) -> Option<u32> {
    ZEROS.iter().map(|zero| u32::from(c).wrapping_sub(*zero)).find(|value| *value < 10)
}

/// Lower case without the vowel signs of Arabic, the dots of Turkish capitals and other accents in two characters; letters
/// that Arabic, Persian and Urdu keyboards write in two ways are one.
pub(super) fn fold(word: &str) -> String {
    let lower = word.replace('İ', "i").to_lowercase();
    let mark = |c: &char| !matches!(*c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{652}' | '\u{640}');
    let letter = |c: char| match c {
        '’' => '\'',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'أ' | 'إ' | 'آ' => 'ا',
        _ => c,
    };
    lower.chars().filter(mark).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts_are_numbers() {
        for text in ["2020", "٢٠٢٠", "۲۰۲۰", "२०२०", "২০২০", "๒๐๒๐", "２０２０", "၂၀၂၀"]
        {
            let [Token::Number { value: 2020, digits: 4, .. }] = tokens(text)[..] else { panic!("{text}") };
        }
    }

    #[test]
    fn words_keep_the_signs_of_their_script() {
        for text in ["กุมภาพันธ์", "फ़रवरी", "ফেব্রুয়ারি", "பிப்ரவரி", "సెప్టెంబర్", "سه‌شنبه", "a.m"]
        {
            assert_eq!(tokens(text), [Token::Word(fold(text), text != "a.m")], "{text}");
        }
    }
}
