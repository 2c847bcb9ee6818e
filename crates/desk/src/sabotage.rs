//! Faults that the simulation plants in the outbox, one at a time, to see that it would notice them.
//! Outside of this crate's own tests nothing is left of them.

/// Whether this fault is planted. Outside of tests it is `false`, and the branch falls away.
#[cfg(test)]
macro_rules! sabotaged {
    ($fault:ident) => {
        crate::sabotage::is_planted(crate::sabotage::Fault::$fault)
    };
}

#[cfg(not(test))]
macro_rules! sabotaged {
    ($fault:ident) => {
        false
    };
}

pub(crate) use sabotaged;

#[cfg(test)]
pub(crate) use planted::{Fault, is_planted, plant};

#[cfg(test)]
mod planted {
    use std::cell::Cell;

    macro_rules! faults {
        ($($(#[$doc:meta])+ $fault:ident,)+) => {
            /// What can be wrong with an outbox.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub(crate) enum Fault {
                $($(#[$doc])+ $fault,)+
            }

            impl Fault {
                /// All of them.
                pub(crate) const ALL: &[Fault] = &[$(Fault::$fault,)+];
            }
        };
    }

    faults! {
        /// Each attempt goes out under a key of its own.
        NewKeyOnRetry,
        /// A row is done as soon as it is sent.
        DoneBeforeSent,
        /// What was in flight when the program ended stays so.
        NoRecovery,
        /// What was in flight when the program ended counts as done.
        RecoveredAsDone,
        /// Path, bytes and version are made anew for each attempt.
        NotFrozen,
        /// A key that the server may have forgotten is used again.
        ExpiredKeySent,
        /// How old a key is, is told by the desk's own clock.
        ClockTrusted,
        /// A change names the newest version, whatever the person saw.
        NewestVersion,
        /// A change goes out again although somebody else changed the same field.
        MergedBoth,
        /// What was refused is done.
        RefusedDropped,
        /// Every row may go first.
        LaneIgnored,
        /// A conflict means that it is there.
        ConflictIsSuccess,
        /// A person may take back what may have arrived.
        WithdrawnAfterSending,
        /// A lost answer means that nothing was sent.
        LostMeansNotSent,
        /// A row that is replaced goes to the end of its lane.
        PlaceLost,
        /// What the answer brought is not kept.
        AnswerNotKept,
        /// After the third attempt a row is given up.
        GivenUp,
        /// What may still be under way is sent anew under another key.
        WayIgnored,
        /// Nothing has been sent since the copy that the data went back to.
        CopyTrusted,
    }

    thread_local! {
        static PLANTED: Cell<Option<Fault>> = const { Cell::new(None) };
    }

    /// Plants a fault in everything that this thread runs, or takes it out again.
    pub(crate) fn plant(fault: Option<Fault>) {
        PLANTED.set(fault);
    }

    pub(crate) fn is_planted(fault: Fault) -> bool {
        PLANTED.get() == Some(fault)
    }
}
