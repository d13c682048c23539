//! Which claims a request asks for, and which of them its client may have.

use protocol::oidc::request::Wish;

use crate::client::Client;

/// The scopes of a login.
pub(crate) const SCOPES: &[&str] = &["openid", "profile", "email", "phone", "address"];

/// The claims about a person. They and nothing else are ever released.
pub(crate) const CLAIMS: &[&str] = &[
    "name",
    "given_name",
    "family_name",
    "birthdate",
    "locale",
    "email",
    "email_verified",
    "phone_number",
    "address",
    "national_number",
];

/// What a scope asks for (OpenID Connect Core, section 5.4), of what we know. The national number
/// stands in no scope: it must be asked for by name.
fn of_scope<'a>(scope: &str) -> &'a [&'a str] {
    match scope {
        "profile" => &["name", "given_name", "family_name", "birthdate", "locale"],
        "email" => &["email", "email_verified"],
        "phone" => &["phone_number"],
        "address" => &["address"],
        _ => &[],
    }
}

/// The claims that will be released, by the place where the client wants them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Released {
    pub id_token: Vec<String>,
    pub userinfo: Vec<String>,
}

impl Released {
    /// What is asked for and not registered is left out in silence, whether essential or not
    /// (OpenID Connect Core, section 5.5.1): the client learns it from the answer.
    pub fn of(wish: &Wish, client: &Client) -> Self {
        let may = |claim: &&str| CLAIMS.contains(claim) && client.may_release(claim);
        let scoped = wish.scope.values().flat_map(of_scope).copied();
        let named = wish.claims.userinfo.keys().map(String::as_str);
        let id_token = wish.claims.id_token.keys().map(String::as_str);
        Self {
            id_token: listed(id_token.filter(may)),
            userinfo: listed(scoped.chain(named).filter(may)),
        }
    }
}

/// Each once, in order.
fn listed<'a>(claims: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut listed: Vec<String> = claims.map(str::to_owned).collect();
    listed.sort_unstable();
    listed.dedup();
    listed
}
