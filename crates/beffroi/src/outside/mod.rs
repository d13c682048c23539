//! HTTP as the world outside the parties speaks it: a phone, a browser, a bank's back office.
//! None of these is a role, so none is bound by the roles' guarded client; they go where the
//! person who runs them says.

mod browser;

use std::time::Duration;

pub use browser::{Browser, Page};

/// Beyond anything a party answers.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// A client that follows no redirect by itself and keeps no cookie: whoever uses it sees each
/// answer as it came.
#[expect(clippy::disallowed_methods, reason = "not a role: it stands for the people outside")]
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(TIME_LIMIT)
        .build()
}
