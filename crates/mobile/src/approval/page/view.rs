//! What the pages show.

use std::time::Duration;

use askama::Template;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Channel, Level, Timestamp};
use http::StatusCode;
use openid::provider::page_key;
use protocol::oidc::PageReason;
use protocol::webauthn::{Hint, PublicKeyCredentialRequestOptionsJson};
use web::{Fault, Handle, Visitor, Words};

use super::{Bound, GONE, NotBound, asked, status};
use crate::approval::{Approval, Stage, Waiting};
use crate::consent;
use crate::mobile::Mobile;
use crate::person::PhoneNumber;

/// The page that waits.
#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    words: Words,
    path: String,
    state: &'static str,
    message: String,
    partner: String,
    service: Option<String>,
    level: String,
    claims: Vec<String>,
    digits: String,
    expires: Timestamp,
    remaining: Duration,
    passkey: Option<Passkey>,
    here: Option<String>,
    qr: Option<Qr>,
    number: Option<NumberForm>,
    /// Only ways that cannot be relayed reach the level.
    only_near: bool,
}

/// A QR code, and in words what it says, for programs that read the page in a person's stead.
struct Qr {
    address: String,
    picture: String,
}

impl RequestPage {
    fn is_at(&self, states: &str) -> bool {
        states.split(' ').any(|state| state == self.state)
    }

    fn asks_for(&self, service: &str) -> String {
        self.words.with("request-asks-for", &[("partner", &self.partner), ("service", service)])
    }

    fn minutes(&self) -> String {
        let seconds = self.remaining.as_secs();
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }
}

struct Passkey {
    options: String,
    code: bool,
}

struct NumberForm {
    typed: String,
    problem: Option<String>,
}

/// The page of a request that is over, on its way to the partner.
#[derive(Template)]
#[template(path = "ended.html")]
struct EndedPage {
    words: Words,
    path: String,
    next: String,
    state: &'static str,
    message: String,
}

/// A page that leads nowhere.
#[derive(Template)]
#[template(path = "stopped.html")]
struct StoppedPage {
    title: String,
    lead: String,
    detail: Option<String>,
}

/// What is wrong with a typed phone number.
pub enum Problem {
    Unreadable(String),
    Often,
}

const SCRIPT: &str = "request.js";
/// Where scripts do not run, the page looks again by itself.
const REFRESH_SECONDS: u32 = 4;

/// Whether a question of this kind may be asked over a channel: only where the channel can reach
/// the level, so that nobody is asked in vain.
pub fn offers(mobile: &Mobile, approval: &Approval, channel: Channel) -> bool {
    channel.ceiling().min(mobile.accredited) >= approval.matter.level
}

/// The page as it stands now.
pub fn request(
    mobile: &Mobile,
    visitor: &Visitor,
    bound: &Bound,
    problem: Option<Problem>,
) -> Response {
    let asked = match asked(&bound.page) {
        Ok(asked) => asked,
        Err(fault) => return fault.respond(),
    };
    let visitor = visitor.clone().prefer(asked.language());
    let approval = bound.page.stored.approval.clone().lapse(visitor.now);
    let words = mobile.texts.speak(visitor.language);
    if !matches!(approval.stage, Stage::Waiting(_)) {
        return ended(mobile, &visitor, bound, &approval, words);
    }
    let hint = asked.login_hint().unwrap_or_default();
    let body = match waiting(mobile, &visitor, bound, &approval, words.clone()) {
        Ok(body) => body,
        Err(fault) => return fault.respond(),
    };
    let body = with_number(mobile, body, problem, hint);
    let title = words.get("request-title");
    let page = mobile.chassis.page(&visitor, &title, body).script(SCRIPT);
    page.refresh(REFRESH_SECONDS).respond()
}

fn waiting(
    mobile: &Mobile,
    visitor: &Visitor,
    bound: &Bound,
    approval: &Approval,
    words: Words,
) -> Result<RequestPage, Fault> {
    let matter = &approval.matter;
    let language = words.language;
    let fresh = matches!(approval.stage, Stage::Waiting(Waiting::Asked { .. }));
    let near = offers(mobile, approval, Channel::Passkey);
    let scanned = offers(mobile, approval, Channel::QrCode);
    let named = matter.service.as_str() != matter.partner.as_str();
    Ok(RequestPage {
        path: format!("/request/{}", bound.handle.reveal()),
        state: state(approval, bound.page.number_typed),
        message: message(approval, bound.page.number_typed, &words),
        partner: matter.partner_name.text(language).to_owned(),
        service: named.then(|| matter.service_name.text(language).to_owned()),
        level: words.get(level_key(matter.level)),
        claims: matter.claims.iter().map(|claim| consent::label(claim, &words)).collect(),
        digits: matter.pair.digits(),
        expires: matter.expires,
        remaining: matter.expires.since(visitor.now),
        passkey: (fresh && near)
            .then(|| passkey(mobile, approval, &words, visitor.now))
            .transpose()?,
        here: near.then(|| format!("/app/#request={}", approval.id)),
        qr: (fresh && scanned).then(|| qr(mobile, &bound.handle)).transpose()?,
        number: (fresh && offers(mobile, approval, Channel::PhoneNumber)).then(NumberForm::empty),
        only_near: fresh && !scanned,
        words,
    })
}

