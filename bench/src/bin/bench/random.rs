//! A seed → numbers, the same on every machine.

/// SplitMix64 (Steele, Lea and Flood 2014).
#[derive(Debug)]
pub struct Random(pub u64);

impl Random {
    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    /// At most so many of a list, in random order.
    pub fn some<T: Clone>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let mut rest = list.to_vec();
        let mut drawn = Vec::new();
        while drawn.len() < count && !rest.is_empty() {
            drawn.push(rest.swap_remove(self.below(rest.len())));
        }
        drawn
    }
}

/// A sample of a stream in which each has the same chance (reservoir sampling, Vitter 1985).
#[derive(Debug)]
pub struct Sample<T> {
    /// What was kept so far.
    pub kept: Vec<T>,
    seen: usize,
    size: usize,
}

impl<T> Sample<T> {
    /// An empty one that keeps so many.
    pub fn of_size(size: usize) -> Self {
        Self { kept: Vec::new(), seen: 0, size }
    }

    /// Takes the next of the stream, which is made only if it is kept.
    pub fn offer(&mut self, random: &mut Random, make: impl FnOnce() -> T) {
        self.seen += 1;
        let place = if self.kept.len() < self.size { self.kept.len() } else { random.below(self.seen) };
        match place {
            place if place == self.kept.len() => self.kept.push(make()),
            place if place < self.size => self.kept[place] = make(),
            _ => {}
        }
    }
}
