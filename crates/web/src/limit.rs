use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::Problem;

/// How often something may be asked, per key: an address, an account. Runs on the machine's own
/// steady clock, so that setting the time neither opens nor closes it.
#[derive(Clone)]
pub struct Limit(Arc<DefaultKeyedRateLimiter<String>>);

/// A key was used more often than its limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    pub retry_after: Duration,
}

impl Limit {
    /// `count` at once, and as many again spread over each `period`.
    pub fn new(count: NonZeroU32, period: Duration) -> Self {
        let step = (period / count.get()).max(Duration::from_nanos(1));
        let quota =
            Quota::with_period(step).unwrap_or_else(|| Quota::per_second(count)).allow_burst(count);
        Self(Arc::new(RateLimiter::keyed(quota)))
    }

    pub fn per_minute(count: u32) -> Self {
        Self::new(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN), Duration::from_mins(1))
    }

    pub fn check(&self, key: &str) -> Result<(), TooMany> {
        self.0.check_key(&key.to_owned()).map_err(|until| TooMany {
            retry_after: until.wait_time_from(DefaultClock::default().now()),
        })
    }

    /// Forgets the keys that are back at a full allowance.
    pub fn tidy(&self) {
        self.0.retain_recent();
        self.0.shrink_to_fit();
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limit({} keys)", self.0.len())
    }
}

impl IntoResponse for TooMany {
    fn into_response(self) -> Response {
        Problem::TooManyRequests { retry_after: self.retry_after }.into_response()
    }
}

/// The key under which an address is counted. A household has one IPv4 address and 2^64 IPv6
/// ones, so of the latter only the first 64 bits count.
pub fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_allowance() {
        let limit = Limit::per_minute(3);
        for _ in 0..3 {
            assert!(limit.check("ana").is_ok());
        }
        let refused = limit.check("ana").unwrap_err();
        assert!(refused.retry_after <= Duration::from_secs(20));
        assert!(limit.check("bert").is_ok());
    }

    #[test]
    fn one_household_is_one_key() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
