use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::Timestamp;
use protocol::jose::jwe::{self, Decrypted};
use protocol::jose::{
    Algorithm, Curve, DecryptionKey, JoseError, Jwk, JwkSet, Signer, SoftwareKey,
};
use web::{Database, Fault, Handle, Job, SealError, SealKey};
use zeroize::Zeroizing;

use super::store::{self, Sealed};
use super::{Schedule, Stage};
use crate::provider::SubjectKey;

/// What a key is for. One key serves one purpose only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    SignEs256,
    SignRs256,
    /// Signs what the role states as an entity of a federation, and nothing else
    /// (OpenID Federation 1.0, section 3.1.1).
    Federation,
    /// Receives what others encrypt to us with ECDH-ES.
    Decrypt,
    /// Makes pairwise subjects. The only one that never rotates.
    Subject,
}

impl Purpose {
    /// What a provider needs.
    pub const PROVIDER: &[Self] =
        &[Self::SignEs256, Self::SignRs256, Self::Decrypt, Self::Subject, Self::Federation];
    /// What a relying party needs.
    pub const RELYING_PARTY: &[Self] = &[Self::SignEs256, Self::Decrypt, Self::Federation];
    /// What a trust anchor states with.
    pub const ANCHOR: &[Self] = &[Self::Federation];
    /// What a relying party needs whose federation keys live otherwise.
    pub const CLIENT: &[Self] = &[Self::SignEs256, Self::Decrypt];

    fn name(self) -> &'static str {
        match self {
            Self::SignEs256 => "sign ES256",
            Self::SignRs256 => "sign RS256",
            Self::Federation => "federation",
            Self::Decrypt => "decrypt ECDH-ES",
            Self::Subject => "subject",
        }
    }

    fn algorithm(self) -> Algorithm {
        match self {
            Self::SignRs256 => Algorithm::RS256,
            _ => Algorithm::ES256,
        }
    }

    fn rotates(self) -> bool {
        self != Self::Subject
    }
}

/// The keys of a role. Cheap to clone; all clones see a rotation at once.
#[derive(Clone)]
pub struct KeyRing(Arc<Inner>);

struct Inner {
    db: Database,
    seal: SealKey,
    schedule: Schedule,
    purposes: &'static [Purpose],
    held: RwLock<Arc<Held>>,
}

#[derive(Default)]
struct Held {
    signing: Vec<Signing>,
    federation: Vec<Signing>,
    decryption: Vec<DecryptionKey>,
    decryption_begins: Vec<Timestamp>,
    /// The public halves of the signing keys, retired ones included.
    verifying: Arc<JwkSet>,
    subject: Option<Arc<SubjectKey>>,
}

#[derive(Clone)]
struct Signing {
    begins: Timestamp,
    key: Arc<SoftwareKey>,
}

impl KeyRing {
    /// Opens the role's keys, and makes what is missing.
    pub async fn open(
        db: Database,
        seal: SealKey,
        purposes: &'static [Purpose],
        now: Timestamp,
    ) -> Result<Self, Fault> {
        Self::open_on(Schedule::default(), db, seal, purposes, now).await
    }

    /// As [`KeyRing::open`], for keys that live otherwise than most.
    pub async fn open_on(
        schedule: Schedule,
        db: Database,
        seal: SealKey,
        purposes: &'static [Purpose],
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let held = RwLock::default();
        let ring = Self(Arc::new(Inner { db, seal, schedule, purposes, held }));
        ring.rotate(now).await?;
        Ok(ring)
    }

    /// Takes up a key that was made elsewhere, such as at a ceremony, as the first of the ring that
    /// signs for a federation. Once there is one, it changes nothing.
    pub async fn adopt(
        db: &Database,
        seal: &SealKey,
        key: &SoftwareKey,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let purpose = Purpose::Federation.name();
        let mut tx = db.begin().await?;
        if store::all(&mut tx).await?.iter().any(|stored| stored.purpose == purpose) {
            return Ok(());
        }
        let id = Handle::random().reveal().to_owned();
        let secret = seal.seal(&about(&id, purpose, now), &key.to_pkcs8()?)?;
        let adopted = Sealed { id, purpose: purpose.to_owned(), begins: now, secret };
        store::add(&mut tx, &adopted).await?;
        tx.commit().await
    }

