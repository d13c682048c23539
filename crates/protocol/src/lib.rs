pub mod question;
pub mod webauthn;
