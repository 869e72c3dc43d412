//! How long the texts of queries take to be read, whatever is typed.
//!
//! `parse [COUNT] [SEED]`: reads so many texts (10,000,000) put together of words, signs, operators and fields of this and of other
//! programs, one in a thousand of them up to 100,000 bytes long, each on one of two threads. It prints how many a second, the slowest with its
//! text, and each text that panics or whose printed query reads back as another one; of these it prints ten, without what they need not be such. A text that took
//! more than 20 ms is read four times again and the least time counts, as the machine may have done something else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use dateline::query::{Query, parse};

/// From here on a text is read again.
const SLOW: Duration = Duration::from_millis(20);

/// No text may take longer.
const LIMIT: Duration = Duration::from_millis(50);

/// A faulty text is shortened by so many steps.
const MAX_TRIES: usize = 2000;

/// So many faults are printed.
const FAULTS: usize = 10;

const PIECES: &[&str] = &[
    "a",
    "b",
    "Idlib",
    "Hay’at",
    "Sana'a",
    "north-west",
    "AFP",
    "d'Homs",
    "سراقب",
    "ال",
    "צה״ל",
    "東京",
    "уран",
    "ğ",
    "é",
    "2018",
    "2018-01",
    "2020-02-06",
    "31",
    "Jan",
    "last month",
    "since",
    "before",
    "10",
    "0",
    "-1",
    "99999999999",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\t",
    "\u{a0}",
    "\u{200f}",
    "\"",
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    "'",
    "‘",
    "(",
    "(",
    ")",
    ")",
    "[",
    "]",
    "{",
    "}",
    "（",
    "）",
    "-",
    "–",
    "−",
    "—",
    "!",
    "+",
    "*",
    "?",
    "~",
    "~1",
    "~3",
    "^2",
    "=",
    ":",
    "：",
    "/",
    "|",
    "||",
    "&&",
    ">",
    "<",
    ">=",
    "..",
    ",",
    ".",
    "@",
    "#",
    "%",
    "$",
    " AND ",
    " OR ",
    " NOT ",
    " and ",
    " XOR ",
    " NEAR ",
    " NEAR/5 ",
    " PRE/3 ",
    " SAME ",
    " PARA ",
    " w/5 ",
    " /s ",
    " +5 ",
    " adj3 ",
    " AROUND(3) ",
    "atleast/3 ",
    "first/50 ",
    "title:",
    "text:",
    "quote:",
    "date:",
    "source:",
    "words>800",
];

struct Random(u64);

impl Random {
    /// A number below `end`, by the generator SplitMix64.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap_or(0)
    }

    fn piece(&mut self) -> String {
        match self.below(12) {
            0 => char::from_u32(u32::try_from(self.below(0x3000)).unwrap_or(0))
                .map_or_else(String::new, String::from),
            1 => {
                (0..=self.below(6)).map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap_or(0))).collect()
            }
            _ => PIECES[self.below(PIECES.len())].to_owned(),
        }
    }

    fn text(&mut self) -> String {
        let pieces = |random: &mut Self, most: usize| (0..=random.below(most)).map(|_| random.piece()).collect();
        match self.below(1000) {
            // A few pieces again and again.
            0 => {
                let part: String = pieces(self, 4);
                part.repeat(1 + self.below(100_000 / part.len().max(1)))
            }
            1..20 => pieces(self, 300),
            20 if self.below(10) == 0 => pieces(self, 30_000),
            _ => pieces(self, 14),
        }
    }
}

/// What the reading of the texts of one thread showed.
struct Outcome {
    slowest: (Duration, String),
    over: usize,
    faults: Vec<String>,
    time: Duration,
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let mut number = |usual: u64| arguments.next().map_or(Ok(usual), |number| number);
    let (Ok(count), Ok(seed)) = (number(10_000_000), number(7)) else {
        eprintln!("usage: parse [COUNT] [SEED]");
        std::process::exit(2);
    };
    let start = Instant::now();
    let threads: Vec<_> =
        (0..2).map(|thread| std::thread::spawn(move || read(count / 2, seed * 2 + thread))).collect();
    let outcomes: Vec<Outcome> = threads.into_iter().filter_map(|thread| thread.join().ok()).collect();
    let time: Duration = outcomes.iter().map(|outcome| outcome.time).sum();
    let over: usize = outcomes.iter().map(|outcome| outcome.over).sum();
    println!(
        "{count} texts in {:.1?}, {:.2?} a text; {over} over {LIMIT:?}",
        start.elapsed(),
        time / u32::try_from(count).unwrap_or(1).max(1)
    );
    if let Some((time, text)) = outcomes.iter().map(|outcome| &outcome.slowest).max() {
        println!("slowest {time:.2?}, {} bytes: {}", text.len(), shown(text));
    }
    let faults: Vec<&String> = outcomes.iter().flat_map(|outcome| &outcome.faults).collect();
    println!("{} faults", faults.len());
    for text in faults.iter().take(FAULTS) {
        let text = shortened(text);
        println!(
            "  {}",
            catch_unwind(AssertUnwindSafe(|| fault(&text))).unwrap_or_else(|_| format!("panic: {text:?}"))
        );
    }
}

fn read(count: u64, seed: u64) -> Outcome {
    let mut random = Random(seed);
    let mut outcome = Outcome { slowest: Default::default(), over: 0, faults: Vec::new(), time: Duration::ZERO };
    for _ in 0..count {
        let text = random.text();
        let Ok((mut time, query, again)) = catch_unwind(AssertUnwindSafe(|| parsed(&text))) else {
            outcome.faults.push(text);
            continue;
        };
        outcome.time += time;
        if query.root != again.root {
            outcome.faults.push(text.clone());
        }
        if time > SLOW {
            time = (0..4).map(|_| parsed(&text).0).min().unwrap_or(time).min(time);
        }
        outcome.over += usize::from(time > LIMIT);
        if time > outcome.slowest.0 {
            outcome.slowest = (time, text);
        }
    }
    outcome
}

/// The time of a reading, the query, and how it reads once printed.
fn parsed(text: &str) -> (Duration, Query, Query) {
    let start = Instant::now();
    let (query, _) = parse(text);
    let time = start.elapsed();
    let again = parse(&query.to_string()).0;
    (time, query, again)
}

/// Whether a text panics, or reads back as another query.
fn is_fault(text: &str) -> bool {
    catch_unwind(AssertUnwindSafe(|| parsed(text))).map_or(true, |(_, query, again)| query.root != again.root)
}

/// What is left of a faulty text when all is taken out without which it is still faulty.
fn shortened(text: &str) -> String {
    let mut left: Vec<char> = text.chars().collect();
    let mut length = left.len() / 2;
    let mut tries = 0;
    while length > 0 && tries < MAX_TRIES {
        let mut at = 0;
        while at < left.len() && tries < MAX_TRIES {
            tries += 1;
            let end = (at + length).min(left.len());
            let without: Vec<char> = left[..at].iter().chain(&left[end..]).copied().collect();
            if is_fault(&without.iter().collect::<String>()) { left = without } else { at = end }
        }
        length /= 2;
    }
    left.into_iter().collect()
}

fn fault(text: &str) -> String {
    let (_, query, again) = parsed(text);
    format!("{}\n    prints {}\n    then   {}", shown(text), shown(&query.to_string()), shown(&again.to_string()))
}

fn shown(text: &str) -> String {
    let end = text.floor_char_boundary(200);
    format!("{:?}{}", &text[..end], if end < text.len() { "…" } else { "" })
}
