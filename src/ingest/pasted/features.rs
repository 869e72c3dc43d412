//! lines of a pasted page → what is known of each, as the numbers that [`super::model`] weighs.

use super::boilerplate::{self, Heading, Rule};
use super::lines::{self, Line};
use crate::ingest::steps;

/// How many numbers are known of a line.
pub const FEATURES: usize = NAMES.len();

/// What the numbers of a line are called in the table of weights, in their order.
pub(super) const NAMES: [&str; 15] = [
    "wide",
    "marks_inside",
    "capitals",
    "ended_width",
    "ended_before",
    "ended_after",
    "width_around",
    "width_far_around",
    "ended_width_around",
    "middle_of_the_text",
    "width_in_the_page",
    "comments_above",
    "more_above",
    "lines_since_heading",
    "kept_by_the_rules",
];

/// A line that is wider is most of a paragraph.
const WIDE: f32 = 160.0;

/// The width from which on a line is no paler for being wider: beside its own end, and for the lines around it.
const MAX_WIDTH: [f32; 2] = [600.0, 250.0];

/// More marks inside a line than this say no more.
const MAX_MARKS: f32 = 4.0;

/// How many lines before and after are near a line, and far around it.
const AROUND: [usize; 2] = [3, 10];

/// The share of a page's text whose paragraphs are wide in it, and the least that such a paragraph is taken to measure.
const WIDE_SHARE: f32 = 0.25;
const LEAST_WIDE: f32 = 40.0;

/// A heading ends an article only below so many ended lines of this width, and below this share of the page's text: what
/// stands higher heads a box above the article.
const STRONG_LINES: usize = 3;
const STRONG_WIDTH: f32 = 60.0;
const SHARE_ABOVE: f32 = 0.1;

/// More headings of other articles than this say no more: their number on a page has no bound.
const MAX_HEADINGS: usize = 2;

/// A heading further above than this is forgotten.
const MAX_SINCE: usize = 30;

/// What is known of a line by itself.
struct Known {
    /// Its characters, those of scripts without spaces counted double.
    width: f32,
    ended: f32,
    marks: f32,
    capitals: f32,
}

/// The width of a line: its characters, those of scripts without spaces counted double.
pub(super) fn width(text: &str) -> f32 {
    text.chars().map(|c| if lines::is_wide(c) { 2.0 } else { 1.0 }).sum()
}

/// What is known of each line, given the rules that take lines and which lines they keep for the body.
pub(super) fn features(lines: &[Line], rules: &[Option<&Rule>], kept: &[bool]) -> Vec<[f32; FEATURES]> {
    let known: Vec<Known> = lines.iter().map(|line| known(&line.text)).collect();
    let bounded: Vec<f32> = known.iter().map(|k| k.width.min(MAX_WIDTH[1])).collect();
    let ended: Vec<f32> = known.iter().zip(&bounded).map(|(k, width)| k.ended * width).collect();
    let [near, far] = AROUND.map(|reach| means_around(&bounded, reach));
    let ended_near = means_around(&ended, AROUND[0]);
    let paragraph = paragraph_width(&known);
    let all = ended.iter().sum::<f32>().max(1.0);
    let ended_at = |i: Option<usize>| i.and_then(|i| known.get(i)).map_or(0.0, |k| k.ended);
    let mut above = Above::default();
    let mut so_far = 0.0;
    let of_line = |(i, line): (usize, &Line)| {
        steps::count(1);
        so_far += ended[i];
        let share = so_far / all;
        above.add(&known[i], boilerplate::heading(&line.text, rules[i]), share);
        let Known { width, ended, marks, capitals } = known[i];
        [
            f32::from(width > WIDE),
            marks,
            capitals,
            ended * width.min(MAX_WIDTH[0]).ln_1p(),
            ended_at(i.checked_sub(1)),
            ended_at(Some(i + 1)),
            near[i].ln_1p(),
            far[i].ln_1p(),
            ended_near[i].ln_1p(),
            4.0 * share * (1.0 - share),
            (width / paragraph).min(1.0),
            f32::from(above.comments),
            (above.more.min(MAX_HEADINGS) as f32).ln_1p(),
            (above.since.unwrap_or(MAX_SINCE) as f32).ln_1p(),
            f32::from(kept[i]),
        ]
    };
    lines.iter().enumerate().map(of_line).collect()
}

