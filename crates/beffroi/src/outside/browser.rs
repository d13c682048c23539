use std::collections::BTreeMap;

use reqwest::{RequestBuilder, StatusCode, header};
use url::Url;

/// A browser as far as a login needs one: it keeps cookies and says where a page leads, and each
/// step is its user's. All parties of a country on one machine share its cookies, as they do in
/// every browser, since cookies are not kept apart by port.
#[derive(Debug)]
pub struct Browser {
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Page {
    pub url: Url,
    pub status: StatusCode,
    /// Where it sends the browser on, if it does.
    pub location: Option<Url>,
    pub body: String,
}

impl Browser {
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self::with(super::client()?))
    }

    /// A fresh browser over connections that are there already.
    pub fn with(http: reqwest::Client) -> Self {
        Self { http, cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, url: Url) -> Result<Page, reqwest::Error> {
        let request = self.http.get(url.clone());
        self.send(request, url).await
    }

    /// Posts a form of a page, as its own origin.
    pub async fn post(&mut self, url: Url, form: &[(&str, &str)]) -> Result<Page, reqwest::Error> {
        let origin = url.origin().ascii_serialization();
        let request = self.http.post(url.clone()).header(header::ORIGIN, origin).form(form);
        self.send(request, url).await
    }

    /// Follows redirects until a page is there, or until one leads to an address that `is_end`
    /// knows; that one is not visited.
    pub async fn follow(
        &mut self,
        mut page: Page,
        is_end: impl Fn(&Url) -> bool,
    ) -> Result<Page, reqwest::Error> {
        const LONGEST: usize = 20;
        for _ in 0..LONGEST {
            match page.location.clone() {
                Some(next) if !is_end(&next) => page = self.get(next).await?,
                _ => break,
            }
        }
        Ok(page)
    }

    /// All cookies, as the `Cookie` header has them.
    pub fn cookies(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn send(&mut self, request: RequestBuilder, url: Url) -> Result<Page, reqwest::Error> {
        let mut request = request.header(header::ACCEPT, "text/html");
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookies());
        }
        let answer = request.send().await?;
        let set = answer.headers().get_all(header::SET_COOKIE).iter();
        for cookie in set.filter_map(|value| value.to_str().ok()) {
            keep(&mut self.cookies, cookie);
        }
        let location = answer.headers().get(header::LOCATION);
        let location = location.and_then(|value| url.join(value.to_str().ok()?).ok());
        Ok(Page { status: answer.status(), location, body: answer.text().await?, url })
    }
}

fn keep(cookies: &mut BTreeMap<String, String>, set: &str) {
    let mut parts = set.split(';');
    let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
    let forgotten = parts.any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
    if forgotten {
        cookies.remove(name.trim());
    } else {
        cookies.insert(name.trim().to_owned(), value.trim().to_owned());
    }
}

impl Page {
    /// The address to which the form posts whose action ends so.
    pub fn form(&self, ending: &str) -> Option<Url> {
        let mut actions = self.body.split("action=\"").skip(1);
        let action = actions.find_map(|rest| {
            let action = rest.split('"').next()?;
            action.ends_with(ending).then_some(action)
        })?;
        self.url.join(&unescaped(action)).ok()
    }

    /// The value of the first attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!(" {name}=\""))?;
        rest.split('"').next().map(unescaped)
    }

    /// The text of the first element of this class.
    pub fn text_of_class(&self, class: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("class=\"{class}\""))?;
        let (_, rest) = rest.split_once('>')?;
        rest.split('<').next().map(str::trim)
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&#38;", "&").replace("&amp;", "&").replace("&#x2F;", "/").replace("&#39;", "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Page {
        Page {
            url: "http://localhost:8001/request/x".parse().unwrap(),
            status: StatusCode::OK,
            location: None,
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_page_says_where_its_forms_post() {
        let page = page(r#"<form method="post" action="/a/cancel"></form><form action="/a/app">"#);
        assert_eq!(page.form("/app").unwrap().as_str(), "http://localhost:8001/a/app");
        assert_eq!(page.form("/other"), None);
    }

    #[test]
    fn cookies_are_kept_and_forgotten() {
        let mut cookies = BTreeMap::new();
        keep(&mut cookies, "gateway_session=abc; HttpOnly; Path=/");
        keep(&mut cookies, "gateway_login=x; Path=/");
        keep(&mut cookies, "gateway_login=; Path=/; Max-Age=0");
        assert_eq!(
            cookies.into_iter().collect::<Vec<_>>(),
            [("gateway_session".into(), "abc".into())]
        );
    }
}
