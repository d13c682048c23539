//! When a key is published, signs, only verifies, and is gone. Pure: a table of moments.

use std::time::Duration;

use domain::Timestamp;

const DAY: Duration = Duration::from_hours(24);

/// What a key may be used for at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// In the key set, so that every verifier has it before it signs anything.
    Published,
    /// Signs (or, for a decryption key, is the one to encrypt to).
    Active,
    /// Signs nothing more, and verifies and decrypts what is still alive.
    Retired,
    /// Nothing that it signed is alive: it may be forgotten.
    Gone,
}

/// How long each stage lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// How long a key is published before it signs: longer than any verifier caches our key set.
    pub published: Duration,
    /// How long a key signs.
    pub active: Duration,
    /// How long a key verifies after its successor took over: longer than anything it signed is
    /// accepted, the ID token that comes back as a logout hint included.
    pub retired: Duration,
}

impl Schedule {
    /// Of a trust anchor. Its readers were given its keys by hand and take up the next one when
    /// the last signs for it, so a key is published for long; and a mark that it signed on its
    /// last day, good for three years, still verifies.
    pub const ANCHOR: Self = Self {
        published: DAY.saturating_mul(180),
        active: DAY.saturating_mul(5 * 365),
        retired: DAY.saturating_mul(4 * 365),
    };
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            published: DAY.saturating_mul(7),
            active: DAY.saturating_mul(90),
            retired: DAY.saturating_mul(30),
        }
    }
}

impl Schedule {
    /// The stage of the key that signs from `begins`, given the begins of all keys of its use.
    ///
    /// A key signs until its successor begins, however late that is: a provider that was down
    /// for a year still answers with the key that its clients know.
    pub fn stage(&self, begins: Timestamp, all: &[Timestamp], now: Timestamp) -> Stage {
        if begins > now {
            return Stage::Published;
        }
        let successor = all.iter().copied().filter(|other| *other > begins && *other <= now).min();
        match successor {
            None => Stage::Active,
            Some(took_over) if took_over.plus(self.retired) > now => Stage::Retired,
            Some(_) => Stage::Gone,
        }
    }

    /// The moment from which a key to be made now would sign, if one must be made now.
    pub fn due(&self, all: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
        let Some(newest) = all.iter().copied().max() else {
            // The very first key: nobody has cached a key set without it.
            return Some(now);
        };
        let planned = newest.plus(self.active);
        let publish = planned.minus(self.published);
        (now >= publish).then(|| planned.max(now.plus(self.published)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Timestamp {
        Timestamp::from_seconds(day * 24 * 60 * 60)
    }

    #[test]
    fn a_key_is_published_then_signs_then_verifies_then_is_gone() {
        let schedule = Schedule::default();
        let all = [day(0), day(90)];
        for (begins, now, expected) in [
            (0, 0, Stage::Active),
            (0, 89, Stage::Active),
            (90, 84, Stage::Published),
            (0, 90, Stage::Retired),
            (90, 90, Stage::Active),
            (0, 119, Stage::Retired),
            (0, 120, Stage::Gone),
            // No third key was ever made, so the second goes on.
            (90, 10_000, Stage::Active),
        ] {
            let stage = schedule.stage(day(begins), &all, day(now));
            assert_eq!(stage, expected, "key of day {begins} on day {now}");
        }
    }

    #[test]
    fn a_successor_is_made_one_publication_ahead() {
        let schedule = Schedule::default();
        for (all, now, expected) in [
            (vec![], 5, Some(5)),
            (vec![0], 0, None),
            (vec![0], 82, None),
            (vec![0], 83, Some(90)),
            (vec![0, 90], 83, None),
            (vec![0, 90], 172, None),
            (vec![0, 90], 173, Some(180)),
            // After a year of standing still the next key is still published before it signs.
            (vec![0, 90], 500, Some(507)),
        ] {
            let begins: Vec<_> = all.iter().map(|begins| day(*begins)).collect();
            let due = schedule.due(&begins, day(now));
            assert_eq!(due, expected.map(day), "keys of days {all:?} on day {now}");
        }
    }

    #[test]
    fn at_every_moment_exactly_one_key_is_active() {
        let schedule = Schedule::default();
        let mut all = Vec::new();
        for now in (0..1000).map(day) {
            all.extend(schedule.due(&all, now));
            let active = all
                .iter()
                .filter(|begins| schedule.stage(**begins, &all, now) == Stage::Active)
                .count();
            assert_eq!(active, 1);
        }
    }
}
