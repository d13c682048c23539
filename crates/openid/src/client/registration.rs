//! The TOML form of a client. Names are those of RFC 7591 and OpenID Connect Registration 1.0
//! where these have one.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Level, Localized};
use protocol::federation::EntityId;
use protocol::jose::{Algorithm, ContentEncryption, JwkSet, KeyManagement};
use protocol::oidc::Scope;
use protocol::oidc::client_authentication::Method;
use protocol::oidc::redirect_uri::{self, InvalidRedirectUri};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::claims::CLAIMS;

use super::{
    Authentication, Client, ClientId, Digest, GrantType, InvalidClientId, KeySource, Links,
    Protection, SecretHash,
};

/// What an operator writes down about a client.
///
/// Its JSON is what a client's digest is over: a member that is added here is left out of it where it
/// has its default, or every registration would seem to have changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    pub client_id: String,
    pub name: Localized,
    /// The client's name in the federation, if it is to be known by its chain: then its keys and
    /// its redirect URIs are those that its superiors let stand, and it rotates and moves by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// For a client of the federation, the only ones of its own that are accepted; any of its own
    /// if none are given.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    pub token_endpoint_auth_method: Method,
    /// The client's public keys, or …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<serde_json::Value>,
    /// … where it publishes them, or …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Url>,
    /// … the SHA-256, in base64url, of a secret made of 256 random bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_sha256: Option<String>,
    #[serde(default = "authorization_code")]
    pub grant_type: GrantType,
    /// Needed where the redirect URIs have more than one host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    #[serde(default = "low")]
    pub minimum_level: Level,
    /// How old a person must be to log in, in whole years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<u8>,
    /// What a client of `client_credentials` may do.
    #[serde(default)]
    pub scope: Scope,
    /// The claims that may be released to the client, beside `sub`.
    #[serde(default)]
    pub claims: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<Algorithm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_alg: Option<KeyManagement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_enc: Option<ContentEncryption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<Algorithm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_alg: Option<KeyManagement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_enc: Option<ContentEncryption>,
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    #[serde(default)]
    pub code_required: bool,
    /// The types of rich authorization requests (RFC 9396) that the client may send.
    #[serde(default)]
    pub authorization_details_types: Vec<String>,
    /// Where the service begins, for a person who must start again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<Url>,
    /// Where the client is told that a session is over
    /// (OpenID Connect Back-Channel Logout 1.0, section 2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<Url>,
}

/// What is wrong with a registration, as a sentence for the operator.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClient {
    #[error(transparent)]
    Id(#[from] InvalidClientId),
    #[error("client {client}: {uri} cannot be registered: {reason}")]
    RedirectUri { client: String, uri: String, reason: InvalidRedirectUri },
    #[error("client {client}: {url} must be https (http is only for localhost)")]
    Url { client: String, url: String },
    #[error("client {client}: {claim} is not a claim that is ever released")]
    Claim { client: String, claim: String },
    #[error("client {0}: {1}")]
    Because(String, &'static str),
}

fn authorization_code() -> GrantType {
    GrantType::AuthorizationCode
}

fn low() -> Level {
    Level::Low
}

impl TryFrom<Registration> for Client {
    type Error = InvalidClient;

    fn try_from(form: Registration) -> Result<Self, InvalidClient> {
        let id = ClientId::parse(&form.client_id)?;
        let refused = |reason| InvalidClient::Because(id.to_string(), reason);
        for uri in form.redirect_uris.iter().chain(&form.post_logout_redirect_uris) {
            redirect_uri::register(uri).map_err(|reason| InvalidClient::RedirectUri {
                client: id.to_string(),
                uri: uri.clone(),
                reason,
            })?;
        }
        if let Some(claim) = form.claims.iter().find(|claim| !CLAIMS.contains(&claim.as_str())) {
            return Err(InvalidClient::Claim { client: id.to_string(), claim: claim.clone() });
        }
        if let Some(url) = urls(&form).find(|url| !redirect_uri::is_https_or_loopback(url)) {
            let (client, url) = (id.to_string(), url.to_string());
            return Err(InvalidClient::Url { client, url });
        }
        purpose(&form).map_err(refused)?;
        let keys = keys(&form).map_err(refused)?;
        let json = serde_json::to_vec(&form);
        let json = json.map_err(|_| refused("its registration cannot be written as JSON"))?;
        Ok(Self {
            digest: Digest::of(&json),
            sector: sector(&form).map_err(refused)?,
            authentication: authentication(&form, keys.is_some()).map_err(refused)?,
            id_token: id_token(&form, keys.is_some()).map_err(refused)?,
            userinfo: userinfo(&form, keys.is_some()).map_err(refused)?,
            redirect_uris: form.redirect_uris,
            post_logout_redirect_uris: form.post_logout_redirect_uris,
            keys,
            id,
            name: form.name,
            grant: form.grant_type,
            minimum_level: form.minimum_level,
            minimum_age: form.minimum_age,
            scope: form.scope,
            claims: form.claims,
            require_pushed: form.require_pushed_authorization_requests,
            code_required: form.code_required,
            authorization_details_types: form.authorization_details_types,
            links: Links {
                home: form.client_uri,
                logo: form.logo_uri,
                policy: form.policy_uri,
                terms: form.tos_uri,
            },
            backchannel_logout_uri: form.backchannel_logout_uri,
        })
    }
}

/// What is fetched, or shown as a link.
fn urls(form: &Registration) -> impl Iterator<Item = &Url> {
    let keys_and_logout = [&form.jwks_uri, &form.backchannel_logout_uri];
    let links = [&form.client_uri, &form.logo_uri, &form.policy_uri, &form.tos_uri];
    keys_and_logout.into_iter().chain(links).flatten()
}

/// A client either logs people in or calls in its own name. One that did both could be taken by
/// itself, or by us, for a person.
fn purpose(form: &Registration) -> Result<(), &'static str> {
    let scope = form.scope.values().next().is_some();
    match form.grant_type {
        GrantType::AuthorizationCode if form.redirect_uris.is_empty() && form.entity.is_none() => {
            Err("it needs at least one redirect URI")
        }
        GrantType::AuthorizationCode if scope => Err("only client_credentials has a scope"),
        GrantType::ClientCredentials if !scope => Err("client_credentials needs a scope"),
        _ => Ok(()),
    }
}

