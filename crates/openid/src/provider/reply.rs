//! How an answer travels back to the client through the browser.

use std::fmt::Write;

use axum::response::{IntoResponse, Response};
use domain::Language;
use http::{HeaderName, HeaderValue, header};
use protocol::oidc::{Answer, Refusal};
use serde::{Deserialize, Serialize};
use url::Url;

/// An answer on its way to a redirect URI that the client has registered.
///
/// A role that keeps one, so that an answer lost on its way can be given again, keeps it sealed:
/// the code in it is as good as the login. The refusal, if it is one, is not kept beside its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Kept", from = "Kept")]
pub struct Reply {
    answer: Answer,
    refusal: Option<Refusal>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<(String, String)>>,
}

impl From<Reply> for Kept {
    fn from(reply: Reply) -> Self {
        match reply.answer {
            Answer::Redirect(to) => Self { to, fields: None },
            Answer::FormPost { action, fields } => {
                let owned = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
                Self { to: action, fields: Some(owned.collect()) }
            }
        }
    }
}

impl From<Kept> for Reply {
    fn from(Kept { to, fields }: Kept) -> Self {
        const NAMES: [&str; 5] = ["code", "error", "error_description", "state", "iss"];
        let named = |(name, value): (String, String)| {
            NAMES.into_iter().find(|known| *known == name).map(|known| (known, value))
        };
        let answer = match fields {
            None => Answer::Redirect(to),
            Some(fields) => Answer::FormPost {
                action: to,
                fields: fields.into_iter().filter_map(named).collect(),
            },
        };
        Self { answer, refusal: None }
    }
}

impl Reply {
    pub(super) fn code(answer: Answer) -> Self {
        Self { answer, refusal: None }
    }

    pub(super) fn error(answer: Answer, refusal: Refusal) -> Self {
        Self { answer, refusal: Some(refusal) }
    }

    /// The error that the client is told; none when it gets a code.
    pub fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// A redirect, or a page whose form posts the parameters (OAuth 2.0 Form Post Response Mode).
    pub fn respond(&self, language: Language) -> Response {
        match &self.answer {
            Answer::Redirect(location) => web::see_other(location),
            Answer::FormPost { action, fields } => form(action, fields, language),
        }
    }

    /// Where the browser is sent: the whole URL of a redirect, or the action of a form.
    pub fn location(&self) -> &str {
        match &self.answer {
            Answer::Redirect(location) => location,
            Answer::FormPost { action, .. } => action,
        }
    }

    pub fn answer(&self) -> &Answer {
        &self.answer
    }
}

/// Scheme, host and port of a URI, as a source in a Content Security Policy.
pub(super) fn origin(uri: &str) -> String {
    Url::parse(uri).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

fn form(action: &str, fields: &[(&'static str, String)], language: Language) -> Response {
    let (title, go_on) = words(language);
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <script src=\"{FORM_SCRIPT_PATH}\" defer></script></head>\
         <body><main><h1>{title}</h1><form method=\"post\" action=\"{}\">",
        language.tag(),
        escaped(action),
    );
    for (name, value) in fields {
        let value = escaped(value);
        // Writing to a String cannot fail.
        let _ = write!(page, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
    }
    let _ = write!(page, "<button type=\"submit\">{go_on}</button></form></main></body></html>");
    let policy = format!(
        "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         form-action {}",
        origin(action)
    );
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let mut response = ([(header::CONTENT_TYPE, html)], page).into_response();
    set(&mut response, header::CONTENT_SECURITY_POLICY, &policy);
    // The page holds a code: it must not be found in a cache by whoever uses the browser next.
    set(&mut response, header::CACHE_CONTROL, "no-store");
    response
}

/// The script that submits the form, for a policy without inline script. Without JavaScript the
/// person presses the button.
pub(crate) const FORM_SCRIPT_PATH: &str = "/form_post.js";
pub(crate) const FORM_SCRIPT: &str = "document.forms[0].submit();\n";

fn words(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nl => ("U gaat terug naar de dienst", "Verder"),
        Language::Fr => ("Vous retournez au service", "Continuer"),
        Language::De => ("Sie kehren zum Dienst zurück", "Weiter"),
        Language::En => ("You are going back to the service", "Continue"),
    }
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_reply_says_the_same_again() {
        let redirect = Answer::Redirect("https://s.example/cb?code=c&iss=i".to_owned());
        let fields = vec![("code", "c".to_owned()), ("state", "<s>".to_owned())];
        let form = Answer::FormPost { action: "https://s.example/cb".to_owned(), fields };
        for answer in [redirect, form] {
            let reply = Reply { answer, refusal: None };
            let kept = serde_json::to_string(&reply).unwrap();
            assert_eq!(serde_json::from_str::<Reply>(&kept).unwrap(), reply);
        }
    }
}
