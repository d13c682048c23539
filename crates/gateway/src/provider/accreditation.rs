//! When a provider may be offered. Pure.

use domain::{Level, Localized, Method, ProviderId, Timestamp};

use super::Watch;

/// An organisation that authenticates people for the gateway.
#[derive(Clone, Debug)]
pub struct Provider {
    pub id: ProviderId,
    pub method: Method,
    pub name: Localized,
    pub standing: Standing,
}

/// On whose word a provider may be offered. Nobody who runs a gateway can give it: whatever an
/// operator could write down, the authority could not suspend.
#[derive(Clone, Debug)]
pub enum Standing {
    /// The state's own means: nobody accredits it and nothing ends it.
    OfTheState,
    /// The authority's, as far as it is known.
    Watched(Watch),
}

/// The name under which the identity card is a provider. No other can have it.
pub const CARD: &str = "card";

/// The right to be offered at a level, from one moment until just before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accreditation {
    pub level: Level,
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Provider {
    /// The identity card. The state issues it.
    pub fn card(name: Localized) -> Self {
        let (id, method) = (ProviderId::new(CARD), Method::Card);
        Self { id, method, name, standing: Standing::OfTheState }
    }
}

impl Standing {
    /// The level for which the provider is accredited now.
    pub fn level_at(&self, now: Timestamp) -> Option<Level> {
        match self {
            Self::OfTheState => Some(Level::High),
            Self::Watched(watch) => watch.level_at(now),
        }
    }
}

impl Accreditation {
    /// The level for which it holds now.
    pub fn level_at(self, now: Timestamp) -> Option<Level> {
        (self.from <= now && now < self.until).then_some(self.level)
    }
}

/// A provider that may be offered for this login: it exists only if the check passed.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a>(&'a Provider);

impl<'a> Offer<'a> {
    pub fn provider(self) -> &'a Provider {
        self.0
    }
}

/// The providers that nobody accredits now, whatever the level.
pub fn unaccredited(providers: &[Provider], now: Timestamp) -> impl Iterator<Item = &Provider> {
    providers.iter().filter(move |provider| provider.standing.level_at(now).is_none())
}

/// The providers that are accredited now for the level asked or a higher one.
pub fn offers(providers: &[Provider], minimum: Level, now: Timestamp) -> Vec<Offer<'_>> {
    providers
        .iter()
        .filter(|provider| provider.standing.level_at(now).is_some_and(|level| level >= minimum))
        .map(Offer)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::testing::watched;

    const FROM: Timestamp = Timestamp::from_seconds(1_000);
    const UNTIL: Timestamp = Timestamp::from_seconds(2_000);

    fn accreditation(level: Level) -> Accreditation {
        Accreditation { level, from: FROM, until: UNTIL }
    }

    fn provider(level: Level) -> Provider {
        Provider {
            id: ProviderId::new("app"),
            method: Method::App,
            name: Localized::same("App"),
            standing: watched(accreditation(level)),
        }
    }

    #[test]
    fn an_accreditation_begins_and_ends_to_the_millisecond() {
        let accreditation = accreditation(Level::High);
        let moment = Duration::from_millis(1);
        for (now, expected) in [
            (FROM.minus(moment), None),
            (FROM, Some(Level::High)),
            (UNTIL.minus(moment), Some(Level::High)),
            (UNTIL, None),
        ] {
            assert_eq!(accreditation.level_at(now), expected, "{now:?}");
        }
    }

    #[test]
    fn a_provider_is_offered_up_to_its_level() {
        for accredited in Level::ALL {
            for asked in Level::ALL {
                let offered = !offers(&[provider(accredited)], asked, FROM).is_empty();
                assert_eq!(offered, accredited >= asked, "{accredited} for {asked}");
            }
        }
    }

    proptest! {
        #[test]
        fn whoever_is_offered_is_accredited_now_and_high_enough(
            now in 0i64..3_000, asked in prop::sample::select(Level::ALL.to_vec()),
        ) {
            let now = Timestamp::from_seconds(now);
            let all: Vec<_> = Level::ALL.into_iter().map(provider).collect();
            for offer in offers(&all, asked, now) {
                let level = offer.provider().standing.level_at(now);
                prop_assert!(level.is_some_and(|level| level >= asked));
            }
        }
    }
}
