use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder, header};
use url::Url;

use crate::{Page, Reply, Town};

/// A browser without scripts. Each party is a site of its own to it, as in production, where they
/// have names of their own: cookies are kept per origin, and `SameSite` and the `Sec-Fetch-…`
/// headers are as a browser has them.
pub struct Browser<'t> {
    town: &'t Town,
    cookies: BTreeMap<(String, String), Cookie>,
    language: String,
}

#[derive(Clone, Debug)]
struct Cookie {
    value: String,
    same_site: SameSite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SameSite {
    Strict,
    Lax,
    None,
}

/// Where a request comes from: the address bar, or a page of some origin.
#[derive(Clone, Copy)]
enum Cause<'a> {
    Person,
    Page(&'a str),
}

struct Step<'a> {
    method: Method,
    url: Url,
    form: Option<Vec<(String, String)>>,
    cause: Cause<'a>,
}

const LONGEST_CHAIN: usize = 20;

impl<'t> Browser<'t> {
    pub(crate) fn new(town: &'t Town) -> Self {
        Self { town, cookies: BTreeMap::new(), language: "en".to_owned() }
    }

    /// Prefers a language from now on.
    #[must_use]
    pub fn speaking(mut self, language: &str) -> Self {
        language.clone_into(&mut self.language);
        self
    }

