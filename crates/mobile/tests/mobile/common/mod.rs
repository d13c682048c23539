//! The actors.

mod browser;
mod gateway;
mod operator;
mod partner;
mod phone;

pub use browser::Browser;
pub use gateway::{CardLogin, Gateway, Site};
pub use operator::{ORIGIN, Operator, ana, identity};
pub use partner::{Ask, Partner};
pub use phone::{CODE, Phone};

use serde_json::Value;

/// What a call got.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub text: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The word of a refusal.
    #[track_caller]
    pub fn refusal(&self) -> String {
        assert!(self.status >= 400, "{self:?}");
        self.json()["error"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{self:?}");
        self.header("location")
    }
}
