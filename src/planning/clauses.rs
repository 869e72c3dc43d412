//! Mentions → the clauses of a plan, as far as there is room; function words beside them.

use super::expand::Expansion;
use super::function_words::{FunctionWords, pairs_with};
use super::mentions::{MatchMode, Mention, MentionKind};
use crate::error::Result;
use crate::query::plan::{Clause, Condition, Slot};

impl Expansion<'_, '_> {
    /// A clause for each mention that is wanted. A function word that is part of a name is wanted beside the rest of it; one
    /// that is dropped scores beside its neighbours.
    pub(super) fn clauses(&mut self, text: &str, mentions: &[Mention], mode: MatchMode) -> Result<Vec<Condition>> {
        let mut conditions = Vec::new();
        for (at, mention) in mentions.iter().enumerate() {
            let is_kept = self.keep_function_words || mode.is_meant();
            if mention.kind != MentionKind::FunctionWord || is_kept {
                let cased = mode.cased.then(|| mention.label.clone());
                conditions.extend(self.clause(vec![mention.slot.clone()], mention.label.clone(), cased, mode));
                continue;
            }
            let Self { case_is_significant, is_question, .. } = *self;
            let dictionary = self.options.dictionary;
            let function_words = FunctionWords { dictionary, case_is_significant, is_question };
            let part = function_words.part_of_name((text, mentions), at, self.analyzer)?;
            if part.is_empty() {
                self.drop_word(mentions, at, mode);
            } else {
                let slots = part.iter().map(|mention| mention.slot.clone()).collect();
                conditions.extend(self.clause(slots, mention.label.clone(), None, mode));
            }
        }
        Ok(conditions)
    }

    /// Drops a function word, which is said; where it stands beside a wanted word it scores.
    fn drop_word(&mut self, mentions: &[Mention], at: usize, mode: MatchMode) {
        let label = &mentions[at].label;
        if !self.plan.dropped.contains(label) {
            self.plan.dropped.push(label.clone());
        }
        for pair in pairs_with(mentions, at) {
            let slots = pair.iter().map(|mention| mention.slot.clone()).collect();
            let label = pair.iter().map(|mention| &*mention.label).collect::<Vec<_>>().join(" ");
            let clause = Clause { label, slots, scope: mode.scope, cased: None, times: 1, pattern: None };
            if self.room.clauses > 0 && !self.plan.clauses.iter().any(|known| known.is_same(&clause)) {
                self.room.clauses -= 1;
                self.plan.beside.push(self.plan.clauses.len());
                self.plan.clauses.push(clause);
            }
        }
    }

    pub(super) fn clause(
        &mut self,
        slots: Vec<Slot>,
        label: String,
        cased: Option<String>,
        mode: MatchMode,
    ) -> Option<Condition> {
        self.add(Clause { label, slots, scope: mode.scope, cased, times: 1, pattern: None }, mode)
    }

    /// Puts a clause into the plan if there is room.
    pub(super) fn add(&mut self, clause: Clause, mode: MatchMode) -> Option<Condition> {
        if let Some(number) = self.plan.clauses.iter().position(|c| c.is_same(&clause)) {
            self.plan.clauses[number].times += 1;
            return Some(Condition::Clause(number));
        }
        let room = if mode.negated { &mut self.room.excluded_clauses } else { &mut self.room.clauses };
        if *room == 0 {
            self.leave_out(clause.label, mode);
            return None;
        }
        *room -= 1;
        self.plan.clauses.push(clause);
        Some(Condition::Clause(self.plan.clauses.len() - 1))
    }

    /// Notes what is left out of the plan, which is said in the answer.
    pub(super) fn leave_out(&mut self, label: String, mode: MatchMode) {
        let left_out = if mode.negated { &mut self.plan.not_excluded } else { &mut self.plan.not_searched };
        left_out.push(label);
    }
}
