use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use askama::Template;
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use domain::Localized;
use futures_util::FutureExt;
use http::{HeaderValue, Method, StatusCode, header};
use tokio_util::sync::CancellationToken;

use crate::asset::{Asset, Assets, Kind};
use crate::cookie::Jar;
use crate::meter::Meter;
use crate::page::{frame_texts, problem_page};
use crate::visitor::{LANGUAGE_COOKIE, Reception};
use crate::{
    Cookie, Database, Door, Fault, Job, Limit, Listen, OpenError, Page, Problem, Role, SharedClock,
    Texts, Tls, Visitor, cross_site, headers, health,
};

/// What one role tells the chassis about itself.
pub struct Settings<'a> {
    pub role: &'static str,
    pub server: &'a Listen,
    /// The party's name, as the header of every page shows it.
    pub name: Localized,
    pub clock: SharedClock,
    /// Paths that other sites may post to, such as `/authorize` and `/token`; ending in `/`, all
    /// below.
    pub endpoints: &'static [&'static str],
    /// Paths whose problems are told in JSON; ending in `/`, all below.
    pub api: Vec<&'static str>,
    /// Scripts and pictures of the role's own pages.
    pub assets: &'static [Asset],
}

/// What every page, cookie and answer of one role has in common.
#[derive(Clone)]
pub struct Chassis(Arc<Inner>);

struct Inner {
    role: &'static str,
    server: Listen,
    origin: String,
    name: Localized,
    clock: SharedClock,
    endpoints: &'static [&'static str],
    api: Vec<&'static str>,
    assets: Assets,
    texts: Texts,
    jar: Jar,
    meter: Meter,
    limits: Mutex<Vec<Limit>>,
    tls: Option<Tls>,
    closing: CancellationToken,
    time_limit: Duration,
}

/// What a browser may send: forms and JSON, nothing larger.
const BODY_LIMIT: usize = 256 * 1024;
/// How long a handler may take to begin its answer.
const TIME_LIMIT: Duration = Duration::from_secs(30);
const YEAR: Duration = Duration::from_hours(365 * 24);

pub const STYLESHEET: &str = "beffroi.css";
pub const ICON: &str = "mark.svg";
const OWN_ASSETS: [Asset; 2] = [
    Asset { name: STYLESHEET, kind: Kind::Css, body: include_bytes!("../assets/beffroi.css") },
    Asset { name: ICON, kind: Kind::Svg, body: include_bytes!("../assets/mark.svg") },
];

impl Chassis {
    pub fn new(settings: Settings<'_>) -> Result<Self, OpenError> {
        let server = settings.server.clone();
        Ok(Self(Arc::new(Inner {
            role: settings.role,
            origin: server.origin(),
            name: settings.name,
            clock: settings.clock,
            endpoints: settings.endpoints,
            api: settings.api,
            assets: Assets::new(settings.assets.iter().copied().chain(OWN_ASSETS)),
            texts: frame_texts()?,
            jar: Jar::new(settings.role, server.url.scheme() == "https"),
            meter: Meter::new(settings.role)?,
            limits: Mutex::default(),
            tls: Tls::of(&server)?,
            closing: CancellationToken::new(),
            time_limit: TIME_LIMIT,
            server,
        })))
    }

    /// A page: the frame around `body`, which renders what goes inside `<main>`.
    pub fn page(&self, visitor: &Visitor, title: &str, body: impl Template) -> Page {
        Page::new(self, visitor, title, body)
    }

