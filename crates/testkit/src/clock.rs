use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::Timestamp;
use web::Clock;

/// A clock that stands still until a test moves it.
#[derive(Clone, Debug)]
pub struct TownClock(Arc<AtomicI64>);

/// 25 November 2026, nine o'clock in the morning, UTC.
const FOUNDED: Timestamp = Timestamp::from_seconds(1_795_597_200);

impl TownClock {
    pub fn founded() -> Self {
        Self(Arc::new(AtomicI64::new(FOUNDED.millis())))
    }

    pub fn advance(&self, duration: Duration) {
        let later = self.now().plus(duration);
        self.0.store(later.millis(), Ordering::SeqCst);
    }

    pub fn set(&self, now: Timestamp) {
        self.0.store(now.millis(), Ordering::SeqCst);
    }
}

/// A clock that goes so far before the town's, or after it.
#[derive(Clone, Debug)]
pub(crate) struct Skewed {
    pub town: TownClock,
    pub millis: i64,
}

impl Clock for Skewed {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.town.now().millis() + self.millis)
    }
}

impl Clock for TownClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
