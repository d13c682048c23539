//! Every identifier is its own type, so that a device can never be passed where a person is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares identifiers: opaque texts that may stand in URLs, logs and tables.
macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps an identifier that this system made or was configured with.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

identifiers! {
    /// A human with an identity. Opaque: it says nothing about the person.
    PersonId,
    /// A government service that asks the gateway to log a person in.
    ServiceId,
    /// An organisation that authenticates people for the gateway.
    ProviderId,
    /// An organisation that uses the app.
    PartnerId,
    /// An organisation that may vouch for an identity at enrolment, such as a bank.
    RegistrarId,
    /// One attempt at the gateway, from request to answer.
    LoginId,
    /// The gateway's single sign-on in one browser.
    SessionId,
    /// How an identity came to be bound to the app.
    EnrolmentId,
    /// A phone bound to an enrolment.
    DeviceId,
    /// One question shown in the app.
    ApprovalId,
}
