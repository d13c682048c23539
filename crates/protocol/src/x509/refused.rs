/// Why a certificate is not that of a card that may log its holder in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    #[error("not a certificate in DER of X.509 version 3")]
    Malformed,
    #[error("the certificate is not valid yet")]
    NotYetValid,
    #[error("the certificate has expired")]
    Expired,
    #[error("no trusted authority issued the certificate")]
    Untrusted,
    #[error("the authority that issued the certificate is not valid now")]
    AuthorityNotValid,
    #[error("the path from the certificate to its authority breaks a rule")]
    Path,
    #[error("a trusted certificate is not that of an authority")]
    NotAnAuthority,
    #[error("the certificate is that of an authority")]
    Authority,
    #[error("the key may not be used for authentication")]
    KeyUsage,
    #[error("the certificate is not meant for authentication")]
    Purpose,
    #[error("the certificate was not issued under an accepted policy")]
    Policy,
    #[error("the certificate was issued under a refused policy")]
    RefusedPolicy,
    #[error("the key is of a kind that is not accepted")]
    Key,
    #[error("the certificate names its holder in a form that cannot be read")]
    Name,
    #[error("the certificate names no person")]
    NoPerson,
    #[error("the certificate holds no personal number that can be read")]
    Identifier,
}
