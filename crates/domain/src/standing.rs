//! The weight of an enrolment that joins another living one of the same person.

use std::time::Duration;

use crate::{Level, Timestamp};

/// Whether an enrolment has its full weight. Whoever got hold of a card or of a registrar's word
/// could bind a phone of theirs to somebody's name; until the cooling-off time is over, the owner
/// hears of it on the earlier phone and can refuse it, and nothing of the highest level is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    CoolingOff,
    Settled,
}

impl Standing {
    /// How an enrolment stands that [`settles`] at a moment, or had no time to wait.
    pub fn at(settles: Option<Timestamp>, now: Timestamp) -> Self {
        match settles {
            Some(settles) if now < settles => Self::CoolingOff,
            _ => Self::Settled,
        }
    }

    /// The best level that it can reach.
    pub fn ceiling(self) -> Level {
        match self {
            Self::CoolingOff => Level::Substantial,
            Self::Settled => Level::High,
        }
    }

    /// Whether it may end another enrolment of the person. Otherwise the first thing that a
    /// stranger's phone does is to silence its owner's.
    pub fn may_end_others(self) -> bool {
        self == Self::Settled
    }
}

/// From when on an enrolment that becomes active has its full weight. `beside` says whether
/// another one of the same person is alive: the first one, and one that takes the place of what
/// was ended, have nothing to wait for.
pub fn settles(activated: Timestamp, beside: bool, cooling_off: Duration) -> Option<Timestamp> {
    (beside && !cooling_off.is_zero()).then(|| activated.plus(cooling_off))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_800_000_000);
    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn only_what_joins_a_living_one_cools_off() {
        use Standing::{CoolingOff, Settled};
        for (beside, cooling_off, after_hours, expected) in [
            (false, DAY, 0, Settled),
            (true, DAY, 0, CoolingOff),
            (true, DAY, 23, CoolingOff),
            (true, DAY, 24, Settled),
            (true, Duration::ZERO, 0, Settled),
            (false, Duration::ZERO, 0, Settled),
        ] {
            let settles = settles(START, beside, cooling_off);
            let now = START.plus(Duration::from_hours(after_hours));
            let said = format!("beside: {beside}, after {after_hours} hours");
            assert_eq!(Standing::at(settles, now), expected, "{said}");
        }
    }

    #[test]
    fn what_cools_off_reaches_less_and_ends_no_other() {
        for (standing, ceiling, ends) in [
            (Standing::CoolingOff, Level::Substantial, false),
            (Standing::Settled, Level::High, true),
        ] {
            assert_eq!(standing.ceiling(), ceiling);
            assert_eq!(standing.may_end_others(), ends);
        }
    }

    /// What happens to the enrolments of one person.
    #[derive(Clone, Debug)]
    enum Event {
        /// Another phone, beside those there are.
        Beside,
        /// A phone that takes the place of one, by number.
        Replaces(usize),
        /// One is ended.
        Ends(usize),
    }

    fn events() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Beside),
            (0usize..4).prop_map(Event::Replaces),
            (0usize..4).prop_map(Event::Ends),
        ]
    }

    struct Alive {
        since: Timestamp,
        settles: Option<Timestamp>,
        beside: bool,
    }

    proptest! {
        /// Whatever is added, replaced and ended in whatever order: what joined a living one is
        /// never of full weight before its time, and what joined none always is.
        #[test]
        fn nothing_that_joins_a_living_one_is_settled_before_its_time(
            steps in prop::collection::vec((events(), 0u64..40), 1..30), hours in 1u64..72,
        ) {
            let cooling_off = Duration::from_hours(hours);
            let (mut now, mut alive) = (START, Vec::<Alive>::new());
            for (event, pause) in steps {
                now = now.plus(Duration::from_hours(pause));
                if let Event::Ends(at) | Event::Replaces(at) = event
                    && at < alive.len()
                {
                    alive.remove(at);
                }
                if !matches!(event, Event::Ends(_)) {
                    let beside = !alive.is_empty();
                    let settles = settles(now, beside, cooling_off);
                    alive.push(Alive { since: now, settles, beside });
                }
                for one in &alive {
                    let waits = one.beside && now < one.since.plus(cooling_off);
                    let standing = Standing::at(one.settles, now);
                    prop_assert_eq!(standing == Standing::CoolingOff, waits);
                    prop_assert!(!waits || standing.ceiling() < Level::High);
                }
            }
        }
    }
}