    /// The rotation as a job of the role.
    pub fn job(&self) -> Job {
        let ring = self.clone();
        Job::new("rotate keys", Duration::from_hours(1), move |now| {
            let ring = ring.clone();
            async move { ring.rotate(now).await }
        })
    }

    /// Makes the keys that are due, forgets those that are gone, and reads what other nodes of
    /// the role made.
    pub async fn rotate(&self, now: Timestamp) -> Result<(), Fault> {
        let stored = store::all(&mut *self.0.db.read().await?).await?;
        let (made, gone) = (self.due(&stored, now).await?, self.gone(&stored, now));
        let stored = if made.is_empty() && gone.is_empty() {
            stored
        } else {
            self.write(&made, &gone).await?
        };
        let held = Arc::new(self.unseal(&stored)?);
        *self.0.held.write().unwrap_or_else(PoisonError::into_inner) = held;
        Ok(())
    }

    /// The key that signs with this algorithm now.
    pub fn signer(&self, algorithm: Algorithm, now: Timestamp) -> Result<Arc<SoftwareKey>, Fault> {
        let held = self.held();
        let signing = held.signing.iter().filter(|held| held.key.algorithm() == algorithm);
        active(signing, now)
            .ok_or_else(|| Fault::because(format!("there is no key that signs {algorithm}")))
    }

    /// The key that signs statements of a federation now.
    pub fn federation_signer(&self, now: Timestamp) -> Result<Arc<SoftwareKey>, Fault> {
        active(self.held().federation.iter(), now)
            .ok_or_else(|| Fault::because("there is no key that signs for the federation"))
    }

    /// The public keys that stand in the role's entity configuration: the one that signs, the
    /// next, and retired ones.
    pub fn federation_keys(&self) -> JwkSet {
        self.held().federation.iter().map(|held| held.key.public()).collect()
    }

    /// When each federation key began, or will begin, to sign.
    pub fn federation_begins(&self) -> Vec<(Jwk, Timestamp)> {
        self.held().federation.iter().map(|held| (held.key.public(), held.begins)).collect()
    }

    /// The public keys to be published: what verifies our signatures, the next signing keys, and
    /// the one key that others are to encrypt to.
    pub fn public(&self, now: Timestamp) -> JwkSet {
        let held = self.held();
        let begins = &held.decryption_begins;
        let active =
            |begin: &Timestamp| self.0.schedule.stage(*begin, begins, now) == Stage::Active;
        let decryption = begins.iter().zip(&held.decryption).filter(|(begin, _)| active(begin));
        let signing = held.verifying.keys().iter().cloned();
        signing.chain(decryption.map(|(_, key)| key.public().clone())).collect()
    }

    /// What recognises a token of our own, such as an ID token that comes back as a hint.
    pub(crate) fn verifying(&self) -> Arc<JwkSet> {
        self.held().verifying.clone()
    }

    /// Opens what was encrypted to one of our keys, the retired ones included.
    pub fn decrypt(&self, token: &str) -> Result<Decrypted, JoseError> {
        jwe::decrypt(token, &self.held().decryption)
    }

    pub(crate) fn subject(&self) -> Result<Arc<SubjectKey>, Fault> {
        self.held().subject.clone().ok_or_else(|| Fault::because("there is no key for subjects"))
    }