    pub fn role(&self) -> &'static str {
        self.0.role
    }

    /// The public origin, without a slash at its end.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    pub fn name(&self) -> &Localized {
        &self.0.name
    }

    pub fn clock(&self) -> &SharedClock {
        &self.0.clock
    }

    /// Where an asset of this role is served.
    pub fn asset(&self, name: &str) -> &str {
        self.0.assets.path(name)
    }

    /// A cookie of this role: `cookie("session", …)` at the gateway is `gateway_session`.
    pub fn cookie(&self, name: &str, value: &str) -> Cookie {
        self.0.jar.cookie(name, value)
    }

    /// What makes the browser drop a cookie.
    pub fn forget(&self, name: &str) -> Cookie {
        self.0.jar.forget(name)
    }

    /// A rate limit: `count` at once, and as many again spread over each `period`.
    pub fn limit(&self, count: u32, period: Duration) -> Limit {
        let limit = Limit::new(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN), period);
        self.0.limits.lock().unwrap_or_else(PoisonError::into_inner).push(limit.clone());
        limit
    }

    /// Counts something for `/metrics`. Labels hold no person and no handle.
    pub fn count(&self, name: &'static str, labels: &[(&'static str, &'static str)]) {
        self.0.meter.count(name, labels);
    }

    /// Shows a number in `/metrics` that goes up and down. The label's value is one of few.
    pub fn gauge(&self, name: &'static str, label: (&'static str, &str), number: i64) {
        self.0.meter.gauge(name, label, number);
    }

    /// Cancelled when the role stops. Streams of events end by it.
    pub fn closing(&self) -> CancellationToken {
        self.0.closing.clone()
    }

    pub(crate) fn texts(&self) -> &Texts {
        &self.0.texts
    }

    pub(crate) fn meter(&self) -> &Meter {
        &self.0.meter
    }

    pub(crate) fn may_monitor(&self, visitor: &Visitor) -> bool {
        // Behind a proxy nobody configured, everyone seems to come from the proxy's address.
        let forwarded = ["forwarded", "x-forwarded-for"];
        let relayed = forwarded.iter().any(|name| visitor.headers().contains_key(*name));
        (self.0.server.proxy.is_some() || !relayed)
            && self.0.server.monitoring.contains(&visitor.address)
    }

    /// Puts the chassis around the role's routes. `database` is what the role is not ready without.
    pub fn finish(&self, router: Router, database: Option<Database>, jobs: Vec<Job>) -> Role {
        let router = self.around(router.merge(health::routes(self.clone(), database)));
        let tls = self.0.tls.clone();
        let mut jobs = jobs;
        jobs.push(self.housekeeping());
        jobs.extend(tls.as_ref().map(Tls::job));
        Role {
            name: self.0.role,
            router,
            jobs,
            tls,
            doors: Vec::new(),
            clock: self.0.clock.clone(),
            closing: self.closing(),
        }
    }

    /// Another door of this role, with the chassis around its routes. Handlers read the
    /// certificate that was shown at it as an `Option<ClientCertificate>`.
    pub fn door(&self, listen: SocketAddr, tls: Tls, router: Router) -> Door {
        Door::new(listen, tls, self.around(router))
    }

    fn around(&self, router: Router) -> Router {
        router
            .fallback(|| async { Problem::NotFound })
            .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed })
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .layer(from_fn_with_state(self.clone(), receive))
    }

    fn housekeeping(&self) -> Job {
        let chassis = self.clone();
        Job::new("housekeeping", Duration::from_mins(1), move |_| {
            chassis.0.meter.tidy();
            let limits = chassis.0.limits.lock().unwrap_or_else(PoisonError::into_inner);
            limits.iter().for_each(Limit::tidy);
            async { Ok(()) }
        })
    }

    fn reception(&self, path: &str) -> Reception<'_> {
        Reception {
            now: self.0.clock.now(),
            jar: &self.0.jar,
            proxy: self.0.server.proxy.as_ref(),
            default_language: self.0.server.language,
            program: listed(&self.0.api, path),
        }
    }

    fn dress(&self, response: &mut Response, visitor: &Visitor) {
        headers::secure(response.headers_mut(), self.0.server.url.scheme() == "https");
        if let Some(language) = visitor.chooses() {
            self.cookie(LANGUAGE_COOKIE, language.tag()).lasting(YEAR).add_to(response);
        }
    }

    /// Turns what went wrong into a page, or into JSON for programs. A problem that the role
    /// itself has put into words stays as it is.
    fn explain(&self, visitor: &Visitor, response: Response) -> Response {
        let Some((problem, status)) = told(&response) else { return response };
        let fault = response.extensions().get::<Fault>().cloned();
        let reference = match (fault, problem) {
            (Some(fault), _) => Some(fault.log()),
            (None, Problem::Fault) => Some(Fault::because("a bare 5xx was answered").log()),
            _ => None,
        };
        let mut explained = if listed(&self.0.api, visitor.path()) || visitor.wants_json() {
            self.problem_json(visitor, problem, reference.as_deref())
        } else {
            problem_page(self, visitor, problem, reference.as_deref())
        };
        *explained.status_mut() = status;
        for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
            if let Some(value) = response.headers().get(&name) {
                explained.headers_mut().insert(name, value.clone());
            }
        }
        explained
    }

    fn problem_json(
        &self,
        visitor: &Visitor,
        problem: Problem,
        reference: Option<&str>,
    ) -> Response {
        let message = self.0.texts.get(visitor.language, &format!("{}-title", problem.key()));
        let mut body = serde_json::json!({
            "error": problem.code(),
            "error_description": problem.status().canonical_reason().unwrap_or_default(),
            "message": message,
        });
        if let (Some(reference), Some(object)) = (reference, body.as_object_mut()) {
            object.insert("reference".to_owned(), reference.into());
        }
        let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        (problem.status(), json, body.to_string()).into_response()
    }
}

