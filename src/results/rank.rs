//! evidence → the best articles in order with their copies, and exact totals.
//!
//! The matching articles are gone through once, and in two cases again: where copies took the places of a page, more articles
//! are kept the second time; and where copies are older than the best of them, these are scored the last time.

use rustc_hash::{FxHashMap, FxHashSet};

use super::copies::{Group, MAX_GROUPS, Signed, by_date, groups};
use super::question::Question;
use super::score::{Outlook, Scored, Scorer};
use super::top::{Candidate, Key, Order, Top};
use super::{Sort, Total};
use crate::error::Result;
use crate::index::{Address, Backend, Evidence, EvidenceVisitor, Signature};
use crate::query::plan::MOST_STEPPED;
use crate::query::{Filter, Warning};
use crate::work::Counter;

/// Copies are looked for among at most this many matching articles, the first ones of the index; later ones stay single.
const MAX_COMPARED: usize = 200_000;

/// At least this many articles are kept where copies are looked for: all copies of a smaller answer are counted.
const MIN_COUNTED: usize = 128;

/// Where copies took the places of a page, at most this many of the best articles are looked through for others.
const MAX_RANKED: usize = 10_000;

/// Which articles are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Their order.
    pub(super) sort: Sort,
    /// So many of the best.
    pub(super) keep: usize,
    /// Whether copies of an article are no articles of their own.
    pub(super) fold: bool,
    /// Whether the copies of each article from the offset on are listed.
    pub(super) list: bool,
}

/// The best articles of a plan.
pub(super) struct Ranking {
    /// The articles in order, each with its copies.
    pub(super) groups: Vec<Group>,
    /// For each article from the offset on, itself and its copies that are listed, the earliest first.
    pub(super) listed: Vec<Vec<Address>>,
    /// The articles that are older than the best of their copies.
    pub(super) earlier: FxHashMap<Address, Candidate>,
    /// How much was found.
    pub(super) total: Total,
    /// In how many articles each clause stands.
    pub(super) frequencies: Vec<u64>,
    /// Where a bound changed the answer.
    pub(super) warnings: Vec<Warning>,
}

/// Why the matching articles are gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// To find the best ones, and to count.
    First,
    /// To find more of the best ones.
    Second,
    /// To score those that are older than the best of their copies.
    Earlier,
}

/// Collects the best articles of a plan.
pub(super) struct Ranker<'a> {
    question: &'a Question<'a>,
    backend: &'a dyn Backend,
    wish: Wish,
    pass: Pass,
    scorer: Option<Scorer<'a>>,
    top: Top,
    /// What was found, where copies are looked for.
    found: Vec<Signed>,
    /// Whether more was found than is compared.
    is_found_cut: bool,
    has_date_filter: bool,
    /// What is scored in the last pass.
    wanted: FxHashSet<Address>,
    ranking: Ranking,
}

impl<'a> Ranker<'a> {
    pub(super) fn new(question: &'a Question<'a>, backend: &'a dyn Backend, wish: Wish) -> Self {
        let buffered = buffered(wish.keep).max(if wish.fold { MIN_COUNTED } else { 0 });
        Self {
            question,
            backend,
            wish,
            pass: Pass::First,
            scorer: None,
            top: Top::new(order(question, wish), wish.keep, buffered),
            found: Vec::new(),
            is_found_cut: false,
            has_date_filter: question.plan.filters.iter().any(|f| matches!(f, Filter::Date(_))),
            wanted: FxHashSet::default(),
            ranking: Ranking {
                groups: Vec::new(),
                listed: Vec::new(),
                earlier: FxHashMap::default(),
                total: Total::default(),
                frequencies: Vec::new(),
                warnings: Vec::new(),
            },
        }
    }

    /// What was collected.
    pub(super) fn finish(mut self) -> Ranking {
        let mut warn = |message: String| self.ranking.warnings.push(Warning { position: 0, message });
        if self.is_found_cut {
            warn(format!(
                "copies were looked for among {MAX_COMPARED} of the articles found, the others stand by themselves: \
                 narrow the query"
            ));
        }
        if self.wish.fold && self.ranking.groups.len() > MAX_GROUPS {
            warn(format!(
                "copies of the first {MAX_GROUPS} articles were looked for, the others stand by themselves: ask for \
                 fewer articles at once"
            ));
        }
        self.ranking
    }

    /// Orders and groups what was kept; whether articles are missing because copies took their places.
    fn group(&mut self) -> Result<bool> {
        let (budget, keep) = (self.question.budget, self.wish.keep);
        let top = std::mem::replace(&mut self.top, Top::new(order(self.question, self.wish), 0, 0));
        let is_cut = top.is_cut();
        let mut ordered = top.into_ordered(self.backend, budget)?;
        let is_cut = is_cut || ordered.len() > keep.max(MAX_RANKED);
        ordered.truncate(keep.max(MAX_RANKED));
        // Where nothing was given up in the first pass all groups are made, to be counted.
        let is_all = self.pass == Pass::First && !is_cut && ordered.len() == self.found.len();
        let mut groups = groups(&ordered, &self.found, if is_all { usize::MAX } else { keep }, budget)?;
        let folded = &mut self.ranking.total.folded;
        folded.articles = groups.iter().map(|group| group.copies.len() as u64).sum();
        folded.exact = !self.wish.fold || (is_all && groups.len() <= MAX_GROUPS);
        groups.truncate(keep);
        self.ranking.groups = groups;
        self.ranking.earlier = ordered.into_iter().map(|c| (c.address, c)).collect();
        Ok(self.wish.fold && is_cut && self.ranking.groups.len() < keep)
    }

