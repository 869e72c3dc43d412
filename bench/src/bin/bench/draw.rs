//! The words of a corpus and a seed → the questions of every class, by document frequency.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::corpus::{Material, words};
use crate::random::Random;

/// The questions that were drawn; each is a list of slots, each slot a list of alternatives.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Drawn {
    /// Words in 5 to 100 passages.
    pub rare: Vec<Slots>,
    /// Words in about a thousandth to a hundredth of the passages.
    pub mid: Vec<Slots>,
    /// Words in 2 to 60% of the passages.
    pub common: Vec<Slots>,
    /// Two words of one passage, each in 0.2 to 25% of the passages.
    pub pairs: Vec<Slots>,
    /// Four or five words of a headline.
    pub natural: Vec<Slots>,
    /// Two or three words in a row.
    pub phrases: Vec<Slots>,
    /// The first four or five letters of a word.
    pub prefixes: Vec<Slots>,
    /// The first one to three letters of a word.
    pub wide_prefixes: Vec<Slots>,
    /// Two words of a headline, and beside each a name: one with 8 forms of middling frequency, one with 61 of which 6 are rare
    /// and 55 do not occur. No form of a name is in two questions.
    pub alternatives: Vec<Slots>,
    /// Words of five letters or more in 5 passages to 1% of them that are written with a capital within a passage.
    pub names: Vec<Slots>,
}

/// What is asked for: all slots, one of the alternatives of each.
pub type Slots = Vec<Vec<String>>;

/// Draws at most so many questions of each class.
pub fn draw(material: &Material, seed: u64, count: usize) -> Drawn {
    let mut draw = Draw { material, random: Random(seed), count };
    let all = material.figures.passages as f64;
    let share = |part: f64| (all * part) as u32;
    let mid = (share(0.0008).max(101), share(0.008).max(1000));
    let natural = draw.natural(4, 5);
    Drawn {
        rare: draw.single(5, 100),
        mid: draw.single(mid.0, mid.1),
        common: draw.single(share(0.02), share(0.6)),
        pairs: draw.pairs(share(0.002), share(0.25)),
        natural,
        phrases: draw.phrases(share(0.2)),
        prefixes: draw.prefixes(&[4, 5], share(0.00016).max(20), share(0.04)),
        wide_prefixes: draw.prefixes(&[1, 2, 3], share(0.00016).max(20), share(0.04)),
        alternatives: draw.alternatives(mid.0, mid.1),
        names: draw.names(),
    }
}

struct Draw<'a> {
    material: &'a Material,
    random: Random,
    count: usize,
}

/// So many times a question is tried for that has to meet conditions.
const MAX_TRIES: usize = 200_000;

