use aws_lc_rs::digest::{SHA256, digest};
use subtle::ConstantTimeEq as _;

use super::json::check_envelope;
use super::registration::check_authenticator;
use super::{
    AuthenticationResponseJson, AuthenticatorData, Ceremony, ClientData, CosePublicKey, Refused,
};

/// What is stored of a credential since its registration (section 4, credential record).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialRecord {
    pub id: Vec<u8>,
    pub public_key: CosePublicKey,
    pub counter: u32,
    pub backup_eligible: bool,
    /// The user handle of the account that the credential belongs to.
    pub user_handle: Vec<u8>,
}

/// How the record was found (step 7.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserIdentified {
    /// The account was known before the ceremony, and the record is one of its own.
    Beforehand,
    /// The credential itself says whose it is, so its user handle must be there.
    ByCredential,
}

/// An assertion that holds. The caller stores `counter` and `backed_up` with the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asserted {
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub counter: u32,
}

/// Section 7.2 from step 3 on. What remains for the caller: that the challenge is used once, and
/// that the record's new counter is stored in the same transaction as what the assertion allows.
pub fn verify_assertion(
    asked: &Ceremony<'_>,
    record: &CredentialRecord,
    identified: UserIdentified,
    response: &AuthenticationResponseJson,
) -> Result<Asserted, Refused> {
    check_envelope(&response.kind, &response.id, &response.raw_id)?;
    // 7.2.5 and 7.2.6
    check_owner(record, identified, response)?;
    // 7.2.7 to 7.2.14
    let client_data = response.response.client_data_json.as_slice();
    ClientData::parse(client_data)?.check("webauthn.get", asked)?;
    let authenticator_data = response.response.authenticator_data.as_slice();
    let data = AuthenticatorData::parse(authenticator_data)?;
    // Section 6.1: attested credential data belongs to registrations alone.
    if data.attested.is_some() {
        return Err(Refused::UnexpectedCredential);
    }
    // 7.2.15 to 7.2.18
    check_authenticator(&data, asked)?;
    // 7.2.19: eligibility is fixed at creation, and the level rests on it.
    if data.flags.backup_eligible() != record.backup_eligible {
        return Err(Refused::BackupEligibilityChanged);
    }
    // 7.2.20 and 7.2.21
    let hash = digest(&SHA256, client_data);
    let signed = [authenticator_data, hash.as_ref()].concat();
    if !record.public_key.verifies(&signed, response.response.signature.as_slice()) {
        return Err(Refused::Signature);
    }
    // 7.2.22: a counter that exists must advance. Where it does not, the key may exist twice, and
    // an identity is no place to take that chance.
    if (data.counter != 0 || record.counter != 0) && data.counter <= record.counter {
        return Err(Refused::CounterWentBack);
    }
    // 7.2.23: no extension is asked for, so whatever a client adds is passed over.
    Ok(Asserted {
        user_verified: data.flags.user_verified(),
        backup_eligible: data.flags.backup_eligible(),
        backed_up: data.flags.backed_up(),
        counter: data.counter,
    })
}

fn check_owner(
    record: &CredentialRecord,
    identified: UserIdentified,
    response: &AuthenticationResponseJson,
) -> Result<(), Refused> {
    if response.raw_id.0 != record.id {
        return Err(Refused::UnknownCredential);
    }
    match &response.response.user_handle {
        Some(handle) if bool::from(handle.as_slice().ct_eq(&record.user_handle)) => Ok(()),
        Some(_) => Err(Refused::WrongUserHandle),
        None if identified == UserIdentified::ByCredential => Err(Refused::UserHandleMissing),
        None => Ok(()),
    }
}
