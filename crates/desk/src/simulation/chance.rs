//! Where a schedule's decisions come from: a seed, or a list that is counted through.

/// One decision after the other.
pub(super) enum Chance {
    /// Seeded: the same seed makes the same decisions.
    Random(u64),
    /// A prescribed list, and after its end the first choice each time.
    Listed { choices: Vec<usize>, at: usize },
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
            Chance::Listed { choices, at } => {
                let choice = choices.get(*at).copied().unwrap_or_default();
                *at += 1;
                choice % bound
            }
        }
    }

    /// True in `percent` of the cases.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(super) fn one_of<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }
}

#[test]
fn a_list_is_followed_and_then_the_first_choice_taken() {
    let mut chance = Chance::Listed { choices: vec![2, 1], at: 0 };
    assert_eq!([3, 4, 5].map(|bound| chance.below(bound)), [2, 1, 0]);
}
