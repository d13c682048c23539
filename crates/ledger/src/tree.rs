//! The tree itself: which perfect subtrees a root or a proof is made of, and how it is checked.
//!
//! Everything that a log of a given size can be asked is a few spans of leaves, each made of at
//! most 64 perfect subtrees. A plan names them; the keeper of the log fetches their hashes.

use crate::hash::{Hash, empty_root, node_hash};

/// A perfect subtree: the 2^level leaves from `index * 2^level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    pub level: u8,
    pub index: u64,
}

/// The leaves from `start` up to, not including, `end`, as they stand under one node of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: u64,
    pub end: u64,
}

impl Span {
    /// The perfect subtrees of this span, from left to right.
    pub fn nodes(self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut at = self.start;
        while at < self.end {
            let alignment = if at == 0 { 63 } else { at.trailing_zeros() };
            let level = alignment.min((self.end - at).ilog2());
            nodes.push(Node { level: u8::try_from(level).unwrap_or(63), index: at >> level });
            at += 1 << level;
        }
        nodes
    }

    /// The hash over this span from those of its [`Span::nodes`], in the same order.
    pub fn fold(hashes: &[Hash]) -> Hash {
        let mut rest = hashes.iter().rev();
        let Some(last) = rest.next() else { return empty_root() };
        rest.fold(*last, |right, left| node_hash(left, &right))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("the entry lies outside the tree")]
    OutsideTree,
    #[error("the proof has the wrong length for these sizes")]
    WrongLength,
    #[error("the proof does not lead to the root")]
    WrongRoot,
    #[error("the older tree is larger than the newer one")]
    Shrunk,
}

/// What an inclusion proof (RFC 9162, section 2.1.3) is made of: one hash for each span, from the
/// leaf's sibling to the child of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionPlan {
    pub spans: Vec<Span>,
}

impl InclusionPlan {
    pub fn new(index: u64, size: u64) -> Result<Self, ProofError> {
        if index >= size {
            return Err(ProofError::OutsideTree);
        }
        let mut spans = Vec::new();
        let (mut start, mut end) = (0, size);
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                spans.push(Span { start: middle, end });
                end = middle;
            } else {
                spans.push(Span { start, end: middle });
                start = middle;
            }
        }
        spans.reverse();
        Ok(Self { spans })
    }
}

/// What a consistency proof (RFC 9162, section 2.1.4) between two sizes is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyPlan {
    pub spans: Vec<Span>,
}

impl ConsistencyPlan {
    pub fn new(old: u64, new: u64) -> Result<Self, ProofError> {
        if old > new {
            return Err(ProofError::Shrunk);
        }
        let mut spans = Vec::new();
        if old == 0 || old == new {
            return Ok(Self { spans });
        }
        let (mut start, mut end) = (0, new);
        while end != old {
            let middle = start + split(end - start);
            if old <= middle {
                spans.push(Span { start: middle, end });
                end = middle;
            } else {
                spans.push(Span { start, end: middle });
                start = middle;
            }
        }
        // The verifier knows the old root already where the old tree is itself the first subtree.
        if start > 0 {
            spans.push(Span { start, end });
        }
        spans.reverse();
        Ok(Self { spans })
    }
}

/// The size of the left subtree: the largest power of two below `size`, for a size above one.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// Checks that the leaf stands at `index` in the tree of `size` leaves with this root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    let plan = InclusionPlan::new(index, size)?;
    if plan.spans.len() != proof.len() {
        return Err(ProofError::WrongLength);
    }
    let computed = plan.spans.iter().zip(proof).fold(*leaf, |hash, (span, sibling)| {
        if span.start > index { node_hash(&hash, sibling) } else { node_hash(sibling, &hash) }
    });
    if computed == *root { Ok(()) } else { Err(ProofError::WrongRoot) }
}

/// Checks that the tree of `old` leaves is the beginning of the tree of `new` leaves.
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), ProofError> {
    let plan = ConsistencyPlan::new(old, new)?;
    if plan.spans.len() != proof.len() {
        return Err(ProofError::WrongLength);
    }
    if old == 0 {
        return if *old_root == empty_root() { Ok(()) } else { Err(ProofError::WrongRoot) };
    }
    if old == new {
        return if old_root == new_root { Ok(()) } else { Err(ProofError::WrongRoot) };
    }
    let starts_inside = plan.spans.first().is_some_and(|span| span.end == old);
    let (seed, rest) = if starts_inside { (proof[0], 1) } else { (*old_root, 0) };
    let (mut of_old, mut of_new) = (seed, seed);
    for (span, hash) in plan.spans.iter().zip(proof).skip(rest) {
        if span.start >= old {
            of_new = node_hash(&of_new, hash);
        } else {
            of_old = node_hash(hash, &of_old);
            of_new = node_hash(hash, &of_new);
        }
    }
    if of_old == *old_root && of_new == *new_root { Ok(()) } else { Err(ProofError::WrongRoot) }
}

