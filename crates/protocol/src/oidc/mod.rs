//! OpenID Connect Core and the OAuth 2.0 that it stands on: each rule a small pure function with
//! the clause that it answers.
//!
//! Both sides live here, since one party's check is the other's promise: what the provider reads
//! ([`request`], [`token`], [`client_authentication`], [`bearer`], [`logout`]) and what the
//! relying party reads ([`callback`], [`id_token`], [`userinfo`], [`metadata`]).

pub mod acr;
pub mod audience;
pub mod authorization_details;
pub mod bearer;
pub mod callback;
pub mod claims_request;
pub mod client_assertion;
pub mod client_authentication;
pub mod error;
pub mod id_token;
pub mod logout;
pub mod metadata;
pub mod numeric_date;
pub mod parameters;
pub mod pkce;
pub mod prompt;
pub mod redirect_uri;
pub mod request;
pub mod response;
pub mod scope;
pub mod token;
pub mod userinfo;

pub use acr::AcrSpelling;
pub use audience::Audience;
pub use authorization_details::{AuthorizationDetail, ServiceLogin};
pub use claims_request::{ClaimRequest, ClaimsRequest};
pub use error::{AuthorizationError, BearerError, ErrorBody, Refusal, TokenError};
pub use numeric_date::NumericDate;
pub use parameters::Parameters;
pub use pkce::CodeChallenge;
pub use prompt::{Display, Prompt};
pub use request::{Asked, ClientRules, PageReason, ProviderRules, Raw};
pub use response::{Answer, ResponseMode, ReturnAddress};
pub use scope::Scope;
