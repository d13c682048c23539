//! Attestation: what an authenticator says about itself when it makes a credential.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use ciborium::Value;
use domain::Timestamp;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::{ObjectIdentifier, OctetStringRef};

use super::{Aaguid, AttestedCredential, AuthenticatorData, CoseAlgorithm, Refused, cbor};
use crate::x509::name::{COMMON_NAME, COUNTRY, ORGANIZATION, ORGANIZATIONAL_UNIT, field};
use crate::x509::{Authorities, Certificate, PublicKey, Purpose};

/// The extension in which a certificate names the authenticator model (section 8.2.1).
const MODEL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.4");
/// Longer than any attestation chain.
const CHAIN_LIMIT: usize = 8;

/// Larger than any attestation with its certificates.
const SIZE_LIMIT: usize = 64 * 1024;

/// Which attestations a registration accepts.
#[derive(Clone, Copy, Debug)]
pub enum AttestationPolicy<'a> {
    /// Any that holds, and none at all: nothing is concluded about the authenticator's model.
    Unchecked,
    /// Only one whose certificate leads to these anchors.
    Anchored { authorities: &'a Authorities, now: Timestamp },
}

/// What a registration says about the authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// Nothing.
    None,
    /// That it holds the private key; signed with the credential itself.
    OwnKey,
    /// Its model, signed with a certified key. `trusted` if the certificate led to an anchor.
    Certified { trusted: bool },
}

/// An attestation object, taken apart (step 7.1.13).
pub(super) struct AttestationObject {
    format: String,
    statement: Vec<(Value, Value)>,
    authenticator_data: Vec<u8>,
}

impl AttestationObject {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > SIZE_LIMIT {
            return Err(Refused::AttestationMalformed);
        }
        let Value::Map(mut members) = cbor::whole(bytes)? else {
            return Err(Refused::AttestationMalformed);
        };
        let mut take = |name: &str| {
            let at = members.iter().position(|(key, _)| key.as_text() == Some(name))?;
            Some(members.swap_remove(at).1)
        };
        let parts = (take("fmt"), take("attStmt"), take("authData"));
        let (
            Some(Value::Text(format)),
            Some(Value::Map(statement)),
            Some(Value::Bytes(authenticator_data)),
            true,
        ) = (parts.0, parts.1, parts.2, members.is_empty())
        else {
            return Err(Refused::AttestationMalformed);
        };
        Ok(Self { format, statement, authenticator_data })
    }

    pub(super) fn authenticator_data(&self) -> Result<AuthenticatorData, Refused> {
        AuthenticatorData::parse(&self.authenticator_data)
    }

    /// Steps 7.1.21 to 7.1.24: the statement by the procedure of its format, and what the policy
    /// makes of it.
    pub(super) fn verify(
        &self,
        credential: &AttestedCredential,
        client_data_hash: &[u8],
        policy: AttestationPolicy<'_>,
    ) -> Result<Attestation, Refused> {
        let attestation = match self.format.as_str() {
            "none" if self.statement.is_empty() => Attestation::None,
            "none" => return Err(Refused::AttestationStatement),
            "packed" => {
                let signed = [self.authenticator_data.as_slice(), client_data_hash].concat();
                self.packed(credential, &signed, policy)?
            }
            _ => return Err(Refused::AttestationFormat),
        };
        match (policy, attestation) {
            (AttestationPolicy::Unchecked, _) | (_, Attestation::Certified { trusted: true }) => {
                Ok(attestation)
            }
            _ => Err(Refused::AttestationUntrusted),
        }
    }

    /// Section 8.2.
    fn packed(
        &self,
        credential: &AttestedCredential,
        signed: &[u8],
        policy: AttestationPolicy<'_>,
    ) -> Result<Attestation, Refused> {
        let member = |name: &str| {
            self.statement.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, v)| v)
        };
        let (Some(Value::Integer(algorithm)), Some(Value::Bytes(signature))) =
            (member("alg"), member("sig"))
        else {
            return Err(Refused::AttestationStatement);
        };
        let algorithm = i32::try_from(i128::from(*algorithm))
            .ok()
            .and_then(|identifier| CoseAlgorithm::try_from(identifier).ok())
            .ok_or(Refused::AttestationAlgorithm)?;
        match (member("x5c"), self.statement.len()) {
            (None, 2) => own_key(credential, algorithm, signed, signature),
            (Some(Value::Array(chain)), 3) => {
                let chain = Chain::parse(chain)?;
                chain.verify(algorithm, signed, signature)?;
                chain.check_requirements(&credential.aaguid)?;
                Ok(Attestation::Certified { trusted: chain.is_trusted(policy) })
            }
            _ => Err(Refused::AttestationStatement),
        }
    }
}

