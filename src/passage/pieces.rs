//! a long paragraph → pieces of about equal length, split between sentences, else between clauses, else between words.

/// A part of a text with its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    /// About how many words it has.
    pub(super) words: usize,
    /// Where the sentences start that start in it.
    pub(super) sentences: Vec<usize>,
}

/// About how many words a text has: what stands between spaces, and each character of a script without spaces.
pub(super) fn word_count(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    for c in text.chars() {
        let (counts, now) = step(c, inside);
        words += usize::from(counts);
        inside = now;
    }
    words
}

/// Whether a character begins a word, and whether a word goes on after it.
#[inline]
fn step(c: char, inside: bool) -> (bool, bool) {
    match c {
        // Only spaces and control characters are below `!` in ASCII.
        ..='\u{7F}' => (!inside && c > ' ', c > ' '),
        c if is_without_blanks(c) => (true, false),
        c if c.is_whitespace() => (false, false),
        _ => (!inside, true),
    }
}

/// Whether a character belongs to a script that is written without spaces: Thai, Lao, Burmese, Khmer, kana, Chinese.
fn is_without_blanks(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
        && !unicode_normalization::char::is_combining_mark(c)
}

/// Parts a piece of many words into pieces of about `words` words.
pub(super) fn split(text: &str, long: &Piece, words: usize) -> Vec<Piece> {
    let count = ((long.words + words / 2) / words).max(1);
    let target = long.words.div_ceil(count);
    let mut pieces: Vec<Piece> = Vec::new();
    for sentence in sentence_pieces(text, long, words) {
        match pieces.last_mut() {
            // The sentence goes where it brings the piece nearer to its length.
            Some(last) if last.words + sentence.words / 2 <= target => {
                last.end = sentence.end;
                last.words += sentence.words;
                last.sentences.extend(sentence.sentences);
            }
            _ => pieces.push(sentence),
        }
    }
    pieces
}

/// The sentences of a piece, each a piece; one of more than three times `words` words becomes several.
fn sentence_pieces(text: &str, long: &Piece, words: usize) -> Vec<Piece> {
    let ends = long.sentences.iter().skip(1).copied().chain([long.end]);
    let mut pieces = Vec::new();
    for (start, end) in long.sentences.iter().copied().zip(ends) {
        let sentence = text[start..end].trim_end();
        let count = word_count(sentence);
        if count <= words * 3 {
            pieces.push(Piece { start, end: start + sentence.len(), words: count, sentences: vec![start] });
        } else {
            let first = pieces.len();
            clauses(sentence, words, |from, to, words| {
                pieces.push(Piece { start: start + from, end: start + to, words, sentences: Vec::new() });
            });
            pieces[first].sentences.push(start);
        }
    }
    pieces
}

/// Parts a sentence: after a comma or the like once three quarters of `words` are reached, between any words soon after.
fn clauses(sentence: &str, words: usize, mut visit: impl FnMut(usize, usize, usize)) {
    let (mut start, mut count) = (0, 0);
    let (mut inside, mut after_mark) = (false, false);
    for (i, c) in sentence.char_indices() {
        let (counts, now) = step(c, inside);
        inside = now;
        if counts {
            let enough = if after_mark { count * 4 >= words * 3 } else { count * 4 >= words * 5 };
            if enough && count > 0 {
                visit(start, start + sentence[start..i].trim_end().len(), count);
                (start, count) = (i, 0);
            }
            count += 1;
        }
        after_mark = matches!(c, ',' | ';' | ':' | '–' | '—' | '،' | '؛' | '，' | '、' | '；' | '：')
            || after_mark && c.is_whitespace();
    }
    visit(start, sentence.len(), count);
}