/// The right edge of a growing tree: enough to append and to know the root, at most 64 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The perfect subtrees of the span from 0 to `size`, from left to right.
    hashes: Vec<Hash>,
}

impl Frontier {
    /// Takes up a tree of `size` leaves again from the hashes of its [`Span::nodes`].
    pub fn resume(size: u64, hashes: Vec<Hash>) -> Option<Self> {
        let expected = size.count_ones() as usize;
        (hashes.len() == expected).then_some(Self { size, hashes })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn root(&self) -> Hash {
        Span::fold(&self.hashes)
    }

    /// Appends a leaf and returns every perfect subtree that it completes, the leaf first.
    pub fn append(&mut self, leaf: Hash) -> Vec<(Node, Hash)> {
        let mut completed = vec![(Node { level: 0, index: self.size }, leaf)];
        let (mut hash, mut level) = (leaf, 0u8);
        while (self.size >> level) & 1 == 1 {
            let Some(left) = self.hashes.pop() else { break };
            hash = node_hash(&left, &hash);
            level += 1;
            completed.push((Node { level, index: self.size >> level }, hash));
        }
        self.hashes.push(hash);
        self.size += 1;
        completed
    }
}

/// The perfect subtrees of a growing span, which need not begin at the first leaf: what binds a
/// part of a log to the head of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forest {
    span: Span,
    trees: Vec<(Node, Hash)>,
}

impl Forest {
    pub fn at(start: u64) -> Self {
        Self { span: Span { start, end: start }, trees: Vec::new() }
    }

    /// Takes up a span again from the hashes of its [`Span::nodes`].
    pub fn resume(span: Span, hashes: &[Hash]) -> Option<Self> {
        let nodes = span.nodes();
        let trees = nodes.iter().copied().zip(hashes.iter().copied()).collect();
        (nodes.len() == hashes.len() && span.start <= span.end).then_some(Self { span, trees })
    }

    pub fn span(&self) -> Span {
        self.span
    }

    /// The hashes of the span's [`Span::nodes`].
    pub fn hashes(&self) -> Vec<Hash> {
        self.trees.iter().map(|(_, hash)| *hash).collect()
    }

    pub fn append(&mut self, leaf: Hash) {
        self.plant(Node { level: 0, index: self.span.end }, leaf);
        self.span.end += 1;
    }

    /// Appends the span that begins where this one ends; `false` if it begins elsewhere.
    pub fn join(&mut self, next: &Self) -> bool {
        if next.span.start != self.span.end {
            return false;
        }
        for (node, hash) in &next.trees {
            self.plant(*node, *hash);
        }
        self.span.end = next.span.end;
        true
    }

    /// The root of the tree, if the span begins at the first leaf.
    pub fn root(&self) -> Option<Hash> {
        (self.span.start == 0).then(|| Span::fold(&self.hashes()))
    }

