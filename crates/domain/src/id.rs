//! Every identifier is its own type, so that a device can never be passed where a person is meant.

/// Declares identifiers: opaque texts that may stand in URLs, logs and tables. Whoever has some of
/// their own declares them with this too, and depends on serde.
#[macro_export]
macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
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

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
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
