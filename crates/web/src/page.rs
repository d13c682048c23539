use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::Language;
use http::{HeaderValue, StatusCode, header};

use crate::chassis::{ICON, STYLESHEET};
use crate::headers::Policy;
use crate::{Chassis, Fault, Problem, Texts, TextsError, Visitor, Words};

/// A page on its way: the frame with its header, language menu and footer, and inside it what a
/// role rendered. Turn it into the answer with [`Page::respond`].
pub struct Page {
    chassis: Chassis,
    visitor: Visitor,
    title: String,
    body: Result<String, askama::Error>,
    status: StatusCode,
    policy: Policy,
    scripts: Vec<String>,
    refresh: Option<String>,
}

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'a> {
    words: Words,
    title: &'a str,
    party: &'a str,
    stylesheet: &'a str,
    icon: &'a str,
    scripts: &'a [String],
    refresh: Option<&'a str>,
    menu: Vec<MenuItem>,
    body: &'a str,
}

struct MenuItem {
    language: Language,
    path: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemBody<'a> {
    words: Words,
    title: &'a str,
    text: String,
    reference: Option<&'a str>,
}

impl Page {
    pub(crate) fn new(
        chassis: &Chassis,
        visitor: &Visitor,
        title: &str,
        body: impl Template,
    ) -> Self {
        Self {
            chassis: chassis.clone(),
            visitor: visitor.clone(),
            title: title.to_owned(),
            body: body.render(),
            status: StatusCode::OK,
            policy: Policy::default(),
            scripts: Vec::new(),
            refresh: None,
        }
    }

    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Loads one of the role's assets as a module script.
    #[must_use]
    pub fn script(mut self, asset: &str) -> Self {
        self.scripts.push(self.chassis.asset(asset).to_owned());
        self
    }

    /// Names another origin to which a form on this page ends up, by redirects after the post.
    #[must_use]
    pub fn form_origin(mut self, origin: impl Into<String>) -> Self {
        self.policy.form_origins.push(origin.into());
        self
    }

    /// Names another origin to which scripts on this page connect.
    #[must_use]
    pub fn connect_origin(mut self, origin: impl Into<String>) -> Self {
        self.policy.connect_origins.push(origin.into());
        self
    }

    /// Loads the page again after so many seconds, where scripts do not run.
    #[must_use]
    pub fn refresh(mut self, seconds: u32) -> Self {
        self.refresh = Some(seconds.to_string());
        self
    }

    /// Goes on to another path of this origin after so many seconds, where scripts do not run.
    #[must_use]
    pub fn onward(mut self, seconds: u32, path: &str) -> Self {
        self.refresh = Some(format!("{seconds}; url={path}"));
        self
    }

    pub fn respond(self) -> Response {
        let rendered = match self.body {
            Ok(ref body) => self.frame(body).render(),
            Err(error) => return Fault::new("rendering a page", error).respond(),
        };
        match rendered {
            Ok(html) => self.answer(html),
            Err(error) => Fault::new("rendering the page frame", error).respond(),
        }
    }

    fn frame<'a>(&'a self, body: &'a str) -> Frame<'a> {
        let language = self.visitor.language;
        let item = |other: Language| MenuItem {
            language: other,
            path: self.visitor.path_in(other),
            current: other == language,
        };
        Frame {
            words: self.chassis.texts().speak(language),
            title: &self.title,
            party: self.chassis.name().text(language),
            stylesheet: self.chassis.asset(STYLESHEET),
            icon: self.chassis.asset(ICON),
            scripts: &self.scripts,
            refresh: self.refresh.as_deref(),
            menu: Language::ALL.into_iter().map(item).collect(),
            body,
        }
    }

    fn answer(&self, html: String) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(self.visitor.language.tag())),
            (header::CONTENT_SECURITY_POLICY, self.policy.header()),
        ];
        (self.status, headers, html).into_response()
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        self.respond()
    }
}

pub(crate) fn problem_page(
    chassis: &Chassis,
    visitor: &Visitor,
    problem: Problem,
    reference: Option<&str>,
) -> Response {
    let words = chassis.texts().speak(visitor.language);
    let title = words.get(&format!("{}-title", problem.key()));
    let text = words.get(&format!("{}-text", problem.key()));
    let body = ProblemBody { words, title: &title, text, reference };
    chassis.page(visitor, &title, body).status(problem.status()).respond()
}

pub(crate) fn frame_texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        (Language::Nl, include_str!("../text/nl.ftl")),
        (Language::Fr, include_str!("../text/fr.ftl")),
        (Language::De, include_str!("../text/de.ftl")),
        (Language::En, include_str!("../text/en.ftl")),
    ])
}
