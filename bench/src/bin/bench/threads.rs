//! Questions a second on one thread and on two.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::draw::{Drawn, Slots};
use crate::engine::{Engine, Kind, Mode, Page, Question};
use crate::interleave::Extent;
use crate::table;

/// The parts of the bound of time that one turn takes.
const TURNS: u32 = 10;

/// The engines take turns on one thread and on two, with questions of six classes in turn.
pub fn measure(engines: &[Box<dyn Engine>], drawn: &Drawn, extent: Extent) -> Outcome<()> {
    let classes = [
        (&drawn.rare, Kind::Any),
        (&drawn.mid, Kind::Any),
        (&drawn.common, Kind::Any),
        (&drawn.pairs, Kind::All),
        (&drawn.natural, Kind::Any),
        (&drawn.phrases, Kind::Phrase),
    ];
    let most = classes.iter().map(|(questions, _)| questions.len()).max().unwrap_or(0);
    let of_place = |place: usize| classes.iter().filter_map(move |(list, kind)| Some((list.get(place)?, *kind)));
    let questions: Vec<(&Slots, Kind)> = (0..most).flat_map(of_place).collect();
    for (threads, measured) in [(1, "questions a second, 1 thread"), (2, "questions a second, 2 threads")] {
        let mut rates = vec![Vec::new(); engines.len()];
        for _ in 0..extent.rounds {
            for (engine, rates) in engines.iter().zip(&mut rates) {
                rates.push(rate((engine.as_ref(), threads), &questions, extent.limit / TURNS)?);
            }
        }
        let medians: Vec<Option<f64>> = rates.into_iter().map(table::median).collect();
        table::line(("words, pairs, questions and phrases in turn, `--exact`, text", measured), &medians, "")?;
    }
    Ok(())
}

/// The questions a second of some threads that ask for a while.
fn rate((engine, threads): (&dyn Engine, usize), questions: &[(&Slots, Kind)], time: Duration) -> Outcome<f64> {
    let (asked, started) = (AtomicUsize::new(0), Instant::now());
    let (asked, failed) = (&asked, &AtomicUsize::new(0));
    let mut own = (0..threads).map(|_| engine.another()).collect::<Outcome<Vec<_>>>()?;
    thread::scope(|scope| {
        for engine in &mut own {
            scope.spawn(move || {
                while started.elapsed() < time {
                    let (slots, kind) = questions[asked.fetch_add(1, Ordering::Relaxed) % questions.len()];
                    let question = Question { slots, kind, mode: Mode::Exact, page: Page::Text };
                    failed.fetch_add(usize::from(engine.ask(&question).is_err()), Ordering::Relaxed);
                }
            });
        }
    });
    match failed.load(Ordering::Relaxed) {
        0 => Ok(asked.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64()),
        failed => Err(format!("{}: {failed} questions failed", engine.name()).into()),
    }
}