/// What headings stand above a line.
#[derive(Default)]
struct Above {
    strong: usize,
    comments: bool,
    more: usize,
    /// How many lines ago the last heading stood, as long as it is remembered.
    since: Option<usize>,
}

impl Above {
    /// Adds a line, down to which this share of the page's text stands.
    fn add(&mut self, line: &Known, heading: Option<Heading>, share: f32) {
        self.strong += usize::from(line.ended > 0.0 && line.width > STRONG_WIDTH);
        self.since = self.since.map(|lines| lines + 1).filter(|lines| *lines < MAX_SINCE);
        let Some(heading) = heading else { return };
        self.since = Some(0);
        if self.strong >= STRONG_LINES && share > SHARE_ABOVE {
            self.comments |= heading == Heading::Comments;
            self.more += usize::from(heading == Heading::More);
        }
    }
}

fn known(text: &str) -> Known {
    let ended = f32::from(lines::ends_sentence(text));
    let (mut words, mut capitals) = (0, 0);
    let initials = text.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    for initial in initials.filter(|c| c.is_alphabetic()) {
        words += 1;
        capitals += usize::from(initial.is_uppercase());
    }
    let marks = marks_inside(text).min(MAX_MARKS) / MAX_MARKS;
    Known { width: width(text), ended, marks, capitals: capitals as f32 / words.max(1) as f32 }
}

/// The ends of sentences, commas and semicolons inside a line.
fn marks_inside(text: &str) -> f32 {
    let mut marks = 0.0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let goes_on = matches!(chars.peek(), Some(' ' | '\n' | '"' | '”' | '»'));
        marks += f32::from(match c {
            ',' | ';' | '，' | '、' | '،' | '؛' | '。' => true,
            '.' | '!' | '?' | '！' | '？' | '؟' | '۔' | '।' => goes_on,
            _ => false,
        });
    }
    marks
}

/// The mean of the numbers from so many before to so many after each.
fn means_around(numbers: &[f32], reach: usize) -> Vec<f32> {
    let mut sums = vec![0.0_f64];
    for number in numbers {
        steps::count(1);
        sums.push(sums[sums.len() - 1] + f64::from(*number));
    }
    let mean = |i: usize| {
        let (first, end) = (i.saturating_sub(reach), (i + reach + 1).min(numbers.len()));
        ((sums[end] - sums[first]) / (end - first) as f64) as f32
    };
    (0..numbers.len()).map(mean).collect()
}

/// The width of a wide paragraph of this page: a quarter of its text stands in lines as wide as this.
fn paragraph_width(known: &[Known]) -> f32 {
    let mut widths: Vec<f32> = known.iter().map(|k| k.width).collect();
    widths.sort_unstable_by(|a, b| b.total_cmp(a));
    let wanted = WIDE_SHARE * widths.iter().sum::<f32>();
    let mut sum = 0.0;
    let found = widths.into_iter().find(|width| {
        sum += width;
        sum >= wanted
    });
    found.unwrap_or(0.0).max(LEAST_WIDE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_counts_below_a_part_of_the_text_only() {
        let text = "The river rose over night, and by the morning it stood in the lower town.";
        let page = format!("Comments\n{text}\n{text}\n{text}\n12 Comments\nFirst!\n");
        let lines = lines::lines(&page);
        let rules: Vec<_> = lines.iter().map(|l| boilerplate::rule(&l.text)).collect();
        let features = features(&lines, &rules, &[false; 6]);
        let of = |name: &str| {
            let at = NAMES.iter().position(|n| *n == name).unwrap();
            features.iter().map(|f| f[at]).collect::<Vec<f32>>()
        };
        assert_eq!(of("comments_above"), [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
        let since = [0.0, 1.0, 2.0, 3.0, 0.0, 1.0].map(f32::ln_1p);
        assert_eq!(of("lines_since_heading"), since);
        assert_eq!(of("ended_before"), [0.0, 0.0, 1.0, 1.0, 1.0, 0.0]);
    }
}
