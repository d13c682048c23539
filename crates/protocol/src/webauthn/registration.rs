use aws_lc_rs::digest::{SHA256, digest};
use domain::DeviceKey;
use subtle::ConstantTimeEq as _;

use super::attestation::AttestationObject;
use super::json::check_envelope;
use super::{
    Aaguid, Attestation, AttestationPolicy, AttestedCredential, AuthenticatorData, Ceremony,
    ClientData, CoseAlgorithm, CosePublicKey, Flags, Refused, RegistrationResponseJson,
    UserVerification,
};

/// A credential that was proved to have been made for us, in answer to our challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    pub credential_id: Vec<u8>,
    pub public_key: CosePublicKey,
    pub counter: u32,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub aaguid: Aaguid,
    pub attestation: Attestation,
    /// How the authenticator can be reached; to be handed back in `allowCredentials`.
    pub transports: Vec<String>,
}

impl Registered {
    /// What holds the key: one that may be backed up is not bound to its device.
    pub fn device_key(&self) -> DeviceKey {
        if self.backup_eligible { DeviceKey::Synced } else { DeviceKey::DeviceBound }
    }
}

/// Section 7.1 from step 3 on. What remains for the caller: that the challenge is used once, and
/// that the credential id is not registered yet (step 26), best by a unique column.
pub fn verify_registration(
    asked: &Ceremony<'_>,
    algorithms: &[CoseAlgorithm],
    policy: AttestationPolicy<'_>,
    response: &RegistrationResponseJson,
) -> Result<Registered, Refused> {
    check_envelope(&response.kind, &response.id, &response.raw_id)?;
    // 7.1.5 to 7.1.11
    let client_data = response.response.client_data_json.as_slice();
    ClientData::parse(client_data)?.check("webauthn.create", asked)?;
    // 7.1.12
    let hash = digest(&SHA256, client_data);
    // 7.1.13
    let object = AttestationObject::parse(response.response.attestation_object.as_slice())?;
    let data = object.authenticator_data()?;
    // 7.1.14 to 7.1.17
    check_authenticator(&data, asked)?;
    let flags = data.flags;
    let counter = data.counter;
    let credential = data.attested.ok_or(Refused::NoCredential)?;
    // 7.1.20: only an algorithm that was asked for.
    if !algorithms.contains(&credential.public_key.algorithm()) {
        return Err(Refused::AlgorithmNotAllowed);
    }
    // 7.1.21 to 7.1.24
    let attestation = object.verify(&credential, hash.as_ref(), policy)?;
    // 7.1.25: the length was checked in parsing. The id outside is not signed; it must be the one
    // inside, or one credential could be stored under another's id.
    if credential.credential_id != response.raw_id.0 {
        return Err(Refused::CredentialIdMismatch);
    }
    // 7.1.28: no extension is asked for, so whatever a client adds is passed over.
    Ok(record(credential, flags, counter, attestation, &response.response.transports))
}

/// The rules on authenticator data that both ceremonies share: steps 7.1.14 to 7.1.17, or 7.2.15
/// to 7.2.18.
pub(super) fn check_authenticator(
    data: &AuthenticatorData,
    asked: &Ceremony<'_>,
) -> Result<(), Refused> {
    // 7.1.14, 7.2.15: the credential is scoped to us.
    let expected = digest(&SHA256, asked.rp_id.as_bytes());
    if !bool::from(data.rp_id_hash.ct_eq(expected.as_ref())) {
        return Err(Refused::WrongRelyingParty);
    }
    // 7.1.15, 7.2.16: conditional mediation is never used, so the bit is always expected.
    if !data.flags.user_present() {
        return Err(Refused::UserNotPresent);
    }
    // 7.1.16, 7.2.17
    if asked.user_verification == UserVerification::Required && !data.flags.user_verified() {
        return Err(Refused::UserNotVerified);
    }
    // 7.1.17, 7.2.18
    if data.flags.backed_up() && !data.flags.backup_eligible() {
        return Err(Refused::BackedUpButNotEligible);
    }
    Ok(())
}

/// 7.1.27
fn record(
    credential: AttestedCredential,
    flags: Flags,
    counter: u32,
    attestation: Attestation,
    transports: &[String],
) -> Registered {
    Registered {
        credential_id: credential.credential_id,
        public_key: credential.public_key,
        counter,
        user_verified: flags.user_verified(),
        backup_eligible: flags.backup_eligible(),
        backed_up: flags.backed_up(),
        aaguid: credential.aaguid,
        attestation,
        transports: plausible(transports),
    }
}

/// Transports are the client's word, unsigned, and stored; only what looks like one is kept
/// (section 5.8.4: values unknown to us are kept too).
fn plausible(transports: &[String]) -> Vec<String> {
    let short = |text: &&String| {
        (1..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
    };
    transports.iter().filter(short).take(8).cloned().collect()
}
