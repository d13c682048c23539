//! The checks after which a request may be put to a person, as a table.

use std::time::Duration;

use domain::{Language, Level};

use super::{ClientRules, ProviderRules, Via, Wish};
use crate::oidc::AuthorizationError::{
    InvalidAuthorizationDetails, InvalidRequest, InvalidScope, RegistrationNotSupported,
    RequestNotSupported, RequestUriNotSupported, UnmetAuthenticationRequirements,
    UnsupportedResponseType,
};
use crate::oidc::{
    AuthorizationDetail, ClaimsRequest, CodeChallenge, Display, Parameters, Prompt, Refusal,
    ResponseMode, Scope, id_token,
};

const MAX_NONCE: usize = 512;
const MAX_LOGIN_HINT: usize = 256;

/// What every check may look at.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub parameters: &'a Parameters,
    pub via: Via,
    pub client: &'a ClientRules<'a>,
    pub provider: &'a ProviderRules<'a>,
}

/// What the checks have found so far.
#[derive(Default)]
struct Found {
    code_challenge: Option<CodeChallenge>,
    scope: Scope,
    nonce: Option<String>,
    minimum: Option<Level>,
    prompt: Prompt,
    max_age: Option<Duration>,
    display: Display,
    language: Option<Language>,
    claims_language: Option<Language>,
    login_hint: Option<String>,
    id_token_hint: Option<id_token::Hint>,
    claims: ClaimsRequest,
    authorization_details: Vec<AuthorizationDetail>,
}

type Check = fn(&Step<'_>, &mut Found) -> Result<(), Refusal>;

/// The order: first what makes the rest unreadable, then what decides whether there is an answer
/// at all, then what the client wishes, then what depends on several wishes.
const CHECKS: [Check; 19] = [
    no_parameter_is_repeated,
    no_request_object,
    no_registration,
    no_reference_that_was_not_pushed,
    pushed_where_required,
    response_type_is_code,
    response_mode_is_offered,
    code_challenge,
    scope_has_openid,
    nonce,
    prompt,
    max_age,
    display,
    locales,
    login_hint,
    id_token_hint,
    claims,
    level,
    authorization_details,
];

pub(super) fn run(step: &Step<'_>) -> Result<Wish, Refusal> {
    let mut found = Found::default();
    for check in CHECKS {
        check(step, &mut found)?;
    }
    Ok(Wish {
        code_challenge: found.code_challenge.ok_or(invalid("code_challenge is missing"))?,
        scope: found.scope,
        nonce: found.nonce,
        minimum: found.minimum.unwrap_or(step.client.minimum),
        prompt: found.prompt,
        max_age: found.max_age,
        display: found.display,
        language: found.language,
        claims_language: found.claims_language,
        login_hint: found.login_hint,
        id_token_hint: found.id_token_hint,
        claims: found.claims,
        authorization_details: found.authorization_details,
    })
}

impl<'a> Step<'a> {
    fn text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.parameters.once(name).map_err(|_| REPEATED)
    }
}

const REPEATED: Refusal = invalid("a parameter is repeated");

const fn invalid(description: &'static str) -> Refusal {
    Refusal::new(InvalidRequest, description)
}

/// RFC 6749, section 3.1. Of two values, a proxy in between may have looked at the other one.
fn no_parameter_is_repeated(step: &Step<'_>, _: &mut Found) -> Result<(), Refusal> {
    if step.parameters.has_repeated() { Err(REPEATED) } else { Ok(()) }
}

/// OpenID Connect Core, section 6: a request object that is not supported is refused, never
/// ignored, since its parameters would win.
fn no_request_object(step: &Step<'_>, _: &mut Found) -> Result<(), Refusal> {
    match step.text("request")? {
        None => Ok(()),
        Some(_) => Err(Refusal::new(RequestNotSupported, "request objects are not supported")),
    }
}

/// OpenID Connect Core, section 7.2.1: the metadata of a self-issued client, which none of ours is.
fn no_registration(step: &Step<'_>, _: &mut Found) -> Result<(), Refusal> {
    match step.text("registration")? {
        None => Ok(()),
        Some(_) => Err(Refusal::new(RegistrationNotSupported, "registration is not supported")),
    }
}

/// A `request_uri` elsewhere would make us fetch what a stranger names. One inside a pushed
/// request is prohibited (RFC 9126, section 2.1).
fn no_reference_that_was_not_pushed(step: &Step<'_>, _: &mut Found) -> Result<(), Refusal> {
    match (step.text("request_uri")?, step.via) {
        (None, _) => Ok(()),
        (Some(_), Via::Pushed) => Err(invalid("a pushed request must not have a request_uri")),
        (Some(_), Via::Browser) => Err(Refusal::new(
            RequestUriNotSupported,
            "request_uri must come from the pushed authorization request endpoint",
        )),
    }
}

/// RFC 9126, section 6.
fn pushed_where_required(step: &Step<'_>, _: &mut Found) -> Result<(), Refusal> {
    if step.client.require_pushed && step.via == Via::Browser {
        return Err(invalid("this client must push its authorization requests"));
    }
    Ok(())
}

/// Only the code flow: other types put tokens into the browser (RFC 9700, section 2.1.2).
fn response_type_is_code(step: &Step<'_>, _: &mut Found) -> Result<(), Refusal> {
    match step.text("response_type")? {
        Some("code") => Ok(()),
        None => Err(invalid("response_type is missing")),
        Some(_) => Err(Refusal::new(UnsupportedResponseType, "response_type must be code")),
    }
}

