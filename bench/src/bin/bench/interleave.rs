//! Engines and questions → times, question by question in turn, within a bound of time that is told.

use std::time::{Duration, Instant};

use crate::Outcome;
use crate::engine::Answer;

/// How much is asked.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// How often each question is asked.
    pub rounds: usize,
    /// About how long one engine is asked the questions of one class.
    pub limit: Duration,
}

/// What one engine took for the questions of one class.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// The times of each question; none where the bound of time left it out.
    times: Vec<Vec<Duration>>,
    /// Questions whose answer was stopped.
    pub stopped: usize,
    /// Questions without a hit.
    pub empty: usize,
    /// Questions whose answer has a warning.
    pub doubted: usize,
    spent: Duration,
    is_done: bool,
}

impl Series {
    /// The questions that there were.
    pub fn questions(&self) -> usize {
        self.times.len()
    }

    /// The questions that were asked.
    pub fn asked(&self) -> usize {
        self.times.iter().filter(|times| !times.is_empty()).count()
    }

    /// How often the question was asked that was asked the least.
    pub fn rounds(&self) -> usize {
        self.times.iter().map(Vec::len).filter(|times| *times > 0).min().unwrap_or(0)
    }

    /// The median time of each question that was asked.
    fn medians(&self) -> impl Iterator<Item = Option<Duration>> {
        self.times.iter().map(|times| percentile(times.clone(), 50))
    }

    /// A percentile of the questions' medians.
    pub fn percentile(&self, percent: usize) -> Option<Duration> {
        percentile(self.medians().flatten().collect(), percent)
    }

    /// By how much its median is that of another, over the questions that both were asked.
    pub fn ratio(&self, other: &Self) -> Option<f64> {
        let both = self.medians().zip(other.medians()).filter_map(|(mine, theirs)| mine.zip(theirs));
        let (mine, theirs): (Vec<_>, Vec<_>) = both.unzip();
        Some(percentile(mine, 50)?.as_secs_f64() / percentile(theirs, 50)?.as_secs_f64())
    }

    fn take(&mut self, question: usize, (time, answer): (Duration, Answer)) {
        let is_first = self.times[question].is_empty();
        self.times[question].push(time);
        self.spent += time;
        let (stopped, empty, doubted) = match answer {
            Answer::Stopped => (1, 0, 0),
            Answer::Hits { count, is_doubted } => (0, usize::from(count == 0), usize::from(is_doubted)),
        };
        if is_first {
            self.stopped += stopped;
            self.empty += empty;
            self.doubted += doubted;
        }
    }

    /// Whether the bound of time leaves room for a question in this round. Half of it is for the first round: an engine that
    /// is slow is asked fewer questions, but these again.
    fn has_room(&mut self, (round, question): (usize, usize), extent: Extent) -> bool {
        let share = if round == 0 && extent.rounds > 1 { extent.limit / 2 } else { extent.limit };
        self.is_done |= round > 0 && self.spent >= share;
        let is_chosen =
            if round == 0 { question == 0 || self.spent < share } else { !self.times[question].is_empty() };
        is_chosen && !self.is_done
    }
}

/// The smallest time that so many of a hundred do not pass.
fn percentile(mut times: Vec<Duration>, percent: usize) -> Option<Duration> {
    times.sort_unstable();
    let place = (times.len() * percent).div_ceil(100);
    times.get(place.max(1) - 1).copied()
}

/// Asks each of some engines each of some questions, several times; who is first changes from question to question.
pub fn interleave(
    (engines, questions): (usize, usize),
    extent: Extent,
    mut ask: impl FnMut(usize, usize) -> Outcome<Answer>,
) -> Outcome<Vec<Series>> {
    let mut series = vec![Series { times: vec![Vec::new(); questions], ..Series::default() }; engines];
    for round in 0..extent.rounds {
        for question in 0..questions {
            for turn in 0..engines {
                let engine = (turn + round + question) % engines;
                if series[engine].has_room((round, question), extent) {
                    let started = Instant::now();
                    let answer = ask(engine, question)?;
                    series[engine].take(question, (started.elapsed(), answer));
                }
            }
        }
    }
    Ok(series)
}