    /// Lists the copies of the articles that are shown; whether some that may be shown in their stead are not scored yet.
    fn list(&mut self) -> Result<bool> {
        let kept = std::mem::take(&mut self.ranking.earlier);
        let by_relevance = self.wish.sort == Sort::Relevance;
        for group in self.ranking.groups.iter().skip(self.question.options.offset) {
            let listed = by_date(group, self.backend, self.question.budget)?;
            for address in listed.iter().take_while(|address| by_relevance && **address != group.best.address) {
                match kept.get(address) {
                    Some(candidate) => {
                        self.ranking.earlier.insert(*address, candidate.clone());
                    }
                    None => {
                        self.wanted.insert(*address);
                    }
                }
            }
            self.ranking.listed.push(listed);
        }
        Ok(!self.wanted.is_empty())
    }

    fn count(&mut self, outlook: &Outlook, evidence: &Evidence<'_>) {
        let total = &mut self.ranking.total;
        if !outlook.is_whole {
            total.partial.articles += 1;
            return;
        }
        total.articles += 1;
        if let Some(scorer) = &self.scorer {
            let passages = scorer.matching(evidence.entries).filter(|entries| entries[0].ordinal > 0);
            total.passages += passages.count() as u64;
        }
    }

    /// Counts an article that a condition on the date left out because it has none.
    fn count_undated(&mut self, evidence: &Evidence<'_>) {
        if !self.has_date_filter || (evidence.days)().is_some() {
            return;
        }
        let mut dated = *evidence;
        let filters = self.question.plan.filters.iter().enumerate();
        filters.filter(|(_, f)| matches!(f, Filter::Date(_))).for_each(|(n, _)| dated.filters.add(n));
        let outlook = self.scorer.as_ref().and_then(|scorer| scorer.outlook(&dated));
        self.ranking.total.undated += u64::from(outlook.is_some_and(|o| o.is_whole));
    }
}

/// How many candidates are buffered before the list is cut to those that are wanted.
fn buffered(keep: usize) -> usize {
    keep.saturating_mul(2).saturating_add(64)
}

/// The order of the articles; the tiers are steps of it in queries short enough for them.
fn order(question: &Question<'_>, wish: Wish) -> Order {
    Order::new(wish.sort, question.plan.wanted.len() <= MOST_STEPPED)
}

impl EvidenceVisitor for Ranker<'_> {
    fn begin(&mut self, article_frequencies: &[u64]) {
        let Question { plan, statistics, title_weight, .. } = self.question;
        self.ranking.frequencies = article_frequencies.to_vec();
        self.scorer = Some(Scorer::new(plan, statistics, article_frequencies, *title_weight));
    }

    fn article(&mut self, evidence: Evidence<'_>) {
        let Some(scorer) = &self.scorer else { return };
        if self.pass == Pass::Earlier && !self.wanted.contains(&evidence.address) {
            return;
        }
        let Some(outlook) = scorer.outlook(&evidence) else {
            if self.pass == Pass::First {
                self.count_undated(&evidence);
            }
            return;
        };
        let signature = if self.wish.fold { (evidence.signature)() } else { Signature::default() };
        if self.pass == Pass::First {
            self.count(&outlook, &evidence);
            if self.wish.fold && self.found.len() < MAX_COMPARED {
                self.found.push((evidence.address, signature));
            } else {
                self.is_found_cut = self.wish.fold;
            }
        }
        let is_shown = self.pass == Pass::Earlier;
        if !is_shown && (self.wish.keep == 0 || self.top.is_out_of_reach(outlook.ceiling)) {
            return;
        }
        let Some(scorer) = &self.scorer else { return };
        self.question.budget.add(Counter::ArticlesScored, 1);
        let Scored { tier, passages } = scorer.score(&evidence, &outlook);
        let score = passages.first().map_or_else(|| scorer.step(tier, outlook.share), |(_, score)| *score);
        let Evidence { address, filters, .. } = evidence;
        let (key, id_order) = (Key { tier, score, days: (evidence.days)() }, (evidence.id_order)());
        if is_shown || self.top.has_room_for(&key, address, id_order) {
            let entries = evidence.entries.to_vec();
            let candidate = Candidate { address, id_order, key, passages, entries, filters, signature };
            match self.pass {
                Pass::Earlier => drop(self.ranking.earlier.insert(address, candidate)),
                Pass::First | Pass::Second => self.top.push(candidate),
            }
        }
    }

    fn end(&mut self) -> Result<bool> {
        if self.pass == Pass::Earlier {
            return Ok(false);
        }
        let is_missing_some = self.group()?;
        if is_missing_some && self.pass == Pass::First {
            let keep = self.wish.keep.max(MAX_RANKED);
            self.top = Top::new(order(self.question, self.wish), keep, buffered(keep));
            self.pass = Pass::Second;
            return Ok(true);
        }
        if is_missing_some {
            let message = format!(
                "nearly all of the best {MAX_RANKED} articles are copies of a few, and no others were looked for: \
                 narrow the query, or ask for copies as articles of their own"
            );
            self.ranking.warnings.push(Warning { position: 0, message });
        }
        if !self.wish.list {
            return Ok(false);
        }
        self.pass = Pass::Earlier;
        self.list()
    }
}
