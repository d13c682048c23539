//! What every handler of the gateway stands on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Language, Level, Localized, ProviderId, ServiceId, Timestamp};
use openid::client::{Client, ClientId};
use openid::relying::RelyingParty;
use url::Url;
use web::{Chassis, Conn, Database, Fault, Fetch, Handle, Limit, Texts, Visitor, Words};

use crate::card::Cards;
use crate::login::Request;
use crate::moment::Zone;
use crate::provider::{Offer, Provider, offers, unaccredited};
use crate::session::{self, Decision, Lifetimes, Session};
use crate::trail::Trail;

/// The gateway: its pages, rows and agreements.
pub struct Gateway {
    pub chassis: Chassis,
    pub db: Database,
    pub texts: Texts,
    pub fetch: Fetch,
    /// The gateway as a provider for services.
    pub openid: openid::provider::Provider,
    pub providers: Vec<Provider>,
    /// How often the authority is asked about them.
    pub accreditations_asked_every: Duration,
    /// What identity cards are held against, where they are taken.
    pub cards: Option<Cards>,
    /// The gateway as a client of each provider.
    pub relying: HashMap<ProviderId, RelyingParty>,
    /// Where logins are entered: their history, and the ledger.
    pub trail: Trail,
    pub lifetimes: Lifetimes,
    pub login_lifetime: Duration,
    /// How many logins one address may begin.
    pub limit: Option<Limit>,
    /// How often a person may take all receipts of a year home: each is proved anew.
    pub years_taken: Limit,
    /// The time in which people read moments.
    pub zone: Zone,
}

/// What handlers are given.
pub type Shared = Arc<Gateway>;

/// The browser, as far as logins under way go: a login is shown only to the browser in which it
/// began.
pub const BROWSER_COOKIE: &str = "browser";
pub const SESSION_COOKIE: &str = "session";

/// The name under which the gateway's own pages are a service of the gateway. No client can have
/// it.
pub const OWN_PAGES: &str = "gateway";

impl Gateway {
    pub fn words(&self, visitor: &Visitor) -> Words {
        self.texts.speak(visitor.language)
    }

    pub fn provider(&self, id: &ProviderId) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == *id)
    }

    /// The level for which a provider is accredited at this moment.
    pub fn accredited(&self, id: &ProviderId, now: Timestamp) -> Option<Level> {
        self.provider(id)?.standing.level_at(now)
    }

    pub fn offers(&self, minimum: Level, now: Timestamp) -> Vec<Offer<'_>> {
        offers(&self.providers, minimum, now)
    }

    /// The names of the providers that may not be used at present.
    pub fn unaccredited(&self, language: Language, now: Timestamp) -> Vec<String> {
        let providers = unaccredited(&self.providers, now);
        providers.map(|provider| provider.name.text(language).to_owned()).collect()
    }

    /// The registration of a service; the gateway's own pages have none.
    pub fn client(&self, id: &ServiceId) -> Option<&Client> {
        let id = ClientId::parse(id.as_str()).ok()?;
        self.openid.client(&id)
    }

    /// The name of a service in every language, or of one that is no longer registered its id.
    pub fn service_names(&self, id: &ServiceId) -> Localized {
        if id.as_str() == OWN_PAGES {
            return self.chassis.name().clone();
        }
        self.client(id).map_or_else(|| Localized::same(id.as_str()), |client| client.name().clone())
    }

    pub fn service_name(&self, id: &ServiceId, language: Language) -> String {
        self.service_names(id).text(language).to_owned()
    }

    /// Where a service begins, for a person who must start again.
    pub fn service_home(&self, id: &ServiceId) -> Option<&Url> {
        self.client(id)?.links().home.as_ref()
    }

    /// The site to which the browser goes for a provider.
    pub fn origin_of(&self, provider: &Provider) -> Option<String> {
        let issuer = Url::parse(self.relying.get(&provider.id)?.issuer().as_str()).ok()?;
        Some(issuer.origin().ascii_serialization())
    }

    pub fn provider_name(&self, id: &ProviderId, language: Language) -> String {
        let provider = self.provider(id);
        provider.map_or_else(|| id.to_string(), |provider| provider.name.text(language).to_owned())
    }

    /// The live session of this browser.
    pub async fn session(
        &self,
        conn: &mut Conn,
        visitor: &Visitor,
    ) -> Result<Option<Session>, Fault> {
        let Some(handle) = handle(visitor, SESSION_COOKIE) else { return Ok(None) };
        let session = session::store::find(conn, &handle).await?;
        Ok(session.filter(|session| session.is_alive(self.lifetimes, visitor.now)))
    }

    /// What the session of this browser may do for a login.
    pub fn decide(&self, session: Option<&Session>, request: &Request, now: Timestamp) -> Decision {
        let asked = (request.minimum, &request.reuse);
        let accredited = |id: &ProviderId| self.accredited(id, now);
        session::reuse(session, asked, accredited, self.lifetimes, now)
    }
}

/// The handle in one of this browser's cookies.
pub fn handle(visitor: &Visitor, cookie: &str) -> Option<Handle> {
    visitor.cookie(cookie).as_deref().and_then(Handle::parse)
}
