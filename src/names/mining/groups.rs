//! names + which are alike → groups of spellings that look like one name.

use std::collections::{BTreeMap, BTreeSet};

/// Spellings that look like one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The names, by their numbers, sorted.
    pub names: Vec<usize>,
    /// The probability of the least probable pair among them.
    pub score: f32,
}

/// Two names, the lower number first, and the probability that they are one.
pub type Pair = (usize, usize, f32);

/// Groups in which every two names are alike (complete linkage), the most probable pairs joined first: a chain of similar names does
/// not become one. The same pairs in another order give the same groups.
///
/// ```
/// use dateline::names::mining::groups::groups;
///
/// // 0 and 1 are alike, 1 and 2 less so, 0 and 2 not at all.
/// let found = groups(&[(1, 2, 0.8), (0, 1, 0.9), (3, 4, 0.7)]);
/// assert_eq!(found.iter().map(|g| g.names.clone()).collect::<Vec<_>>(), [vec![0, 1], vec![3, 4]]);
/// ```
pub fn groups(pairs: &[Pair]) -> Vec<Group> {
    let mut scores: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    for (a, b, score) in pairs.iter().filter(|(a, b, _)| a != b) {
        let known = scores.entry((*a.min(b), *a.max(b))).or_insert(*score);
        // The two directions may differ: the lower one counts.
        *known = known.min(*score);
    }
    let mut ordered: Vec<((usize, usize), f32)> = scores.iter().map(|(pair, score)| (*pair, *score)).collect();
    ordered.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut group_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut members: Vec<BTreeSet<usize>> = Vec::new();
    for ((a, b), _) in ordered {
        let mut number = |name: usize| {
            *group_of.entry(name).or_insert_with(|| {
                members.push(BTreeSet::from([name]));
                members.len() - 1
            })
        };
        let (of_a, of_b) = (number(a), number(b));
        if of_a == of_b {
            continue;
        }
        let alike = |x: &usize, y: &usize| scores.contains_key(&(*x.min(y), *x.max(y)));
        if members[of_a].iter().all(|x| members[of_b].iter().all(|y| alike(x, y))) {
            let moved = std::mem::take(&mut members[of_b]);
            moved.iter().for_each(|name| {
                group_of.insert(*name, of_a);
            });
            members[of_a].extend(moved);
        }
    }
    let several = members.into_iter().filter(|names| names.len() > 1);
    let mut found: Vec<Group> = several
        .map(|names| {
            let names: Vec<usize> = names.into_iter().collect();
            let within = names.iter().flat_map(|a| names.iter().filter_map(|b| scores.get(&(*a, *b)))).copied();
            Group { score: within.fold(1.0, f32::min), names }
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.names.cmp(&b.names)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_two_of_a_group_are_alike() {
        let rows: [(&[Pair], &[&[usize]]); 5] = [
            (&[], &[]),
            (&[(0, 1, 0.9), (0, 2, 0.8), (1, 2, 0.7)], &[&[0, 1, 2]]),
            (&[(0, 1, 0.9), (1, 2, 0.95)], &[&[1, 2]]),
            (&[(0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.9)], &[&[0, 1], &[2, 3]]),
            (&[(0, 0, 1.0), (5, 4, 0.6)], &[&[4, 5]]),
        ];
        for (pairs, expected) in rows {
            let names: Vec<Vec<usize>> = groups(pairs).into_iter().map(|g| g.names).collect();
            assert_eq!(names, expected, "{pairs:?}");
        }
        assert_eq!(groups(&[(0, 1, 0.9), (1, 0, 0.7), (0, 2, 0.8), (1, 2, 0.75)])[0].score, 0.7);
    }

    proptest! {
        #[test]
        fn the_order_of_the_pairs_is_nothing(mut pairs in proptest::collection::vec((0..8usize, 0..8usize, 1..100u8), 0..20)) {
            let read = |pairs: &[(usize, usize, u8)]| {
                groups(&pairs.iter().map(|(a, b, s)| (*a, *b, f32::from(*s) / 100.0)).collect::<Vec<_>>())
            };
            let found = read(&pairs);
            pairs.reverse();
            prop_assert_eq!(&read(&pairs), &found);
            let mut seen = BTreeSet::new();
            for name in found.iter().flat_map(|g| &g.names) {
                prop_assert!(seen.insert(*name));
            }
        }
    }
}