    /// Sets a subtree at the right edge, and unites what has become siblings.
    fn plant(&mut self, mut node: Node, mut hash: Hash) {
        while let Some((left, left_hash)) = self.trees.last()
            && left.level == node.level
            && node.index % 2 == 1
        {
            hash = node_hash(left_hash, &hash);
            node = Node { level: node.level + 1, index: node.index / 2 };
            self.trees.pop();
        }
        self.trees.push((node, hash));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::hash::leaf_hash;

    /// A log in memory, with every perfect subtree.
    struct Kept {
        frontier: Frontier,
        nodes: BTreeMap<Node, Hash>,
        roots: Vec<Hash>,
    }

    impl Kept {
        fn of(size: u64) -> Self {
            Self::over((0..size).map(|number| leaf_hash(&number.to_be_bytes())))
        }

        fn over(leaves: impl Iterator<Item = Hash>) -> Self {
            let mut kept = Self {
                frontier: Frontier::default(),
                nodes: BTreeMap::new(),
                roots: vec![empty_root()],
            };
            for leaf in leaves {
                kept.nodes.extend(kept.frontier.append(leaf));
                kept.roots.push(kept.frontier.root());
            }
            kept
        }

        fn hash(&self, span: Span) -> Hash {
            let hashes: Vec<_> = span.nodes().iter().map(|node| self.nodes[node]).collect();
            Span::fold(&hashes)
        }

        fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
            let plan = InclusionPlan::new(index, size).unwrap();
            plan.spans.into_iter().map(|span| self.hash(span)).collect()
        }

        fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
            let plan = ConsistencyPlan::new(old, new).unwrap();
            plan.spans.into_iter().map(|span| self.hash(span)).collect()
        }
    }

    /// The definition of RFC 9162, section 2.1.1, word for word, as a second opinion.
    fn merkle_tree_hash(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let k = leaves.len().next_power_of_two() / 2;
                node_hash(&merkle_tree_hash(&leaves[..k]), &merkle_tree_hash(&leaves[k..]))
            }
        }
    }

    #[test]
    fn the_root_is_the_one_of_the_definition() {
        let kept = Kept::of(70);
        let leaves: Vec<_> = (0..70u64).map(|number| leaf_hash(&number.to_be_bytes())).collect();
        for size in 0..=70 {
            assert_eq!(kept.roots[size], merkle_tree_hash(&leaves[..size]), "size {size}");
        }
    }

    /// The tree of eight entries that Certificate Transparency implementations share as test data.
    const SHARED: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];

    /// Its roots, from the empty tree on.
    const SHARED_ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    const LEAF_1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
    const LEAF_4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    const LEAVES_2_3: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
    const LEAVES_4_5: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
    const LEAVES_6_7: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    const LEAVES_4_7: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

    fn hex(text: &str) -> Hash {
        let byte = |at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
        Hash::from_bytes(std::array::from_fn(byte))
    }

    fn shared() -> Kept {
        Kept::over(SHARED.into_iter().map(leaf_hash))
    }

    #[test]
    fn the_shared_tree_of_certificate_transparency_has_its_roots() {
        assert_eq!(shared().roots, SHARED_ROOTS.map(hex));
    }

    #[test]
    fn the_shared_inclusion_proofs_of_certificate_transparency_are_ours() {
        let cases: [(u64, u64, &[&str]); 5] = [
            (0, 1, &[]),
            (0, 8, &[LEAF_1, LEAVES_2_3, LEAVES_4_7]),
            (5, 8, &[LEAF_4, LEAVES_6_7, SHARED_ROOTS[4]]),
            (2, 3, &[SHARED_ROOTS[2]]),
            (1, 5, &[SHARED_ROOTS[1], LEAVES_2_3, LEAF_4]),
        ];
        let kept = shared();
        for (index, size, expected) in cases {
            let proof: Vec<_> = expected.iter().copied().map(hex).collect();
            assert_eq!(kept.inclusion(index, size), proof, "{index} in {size}");
            let at = |number| usize::try_from(number).unwrap();
            let (leaf, root) = (leaf_hash(SHARED[at(index)]), hex(SHARED_ROOTS[at(size)]));
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
        }
    }

    #[test]
    fn the_shared_consistency_proofs_of_certificate_transparency_are_ours() {
        let cases: [(usize, usize, &[&str]); 4] = [
            (1, 1, &[]),
            (1, 8, &[LEAF_1, LEAVES_2_3, LEAVES_4_7]),
            (6, 8, &[LEAVES_4_5, LEAVES_6_7, SHARED_ROOTS[4]]),
            (2, 5, &[LEAVES_2_3, LEAF_4]),
        ];
        let kept = shared();
        for (old, new, expected) in cases {
            let proof: Vec<_> = expected.iter().copied().map(hex).collect();
            assert_eq!(kept.consistency(old as u64, new as u64), proof, "{old} to {new}");
            let (first, second) = (hex(SHARED_ROOTS[old]), hex(SHARED_ROOTS[new]));
            let (first, second) = ((old as u64, &first), (new as u64, &second));
            assert_eq!(verify_consistency(first, second, &proof), Ok(()));
        }
    }

    #[test]
    fn every_entry_of_every_small_tree_is_proved_and_no_other() {
        let kept = Kept::of(33);
        for size in 1..=33u64 {
            let root = kept.roots[usize::try_from(size).unwrap()];
            for index in 0..size {
                let leaf = leaf_hash(&index.to_be_bytes());
                let proof = kept.inclusion(index, size);
                assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
                let other = leaf_hash(b"another entry");
                assert!(verify_inclusion(&other, index, size, &proof, &root).is_err());
                let elsewhere = (index + 1) % size;
                if elsewhere != index {
                    assert!(verify_inclusion(&leaf, elsewhere, size, &proof, &root).is_err());
                }
            }
        }
    }

    #[test]
    fn every_pair_of_small_trees_is_consistent_and_a_fork_is_not() {
        let kept = Kept::of(33);
        for old in 0..=33usize {
            for new in old..=33 {
                let proof = kept.consistency(old as u64, new as u64);
                let (first, second) = (kept.roots[old], kept.roots[new]);
                let check = |a: &Hash, b: &Hash| {
                    verify_consistency((old as u64, a), (new as u64, b), &proof)
                };
                assert_eq!(check(&first, &second), Ok(()), "{old} to {new}");
                let forked = leaf_hash(b"fork");
                assert!(check(&forked, &second).is_err(), "{old} to {new}");
                assert!(old == 0 || check(&first, &forked).is_err(), "{old} to {new}");
            }
        }
    }

    #[test]
    fn a_tree_cannot_shrink() {
        assert_eq!(ConsistencyPlan::new(5, 4), Err(ProofError::Shrunk));
        assert_eq!(InclusionPlan::new(4, 4), Err(ProofError::OutsideTree));
    }

    #[test]
    fn a_frontier_is_taken_up_where_it_was_left() {
        let kept = Kept::of(21);
        let hashes = Span { start: 0, end: 21 }.nodes().iter().map(|n| kept.nodes[n]).collect();
        assert_eq!(Frontier::resume(21, hashes), Some(kept.frontier));
        assert_eq!(Frontier::resume(21, vec![]), None);
    }

    #[test]
    fn the_subtrees_of_any_span_are_those_of_the_tree() {
        let kept = Kept::of(40);
        for start in 0..=40 {
            let mut forest = Forest::at(start);
            for end in start..=40 {
                let span = Span { start, end };
                let expected: Vec<_> = span.nodes().iter().map(|node| kept.nodes[node]).collect();
                assert_eq!(forest.hashes(), expected, "{start} to {end}");
                assert_eq!(Forest::resume(span, &expected).as_ref(), Some(&forest));
                if end < 40 {
                    forest.append(kept.nodes[&Node { level: 0, index: end }]);
                }
            }
        }
    }

    #[test]
    fn parts_of_a_log_joined_in_order_have_its_root() {
        let kept = Kept::of(40);
        let part = |start, end| {
            let span = Span { start, end };
            let hashes: Vec<_> = span.nodes().iter().map(|node| kept.nodes[node]).collect();
            Forest::resume(span, &hashes).unwrap()
        };
        for (first, second) in [(0, 40), (1, 2), (7, 31), (16, 32), (39, 40), (5, 5)] {
            let mut whole = Forest::at(0);
            assert!(whole.join(&part(0, first)));
            assert!(whole.join(&part(first, second)));
            assert!(whole.join(&part(second, 40)));
            assert_eq!(whole.root(), Some(kept.roots[40]));
            assert!(!whole.join(&part(0, first)));
            assert_eq!(part(1, 40).root(), None);
        }
    }

    proptest! {
        #[test]
        fn proofs_at_any_size_have_the_right_length_and_spans(
            index in 0u64..1 << 40, beyond in 1u64..1 << 40, old in 1u64..1 << 40,
        ) {
            let size = index + beyond;
            let plan = InclusionPlan::new(index, size).unwrap();
            prop_assert!(plan.spans.len() <= 64);
            let covered: u64 = plan.spans.iter().map(|span| span.end - span.start).sum();
            prop_assert_eq!(covered, size - 1);
            let consistency = ConsistencyPlan::new(old, old + beyond).unwrap();
            prop_assert!(consistency.spans.len() <= 65);
        }

        #[test]
        fn any_changed_hash_breaks_a_proof(size in 2u64..200, at: prop::sample::Index, which: prop::sample::Index) {
            let kept = Kept::of(size);
            let index = at.index(usize::try_from(size).unwrap()) as u64;
            let mut proof = kept.inclusion(index, size);
            let changed = which.index(proof.len());
            proof[changed] = leaf_hash(b"changed");
            let leaf = leaf_hash(&index.to_be_bytes());
            prop_assert!(verify_inclusion(&leaf, index, size, &proof, &kept.frontier.root()).is_err());
        }
    }
}