/// The way of every request: who it is, whether it may, its answer, how that went.
async fn receive(State(chassis): State<Chassis>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let visitor = visitor(&chassis, &request, peer);
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(visitor.clone());
    let answer = answer(&chassis, &visitor, request, next).await;
    let mut response = chassis.explain(&visitor, answer);
    chassis.dress(&mut response, &visitor);
    let route = matched.as_ref().map_or("unmatched", MatchedPath::as_str);
    record(&chassis, &method, route, response.status(), started.elapsed());
    response
}

fn visitor(chassis: &Chassis, request: &Request, peer: Option<IpAddr>) -> Visitor {
    Visitor::receive(
        request.uri(),
        request.headers(),
        peer,
        &chassis.reception(request.uri().path()),
    )
}

async fn answer(chassis: &Chassis, visitor: &Visitor, request: Request, next: Next) -> Response {
    let endpoint = listed(chassis.0.endpoints, visitor.path());
    let own = cross_site::allowed(request.method(), request.headers(), &chassis.0.origin);
    if !own && !endpoint {
        return Problem::CrossSite.into_response();
    }
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(asset) = chassis.0.assets.answer(visitor.path())
    {
        return asset;
    }
    // No name holds this character, and PostgreSQL takes no text with it.
    if visitor.path().contains("%00") {
        return Problem::NotFound.into_response();
    }
    let handled = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(chassis.0.time_limit, handled).await {
        Ok(Ok(response)) => response,
        // What a panic says may quote anything, so it goes no further than the panic hook.
        Ok(Err(_)) => Fault::because("a handler panicked").respond(),
        Err(_) => Problem::Unavailable.into_response(),
    }
}

/// Names the route, never the path or the query: those hold handles. Never the person.
fn record(chassis: &Chassis, method: &Method, route: &str, status: StatusCode, took: Duration) {
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    chassis.0.meter.request(method, route, status.as_u16(), took);
    tracing::info!(
        role = chassis.0.role,
        request.method = method,
        request.route = route,
        response.status = status.as_u16(),
        response.milliseconds = took.as_secs_f64() * 1000.0,
        "request answered"
    );
}

/// Whether a path is in a list, where entries ending in `/` stand for all below.
fn listed(paths: &[&str], path: &str) -> bool {
    paths.iter().any(|entry| *entry == path || (entry.ends_with('/') && path.starts_with(entry)))
}

/// The problem that an answer tells of and that is not in words yet: named by a handler, or bare,
/// as the router and the extractors answer by themselves.
fn told(response: &Response) -> Option<(Problem, StatusCode)> {
    let status = response.status();
    if response.extensions().get::<Fault>().is_some() {
        return Some((Problem::Fault, StatusCode::INTERNAL_SERVER_ERROR));
    }
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some((*problem, status));
    }
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let bare = content_type.is_none_or(|value| value.as_bytes().starts_with(b"text/plain"));
    if bare { Problem::of(status).map(|problem| (problem, status)) } else { None }
}

#[cfg(test)]
mod tests;
