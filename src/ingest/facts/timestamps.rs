//! The time stamps of an entry → its date of publication, and the dates that lost.

use std::collections::HashSet;

use super::date;
use crate::article::{Article, Block, BlockKind, Decision, Said, WarningKind};
use crate::ingest::steps;

/// A time stamp of an entry.
#[derive(Clone, Debug)]
pub(in crate::ingest) struct Stamp {
    /// As it stands there.
    pub(in crate::ingest) text: String,
    /// What it is the time of: `the day of a change`.
    pub(in crate::ingest) origin: &'static str,
    /// The lowest goes before.
    pub(in crate::ingest) rank: u8,
}

/// From this rank on a stamp is that of a change.
pub(in crate::ingest) const CHANGED: u8 = 100;

/// Sets the dates of an article: the stamp of the lowest rank that is understood, at its own offset, and that of a change.
/// Stamps of other days are blocks that were left out, and one that is not understood is a warning if nothing else says the date.
pub(in crate::ingest) fn set_date(article: &mut Article, mut stamps: Vec<Stamp>) {
    stamps.sort_by_key(|stamp| stamp.rank);
    let read: Vec<_> = stamps.iter().filter_map(|s| Some((s, date::parse_stamp(&s.text)?))).collect();
    let Some((first, date)) = read.first().copied() else {
        article.warn(WarningKind::Date, stamps.first().map(|stamp| date::not_understood(&stamp.text)));
        return;
    };
    article.date = Some(date);
    if first.rank >= CHANGED {
        let message = format!("no date of publication: it was changed on {date}, which stands for it");
        article.warn(WarningKind::Date, Some(message));
    }
    if date::is_open(date) {
        article.warn(WarningKind::Date, Some(date::open_message(date)));
    }
    article.updated = read.iter().find(|(stamp, _)| stamp.rank >= CHANGED).map(|(_, date)| *date);
    let named = read.iter().filter(|(stamp, _)| stamp.rank < CHANGED || stamp.rank == first.rank);
    article.decisions.extend(Decision::among("date", named.map(|(s, d)| Said::of(d.to_string(), s.origin))));
    let mut told = HashSet::from([date]);
    for (stamp, other) in read.iter().filter(|(stamp, _)| stamp.rank < CHANGED) {
        steps::count(1);
        if told.insert(*other) {
            let mut block = Block::new(BlockKind::Paragraph, stamp.text.trim());
            block.left_out = Some(format!("another date: {}", stamp.origin));
            article.blocks.push(block);
        }
    }
}

/// Adds a text that is no part of the article, with the reason, unless it stands there already.
pub(in crate::ingest) fn leave_out(article: &mut Article, text: &str, reason: &str) {
    let mut block = Block::new(BlockKind::Paragraph, text.trim());
    block.left_out = Some(reason.to_owned());
    if !block.text.is_empty() && !article.blocks.contains(&block) {
        article.blocks.push(block);
    }
}
