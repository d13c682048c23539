use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA384, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::Timestamp;
use protocol::x509::{self, Certificate};
use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::authority::Signers;
use super::certificate::{self, Place, Validity};
use super::pin::TRIES;
use super::register::{Event, Locked, Register};
use super::which::fresh;
use super::{Authority, Pin, Which};
use crate::folder;
use crate::people::Person;

/// The cards of a data folder, and the authority that issues them.
///
/// People get their card when it is first asked for, and it is then as old as if they had had it
/// all along: hundreds of keys would make the first start slow, and nobody could tell.
pub struct Cards {
    folder: PathBuf,
    pub(super) place: Place,
    pub(super) signers: Signers,
    pub(super) register: Register,
    ids: hmac::Key,
}

/// Names a card without saying whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardId(String);

/// A card, as it lies in its owner's hand.
pub struct Card {
    authority: Authority,
    certificate: Certificate,
    certificate_pem: String,
    key: KeyPair,
    pin: Pin,
    tries_left: u8,
}

/// How a card stands, as its holder is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Good,
    Blocked,
    Expired,
    Lost,
    Replaced,
}

/// What a page asks a card to sign: where the page is from, and something that it just made up.
#[derive(Clone, Copy, Debug)]
pub struct Challenge<'a> {
    pub origin: &'a str,
    pub nonce: &'a str,
}