fn with_number(
    mobile: &Mobile,
    mut page: RequestPage,
    problem: Option<Problem>,
    hint: &str,
) -> RequestPage {
    let Some(form) = &mut page.number else { return page };
    let key = match problem {
        None => {
            // A partner may know the number already; it saves the person typing, nothing more.
            let hinted = PhoneNumber::typed(hint.trim_start_matches("tel:"), &mobile.calling_code);
            form.typed = hinted.map_or(String::new(), |number| number.reveal().to_owned());
            return page;
        }
        Some(Problem::Unreadable(typed)) => {
            form.typed = typed;
            "request-number-unreadable"
        }
        Some(Problem::Often) => "request-number-often",
    };
    form.problem = Some(page.words.get(key));
    page
}

impl NumberForm {
    fn empty() -> Self {
        Self { typed: String::new(), problem: None }
    }
}

/// How it stands, in a word for the page and its script.
pub fn state(approval: &Approval, number_typed: bool) -> &'static str {
    match &approval.stage {
        Stage::Waiting(Waiting::Asked { .. }) if number_typed => "sent",
        Stage::Waiting(Waiting::Shown(showing)) if !showing.channel.needs_match() => "shown_here",
        stage => stage.name(),
    }
}

/// How it stands, in a sentence. What a typed number led to is not part of it.
pub fn message(approval: &Approval, number_typed: bool, words: &Words) -> String {
    let pair = approval.matter.pair.digits();
    match &approval.stage {
        Stage::Waiting(Waiting::Asked { .. }) if number_typed => {
            words.with_one("request-sent", "pair", &pair)
        }
        Stage::Waiting(Waiting::Asked { .. }) => words.get("request-waiting"),
        Stage::Waiting(Waiting::Shown(showing)) if showing.channel.needs_match() => {
            words.with_one("request-shown", "pair", &pair)
        }
        Stage::Waiting(Waiting::Shown(_)) => words.get("request-shown-here"),
        Stage::Approved { .. } => words.get("request-done"),
        Stage::Refused { why, .. } => words.get(&format!("request-{}", why.outcome())),
    }
}

fn passkey(
    mobile: &Mobile,
    approval: &Approval,
    words: &Words,
    now: Timestamp,
) -> Result<Passkey, Fault> {
    let matter = &approval.matter;
    let challenge = approval.challenge(Channel::Passkey, words.language);
    let remaining = matter.expires.since(now);
    let options = PublicKeyCredentialRequestOptionsJson {
        challenge: challenge.as_slice().into(),
        timeout: u32::try_from(remaining.as_millis()).ok(),
        rp_id: mobile.site.rp_id.clone(),
        // Nobody is known yet: the phone offers what it holds, and says whose it is.
        allow_credentials: Vec::new(),
        user_verification: "required".to_owned(),
        hints: vec![Hint::Hybrid, Hint::ClientDevice],
    };
    Ok(Passkey { options: serde_json::to_string(&options)?, code: matter.code_required })
}

/// The address in the QR code. Its handle follows from the page's, so that a reload shows the same
/// code, and nobody finds the page's handle from it.
pub fn scan_handle(page: &Handle) -> Result<Handle, Fault> {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, page.reveal().as_bytes());
    let tag = aws_lc_rs::hmac::sign(&key, b"scan");
    Handle::parse(&URL_SAFE_NO_PAD.encode(tag.as_ref()))
        .ok_or_else(|| Fault::because("a scan handle has the wrong length"))
}

fn qr(mobile: &Mobile, page: &Handle) -> Result<Qr, Fault> {
    let address = format!("{}/app/#scan={}", mobile.chassis.origin(), scan_handle(page)?.reveal());
    let picture = crate::qr::picture(&address)?;
    Ok(Qr { address, picture })
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::Low => "level-low",
        Level::Substantial => "level-substantial",
        Level::High => "level-high",
    }
}

fn ended(
    mobile: &Mobile,
    visitor: &Visitor,
    bound: &Bound,
    approval: &Approval,
    words: Words,
) -> Response {
    let title = words.get("ended-title");
    let body = EndedPage {
        path: format!("/request/{}", bound.handle.reveal()),
        next: status::next(&bound.handle),
        state: approval.stage.name(),
        message: message(approval, false, &words),
        words,
    };
    let page = mobile.chassis.page(visitor, &title, body).script(SCRIPT);
    page.onward(1, &status::next(&bound.handle)).respond()
}

pub fn not_bound(mobile: &Mobile, visitor: &Visitor, not: NotBound) -> Response {
    let words = mobile.texts.speak(visitor.language);
    let (key, status) = match not {
        NotBound::Fault(fault) => return fault.respond(),
        NotBound::Unknown => ("over", GONE),
        NotBound::OtherBrowser => ("foreign", StatusCode::FORBIDDEN),
    };
    let title = words.get(&format!("{key}-title"));
    let lead = words.get(&format!("{key}-lead"));
    let body = StoppedPage { title: title.clone(), lead, detail: None };
    mobile.chassis.page(visitor, &title, body).status(status).respond()
}

/// The page of a request that may not be answered by redirect.
pub fn stopped(mobile: &Mobile, visitor: &Visitor, reason: PageReason) -> Response {
    let words = mobile.texts.speak(visitor.language);
    let title = words.get("denied-title");
    let said = words.get(page_key(reason));
    let detail = words.with_one("denied-detail", "reason", &said);
    let lead = words.get("denied-lead");
    let body = StoppedPage { title: title.clone(), lead, detail: Some(detail) };
    mobile.chassis.page(visitor, &title, body).status(StatusCode::BAD_REQUEST).respond()
}
