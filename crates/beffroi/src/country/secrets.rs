//! The secrets of parties that are no role: the registrar's key and the test services' credentials.
//! Each role makes its own keys.

use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::jose::{Algorithm, JoseError, Signer as _, SoftwareKey};
use serde_json::{Value, json};
use url::Url;
use web::{Handle, OpenError, SealKey};

use super::{Addresses, CountryError, Kind, Party, Site};
use crate::statistics::first_keys;

pub struct Secrets {
    pub registrar: KeyPair,
    pub test_service: KeyPair,
    pub client_secret: String,
    /// The keys by which the ledgers and their witnesses know each other: those of the ledgers that the
    /// authority watches over, and of its own.
    pub ledgers: Vec<String>,
    pub authority_ledger: String,
    /// The authority as a witness, and the gateway as one.
    pub witness: String,
    pub gateway_witness: String,
    /// The keys of the made-up ledger of the country's first figures, and of those figures.
    pub first: [String; 2],
}

/// Where the first key of the trust anchor lies, and its public half, which is handed to those who
/// trust it.
pub const ANCHOR_KEY: &str = "accreditor/anchor.jwk";
pub const ANCHOR_KEYS: &str = "accreditor/anchor.jwks";

/// Whose ledgers the authority watches over.
const LEDGERS: [Party; 4] = [Party::Gateway, Party::Mobile, Party::Health, Party::Figures];

/// A key as a JWK, and its public half as a set.
pub struct KeyPair {
    pub private: Value,
    pub public: Value,
}

impl Secrets {
    pub(super) fn keep(site: &Site<'_>, addresses: &Addresses) -> Result<Self, CountryError> {
        let make_secret = || Handle::random().reveal().as_bytes().to_vec();
        let secret = Path::new("keys/test-service-basic.secret");
        let ledger_key = |party| {
            known_as(site, addresses, party, |seal, url| {
                Ok(keeper::signing_key(seal, url)?.verifier().to_string())
            })
        };
        let witness_key = |party| {
            known_as(site, addresses, party, |seal, url| {
                Ok(keeper::cosigner(seal, url)?.key().to_string())
            })
        };
        let client_secret = site.once(secret, make_secret, Kind::Secret)?;
        keep_anchor(site)?;
        Ok(Self {
            registrar: key(site, "keys/registrar.jwk")?,
            test_service: key(site, "keys/test-service-jwt.jwk")?,
            client_secret: String::from_utf8_lossy(&client_secret).trim().to_owned(),
            ledgers: LEDGERS.into_iter().map(ledger_key).collect::<Result<_, _>>()?,
            authority_ledger: ledger_key(Party::Accreditor)?,
            witness: witness_key(Party::Accreditor)?,
            gateway_witness: witness_key(Party::Gateway)?,
            first: first_keys()
                .map_err(|error| CountryError::First(error.to_string()))?
                .map(|key| key.to_string()),
        })
    }

    pub fn client_secret_sha256(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, self.client_secret.as_bytes()))
    }
}

/// The public half of a key that comes from a party's seal key, which is made for it if need be.
fn known_as(
    site: &Site<'_>,
    addresses: &Addresses,
    party: Party,
    key: impl Fn(&Path, &Url) -> Result<String, OpenError>,
) -> Result<String, CountryError> {
    let file = seal_key_file(party);
    let unusable = |error: &dyn std::fmt::Display| site.unusable(Path::new(&file), error);
    let path = site.data.join(&file);
    SealKey::read_or_create(&path).map_err(|error| unusable(&error))?;
    let url = Url::parse(&addresses.url(party)).map_err(|error| unusable(&error))?;
    key(&path, &url).map_err(|error| unusable(&error))
}

/// Where a party's seal key lies.
pub fn seal_key_file(party: Party) -> String {
    format!("{party}/seal.key")
}

fn keep_anchor(site: &Site<'_>) -> Result<(), CountryError> {
    let pair = key(site, ANCHOR_KEY)?;
    site.once(Path::new(ANCHOR_KEYS), || super::pretty(&pair.public), Kind::Public).map(drop)
}

fn key(site: &Site<'_>, file: &str) -> Result<KeyPair, CountryError> {
    let file = Path::new(file);
    let made = new_key()?;
    let text = site.once(file, || made, Kind::Secret)?;
    let key = SoftwareKey::from_jwk(&text)?;
    let private = serde_json::from_slice(&text).map_err(|error| site.unusable(file, &error))?;
    Ok(KeyPair { private, public: json!({"keys": [key.public()]}) })
}

fn new_key() -> Result<Vec<u8>, JoseError> {
    Ok(SoftwareKey::generate(Algorithm::ES256)?.to_jwk()?.as_bytes().to_vec())
}
