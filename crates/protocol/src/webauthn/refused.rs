/// Why a registration or an assertion proves nothing. One variant per rule, so that each rule has
/// a test of its own and a log line says which one struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    #[error("the credential is not of type public-key, or its id differs from its raw id")]
    CredentialMalformed,
    #[error("the client data is not JSON of the expected form")]
    ClientDataMalformed,
    #[error("the client data is of another ceremony")]
    WrongType,
    #[error("the challenge is not the one that was given out")]
    WrongChallenge,
    #[error("the origin is not one of ours")]
    WrongOrigin,
    #[error("the ceremony ran inside another site's page")]
    CrossOrigin,
    #[error("CBOR that is not in the canonical form of CTAP2")]
    NotCanonicalCbor,
    #[error("the attestation object lacks a member or has one too many")]
    AttestationMalformed,
    #[error("the authenticator data ends too early")]
    AuthenticatorDataTruncated,
    #[error("bytes are left over after the authenticator data")]
    TrailingBytes,
    #[error("the extension outputs are not a map")]
    ExtensionsMalformed,
    #[error("the relying party id is another one")]
    WrongRelyingParty,
    #[error("no user was present")]
    UserNotPresent,
    #[error("the user was not verified")]
    UserNotVerified,
    #[error("the key claims to be backed up without being eligible for it")]
    BackedUpButNotEligible,
    #[error("the key changed between device-bound and synced")]
    BackupEligibilityChanged,
    #[error("a registration without a credential")]
    NoCredential,
    #[error("an assertion must not carry a new credential")]
    UnexpectedCredential,
    #[error("the credential id is empty or longer than 1023 bytes")]
    CredentialIdLength,
    #[error("the credential id inside the authenticator data differs from the one outside")]
    CredentialIdMismatch,
    #[error("the public key is not a COSE key of the expected form")]
    KeyMalformed,
    #[error("the public key's algorithm was not asked for")]
    AlgorithmNotAllowed,
    #[error("the public key's numbers are no valid key")]
    KeyInvalid,
    #[error("the attestation format is not supported")]
    AttestationFormat,
    #[error("the attestation statement does not have the form of its format")]
    AttestationStatement,
    #[error("the attestation is signed with another algorithm than its key's")]
    AttestationAlgorithm,
    #[error("the attestation signature does not hold")]
    AttestationSignature,
    #[error("the attestation certificate does not meet the requirements of its format")]
    AttestationCertificate,
    #[error("the attestation certificate is for another authenticator model")]
    AttestationModel,
    #[error("the attestation does not lead to a trust anchor")]
    AttestationUntrusted,
    #[error("the credential is another one")]
    UnknownCredential,
    #[error("the user handle is missing")]
    UserHandleMissing,
    #[error("the user handle is another person's")]
    WrongUserHandle,
    #[error("the signature does not hold")]
    Signature,
    #[error("the signature counter did not advance: the key may have been copied")]
    CounterWentBack,
}
