//! A phone bound to an enrolment: its WebAuthn credential, its session, its push subscription.

pub mod store;

use domain::{
    Channel, DeviceId, DeviceKey, EnrolmentId, Evidence, Language, Level, PersonId, Standing,
    Timestamp, Verification, reached,
};
use protocol::webauthn::{CredentialDescriptor, CredentialRecord};

use crate::approval::Holder;
use crate::enrolment::{Enrolment, State};

/// A bound phone.
#[derive(Clone, Debug)]
pub struct Device {
    pub id: DeviceId,
    pub person: PersonId,
    pub enrolment: EnrolmentId,
    pub name: String,
    pub credential: CredentialRecord,
    pub transports: Vec<String>,
    pub language: Language,
    pub push: Option<String>,
    pub added: Timestamp,
    pub seen: Timestamp,
}

/// A phone together with the enrolment that it is bound to: all that its answers rest on.
#[derive(Clone, Debug)]
pub struct Bound {
    pub device: Device,
    pub enrolment: Enrolment,
}

impl Device {
    pub fn key(&self) -> DeviceKey {
        if self.credential.backup_eligible { DeviceKey::Synced } else { DeviceKey::DeviceBound }
    }

    pub fn descriptor(&self) -> CredentialDescriptor {
        CredentialDescriptor::new(&self.credential.id, self.transports.clone())
    }
}

impl Bound {
    /// Who answers with this phone.
    pub fn holder(&self) -> Holder<'_> {
        Holder { person: &self.device.person, device: &self.device.id }
    }

    /// Whether its answers count.
    pub fn is_active(&self) -> bool {
        self.enrolment.state == State::Active
    }

    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::at(self.enrolment.settles, now)
    }

    /// The best level that this phone proves for a question that comes over `channel`, once the
    /// person has done all that is asked.
    pub fn reach(&self, channel: Channel, accredited: Level, now: Timestamp) -> Option<Level> {
        let done = Verification { user_verified: true, code_asked: false, code_right: false };
        reached(self.evidence(channel, done, now), accredited)
    }

    pub fn evidence(
        &self,
        channel: Channel,
        verification: Verification,
        now: Timestamp,
    ) -> Evidence {
        Evidence {
            identity: self.enrolment.identity,
            standing: self.standing(now),
            key: self.device.key(),
            channel,
            verification,
        }
    }
}

/// The user handle of a person's credentials: the opaque id itself, so that an authenticator keeps
/// one credential per person and a lost cookie is found back by the passkey alone.
pub fn user_handle(person: &PersonId) -> Vec<u8> {
    person.as_str().as_bytes().to_vec()
}
