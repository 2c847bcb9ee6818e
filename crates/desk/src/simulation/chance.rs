//! The source of a schedule's decisions: a seed, or a tree of choices that is walked branch by branch.

/// A source of decisions.
pub(super) enum Chance {
    /// Seeded: the same seed makes the same decisions.
    Random(u64),
    /// One branch of the tree of all choices.
    Branch(Branch),
}

/// A path through the tree: the prescribed choices, each with the number of options; after them, the first
/// option each time.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch {
    taken: Vec<(usize, usize)>,
    at: usize,
}

impl Chance {
    /// A number below `bound`, which is not zero.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        match self {
            // SplitMix64 (Steele, Lea, Flood 2014): one word of state, and good enough to choose by.
            Chance::Random(state) => {
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mut word = *state;
                word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                ((word ^ (word >> 31)) % bound as u64) as usize
            }
            Chance::Branch(branch) => branch.below(bound),
        }
    }

    /// Returns true in `percent` of the cases.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Chooses an option.
    pub(super) fn one_of<T: Copy>(&mut self, options: &[T]) -> T {
        options[self.below(options.len())]
    }
}

impl Branch {
    fn below(&mut self, bound: usize) -> usize {
        if bound < 2 {
            return 0;
        }
        if self.at == self.taken.len() {
            self.taken.push((0, bound));
        }
        let (choice, known) = self.taken[self.at];
        assert_eq!(known, bound, "the same choices led to a different number of options");
        self.at += 1;
        choice
    }

    /// The same branch from its beginning.
    pub(super) fn again(self) -> Self {
        Self { at: 0, ..self }
    }

    /// The next branch of the tree; `None` after the last.
    pub(super) fn next(mut self) -> Option<Self> {
        loop {
            let (choice, bound) = self.taken.pop()?;
            if choice + 1 < bound {
                self.taken.push((choice + 1, bound));
                self.at = 0;
                return Some(self);
            }
        }
    }
}

#[test]
fn every_branch_is_walked_once() {
    let mut walked = Vec::new();
    let mut next = Some(Branch::default());
    while let Some(branch) = next {
        let mut chance = Chance::Branch(branch);
        // The second choice exists only below the first option.
        let first = chance.below(3);
        let second = (first == 0).then(|| chance.below(2));
        walked.push((first, second));
        let Chance::Branch(branch) = chance else { unreachable!() };
        next = branch.next();
    }
    assert_eq!(walked, [(0, Some(0)), (0, Some(1)), (1, None), (2, None)]);
}
