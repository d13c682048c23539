//! Identifiers of the authority. Each is its own type, so that none is passed for another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
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
    /// A provider's request, with all that came of it. Opaque, and public once something is
    /// decided: it stands in the register's addresses.
    DossierId,
    /// Somebody who decides for the authority, by the name that its operator gave them.
    OfficerId,
    /// A file in a dossier.
    EvidenceId,
    /// Something that went wrong at a provider.
    IncidentId,
}

impl DossierId {
    /// A new one, that nobody can guess.
    pub fn random() -> Self {
        let handle = web::Handle::random();
        // 128 bits of it are enough for an address that people copy.
        Self(handle.reveal().chars().filter(char::is_ascii_alphanumeric).take(22).collect())
    }
}
