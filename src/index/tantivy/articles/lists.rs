//! The articles in which a term stands, in blocks of 128: numbers of articles, and for each the bound of the term's score.
//!
//! A list: a head for each block ([`HEAD`] bytes: its last article `u32`, where its data begin among those of the list `u32`, its
//! highest bound `u8`, the bits of a number `u8`), then the data of each block: the numbers as differences, packed, and the
//! bounds, packed, each as a share of the block's highest in [`BOUND_BITS`] bits, rounded up. The last block is packed as a whole
//! one.

use bitpacking::{BitPacker, BitPacker4x};

/// The articles of a block.
pub(in crate::index::tantivy) const BLOCK: usize = BitPacker4x::BLOCK_LEN;

/// The bits of a bound.
const BOUND_BITS: u8 = 5;

/// The share that is the whole.
const WHOLE: u32 = (1 << BOUND_BITS) - 1;

/// The bytes of a block's head.
const HEAD: usize = 10;

/// A list in the file of a segment.
#[derive(Clone, Copy)]
pub(in crate::index::tantivy) struct ArticleList<'a> {
    heads: &'a [u8],
    data: &'a [u8],
    articles: u32,
}

/// A block of a list, unpacked.
pub(in crate::index::tantivy) struct Block {
    articles: [u32; BLOCK],
    shares: [u32; BLOCK],
    max_bound: u32,
    length: usize,
}

impl Block {
    /// The articles in order; in the last block others come after the last.
    pub(in crate::index::tantivy) fn articles(&self) -> &[u32] {
        &self.articles
    }

    /// The bound of the article at a place.
    pub(in crate::index::tantivy) fn bound(&self, at: usize) -> u8 {
        self.shares.get(at).map_or(0, |share| (share * self.max_bound).div_ceil(WHOLE) as u8)
    }

    /// The articles, each with its bound.
    pub(in crate::index::tantivy) fn iter(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let bounds = self.shares.iter().map(|share| (share * self.max_bound).div_ceil(WHOLE) as u8);
        self.articles.iter().copied().zip(bounds).take(self.length)
    }
}

/// How many numbers in order are below another: near ones are found by steps that double.
#[inline]
pub(in crate::index::tantivy) fn steps_to(numbers: &[u32], wanted: u32) -> usize {
    let (mut low, mut step) = (0, 1);
    while numbers.get(low + step - 1).is_some_and(|number| *number < wanted) {
        low += step;
        step *= 2;
    }
    let high = (low + step - 1).min(numbers.len());
    low + numbers[low..high].partition_point(|number| *number < wanted)
}

/// Appends a list of articles in order, each with its bound.
pub(super) fn write_list(articles: &[u32], bounds: &[u8], out: &mut Vec<u8>) {
    let packer = BitPacker4x::new();
    let mut packed = [0; 4 * BLOCK];
    let (mut heads, mut data) = (Vec::<u8>::new(), Vec::<u8>::new());
    let mut before = None;
    for (articles, bounds) in articles.chunks(BLOCK).zip(bounds.chunks(BLOCK)) {
        let mut block = [0; BLOCK];
        block[..articles.len()].copy_from_slice(articles);
        let last = articles[articles.len() - 1];
        // What fills the last block goes on by ones, which takes no more bits.
        block[articles.len()..].iter_mut().zip(last + 1..).for_each(|(filled, next)| *filled = next);
        let bits = packer.num_bits_strictly_sorted(before, &block);
        let length = packer.compress_strictly_sorted(before, &block, &mut packed, bits);
        heads.extend(last.to_le_bytes());
        heads.extend((data.len() as u32).to_le_bytes());
        let max_bound = bounds.iter().copied().max().unwrap_or(0);
        heads.extend([max_bound, bits]);
        data.extend(&packed[..length]);
        let mut shares = [0; BLOCK];
        for (share, bound) in shares.iter_mut().zip(bounds) {
            *share = (u32::from(*bound) * WHOLE).div_ceil(u32::from(max_bound).max(1));
        }
        let length = packer.compress(&shares, &mut packed, BOUND_BITS);
        data.extend(&packed[..length]);
        before = Some(last);
    }
    out.extend(heads);
    out.extend(data);
}