impl Draw<'_> {
    fn frequency(&self, word: &str) -> u32 {
        self.material.frequency.get(word).copied().unwrap_or(0)
    }

    /// The words of a band of frequencies, in order.
    fn band(&self, low: u32, high: u32) -> Vec<String> {
        let within =
            self.material.frequency.iter().filter(|(word, count)| (low..=high).contains(count) && is_word(word));
        let mut words: Vec<String> = within.map(|(word, _)| word.clone()).collect();
        words.sort_unstable();
        words
    }

    fn single(&mut self, low: u32, high: u32) -> Vec<Slots> {
        let band = self.band(low, high);
        self.random.some(&band, self.count).into_iter().map(|word| slots([word])).collect()
    }

    fn passage(&mut self) -> &str {
        let passages = &self.material.passages;
        passages.get(self.random.below(passages.len())).map_or("", String::as_str)
    }

    /// Questions from what is made of random passages, until there are enough.
    fn of_passages(&mut self, mut make: impl FnMut(&mut Self, usize) -> Option<Slots>) -> Vec<Slots> {
        let mut drawn = Vec::new();
        for _ in 0..MAX_TRIES {
            if drawn.len() == self.count {
                break;
            }
            let made = make(self, drawn.len());
            drawn.extend(made);
        }
        drawn
    }

    fn pairs(&mut self, low: u32, high: u32) -> Vec<Slots> {
        self.of_passages(|draw, _| {
            let mut words = lower(draw.passage());
            words.retain(|word| is_word(word) && (low..=high).contains(&draw.frequency(word)));
            words.sort_unstable();
            words.dedup();
            let two = draw.random.some(&words, 2);
            (two.len() == 2).then(|| slots(two))
        })
    }

    fn natural(&mut self, least: usize, most: usize) -> Vec<Slots> {
        let mut titles: Vec<Vec<String>> = self.material.titles.iter().map(|title| lower(title)).collect();
        for title in &mut titles {
            let mut seen = Vec::new();
            title.retain(|word| {
                let is_kept = word.chars().count() >= 2 && self.frequency(word) >= 5 && !seen.contains(word);
                seen.push(word.clone());
                is_kept
            });
        }
        titles.retain(|title| title.len() >= most);
        titles.sort_unstable();
        titles.dedup();
        let titles = self.random.some(&titles, self.count);
        titles.into_iter().map(|title| slots(self.in_order(&title, least, most))).collect()
    }

    /// Some of the words in their order.
    fn in_order(&mut self, words: &[String], least: usize, most: usize) -> Vec<String> {
        let length = least + self.random.below(most - least + 1);
        let places: Vec<usize> = (0..words.len()).collect();
        let mut places = self.random.some(&places, length);
        places.sort_unstable();
        places.into_iter().map(|place| words[place].clone()).collect()
    }

    /// Of two words one, of three two must be of less than the frequency and longer than three letters. No sign stands
    /// between them, since engines differ on what a phrase may cross.
    fn phrases(&mut self, common: u32) -> Vec<Slots> {
        self.of_passages(|draw, number| {
            let length = 2 + number % 2;
            let words: Vec<String> = draw.passage().split_whitespace().map(str::to_lowercase).collect();
            if words.len() < 20 {
                return None;
            }
            let start = draw.random.below(words.len() - length);
            let phrase = &words[start..start + length];
            let says_something = |word: &&String| draw.frequency(word) < common && word.chars().count() > 3;
            let enough = phrase.iter().filter(says_something).count() >= length - 1;
            let are_words = phrase.iter().all(|word| word.chars().all(char::is_alphabetic));
            (enough && are_words).then(|| slots(phrase.to_vec()))
        })
    }

    fn prefixes(&mut self, lengths: &[usize], low: u32, high: u32) -> Vec<Slots> {
        let mut band = self.band(low, high);
        band.retain(|word| word.chars().count() >= 6);
        let words = self.random.some(&band, self.count * 4);
        let beginnings = words.iter().zip(lengths.iter().cycle());
        let mut drawn: Vec<Slots> = Vec::new();
        for beginning in beginnings.map(|(word, length)| slots([word.chars().take(*length).collect()])) {
            if drawn.len() < self.count && !drawn.contains(&beginning) {
                drawn.push(beginning);
            }
        }
        drawn
    }

    fn alternatives(&mut self, low: u32, high: u32) -> Vec<Slots> {
        let mut questions = self.natural(4, 4);
        let asked: HashSet<String> = questions.iter().flatten().flatten().cloned().collect();
        let mut unasked = |low, high, each| {
            let mut band = self.band(low, high);
            band.retain(|word| !asked.contains(word));
            self.random.some(&band, self.count * each).into_iter()
        };
        let (mut mid, mut rare) = (unasked(low, high, 8), unasked(5, 100, 6));
        for question in &mut questions {
            question[1] = mid.by_ref().take(8).collect();
            question[3] = rare.by_ref().take(6).collect();
            question[3].extend((0..55).map(|_| self.coined()));
        }
        // In a small corpus there may be too few words.
        questions.retain(|question| question[1].len() == 8 && question[3].len() == 61);
        questions
    }

    /// A word that does not occur.
    fn coined(&mut self) -> String {
        loop {
            let word: String = (0..9).map(|_| char::from(b'a' + self.random.below(26) as u8)).collect();
            if self.frequency(&word) == 0 {
                return word;
            }
        }
    }

    fn names(&mut self) -> Vec<Slots> {
        let (rare, all) = (self.material.figures.passages / 100, &self.material.passages);
        let is_name = |word: &&str| {
            let small = word.to_lowercase();
            word.starts_with(char::is_uppercase)
                && word.chars().skip(1).all(char::is_lowercase)
                && word.chars().count() >= 5
                && (5..=rare).contains(&u64::from(self.frequency(&small)))
        };
        let mut names: Vec<String> =
            all.iter().flat_map(|text| words(text).skip(1).filter(is_name).map(str::to_owned)).collect();
        names.sort_unstable();
        names.dedup();
        self.random.some(&names, self.count).into_iter().map(|name| slots([name])).collect()
    }
}

fn is_word(word: &str) -> bool {
    word.chars().all(char::is_alphabetic) && word.chars().count() >= 3
}

fn lower(text: &str) -> Vec<String> {
    words(text).map(str::to_lowercase).collect()
}

fn slots(words: impl IntoIterator<Item = String>) -> Slots {
    words.into_iter().map(|word| vec![word]).collect()
}
