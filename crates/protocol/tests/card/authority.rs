//! A card authority that issues whatever a test wants.

use aws_lc_rs::digest::{self, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use protocol::x509::{Authorities, Card, CardPolicy, Certificate, Refused};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DistinguishedName,
    DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_RSA_SHA256, SigningKey as _,
    date_time_ymd,
};
use serde_json::{Value, json};
use x509_cert::TbsCertificate;
use x509_cert::der::asn1::BitString;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::CertificatePolicies;
use x509_cert::ext::pkix::certpolicy::PolicyInformation;

/// 2026-11-25T10:00:00Z.
pub const NOW: Timestamp = Timestamp::from_seconds(1_795_600_800);
pub const ORIGIN: &str = "https://login.example";
pub const NONCE: &str = "bm9uY2Ugb2YgdGhpcnR5LXR3byBieXRlcyBmb3IgdXM=";
/// The policy of authentication certificates, and that of signature certificates.
pub const LOGIN: &str = "1.3.6.1.4.1.55555.1.1";
pub const SIGNING: &str = "1.3.6.1.4.1.55555.1.2";
/// A fictional national number whose check digits hold.
pub const NUMBER: &str = "85073003328";

const CERTIFICATE_POLICIES: [u64; 4] = [2, 5, 29, 32];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    P256,
    P384,
    P521,
    Rsa,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::Rsa];

    pub fn generate(self) -> KeyPair {
        KeyPair::generate_for(match self {
            Self::P256 => &PKCS_ECDSA_P256_SHA256,
            Self::P384 => &PKCS_ECDSA_P384_SHA384,
            Self::P521 => &PKCS_ECDSA_P521_SHA512,
            Self::Rsa => &PKCS_RSA_SHA256,
        })
        .unwrap()
    }

    /// What the card's reader calls it.
    pub fn algorithm(self) -> &'static str {
        match self {
            Self::P256 => "ES256",
            Self::P384 => "ES384",
            Self::P521 => "ES512",
            Self::Rsa => "RS256",
        }
    }
}

pub struct Authority {
    pub issuer: CertifiedIssuer<'static, KeyPair>,
    key: KeyPair,
}

impl Authority {
    /// The authority of most tests: P-384, as real card authorities are.
    pub fn new() -> Self {
        Self::with(Kind::P384, |_| ())
    }

    pub fn with(kind: Kind, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = kind.generate();
        let mut params = authority_params("Citizen CA");
        change(&mut params);
        let issuer = CertifiedIssuer::self_signed(params, copy(&key)).unwrap();
        Self { issuer, key }
    }

    /// An authority below this one.
    pub fn below(&self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = Kind::P384.generate();
        let mut params = authority_params("Issuing CA");
        change(&mut params);
        let issuer = CertifiedIssuer::signed_by(params, copy(&key), &self.issuer).unwrap();
        Self { issuer, key }
    }

    pub fn certificate(&self) -> Certificate {
        Certificate::parse(self.issuer.der()).unwrap()
    }

    pub fn trusted(&self) -> Authorities {
        Authorities::new(vec![self.certificate()], vec![]).unwrap()
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).unwrap()
    }

    pub fn issue(&self, params: &CertificateParams, kind: Kind) -> Issued {
        let key = kind.generate();
        let der = params.signed_by(&key, &self.issuer).unwrap().der().to_vec();
        Issued { der, key, kind }
    }

    /// A card as it should be.
    pub fn card(&self) -> Issued {
        self.issue(&card_params(), Kind::P384)
    }

    /// The same certificate after an edit that the certificate builder would not make, signed
    /// again by this authority.
    pub fn edited(&self, issued: &Issued, edit: impl FnOnce(&mut TbsCertificate)) -> Vec<u8> {
        let mut certificate = x509_cert::Certificate::from_der(&issued.der).unwrap();
        edit(&mut certificate.tbs_certificate);
        let signature = self.sign(&certificate.tbs_certificate.to_der().unwrap());
        certificate.signature = BitString::from_bytes(&signature).unwrap();
        certificate.to_der().unwrap()
    }

    /// What becomes of a certificate here.
    pub fn judge(&self, der: &[u8]) -> Result<Card, Refused> {
        Card::verify(Certificate::parse(der)?, &self.trusted(), &policy(), NOW)
    }
}