    /// Another browser with the same cookies: what somebody has who copied them.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { town: self.town, cookies: self.cookies.clone(), language: self.language.clone() }
    }

    /// Types an address, or scans one, or follows a bookmark.
    pub async fn open(&mut self, url: impl AsRef<str>) -> Page {
        let url = url.as_ref().parse().expect("an address");
        let cause = Cause::Person;
        self.go(Step { method: Method::GET, url, form: None, cause }).await
    }

    /// Is sent to an address by a page of another site, as a service sends people to the gateway.
    pub async fn arrive(&mut self, from: &str, url: impl AsRef<str>) -> Page {
        let url = url.as_ref().parse().expect("an address");
        let cause = Cause::Page(from);
        self.go(Step { method: Method::GET, url, form: None, cause }).await
    }

    /// Is made to post a form by a page of another site.
    pub async fn arrive_by_post(
        &mut self,
        from: &str,
        url: impl AsRef<str>,
        form: &[(&str, &str)],
    ) -> Page {
        let url = url.as_ref().parse().expect("an address");
        let cause = Cause::Page(from);
        self.go(Step { method: Method::POST, url, form: Some(owned(form)), cause }).await
    }

    /// Loads a page again.
    pub async fn reload(&mut self, page: &Page) -> Page {
        self.open(page.url.as_str()).await
    }

    /// Does what the page does by itself after a moment: reloads, or goes on.
    pub async fn wait_on(&mut self, page: &Page) -> Page {
        let next = page.refresh().expect("a page that goes on by itself");
        self.follow(page, &next).await
    }

    /// Goes to an address from a page.
    pub async fn follow(&mut self, page: &Page, url: &Url) -> Page {
        let from = page.url.origin().ascii_serialization();
        let cause = Cause::Page(&from);
        self.go(Step { method: Method::GET, url: url.clone(), form: None, cause }).await
    }

    /// Follows the first link whose address holds `part`.
    pub async fn click(&mut self, page: &Page, part: &str) -> Page {
        let link = page.link(part);
        let link = link.unwrap_or_else(|| panic!("no link with {part} on {}", page.describe()));
        self.follow(page, &link).await
    }

    /// Sends the form whose action ends so, with what it holds and `more`, which wins.
    pub async fn submit(&mut self, page: &Page, action: &str, more: &[(&str, &str)]) -> Page {
        let url = page.form(action);
        let url = url.unwrap_or_else(|| panic!("no form to {action} on {}", page.describe()));
        let mut form = page.fields(&url);
        form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        form.extend(owned(more));
        let from = page.url.origin().ascii_serialization();
        let cause = Cause::Page(&from);
        self.go(Step { method: Method::POST, url, form: Some(form), cause }).await
    }

    /// Posts what no form of the page offers, as somebody does who writes their own requests.
    pub async fn post(&mut self, page: &Page, path: &str) -> Page {
        let address = format!("{}{path}", page.url.as_str());
        let url = address.parse().expect("an address");
        let from = page.url.origin().ascii_serialization();
        let cause = Cause::Page(&from);
        self.go(Step { method: Method::POST, url, form: Some(Vec::new()), cause }).await
    }

    /// Sends the form whose action ends so, with a file. Answers the address to which it leads.
    pub async fn upload(
        &mut self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
        (name, content): (&str, &[u8]),
    ) -> Option<String> {
        const BOUNDARY: &str = "----town";
        let url = page.form(action).expect("a form for files");
        let origin = page.url.origin().ascii_serialization();
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/html\r\n\r\n"
        );
        body.extend(part.into_bytes());
        body.extend(content);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        let request = self.town.http.post(url).body(body);
        let request = request
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header(header::COOKIE, self.cookies(&origin))
            .header(header::ORIGIN, &origin)
            .header("sec-fetch-site", "same-origin");
        let answer = request.send().await.expect("an answer");
        let location = answer.headers().get(header::LOCATION)?;
        Some(location.to_str().expect("an address").to_owned())
    }

    /// What the script of a page does: posts JSON to its own origin and reads the answer.
    pub async fn post_json(&mut self, page: &Page, path: &str, body: &serde_json::Value) -> Reply {
        let origin = page.url.origin().ascii_serialization();
        let request = self.town.http.post(format!("{origin}{path}"));
        let request = request
            .header(header::ORIGIN, &origin)
            .header(header::COOKIE, self.cookies(&origin))
            .header(header::ACCEPT, "application/json")
            .header(header::ACCEPT_LANGUAGE, &self.language)
            .header("sec-fetch-site", "same-origin");
        let answer = request.json(body).send().await.expect("an answer");
        Reply { status: answer.status(), body: answer.json().await.expect("JSON") }
    }

    /// The cookies for an origin, as the `Cookie` header has them.
    pub fn cookies(&self, origin: &str) -> String {
        self.cookies_for(origin, true, true)
    }

    /// The value of a cookie, by its whole name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let mut all = self.cookies.iter();
        all.find(|((_, other), _)| other == name).map(|(_, cookie)| cookie.value.as_str())
    }

    /// Plants a cookie, as somebody who attacks would.
    pub fn plant(&mut self, origin: &str, name: &str, value: &str) {
        let cookie = Cookie { value: value.to_owned(), same_site: SameSite::Lax };
        self.cookies.insert((origin.to_owned(), name.to_owned()), cookie);
    }

    async fn go(&mut self, mut step: Step<'_>) -> Page {
        for _ in 0..LONGEST_CHAIN {
            let page = self.ask(&step).await;
            let Some(next) = location(&page) else { return page };
            if !self.town.serves(&next) {
                return Page { url: next, outside: true, body: String::new(), ..page };
            }
            // 307 and 308 would post again; nothing here may answer so after a form.
            assert!(
                page.status.as_u16() < 307 || step.form.is_none(),
                "{} repeats a post",
                page.url
            );
            step = Step { method: Method::GET, url: next, form: None, cause: step.cause };
        }
        panic!("redirects without end, at {}", step.url)
    }

    async fn ask(&mut self, step: &Step<'_>) -> Page {
        let origin = step.url.origin().ascii_serialization();
        let own = match step.cause {
            Cause::Person => true,
            Cause::Page(from) => from == origin,
        };
        let cookies = self.cookies_for(&origin, own, step.method == Method::GET);
        let mut request = self.town.http.request(step.method.clone(), step.url.clone());
        request = self.headers(request, step, own);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if let Some(form) = &step.form {
            request = request.form(form);
        }
        let answer = request.send().await.expect("an answer");
        for set in answer.headers().get_all(header::SET_COOKIE) {
            self.keep(&origin, set.to_str().expect("a readable cookie"));
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.text().await.expect("a text");
        Page { url: step.url.clone(), status, headers, body, outside: false }
    }

    fn headers(&self, request: RequestBuilder, step: &Step<'_>, own: bool) -> RequestBuilder {
        let site = match step.cause {
            Cause::Person => "none",
            Cause::Page(_) if own => "same-origin",
            Cause::Page(_) => "cross-site",
        };
        let request = request
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::ACCEPT_LANGUAGE, &self.language)
            .header("sec-fetch-site", site)
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document");
        match step.cause {
            Cause::Page(from) if step.method == Method::POST => {
                request.header(header::ORIGIN, from)
            }
            _ => request,
        }
    }

    /// From another site, a strict cookie is never sent, and a lax one only when the person sees
    /// that they go somewhere else.
    fn cookies_for(&self, origin: &str, own: bool, navigates: bool) -> String {
        let sent = |cookie: &Cookie| match cookie.same_site {
            SameSite::None => true,
            SameSite::Lax => own || navigates,
            SameSite::Strict => own,
        };
        let mine = self.cookies.iter().filter(|((at, _), cookie)| at == origin && sent(cookie));
        let pairs = mine.map(|((_, name), cookie)| format!("{name}={}", cookie.value));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, origin: &str, set: &str) {
        let mut parts = set.split(';').map(str::trim);
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
        let has = |attribute: &str| attributes.iter().any(|other| other == attribute);
        assert!(has("httponly"), "{name} can be read by scripts");
        assert!(has("path=/"), "{name} is not for the whole origin");
        let key = (origin.to_owned(), name.to_owned());
        if has("max-age=0") {
            self.cookies.remove(&key);
            return;
        }
        let same_site = match () {
            () if has("samesite=strict") => SameSite::Strict,
            () if has("samesite=none") => SameSite::None,
            () => SameSite::Lax,
        };
        self.cookies.insert(key, Cookie { value: value.to_owned(), same_site });
    }
}

fn location(page: &Page) -> Option<Url> {
    if !page.status.is_redirection() {
        return None;
    }
    let location = page.headers.get(header::LOCATION)?.to_str().ok()?;
    page.url.join(location).ok()
}

fn owned(form: &[(&str, &str)]) -> Vec<(String, String)> {
    form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