#[derive(Debug, thiserror::Error)]
pub enum CardError {
    #[error("the PIN is wrong: tries left: {tries_left}")]
    PinWrong { tries_left: u8 },
    #[error("the PIN is blocked: a new card has a new one")]
    PinBlocked,
    #[error("there is no such card")]
    NoCard,
    #[error("the nonce must have 44 to 128 characters")]
    Nonce,
    #[error("{} cannot be used: {}", .0.display(), .1)]
    File(PathBuf, String),
    #[error("a certificate cannot be made: {0}")]
    Making(#[from] rcgen::Error),
    #[error("a certificate cannot be read: {0}")]
    Reading(#[from] x509::Refused),
    #[error("an answer cannot be written: {0}")]
    Writing(#[from] x509_cert::der::Error),
    #[error("the card's key does not sign")]
    Key,
}

impl CardError {
    pub(super) fn file(file: &Path, reason: &dyn fmt::Display) -> Self {
        Self::File(file.to_owned(), reason.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    authority: Authority,
    certificate: String,
    key: String,
    pin: String,
    tries_left: u8,
}

/// 256 bits in base64 have 44 characters; the application of Web eID takes no fewer and no more
/// than these.
const NONCE_LENGTH: std::ops::RangeInclusive<usize> = 44..=128;

impl Cards {
    /// The cards of a data folder, whose authority answers at `url`. The authority is founded if
    /// it is not there.
    pub fn keep(data: &Path, url: &str, now: Timestamp) -> Result<Self, CardError> {
        let authority = data.join("card-authority");
        let register = Register::open(&authority.join("register.jsonl"))?;
        let place = Place(url.trim_end_matches('/').to_owned());
        let signers = Signers::keep(&authority, &register, &place, now)?;
        let ids = ids(&authority.join("card-ids.key"))?;
        Ok(Self { folder: data.join("cards"), place, signers, register, ids })
    }

    /// An authority's own certificate.
    pub fn authority(&self, authority: Authority) -> Result<&Certificate, CardError> {
        Ok(&self.signers.of(authority)?.certificate)
    }

    /// Keyed, so that nobody gets from a card's id to a national number by trying them all.
    pub fn id(&self, person: &Person, which: Which) -> CardId {
        let named = format!("{which}/{}", person.national_number.reveal());
        let tag = hmac::sign(&self.ids, named.as_bytes());
        CardId(URL_SAFE_NO_PAD.encode(&tag.as_ref()[..16]))
    }

    /// A person's card.
    pub fn card(&self, person: &Person, which: Which, now: Timestamp) -> Result<Card, CardError> {
        match self.find(person, which)? {
            Some(card) => Ok(card),
            None => self.found(&self.register.lock()?, person, which, now),
        }
    }

    /// The PIN of a card, whether or not it was made yet.
    pub fn pin(&self, person: &Person, which: Which) -> Result<Pin, CardError> {
        Ok(self.find(person, which)?.map_or_else(Pin::default, |card| card.pin))
    }

    /// Puts a card into a reader and types a PIN: what comes out is the token of Web eID.
    pub fn present(
        &self,
        person: &Person,
        which: Which,
        pin: &str,
        challenge: Challenge<'_>,
        now: Timestamp,
    ) -> Result<Value, CardError> {
        if !NONCE_LENGTH.contains(&challenge.nonce.len()) {
            return Err(CardError::Nonce);
        }
        let card = {
            // Tries are counted one after the other, and a wrong one is on disk before it is told:
            // a hundred hands at once, or a hand on the switch, get no fourth.
            let locked = self.register.lock()?;
            let card = self.found(&locked, person, which, now)?;
            self.unlock(&self.id(person, which), card, pin)?
        };
        card.token(challenge)
    }

    /// Gives a person a new card. The one before is good for nothing from now on.
    pub fn issue(&self, person: &Person, pin: Pin, now: Timestamp) -> Result<Card, CardError> {
        let locked = self.register.lock()?;
        if let Some(before) = self.find(person, Which::Current)? {
            locked.note(before.authority, before.certificate.serial(), Event::Replaced, now)?;
        }
        self.personalise(&locked, person, Which::Current, pin, fresh(now))
    }

    /// Revokes a person's card, as when they report it lost.
    pub fn lose(&self, person: &Person, now: Timestamp) -> Result<(), CardError> {
        let locked = self.register.lock()?;
        let card = self.found(&locked, person, Which::Current, now)?;
        locked.note(card.authority, card.certificate.serial(), Event::Lost, now)
    }

    pub fn standing(&self, card: &Card, now: Timestamp) -> Result<Standing, CardError> {
        let last = self.register.find(card.authority, card.certificate.serial())?;
        Ok(match last.map(|last| last.event) {
            Some(Event::Lost) => Standing::Lost,
            Some(Event::Replaced) => Standing::Replaced,
            _ if card.certificate.check_validity(now).is_err() => Standing::Expired,
            _ if card.tries_left == 0 => Standing::Blocked,
            _ => Standing::Good,
        })
    }

    /// The card, which is made if nobody asked for it before.
    fn found(
        &self,
        locked: &Locked<'_>,
        person: &Person,
        which: Which,
        now: Timestamp,
    ) -> Result<Card, CardError> {
        if let Some(card) = self.find(person, which)? {
            return Ok(card);
        }
        let card = self.personalise(locked, person, which, Pin::default(), which.validity(now))?;
        if which == Which::Lost {
            locked.note(card.authority, card.certificate.serial(), Event::Lost, now)?;
        }
        Ok(card)
    }

    /// A key that its authority has never seen, and a certificate for it.
    fn personalise(
        &self,
        locked: &Locked<'_>,
        person: &Person,
        which: Which,
        pin: Pin,
        validity: Validity,
    ) -> Result<Card, CardError> {
        let authority = which.authority(person);
        let serial = certificate::serial();
        let params = certificate::card(person, authority, &self.place, validity);
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?;
        let signer = self.signers.of(authority)?;
        let certificate = certificate::numbered(params, &serial).signed_by(&key, &signer.issuer)?;
        let certificate_pem = certificate.pem();
        let certificate = Certificate::parse(certificate.der())?;
        locked.note(authority, &serial, Event::Issued, validity.from)?;
        let card = Card { authority, certificate, certificate_pem, key, pin, tries_left: TRIES };
        self.write(&self.id(person, which), &card)?;
        Ok(card)
    }

    fn unlock(&self, id: &CardId, mut card: Card, pin: &str) -> Result<Card, CardError> {
        if card.tries_left == 0 {
            return Err(CardError::PinBlocked);
        }
        let right = pin == card.pin.reveal();
        let tries_left = if right { TRIES } else { card.tries_left - 1 };
        if tries_left != card.tries_left {
            card.tries_left = tries_left;
            self.write(id, &card)?;
        }
        match tries_left {
            _ if right => Ok(card),
            0 => Err(CardError::PinBlocked),
            tries_left => Err(CardError::PinWrong { tries_left }),
        }
    }

    fn find(&self, person: &Person, which: Which) -> Result<Option<Card>, CardError> {
        let file = self.file(&self.id(person, which));
        let text = match std::fs::read(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(CardError::file(&file, &error)),
        };
        let kept: Kept =
            serde_json::from_slice(&text).map_err(|error| CardError::file(&file, &error))?;
        kept.open().map(Some).map_err(|error| CardError::file(&file, &error))
    }

    fn write(&self, id: &CardId, card: &Card) -> Result<(), CardError> {
        let file = self.file(id);
        let text = serde_json::to_vec(&card.kept()).unwrap_or_default();
        folder::write_secret(&file, &text).map_err(|error| CardError::file(&file, &error))
    }

    fn file(&self, id: &CardId) -> PathBuf {
        self.folder.join(format!("{}.json", id.0))
    }
}

impl Card {
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    pub fn authority(&self) -> Authority {
        self.authority
    }

    pub fn pin(&self) -> &Pin {
        &self.pin
    }

    pub fn tries_left(&self) -> u8 {
        self.tries_left
    }

    /// The private key as PKCS#8, for whoever moves it into a token of their own.
    pub fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    /// The token of Web eID: a signature over hash(origin) and hash(nonce).
    fn token(&self, challenge: Challenge<'_>) -> Result<Value, CardError> {
        let hash = |text: &str| digest(&SHA384, text.as_bytes());
        let signed = [hash(challenge.origin).as_ref(), hash(challenge.nonce).as_ref()].concat();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, self.key.serialized_der());
        let key = key.map_err(|_| CardError::Key)?;
        let signature = key.sign(&SystemRandom::new(), &signed).map_err(|_| CardError::Key)?;
        Ok(json!({
            "unverifiedCertificate": STANDARD.encode(self.certificate.der()),
            "algorithm": "ES384",
            "signature": STANDARD.encode(signature.as_ref()),
            "format": "web-eid:1.0",
            "appVersion": concat!("beffroi-card/", env!("CARGO_PKG_VERSION")),
        }))
    }

    fn kept(&self) -> Kept {
        Kept {
            authority: self.authority,
            certificate: self.certificate_pem.clone(),
            key: self.key.serialize_pem(),
            pin: self.pin.reveal().to_owned(),
            tries_left: self.tries_left,
        }
    }
}

impl Kept {
    fn open(self) -> Result<Card, String> {
        let key = KeyPair::from_pkcs8_pem_and_sign_algo(&self.key, &PKCS_ECDSA_P384_SHA384);
        let der = CertificateDer::from_pem_slice(self.certificate.as_bytes())
            .map_err(|error| error.to_string())?;
        Ok(Card {
            authority: self.authority,
            certificate: Certificate::parse(&der).map_err(|error| error.to_string())?,
            certificate_pem: self.certificate,
            key: key.map_err(|error| error.to_string())?,
            pin: self.pin.parse().map_err(|error: super::InvalidPin| error.to_string())?,
            tries_left: self.tries_left,
        })
    }
}

impl CardId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The key under which cards are named.
fn ids(file: &Path) -> Result<hmac::Key, CardError> {
    if !file.exists() {
        let secret = web::Handle::random();
        folder::write_secret(file, secret.reveal().as_bytes())
            .map_err(|error| CardError::file(file, &error))?;
    }
    let secret = std::fs::read(file).map_err(|error| CardError::file(file, &error))?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &secret))
}
