//! WebAuthn Level 3, the relying party's side: what a browser and an authenticator hand over is
//! parsed strictly and checked step by step (sections 7.1 and 7.2), with nothing looked up and
//! nothing remembered. [`SoftwareAuthenticator`] is the other side, for people and tests without a
//! phone at hand.
//!
//! The crate has its own verifier because the challenge is ours: it is the hash of the question
//! that the person was shown (see [`crate::question`]), so the signature covers the question.

mod assertion;
mod attestation;
mod authenticator_data;
mod cbor;
mod client_data;
mod cose;
mod json;
mod refused;
mod registration;
mod software;

pub use assertion::{Asserted, CredentialRecord, UserIdentified, verify_assertion};
pub use attestation::{Attestation, AttestationPolicy};
pub use authenticator_data::{Aaguid, AttestedCredential, AuthenticatorData, Flags};
pub use client_data::{Ceremony, ClientData, UserVerification};
pub use cose::{CoseAlgorithm, CosePublicKey};
pub use json::{
    AssertionResponse, AttestationResponse, AuthenticationResponseJson, AuthenticatorSelection,
    Base64Url, CredentialDescriptor, CredentialParameters, Hint,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson,
    RegistrationResponseJson, RelyingPartyEntity, UserEntity,
};
pub use refused::Refused;
pub use registration::{Registered, verify_registration};
pub use software::{AuthenticatorError, Behaviour, Counter, SoftwareAuthenticator};
