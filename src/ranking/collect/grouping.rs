//! The articles that were kept → their order, the groups of near-duplicates, those that are listed.

use super::super::best_first::BestFirst;
use super::super::feedback::Feedback;
use super::super::near_duplicates::{Searched, by_date, groups};
use super::super::page::{has_feedback, order};
use super::super::top::{Candidate, Top};
use super::{COUNTED_GROUPS, MAX_RANKED, MIN_COUNTED, Pass, Sort, TopCollector};
use crate::error::Result;

impl TopCollector<'_> {
    /// Orders and groups what was kept; whether articles are missing because near-duplicates took their places.
    pub(super) fn group(&mut self, best_first: Option<&mut dyn BestFirst>) -> Result<bool> {
        let (budget, k) = (self.budget, self.k);
        let top = std::mem::replace(&mut self.top, Top::new(order(self.plan, self.request), 0, 0));
        let is_cut = top.is_cut();
        let mut ordered = top.into_ordered(self.source, budget)?;
        self.add_feedback(&mut ordered)?;
        let is_cut =
            is_cut || ordered.len() > k.max(MAX_RANKED) || self.counted.is_some_and(|found| self.taken < found);
        ordered.truncate(k.max(MAX_RANKED));
        // Where nothing was given up in the first pass all groups are made, to be counted.
        let found =
            self.counted.map_or(self.found.len(), |found| if self.request.fold { found as usize } else { 0 });
        let is_all = self.pass == Pass::First && !is_cut && ordered.len() == found;
        let mut searched = match best_first {
            Some(articles) if self.request.fold && !is_all => Searched::Alike(articles),
            _ => Searched::All(&self.found),
        };
        let mut groups = groups(self.source, &ordered, &mut searched, if is_all { usize::MAX } else { k }, budget)?;
        let total = &mut self.ranking.total;
        let is_small = total.articles + total.partial.articles <= MIN_COUNTED as u64;
        total.folded.exact = !self.request.fold || is_small;
        let counted = groups.iter().take(if total.folded.exact { usize::MAX } else { COUNTED_GROUPS });
        total.folded.articles = counted.map(|group| group.duplicates.len() as u64).sum();
        groups.truncate(k);
        self.ranking.groups = groups;
        self.ranking.earlier = ordered.into_iter().map(|c| (c.address, c)).collect();
        Ok(self.request.fold && is_cut && self.ranking.groups.len() < k)
    }

    /// Puts the best articles in another order by the words that they share, if the question is one for that.
    fn add_feedback(&mut self, ordered: &mut [Candidate]) -> Result<()> {
        let Some(scorer) = self.scorer.as_ref().filter(|_| has_feedback(self.plan, self.request)) else {
            return Ok(());
        };
        if self.ranking.feedback.is_none() {
            let share = f64::from(self.request.weights.feedback);
            let feedback = Feedback::new((self.source, scorer), ordered, share, self.budget)?;
            self.ranking.feedback = Some(feedback);
        }
        if let Some(feedback) = &self.ranking.feedback {
            feedback.add_to(ordered);
        }
        let order = order(self.plan, self.request);
        ordered.sort_by(|a, b| order.compare(&a.key, &b.key));
        Ok(())
    }

    /// Lists the near-duplicates of the articles that are shown; whether some that may be shown in their stead are not scored yet.
    pub(super) fn list(&mut self) -> Result<bool> {
        let kept = std::mem::take(&mut self.ranking.earlier);
        let by_relevance = self.request.sort == Sort::Relevance;
        for group in self.ranking.groups.iter().skip(self.request.offset).take(self.request.limit) {
            let listed = by_date(group, self.source, self.budget)?;
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
}
