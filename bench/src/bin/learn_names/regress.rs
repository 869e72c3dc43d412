//! examples → the weights of a logistic regression: L2, by L-BFGS.

/// Rows of sparse counts and dense numbers.
#[derive(Default)]
pub(crate) struct Examples {
    /// Where the row of each example ends in `columns`.
    pub(crate) ends: Vec<usize>,
    /// The columns of all rows; a column stands as often as it counts.
    pub(crate) columns: Vec<u32>,
    /// What each of the columns counts; 1 if empty.
    pub(crate) values: Vec<f32>,
    /// What the log-odds of each example begin with; 0 if empty.
    pub(crate) offsets: Vec<f32>,
    /// Whether the intercept stays 0.
    pub(crate) fixed_intercept: bool,
    /// `dense` numbers for each example, standardised.
    pub(crate) numbers: Vec<f32>,
    /// How many numbers a row has.
    pub(crate) dense: usize,
    /// How many columns there are.
    pub(crate) sparse: usize,
    /// Whether it is one name.
    pub(crate) labels: Vec<bool>,
    /// What the example counts.
    pub(crate) weights: Vec<f32>,
}

impl Examples {
    fn row(&self, i: usize) -> (impl Iterator<Item = (usize, f64)>, &[f32]) {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        let columns = self.columns[start..self.ends[i]].iter().enumerate();
        let value = move |at: usize| self.values.get(start + at).map_or(1.0, |v| f64::from(*v));
        let columns = columns.map(move |(at, column)| (*column as usize, value(at)));
        (columns, &self.numbers[i * self.dense..(i + 1) * self.dense])
    }

    /// The loss and its gradient; parameters: sparse, dense, intercept.
    fn loss(&self, w: &[f64], strength: f64, gradient: &mut [f64]) -> f64 {
        let (sparse, last) = (self.sparse, w.len() - 1);
        gradient.copy_from_slice(w);
        gradient[last] = 0.0;
        let mut loss: f64 = w[..last].iter().map(|x| x * x).sum::<f64>() / 2.0;
        for (i, label) in self.labels.iter().enumerate() {
            let (columns, numbers) = self.row(i);
            let z: f64 = w[last]
                + self.offsets.get(i).map_or(0.0, |o| f64::from(*o))
                + columns.map(|(c, value)| w[c] * value).sum::<f64>()
                + numbers.iter().zip(&w[sparse..]).map(|(x, w)| f64::from(*x) * w).sum::<f64>();
            let signed = if *label { z } else { -z };
            let weight = f64::from(self.weights[i]) * strength;
            loss += weight * if signed > 0.0 { (-signed).exp().ln_1p() } else { signed.exp().ln_1p() - signed };
            let slope = weight / (1.0 + signed.exp()) * if *label { -1.0 } else { 1.0 };
            self.row(i).0.for_each(|(c, value)| gradient[c] += slope * value);
            for (g, x) in gradient[sparse..].iter_mut().zip(numbers) {
                *g += slope * f64::from(*x);
            }
            gradient[last] += if self.fixed_intercept { 0.0 } else { slope };
        }
        loss
    }
}

/// So many past steps shape the next one.
const MEMORY: usize = 10;

/// The parameters of the least loss: sparse, dense, intercept. `strength` is what the examples count against small weights.
pub(crate) fn learn(examples: &Examples, strength: f64, rounds: usize) -> Vec<f64> {
    let n = examples.sparse + examples.dense + 1;
    let mut w = vec![0.0; n];
    let mut gradient = vec![0.0; n];
    let mut loss = examples.loss(&w, strength, &mut gradient);
    let mut past: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
    for round in 0..rounds {
        let mut direction = direction(&gradient, &past);
        let mut slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            past.clear();
            direction = gradient.iter().map(|g| -g).collect();
            slope = -dot(&gradient, &gradient);
        }
        let mut step = if round == 0 { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let mut next_gradient = vec![0.0; n];
        let (next, next_loss) = loop {
            let next: Vec<f64> = w.iter().zip(&direction).map(|(w, d)| w + step * d).collect();
            let next_loss = examples.loss(&next, strength, &mut next_gradient);
            if next_loss <= loss + 1e-4 * step * slope || step < 1e-9 {
                break (next, next_loss);
            }
            step *= 0.4;
        };
        let moved: Vec<f64> = next.iter().zip(&w).map(|(a, b)| a - b).collect();
        let bent: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curvature = dot(&moved, &bent);
        if curvature > 1e-12 {
            past.push((moved, bent, 1.0 / curvature));
            if past.len() > MEMORY {
                past.remove(0);
            }
        }
        let gain = loss - next_loss;
        (w, gradient, loss) = (next, next_gradient, next_loss);
        if gain < 1e-5 * loss {
            break;
        }
    }
    w
}

fn direction(gradient: &[f64], past: &[(Vec<f64>, Vec<f64>, f64)]) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut factors = Vec::with_capacity(past.len());
    for (moved, bent, inverse) in past.iter().rev() {
        let factor = inverse * dot(moved, &q);
        q.iter_mut().zip(bent).for_each(|(q, b)| *q -= factor * b);
        factors.push(factor);
    }
    if let Some((_, bent, inverse)) = past.last() {
        let scale = 1.0 / (inverse * dot(bent, bent));
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for ((moved, bent, inverse), factor) in past.iter().zip(factors.iter().rev()) {
        let back = inverse * dot(bent, &q);
        q.iter_mut().zip(moved).for_each(|(q, m)| *q += (factor - back) * m);
    }
    q
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
