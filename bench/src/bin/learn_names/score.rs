//! scored pairs → the figures of the evaluation.

/// One scored answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) score: f32,
    pub(crate) similarity: f32,
    pub(crate) right: bool,
}

/// The figures of one set.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) best_f1: f64,
    pub(crate) best_at: f32,
    pub(crate) recall_95: f64,
    /// At the one default threshold.
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// The figures of scored answers when there are so many right ones in all.
pub(crate) fn figures(mut scored: Vec<Scored>, positives: usize, threshold: f32) -> Figures {
    scored.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut figures = Figures::default();
    let mut right = 0;
    for (i, one) in scored.iter().enumerate() {
        right += usize::from(one.right);
        if scored.get(i + 1).is_some_and(|next| next.score == one.score) {
            continue;
        }
        let (precision, recall) = (right as f64 / (i + 1) as f64, right as f64 / positives as f64);
        if f1(precision, recall) > figures.best_f1 {
            (figures.best_f1, figures.best_at) = (f1(precision, recall), one.score);
        }
        if precision >= 0.95 {
            figures.recall_95 = figures.recall_95.max(recall);
        }
        if one.score >= threshold {
            (figures.precision, figures.recall, figures.f1) = (precision, recall, f1(precision, recall));
        }
    }
    figures
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "best_f1 {:.3} at {:5.2}  recall_at_p95 {:.3}  at default: precision {:.3} recall {:.3} f1 {:.3}",
            self.best_f1, self.best_at, self.recall_95, self.precision, self.recall, self.f1
        )
    }
}
