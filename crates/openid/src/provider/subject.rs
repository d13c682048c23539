//! Pairwise subjects: each sector knows a person by another name, so that two sectors cannot join
//! their files on it (OpenID Connect Core, section 8.1).

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{PersonId, SessionId};

/// The provider's own key for subjects. It never rotates: a new one would make every person a
/// stranger to every service.
pub struct SubjectKey(hmac::Key);

impl SubjectKey {
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The person's name in a sector.
    pub fn pairwise(&self, sector: &str, person: &PersonId) -> String {
        self.name("sub", sector, person.as_str())
    }

    /// A session's name for a client (`sid`). One name for all clients would let two sectors join
    /// what their pairwise subjects keep apart.
    pub fn session(&self, client: &str, session: &SessionId) -> String {
        self.name("sid", client, session.as_str())
    }

    fn name(&self, kind: &str, holder: &str, of: &str) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [kind, holder, of] {
            // The length in front keeps the parts apart, whatever characters they hold.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_name_per_sector() {
        let key = SubjectKey::new(&[1; 32]);
        let (ana, ben) = (PersonId::new("ana"), PersonId::new("ben"));
        assert_eq!(key.pairwise("health", &ana), key.pairwise("health", &ana));
        assert_ne!(key.pairwise("health", &ana), key.pairwise("tax", &ana));
        assert_ne!(key.pairwise("health", &ana), key.pairwise("health", &ben));
        assert_ne!(
            key.pairwise("a", &PersonId::new("bc")),
            key.pairwise("ab", &PersonId::new("c"))
        );
        assert_ne!(
            key.pairwise("health", &ana),
            SubjectKey::new(&[2; 32]).pairwise("health", &ana)
        );
        assert_eq!(key.pairwise("health", &ana).len(), 43);
    }
}