fn response_mode_is_offered(step: &Step<'_>, _: &mut Found) -> Result<(), Refusal> {
    match step.text("response_mode")? {
        Some(mode) if ResponseMode::parse(mode).is_none() => {
            Err(invalid("response_mode must be query or form_post"))
        }
        _ => Ok(()),
    }
}

/// RFC 7636, required of every client (RFC 9700, section 2.1.1).
fn code_challenge(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let (challenge, method) = (step.text("code_challenge")?, step.text("code_challenge_method")?);
    let parsed = CodeChallenge::parse(challenge, method);
    let refusal = |_| invalid("code_challenge with code_challenge_method S256 is required");
    found.code_challenge = Some(parsed.map_err(refusal)?);
    Ok(())
}

/// Without `openid` it is not an authentication request (OpenID Connect Core, section 3.1.2.1).
fn scope_has_openid(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let scope = Scope::parse(step.text("scope")?.unwrap_or_default());
    let scope = scope.map_err(|_| Refusal::new(InvalidScope, "scope is malformed"))?;
    if !scope.contains("openid") {
        return Err(Refusal::new(InvalidScope, "scope must contain openid"));
    }
    found.scope = scope.known(step.provider.scopes);
    Ok(())
}

/// Given back unchanged in the ID token, so one that is too long is refused rather than cut.
fn nonce(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let nonce = step.text("nonce")?;
    if nonce.is_some_and(|nonce| nonce.len() > MAX_NONCE) {
        return Err(invalid("nonce is too long"));
    }
    found.nonce = nonce.map(str::to_owned);
    Ok(())
}

fn prompt(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let prompt = Prompt::parse(step.text("prompt")?.unwrap_or_default());
    found.prompt = prompt
        .map_err(|_| invalid("prompt has an unknown value, or none together with another"))?;
    Ok(())
}

/// Whole seconds, not negative. Zero asks for a new login like `prompt=login`.
fn max_age(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let Some(text) = step.text("max_age")? else { return Ok(()) };
    let digits = text.len() <= 10 && text.bytes().all(|c| c.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| digits);
    let seconds = seconds.ok_or(invalid("max_age is not a number of seconds"))?;
    found.max_age = Some(Duration::from_secs(seconds));
    Ok(())
}

fn display(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    found.display = step.text("display")?.map(Display::parse).unwrap_or_default();
    Ok(())
}

/// Preferences: a language that we do not speak is no error (OpenID Connect Core, section
/// 3.1.2.1 and 5.2).
fn locales(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    found.language = step.text("ui_locales")?.and_then(Language::preferred);
    found.claims_language = step.text("claims_locales")?.and_then(Language::preferred);
    Ok(())
}

fn login_hint(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let hint = step.text("login_hint")?;
    if hint.is_some_and(|hint| hint.len() > MAX_LOGIN_HINT || hint.chars().any(char::is_control)) {
        return Err(invalid("login_hint is too long or has control characters"));
    }
    found.login_hint = hint.map(str::to_owned);
    Ok(())
}

/// The hint must be an ID token of ours, for this client; it may have expired.
fn id_token_hint(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let Some(token) = step.text("id_token_hint")? else { return Ok(()) };
    let hint = id_token::verify_hint(token, step.provider.keys, step.provider.issuer)
        .map_err(|_| invalid("id_token_hint is not an ID token of this provider"))?;
    if hint.client_id != step.client.client_id {
        return Err(invalid("id_token_hint is for another client"));
    }
    found.id_token_hint = Some(hint);
    Ok(())
}

fn claims(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let Some(text) = step.text("claims")? else { return Ok(()) };
    found.claims =
        ClaimsRequest::parse(text).map_err(|_| invalid("claims is not a valid claims request"))?;
    Ok(())
}

/// The least level that satisfies everything: the registration of the client, the least of
/// `acr_values`, and the least of an `acr` claim. An essential `acr` of which no value is known
/// cannot be met (Unmet Authentication Requirements 1.0); a voluntary one is passed over. Levels
/// are ordered, so a higher one than asked satisfies.
fn level(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let spelling = step.provider.acr;
    let listed = step.text("acr_values")?.and_then(|values| spelling.least(values));
    let wanted = found.claims.acr();
    let values = wanted.map(|acr| acr.values.as_slice()).unwrap_or_default();
    let known = values.iter().filter_map(|value| value.as_str());
    let claimed = known.filter_map(|value| spelling.level(value)).min();
    let essential = wanted.is_some_and(|acr| acr.essential);
    if essential && claimed.is_none() && !values.is_empty() {
        return Err(Refusal::new(
            UnmetAuthenticationRequirements,
            "no value of the essential acr claim is known",
        ));
    }
    found.minimum = [Some(step.client.minimum), listed, claimed].into_iter().flatten().max();
    Ok(())
}

/// RFC 9396, section 5.
fn authorization_details(step: &Step<'_>, found: &mut Found) -> Result<(), Refusal> {
    let Some(text) = step.text("authorization_details")? else { return Ok(()) };
    let details = AuthorizationDetail::parse_all(text, step.provider.authorization_details);
    let refusal = |_| {
        Refusal::new(
            InvalidAuthorizationDetails,
            "authorization_details has an unknown type or shape",
        )
    };
    found.authorization_details = details.map_err(refusal)?;
    Ok(())
}