impl<'a> ArticleList<'a> {
    /// The list of so many articles at the beginning of these bytes; nothing if they are too few.
    pub(super) fn read(bytes: &'a [u8], articles: u32) -> Option<Self> {
        let heads = HEAD * (articles as usize).div_ceil(BLOCK);
        let (heads, data) = bytes.split_at_checked(heads)?;
        Some(Self { heads, data, articles })
    }

    /// How many articles it has, also deleted ones.
    pub(in crate::index::tantivy) fn len(&self) -> u32 {
        self.articles
    }

    /// How many blocks it has.
    pub(in crate::index::tantivy) fn blocks(&self) -> usize {
        self.heads.len() / HEAD
    }

    fn head(&self, block: usize) -> &'a [u8] {
        &self.heads[HEAD * block..HEAD * (block + 1)]
    }

    fn number(&self, block: usize, at: usize) -> u32 {
        let bytes = self.head(block)[at..at + 4].try_into();
        u32::from_le_bytes(bytes.expect("four bytes"))
    }

    /// The last article of a block.
    pub(in crate::index::tantivy) fn last(&self, block: usize) -> u32 {
        self.number(block, 0)
    }

    /// The highest bound of a block.
    pub(in crate::index::tantivy) fn max_bound(&self, block: usize) -> u8 {
        self.head(block)[8]
    }

    /// Unpacks a block.
    pub(in crate::index::tantivy) fn block(&self, block: usize) -> Block {
        let (start, bits) = (self.number(block, 4) as usize, self.head(block)[9]);
        let before = block.checked_sub(1).map(|before| self.last(before));
        let (mut articles, mut shares) = ([0; BLOCK], [0; BLOCK]);
        let packer = BitPacker4x::new();
        let packed = BitPacker4x::compressed_block_size(bits);
        let (numbers, bounds) = self.data[start..].split_at(packed);
        packer.decompress_strictly_sorted(before, numbers, &mut articles, bits);
        let packed = BitPacker4x::compressed_block_size(BOUND_BITS);
        packer.decompress(&bounds[..packed], &mut shares, BOUND_BITS);
        let length = BLOCK.min(self.articles as usize - block * BLOCK);
        Block { articles, shares, max_bound: u32::from(self.max_bound(block)), length }
    }

    /// The first block from `from` on whose last article is not before `article`.
    pub(in crate::index::tantivy) fn block_of(&self, article: u32, from: usize) -> usize {
        let (mut low, mut high) = (from, self.blocks());
        while low < high {
            let middle = low.midpoint(high);
            if self.last(middle) < article { low = middle + 1 } else { high = middle }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_as_it_was_written() {
        for (length, step) in [(1_u32, 1_u32), (127, 1), (128, 3), (129, 1), (1000, 17), (256, 100_000)] {
            let articles: Vec<u32> = (0..length).map(|n| 5 + n * step + n % step.min(3)).collect();
            let bounds: Vec<u8> = (0..length).map(|n| (n * 7 % 256) as u8).collect();
            let mut bytes = Vec::new();
            write_list(&articles, &bounds, &mut bytes);
            let list = ArticleList::read(&bytes, length).unwrap();
            let mut read = Vec::new();
            for number in 0..list.blocks() {
                let block: Vec<(u32, u8)> = list.block(number).iter().collect();
                assert_eq!(block.last().unwrap().0, list.last(number));
                assert_eq!(block.iter().map(|(_, bound)| *bound).max().unwrap(), list.max_bound(number));
                assert!(block.iter().all(|(article, _)| list.block_of(*article, 0) == number));
                read.extend(block);
            }
            assert!(read.iter().map(|(article, _)| *article).eq(articles));
            // A bound is never too low, and too high by a part of the highest at most.
            let is_bound =
                |(bound, (_, read)): (&u8, &(u32, u8))| (*bound..=bound.saturating_add(9)).contains(read);
            assert!(bounds.iter().zip(&read).all(is_bound));
        }
    }
}
