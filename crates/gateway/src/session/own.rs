//! What a signed-in person sees of their sessions and logins.

use askama::Template;
use domain::{LoginId, Method, ServiceId, SessionId};
use web::{Visitor, Words};

use super::{Held, Session};
use crate::gateway::Gateway;
use crate::person::data;
use crate::trail::{Answered, Entry, List, Outcome};

/// What the page is made of.
pub struct SignedIn {
    pub name: String,
    pub here: SessionId,
    pub sessions: Vec<(Session, Vec<ServiceId>)>,
    pub entries: Vec<Entry>,
    /// For each year, whether its logins are all there.
    pub lists: Vec<List>,
    /// The methods that the person had blocked, and whether this session may give them back.
    pub blocked: Vec<(Method, bool)>,
}

#[derive(Template)]
#[template(path = "own.html")]
pub struct OwnPage {
    words: Words,
    name: String,
    sessions: Vec<SessionCard>,
    entries: Vec<EntryRow>,
    lists: Vec<ListRow>,
    blocked: Vec<(Method, bool)>,
    older: Option<String>,
}

struct SessionCard {
    id: SessionId,
    here: bool,
    since: String,
    used: String,
    held: Vec<String>,
    services: Option<String>,
}

struct EntryRow {
    login: LoginId,
    /// Whether it opened anything that somebody else may have gone through.
    answered: bool,
    service: String,
    at: String,
    when: String,
    how: String,
    data: Option<String>,
}

struct ListRow {
    year: String,
    whole: bool,
    what: String,
}

impl OwnPage {
    pub fn new(gateway: &Gateway, visitor: &Visitor, signed_in: SignedIn, limit: i64) -> Self {
        let words = gateway.words(visitor);
        let say = Say { gateway, words: &words };
        let limit = usize::try_from(limit).unwrap_or_default();
        let shown = &signed_in.entries[..signed_in.entries.len().min(limit)];
        let older = shown.last().filter(|_| signed_in.entries.len() > limit);
        Self {
            sessions: signed_in
                .sessions
                .iter()
                .map(|(session, services)| say.session(session, services, &signed_in.here))
                .collect(),
            entries: shown.iter().map(|entry| say.entry(entry)).collect(),
            lists: signed_in.lists.iter().map(|list| say.list(list)).collect(),
            older: older.map(|entry| format!("/?after={}.{}", entry.at.millis(), entry.login)),
            name: signed_in.name,
            blocked: signed_in.blocked,
            words,
        }
    }
}

/// Puts sessions and entries into words.
struct Say<'a> {
    gateway: &'a Gateway,
    words: &'a Words,
}

impl Say<'_> {
    fn session(&self, session: &Session, services: &[ServiceId], here: &SessionId) -> SessionCard {
        let words = self.words;
        let moment = |at| self.gateway.zone.say(words, at);
        let names: Vec<String> = services.iter().map(|service| self.service(service)).collect();
        SessionCard {
            id: session.id.clone(),
            here: session.id == *here,
            since: words.with_one("own-session-since", "moment", &moment(session.begun)),
            used: words.with_one("own-session-used", "moment", &moment(session.used)),
            held: session.held.iter().map(|held| self.held(held)).collect(),
            services: (!names.is_empty())
                .then(|| words.with_one("own-session-services", "services", &names.join(", "))),
        }
    }

    fn held(&self, held: &Held) -> String {
        let (level, method) = (self.level(held.level), self.method(held.method));
        self.words.with("own-session-level", &[("level", &level), ("method", &method)])
    }

    fn entry(&self, entry: &Entry) -> EntryRow {
        let (how, data) = match &entry.outcome {
            Outcome::Answered(answered) => (self.answered(answered), Some(self.data(answered))),
            Outcome::Refused(refusal) => {
                let reason = self.words.get(&format!("reason-{}", refusal.reason.word()));
                (self.words.with_one("own-trail-refused", "reason", &reason), None)
            }
        };
        EntryRow {
            login: entry.login.clone(),
            answered: matches!(entry.outcome, Outcome::Answered(_)),
            service: self.service(&entry.service),
            at: entry.at.rfc3339(),
            when: self.gateway.zone.say(self.words, entry.at),
            how,
            data,
        }
    }

    fn list(&self, list: &List) -> ListRow {
        let (year, listed, entered) =
            (list.year.to_string(), list.listed.to_string(), list.entered.to_string());
        let key = if list.whole { "own-list-whole" } else { "own-list-broken" };
        let values = [("year", year.as_str()), ("listed", &listed), ("entered", &entered)];
        let what = self.words.with(key, &values);
        ListRow { year, whole: list.whole, what }
    }

    fn answered(&self, answered: &Answered) -> String {
        let key = if answered.reused { "own-trail-reused" } else { "own-trail-answered" };
        let (level, method) = (self.level(answered.level), self.method(answered.method));
        self.words.with(key, &[("level", &level), ("method", &method)])
    }

    fn data(&self, answered: &Answered) -> String {
        let labels: Vec<String> =
            data::labels(&answered.claims).into_iter().map(|key| self.words.get(key)).collect();
        if labels.is_empty() { self.words.get("own-trail-data-none") } else { labels.join(", ") }
    }

    fn service(&self, id: &ServiceId) -> String {
        self.gateway.service_name(id, self.words.language)
    }

    fn level(&self, level: domain::Level) -> String {
        self.words.get(&format!("level-{level}"))
    }

    fn method(&self, method: domain::Method) -> String {
        self.words.get(&format!("method-{method}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{every_language, whole};

    fn sample(words: Words) -> OwnPage {
        let session = |here| SessionCard {
            id: SessionId::new("sample"),
            here,
            since: "since".to_owned(),
            used: "used".to_owned(),
            held: vec!["high".to_owned()],
            services: Some("Health & Care".to_owned()),
        };
        let entry = |data: Option<&str>| EntryRow {
            login: LoginId::new("sample"),
            answered: data.is_some(),
            service: "Health & Care".to_owned(),
            at: "2026-06-01T12:00:00Z".to_owned(),
            when: "1 June".to_owned(),
            how: "with the app".to_owned(),
            data: data.map(str::to_owned),
        };
        let list =
            |whole| ListRow { year: "2026".to_owned(), whole, what: "2026: 12 logins".to_owned() };
        OwnPage {
            words,
            name: "Ana <Peeters>".to_owned(),
            sessions: vec![session(true), session(false)],
            entries: vec![entry(Some("name")), entry(None)],
            lists: vec![list(true), list(false)],
            blocked: vec![(Method::App, true), (Method::Card, false)],
            older: Some("/?after=1.a".to_owned()),
        }
    }

    #[test]
    fn the_own_page_is_whole_in_every_language() {
        for words in every_language() {
            let html = sample(words.clone()).render().unwrap();
            whole(&html);
            assert!(
                html.contains("Ana &#60;Peeters&#62;") && html.contains("/sessions/sample/end")
            );
            let (entries, lists, blocked) = (Vec::new(), Vec::new(), Vec::new());
            let empty = OwnPage { entries, lists, blocked, older: None, ..sample(words) };
            whole(&empty.render().unwrap());
        }
    }
}