fn copy(key: &KeyPair) -> KeyPair {
    let der = rustls_pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
    KeyPair::from_pkcs8_der_and_sign_algo(&der, key.algorithm()).unwrap()
}

pub fn policy() -> CardPolicy {
    CardPolicy::new(&[LOGIN], &[SIGNING]).unwrap()
}

pub fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "BE");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2040, 1, 1);
    params
}

pub fn surname() -> DnType {
    DnType::CustomDnType(vec![2, 5, 4, 4])
}

pub fn given_name() -> DnType {
    DnType::CustomDnType(vec![2, 5, 4, 42])
}

pub fn serial_number() -> DnType {
    DnType::CustomDnType(vec![2, 5, 4, 5])
}

pub fn card_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "BE");
    name.push(DnType::CommonName, "Ana Peeters (Authentication)");
    name.push(surname(), "Peeters");
    name.push(given_name(), "Ana Angèle");
    name.push(serial_number(), NUMBER);
    params.distinguished_name = name;
    params.is_ca = IsCa::NoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.custom_extensions = vec![policies(&[LOGIN])];
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2030, 1, 1);
    params
}

pub fn policies(identifiers: &[&str]) -> CustomExtension {
    let policies = identifiers.iter().map(|identifier| PolicyInformation {
        policy_identifier: identifier.parse().unwrap(),
        policy_qualifiers: None,
    });
    let der = CertificatePolicies(policies.collect()).to_der().unwrap();
    CustomExtension::from_oid_content(&CERTIFICATE_POLICIES, der)
}

/// A certificate and its key, as in the chip of a card.
pub struct Issued {
    pub der: Vec<u8>,
    pub key: KeyPair,
    pub kind: Kind,
}

impl Issued {
    pub fn certificate(&self) -> Certificate {
        Certificate::parse(&self.der).unwrap()
    }

    /// The token that a browser extension would hand over.
    pub fn token(&self, origin: &str, nonce: &str) -> Value {
        self.token_by(self.kind.algorithm(), origin, nonce)
    }

    pub fn token_by(&self, algorithm: &str, origin: &str, nonce: &str) -> Value {
        json!({
            "format": "web-eid:1.0",
            "unverifiedCertificate": STANDARD.encode(&self.der),
            "algorithm": algorithm,
            "signature": STANDARD.encode(self.present(algorithm, origin, nonce)),
            "appVersion": "https://web-eid.eu/web-eid-app/releases/2.7.0+965",
        })
    }

    /// The card's signature over origin and nonce.
    fn present(&self, algorithm: &str, origin: &str, nonce: &str) -> Vec<u8> {
        let hash = match &algorithm[2..] {
            "256" => &digest::SHA256,
            "384" => &digest::SHA384,
            _ => &digest::SHA512,
        };
        let signed =
            [digest(hash, origin.as_bytes()).as_ref(), digest(hash, nonce.as_bytes()).as_ref()]
                .concat();
        let (rng, pkcs8) = (SystemRandom::new(), self.key.serialize_der());
        let curve = match self.kind {
            Kind::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
            Kind::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
            Kind::P521 => &ECDSA_P521_SHA512_FIXED_SIGNING,
            Kind::Rsa => return sign_rsa(&pkcs8, algorithm, &signed),
        };
        let pair = EcdsaKeyPair::from_pkcs8(curve, &pkcs8).unwrap();
        pair.sign(&rng, &signed).unwrap().as_ref().to_vec()
    }
}

fn sign_rsa(pkcs8: &[u8], algorithm: &str, signed: &[u8]) -> Vec<u8> {
    let padding: &'static dyn signature::RsaEncoding = match algorithm {
        "RS256" => &signature::RSA_PKCS1_SHA256,
        "RS384" => &signature::RSA_PKCS1_SHA384,
        "RS512" => &signature::RSA_PKCS1_SHA512,
        "PS256" => &signature::RSA_PSS_SHA256,
        "PS384" => &signature::RSA_PSS_SHA384,
        _ => &signature::RSA_PSS_SHA512,
    };
    let pair = rsa::KeyPair::from_pkcs8(pkcs8).unwrap();
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(padding, &SystemRandom::new(), signed, &mut signature).unwrap();
    signature
}
