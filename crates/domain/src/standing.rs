//! The weight of an enrolment that joins another one of the same person, or takes its place.

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

/// What else is bound to a person's name when an enrolment becomes active, or was just before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// Another enrolment is alive.
    pub alive: bool,
    /// When the card last ended one.
    pub ended_by_card: Option<Timestamp>,
}

/// From when on an enrolment that becomes active has its full weight. The first one has nothing to
/// wait for, nor one that takes the place of what its owner, or three wrong codes, ended. What the
/// card ended a short time ago counts as alive: whoever has a stolen card and its PIN would end the
/// owner's phone first, and then wait for nothing.
pub fn settles(activated: Timestamp, others: Others, cooling_off: Duration) -> Option<Timestamp> {
    let just_ended = others.ended_by_card.is_some_and(|at| activated < at.plus(cooling_off));
    let waits = (others.alive || just_ended) && !cooling_off.is_zero();
    waits.then(|| activated.plus(cooling_off))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_800_000_000);
    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn what_joins_a_living_one_or_one_that_the_card_just_ended_cools_off() {
        use Standing::{CoolingOff, Settled};
        let ended = |hours| Some(START.minus(Duration::from_hours(hours)));
        for (alive, ended_by_card, cooling_off, after_hours, expected) in [
            (false, None, DAY, 0, Settled),
            (true, None, DAY, 0, CoolingOff),
            (true, None, DAY, 23, CoolingOff),
            (true, None, DAY, 24, Settled),
            (false, ended(0), DAY, 0, CoolingOff),
            (false, ended(23), DAY, 23, CoolingOff),
            (false, ended(23), DAY, 24, Settled),
            (false, ended(24), DAY, 0, Settled),
            (true, ended(0), Duration::ZERO, 0, Settled),
            (false, None, Duration::ZERO, 0, Settled),
        ] {
            let settles = settles(START, Others { alive, ended_by_card }, cooling_off);
            let now = START.plus(Duration::from_hours(after_hours));
            let said = format!("{alive}, {ended_by_card:?}, after {after_hours} hours");
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
        /// A phone that takes the place of one, by number, which the card ends.
        Replaces(usize),
        /// One is ended, by its owner or by the card.
        Ends { at: usize, by_card: bool },
    }

    fn events() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Beside),
            (0usize..4).prop_map(Event::Replaces),
            (0usize..4, any::<bool>()).prop_map(|(at, by_card)| Event::Ends { at, by_card }),
        ]
    }

    struct Alive {
        since: Timestamp,
        settles: Option<Timestamp>,
        waits: bool,
    }

    proptest! {
        /// Whatever is added, replaced and ended in whatever order: what joined a living one, or
        /// one that lived a short time ago and was ended by the card, is never of full weight
        /// before its time, and what joined none always is.
        #[test]
        fn nothing_that_joins_another_one_is_settled_before_its_time(
            steps in prop::collection::vec((events(), 0u64..40), 1..30), hours in 1u64..72,
        ) {
            let cooling_off = Duration::from_hours(hours);
            let (mut now, mut alive, mut ended_by_card) = (START, Vec::<Alive>::new(), None);
            for (event, pause) in steps {
                now = now.plus(Duration::from_hours(pause));
                if let Event::Ends { at, .. } | Event::Replaces(at) = event
                    && at < alive.len()
                {
                    alive.remove(at);
                    if !matches!(event, Event::Ends { by_card: false, .. }) {
                        ended_by_card = Some(now);
                    }
                }
                if !matches!(event, Event::Ends { .. }) {
                    let others = Others { alive: !alive.is_empty(), ended_by_card };
                    let settles = settles(now, others, cooling_off);
                    let lately = ended_by_card.is_some_and(|at| now.since(at) < cooling_off);
                    alive.push(Alive { since: now, settles, waits: others.alive || lately });
                }
                for one in &alive {
                    let waits = one.waits && now < one.since.plus(cooling_off);
                    let standing = Standing::at(one.settles, now);
                    prop_assert_eq!(standing == Standing::CoolingOff, waits);
                    prop_assert!(!waits || standing.ceiling() < Level::High);
                }
            }
        }
    }
}