fn own_key(
    credential: &AttestedCredential,
    algorithm: CoseAlgorithm,
    signed: &[u8],
    signature: &[u8],
) -> Result<Attestation, Refused> {
    if algorithm != credential.public_key.algorithm() {
        return Err(Refused::AttestationAlgorithm);
    }
    if !credential.public_key.verifies(signed, signature) {
        return Err(Refused::AttestationSignature);
    }
    Ok(Attestation::OwnKey)
}

/// The certificates of an attestation: the authenticator's own, and those above it.
struct Chain {
    own: Certificate,
    above: Vec<Certificate>,
}

impl Chain {
    fn parse(items: &[Value]) -> Result<Self, Refused> {
        if items.len() > CHAIN_LIMIT {
            return Err(Refused::AttestationStatement);
        }
        let mut certificates = items.iter().map(|item| {
            let der = item.as_bytes().ok_or(Refused::AttestationStatement)?;
            Certificate::parse(der).map_err(|_| Refused::AttestationCertificate)
        });
        let own = certificates.next().ok_or(Refused::AttestationStatement)??;
        Ok(Self { own, above: certificates.collect::<Result<_, _>>()? })
    }

    fn verify(
        &self,
        algorithm: CoseAlgorithm,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<(), Refused> {
        let (verification, key): (&'static dyn VerificationAlgorithm, _) =
            match (algorithm, self.own.public_key()) {
                (CoseAlgorithm::Es256, PublicKey::P256(key)) => (&ECDSA_P256_SHA256_ASN1, key),
                (CoseAlgorithm::Rs256, PublicKey::Rsa(key)) => (&RSA_PKCS1_2048_8192_SHA256, key),
                _ => return Err(Refused::AttestationAlgorithm),
            };
        UnparsedPublicKey::new(verification, key)
            .verify(signed, signature)
            .map_err(|_| Refused::AttestationSignature)
    }

    /// Section 8.2.1.
    fn check_requirements(&self, aaguid: &Aaguid) -> Result<(), Refused> {
        let text = |kind| field(self.own.subject(), kind).ok().flatten();
        let unit = text(ORGANIZATIONAL_UNIT);
        let subject = [COUNTRY, ORGANIZATION, COMMON_NAME].map(text).iter().all(Option::is_some)
            && unit.as_deref() == Some("Authenticator Attestation");
        if !subject || self.own.is_authority() {
            return Err(Refused::AttestationCertificate);
        }
        let Some((critical, value)) = self.own.extension(MODEL) else {
            return Ok(());
        };
        let model = OctetStringRef::from_der(value).map_err(|_| Refused::AttestationCertificate)?;
        match (critical, model.as_bytes() == aaguid) {
            (true, _) => Err(Refused::AttestationCertificate),
            (false, false) => Err(Refused::AttestationModel),
            (false, true) => Ok(()),
        }
    }

    fn is_trusted(&self, policy: AttestationPolicy<'_>) -> bool {
        match policy {
            AttestationPolicy::Unchecked => false,
            AttestationPolicy::Anchored { authorities, now } => authorities
                .with_intermediates(self.above.clone())
                .issuer_of(&self.own, Purpose::Any, now)
                .is_ok(),
        }
    }
}