fn keys(form: &Registration) -> Result<Option<KeySource>, &'static str> {
    match (&form.entity, &form.jwks, &form.jwks_uri) {
        (Some(entity), None, None) => Ok(Some(KeySource::Entity(entity.clone()))),
        (Some(_), _, _) => Err("the keys of an entity are those of its chain: leave out jwks"),
        (None, Some(_), Some(_)) => Err("give jwks or jwks_uri, not both"),
        (None, Some(jwks), None) => JwkSet::parse(jwks.to_string().as_bytes())
            .map(|keys| Some(KeySource::Registered(keys)))
            .map_err(|_| "its jwks is not a set of public keys"),
        (None, None, Some(url)) => Ok(Some(KeySource::Remote(url.clone()))),
        (None, None, None) => Ok(None),
    }
}

fn authentication(form: &Registration, has_keys: bool) -> Result<Authentication, &'static str> {
    let secret = form.client_secret_sha256.as_deref().map(secret_hash).transpose()?;
    if form.entity.is_some() && form.token_endpoint_auth_method != Method::PrivateKeyJwt {
        return Err("an entity proves itself with private_key_jwt");
    }
    match (form.token_endpoint_auth_method, secret) {
        (Method::PrivateKeyJwt, Some(_)) => {
            Err("with private_key_jwt it has no secret: leave client_secret_sha256 out")
        }
        (Method::PrivateKeyJwt, None) if has_keys => Ok(Authentication::PrivateKeyJwt),
        (Method::PrivateKeyJwt, None) => {
            Err("private_key_jwt needs jwks or jwks_uri, or an entity")
        }
        (Method::ClientSecretBasic, Some(hash)) => Ok(Authentication::SecretBasic(hash)),
        (Method::ClientSecretPost, Some(hash)) => Ok(Authentication::SecretPost(hash)),
        (_, None) => Err("client_secret_basic and client_secret_post need client_secret_sha256"),
    }
}

fn secret_hash(text: &str) -> Result<SecretHash, &'static str> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let hash =
        bytes.try_into().map_err(|_| "client_secret_sha256 must be 32 bytes in base64url")?;
    Ok(SecretHash(hash))
}

/// The host of the redirect URIs, as in OpenID Connect Core, section 8.1, unless one is given.
fn sector(form: &Registration) -> Result<String, &'static str> {
    if let Some(sector) = &form.sector {
        return Ok(sector.clone());
    }
    let urls = form.redirect_uris.iter().filter_map(|uri| Url::parse(uri).ok());
    let hosts: BTreeSet<String> =
        urls.filter_map(|url| url.host_str().map(str::to_owned)).collect();
    let mut hosts = hosts.into_iter();
    match (hosts.next(), hosts.next()) {
        // Where an entity may move by itself, its people must not become others by that.
        (None, _) => Ok(form.client_id.clone()),
        (Some(host), None) => Ok(host),
        (Some(_), Some(_)) => Err("its redirect URIs have more than one host: give its sector"),
    }
}

fn id_token(form: &Registration, has_keys: bool) -> Result<Protection, &'static str> {
    let signed = form.id_token_signed_response_alg.unwrap_or(Algorithm::RS256);
    let encrypted = encryption(
        form.id_token_encrypted_response_alg,
        form.id_token_encrypted_response_enc,
        has_keys,
    )?;
    Ok(Protection { signed: signing(signed)?, encrypted })
}

/// Plain JSON unless the client asks for more. What is encrypted is signed first.
fn userinfo(form: &Registration, has_keys: bool) -> Result<Option<Protection>, &'static str> {
    let encrypted = encryption(
        form.userinfo_encrypted_response_alg,
        form.userinfo_encrypted_response_enc,
        has_keys,
    )?;
    match (form.userinfo_signed_response_alg, encrypted) {
        (None, None) => Ok(None),
        (signed, encrypted) => {
            let signed = signing(signed.unwrap_or(Algorithm::RS256))?;
            Ok(Some(Protection { signed, encrypted }))
        }
    }
}

fn signing(algorithm: Algorithm) -> Result<Algorithm, &'static str> {
    match algorithm {
        Algorithm::RS256 | Algorithm::ES256 => Ok(algorithm),
        _ => Err("answers are signed with RS256 or ES256"),
    }
}

fn encryption(
    alg: Option<KeyManagement>,
    enc: Option<ContentEncryption>,
    has_keys: bool,
) -> Result<Option<(KeyManagement, ContentEncryption)>, &'static str> {
    match (alg, enc) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err("an encrypted_response_enc needs its encrypted_response_alg"),
        (Some(_), _) if !has_keys => Err("encrypted answers need jwks or jwks_uri"),
        // The default of OpenID Connect Registration 1.0, section 2.
        (Some(alg), enc) => Ok(Some((alg, enc.unwrap_or(ContentEncryption::A128CbcHs256)))),
    }
}
