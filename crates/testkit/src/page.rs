use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use url::Url;

use crate::qr;

/// What a browser shows: the answer to its last request, after all redirects. When a redirect led
/// out of the country, only the address is known.
#[derive(Clone, Debug)]
pub struct Page {
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// Whether the last redirect led to somebody who is no party of the country.
    pub outside: bool,
}

/// A start tag with its attributes, as the roles' own templates write them.
pub(crate) struct Tag<'a> {
    pub name: &'a str,
    attributes: &'a str,
}

impl Page {
    /// The address to which a form, or one of its buttons, posts whose path ends so.
    pub fn form(&self, ending: &str) -> Option<Url> {
        let forms = self.tags("form").filter_map(|form| self.leads(&form, "action"));
        let buttons = self.tags("button").filter_map(|button| self.leads(&button, "formaction"));
        forms.chain(buttons).find(|address| address.path().ends_with(ending))
    }

    /// Names and values that the form of this action already holds, with those of the button that
    /// is pressed for it.
    pub(crate) fn fields(&self, action: &Url) -> Vec<(String, String)> {
        let (mut fields, mut pressed, mut own) = (Vec::new(), None, false);
        for tag in tags(&self.body) {
            match tag.name {
                "form" => {
                    (fields, pressed) = (Vec::new(), None);
                    own = self.leads(&tag, "action").as_ref() == Some(action);
                }
                "/form" if own || pressed.is_some() => break,
                "input" if tag.is_sent() => fields.extend(tag.pair()),
                "button" if tag.is_sent() && pressed.is_none() => {
                    let there = self.leads(&tag, "formaction");
                    let for_it = there.map_or(own, |address| address == *action);
                    pressed = for_it.then(|| tag.pair());
                }
                _ => {}
            }
        }
        fields.extend(pressed.flatten());
        fields
    }

    fn leads(&self, tag: &Tag<'_>, attribute: &str) -> Option<Url> {
        self.url.join(&tag.attribute(attribute)?).ok()
    }

    /// The address of the first link whose path, query or fragment holds this.
    pub fn link(&self, part: &str) -> Option<Url> {
        let links = self.tags("a").filter_map(|link| link.attribute("href"));
        let mut addresses = links.filter(|link| link.contains(part));
        addresses.next().and_then(|link| self.url.join(&link).ok())
    }

    /// The value of the first attribute of this name, on whatever element.
    pub fn attribute(&self, name: &str) -> Option<String> {
        tags(&self.body).find_map(|tag| tag.attribute(name))
    }

    /// Where the page goes by itself when scripts do not run.
    pub fn refresh(&self) -> Option<Url> {
        let mut metas = self.tags("meta");
        let meta = metas.find(|tag| tag.attribute("http-equiv").as_deref() == Some("refresh"))?;
        let content = meta.attribute("content")?;
        match content.split_once("url=") {
            Some((_, address)) => self.url.join(address).ok(),
            None => Some(self.url.clone()),
        }
    }

    /// What a phone reads from the QR code on the page.
    pub fn scan(&self) -> Option<String> {
        let (_, picture) = self.body.split_once("<svg aria-hidden=\"true\" focusable=\"false\"")?;
        qr::read(picture.split("</svg>").next()?)
    }

    /// The two digits that the page shows to be compared.
    pub fn digits(&self) -> Option<String> {
        let (_, rest) = self.body.split_once("class=\"match\"")?;
        let (_, text) = rest.split_once('>')?;
        let digits = text.split('<').next()?.trim();
        (digits.len() == 2).then(|| digits.to_owned())
    }

    /// The text of the page, without its markup.
    pub fn text(&self) -> String {
        let main = self.body.split_once("<main").map_or(self.body.as_str(), |(_, main)| main);
        let main = main.split("</main>").next().unwrap_or(main);
        let pieces = main.split('<').map(|piece| piece.split_once('>').map_or("", |(_, t)| t));
        let words = pieces.flat_map(str::split_whitespace).map(unescaped);
        words.collect::<Vec<_>>().join(" ")
    }

    /// Where it is and what it says, for a test that failed.
    pub fn describe(&self) -> String {
        format!("{} ({}): {}", self.url, self.status, self.text())
    }

    /// Whether the text of the page holds this.
    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// A parameter in the address, where answers of protocols are.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs.find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
    }

    fn tags<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Tag<'a>> {
        tags(&self.body).filter(move |tag| tag.name == name)
    }
}

fn tags(body: &str) -> impl Iterator<Item = Tag<'_>> {
    body.split('<').skip(1).map(|rest| {
        let inside = rest.split('>').next().unwrap_or(rest);
        let name = inside.split_ascii_whitespace().next().unwrap_or_default();
        Tag { name, attributes: &inside[name.len()..] }
    })
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let (_, rest) = self.attributes.split_once(&format!(" {name}=\""))?;
        rest.split('"').next().map(unescaped)
    }

    /// Whether its form sends it: what is ticked, chosen or only there for scripts is not.
    fn is_sent(&self) -> bool {
        let kind = self.attribute("type");
        matches!(kind.as_deref(), None | Some("hidden" | "text" | "tel" | "submit"))
    }

    /// Its name and value, if it has a name.
    fn pair(&self) -> Option<(String, String)> {
        Some((self.attribute("name")?, self.attribute("value").unwrap_or_default()))
    }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&")
}
