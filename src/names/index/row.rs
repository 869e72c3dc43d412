//! The cells of a row of an alignment, moved and lowered all at once: what the processor does in a few steps.

/// The cells of a row: two registers of the processor.
pub(super) const ROW: usize = 32;

/// The cells of a row for what is short enough for one.
pub(super) const SHORT_ROW: usize = 16;

/// Powers of two up to the cells of a row.
pub(super) const DOUBLINGS: usize = 5;

/// Leaves out this many symbols of the query where that is cheaper, given what these cost up to each cell.
#[inline(always)]
pub(super) fn leave_out<const LETTERS: usize, const CELLS: usize, const ALL: usize>(
    cells: &mut [u8; CELLS],
    costs: &[u8; ALL],
) {
    let before = moved::<CELLS, LETTERS>(cells);
    for i in 0..CELLS {
        cells[i] = cells[i].min(before[i].saturating_add(costs[i]));
    }
}

/// The cells moved towards the end of the row.
#[inline(always)]
pub(super) fn moved<const CELLS: usize, const BY: usize>(cells: &[u8; CELLS]) -> [u8; CELLS] {
    let mut moved = [u8::MAX; CELLS];
    moved[BY..].copy_from_slice(&cells[..CELLS - BY]);
    moved
}
