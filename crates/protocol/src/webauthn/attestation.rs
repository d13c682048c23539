//! Attestation: what an authenticator says about itself when it makes a credential.

use ciborium::Value;

use super::{AttestedCredential, AuthenticatorData, Refused, cbor};

/// Larger than any attestation with its certificates.
const SIZE_LIMIT: usize = 64 * 1024;

/// Which attestations a registration accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestationPolicy {
    /// Any that holds, and none at all: nothing is concluded about the authenticator's model.
    Unchecked,
}

/// What a registration says about the authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// Nothing.
    None,
    /// That it holds the private key; signed with the credential itself.
    OwnKey,
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

    /// Steps 7.1.20 and 7.1.21: the statement by the procedure of its format.
    pub(super) fn verify(
        &self,
        credential: &AttestedCredential,
        client_data_hash: &[u8],
    ) -> Result<Attestation, Refused> {
        match self.format.as_str() {
            "none" if self.statement.is_empty() => Ok(Attestation::None),
            "none" => Err(Refused::AttestationStatement),
            "packed" => {
                let signed = [self.authenticator_data.as_slice(), client_data_hash].concat();
                self.packed(credential, &signed)
            }
            _ => Err(Refused::AttestationFormat),
        }
    }

    /// Section 8.2.
    fn packed(
        &self,
        credential: &AttestedCredential,
        signed: &[u8],
    ) -> Result<Attestation, Refused> {
        let member = |name: &str| {
            self.statement.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, v)| v)
        };
        let (Some(Value::Integer(algorithm)), Some(Value::Bytes(signature)), 2) =
            (member("alg"), member("sig"), self.statement.len())
        else {
            return Err(Refused::AttestationStatement);
        };
        let own = credential.public_key.algorithm().identifier();
        if i128::from(*algorithm) != i128::from(own) {
            return Err(Refused::AttestationAlgorithm);
        }
        if !credential.public_key.verifies(signed, signature) {
            return Err(Refused::AttestationSignature);
        }
        Ok(Attestation::OwnKey)
    }
}