    fn held(&self) -> Arc<Held> {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new key for each purpose whose successor is due.
    async fn due(&self, stored: &[Sealed], now: Timestamp) -> Result<Vec<Sealed>, Fault> {
        let mut made = Vec::new();
        for purpose in self.0.purposes.iter().copied() {
            let all = begins(stored, purpose);
            let due = match self.0.schedule.due(&all, now) {
                Some(begins) if purpose.rotates() => begins,
                // Of two nodes that start at once, only one can add it: they must agree on it.
                Some(_) if all.is_empty() => Timestamp::from_millis(0),
                _ => continue,
            };
            // RSA key generation takes a good part of a second: not on a thread that serves.
            let secret = tokio::task::spawn_blocking(move || generate(purpose)).await??;
            let id = Handle::random().reveal().to_owned();
            let sealed = self.0.seal.seal(&about(&id, purpose.name(), due), &secret)?;
            made.push(Sealed {
                id,
                purpose: purpose.name().to_owned(),
                begins: due,
                secret: sealed,
            });
        }
        Ok(made)
    }

    fn gone(&self, stored: &[Sealed], now: Timestamp) -> Vec<String> {
        let mut gone = Vec::new();
        for purpose in self.0.purposes.iter().copied().filter(|purpose| purpose.rotates()) {
            let all = begins(stored, purpose);
            let of_purpose = stored.iter().filter(|key| key.purpose == purpose.name());
            let is_gone =
                |key: &&Sealed| self.0.schedule.stage(key.begins, &all, now) == Stage::Gone;
            gone.extend(of_purpose.filter(is_gone).map(|key| key.id.clone()));
        }
        gone
    }

    async fn write(&self, made: &[Sealed], gone: &[String]) -> Result<Vec<Sealed>, Fault> {
        let mut tx = self.0.db.begin().await?;
        for key in made {
            store::add(&mut tx, key).await?;
            tracing::info!(key.purpose = %key.purpose, "a key was made");
        }
        for id in gone {
            store::remove(&mut tx, id).await?;
            tracing::info!(key.count = 1, "a key was forgotten");
        }
        let all = store::all(&mut tx).await?;
        tx.commit().await?;
        Ok(all)
    }

    fn unseal(&self, stored: &[Sealed]) -> Result<Held, Fault> {
        let mut held = Held::default();
        for key in stored {
            let Some(purpose) = self.0.purposes.iter().find(|one| one.name() == key.purpose) else {
                continue;
            };
            let about = about(&key.id, &key.purpose, key.begins);
            let secret = self.0.seal.open(&about, &key.secret)?;
            held.add(*purpose, key.begins, &secret)?;
        }
        held.verifying = Arc::new(held.signing.iter().map(|held| held.key.public()).collect());
        Ok(held)
    }
}

impl Held {
    fn add(&mut self, purpose: Purpose, begins: Timestamp, secret: &[u8]) -> Result<(), Fault> {
        match purpose {
            Purpose::SignEs256 | Purpose::SignRs256 => {
                let key = SoftwareKey::from_pkcs8(secret, purpose.algorithm())?;
                self.signing.push(Signing { begins, key: Arc::new(key) });
            }
            Purpose::Federation => {
                let key = SoftwareKey::from_pkcs8(secret, purpose.algorithm())?;
                self.federation.push(Signing { begins, key: Arc::new(key) });
            }
            Purpose::Decrypt => {
                self.decryption.push(DecryptionKey::from_pkcs8(secret, Curve::P256)?);
                self.decryption_begins.push(begins);
            }
            Purpose::Subject => self.subject = Some(Arc::new(SubjectKey::new(secret))),
        }
        Ok(())
    }
}

/// Of several keys the one that began last.
fn active<'a>(keys: impl Iterator<Item = &'a Signing>, now: Timestamp) -> Option<Arc<SoftwareKey>> {
    let begun = keys.filter(|held| held.begins <= now);
    begun.max_by_key(|held| held.begins).map(|held| held.key.clone())
}

/// The name of a sealed row. It covers the moment too, so that nobody who can write to the
/// database makes a retired key sign again.
fn about(id: &str, purpose: &str, begins: Timestamp) -> String {
    format!("openid_key {id} {purpose} {}", begins.millis())
}

fn begins(stored: &[Sealed], purpose: Purpose) -> Vec<Timestamp> {
    let of_purpose = stored.iter().filter(|key| key.purpose == purpose.name());
    of_purpose.map(|key| key.begins).collect()
}

fn generate(purpose: Purpose) -> Result<Zeroizing<Vec<u8>>, Fault> {
    match purpose {
        Purpose::SignEs256 | Purpose::SignRs256 | Purpose::Federation => {
            Ok(SoftwareKey::generate(purpose.algorithm())?.to_pkcs8()?)
        }
        Purpose::Decrypt => Ok(DecryptionKey::generate(Curve::P256)?.to_pkcs8()?),
        Purpose::Subject => {
            let mut secret = Zeroizing::new(vec![0; 32]);
            aws_lc_rs::rand::fill(&mut secret).map_err(|_| SealError::Sealing)?;
            Ok(secret)
        }
    }
}
