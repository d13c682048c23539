//! The flat form of an entry: the members of its JSON, and the columns of the archive.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Level, PartnerId, ProviderId, ServiceId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Accreditation, Answered, Client, Entry, Fact, Login, Measure, Onboarding, Outcome, Publication,
    Refused, Word,
};
use crate::person::Pseudonym;

/// The form of entries. Another form gets another number, and this one stays readable.
const VERSION: u8 = 1;
/// The longest is a decision with its reason: 4,000 characters, each escaped at worst.
const MOST_BYTES: usize = 1 << 15;
const MOST_NAME_BYTES: usize = 255;
/// 1970 up to, not including, the year 10000, in milliseconds.
const MOMENTS: std::ops::Range<i64> = 0..253_402_300_800_000;

const ANSWERED: &str = "answered";
const REFUSED: &str = "refused";

/// What kind of fact an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Login,
    Accreditation,
    Onboarding,
    Publication,
}

impl Kind {
    pub const ALL: [Self; 4] =
        [Self::Login, Self::Accreditation, Self::Onboarding, Self::Publication];

    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Accreditation => "accreditation",
            Self::Onboarding => "onboarding",
            Self::Publication => "publication",
        }
    }
}

type Text<'a> = Option<Cow<'a, str>>;

/// An entry as a row. The order of the members is that of the canonical JSON; a member that does
/// not apply is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row<'a> {
    pub v: u8,
    pub kind: Kind,
    /// Milliseconds since 1970, as are `since` and `until`.
    pub at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Level>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reused: Option<bool>,
    /// Names in ascending order, with a space between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "pseudonym")]
    pub person: Option<Pseudonym>,
    /// Which of the person's entries of the year it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// SHA-256 in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Text<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedEntry {
    #[error("the entry is longer than 32 KiB")]
    Length,
    #[error("the entry is not the JSON of this form")]
    Json,
    #[error("the entry has another version than 1")]
    Version,
    #[error("the entry lacks `{0}`")]
    Missing(&'static str),
    #[error("the entry has `{0}`, which does not belong to its kind")]
    Foreign(&'static str),
    #[error("`{0}` of the entry has a value that it cannot have")]
    Value(&'static str),
    #[error("the entry is not in its canonical spelling")]
    Spelling,
}

impl<'a> Row<'a> {
    pub fn empty(kind: Kind, at: i64) -> Self {
        Self {
            v: VERSION,
            kind,
            at,
            service: None,
            partner: None,
            asked: None,
            outcome: None,
            reason: None,
            provider: None,
            method: None,
            level: None,
            reused: None,
            claims: None,
            person: None,
            nth: None,
            measure: None,
            dossier: None,
            since: None,
            until: None,
            previous: None,
            year: None,
            size: None,
            digest: None,
        }
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn from_json(text: &'a [u8]) -> Result<Self, MalformedEntry> {
        if text.len() > MOST_BYTES {
            return Err(MalformedEntry::Length);
        }
        serde_json::from_slice(text).map_err(|_| MalformedEntry::Json)
    }

    fn client(mut self, client: &'a Client) -> Self {
        match client {
            Client::Service(service) => self.service = borrowed(service.as_str()),
            Client::Partner(partner) => self.partner = borrowed(partner.as_str()),
        }
        self
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a member that applies, among those that may not")]
fn borrowed(text: &str) -> Text<'_> {
    Some(Cow::Borrowed(text))
}

impl<'a> From<&'a Entry> for Row<'a> {
    fn from(entry: &'a Entry) -> Self {
        let at = entry.at.millis();
        match &entry.fact {
            Fact::Login(login) => of_login(login, at),
            Fact::Accreditation(accreditation) => of_accreditation(accreditation, at),
            Fact::Onboarding(onboarding) => Self {
                measure: borrowed(onboarding.measure.name()),
                digest: onboarding.digest.as_ref().map(of_digest),
                ..Self::empty(Kind::Onboarding, at).client(&onboarding.client)
            },
            Fact::Publication(publication) => Self {
                year: Some(publication.year),
                size: Some(publication.size),
                digest: Some(of_digest(&publication.digest)),
                ..Self::empty(Kind::Publication, at)
            },
        }
    }
}

fn of_login(login: &Login, at: i64) -> Row<'_> {
    let row = Row {
        asked: Some(login.asked),
        nth: login.nth,
        ..Row::empty(Kind::Login, at).client(&login.client)
    };
    match &login.outcome {
        Outcome::Answered(answered) => Row {
            outcome: borrowed(ANSWERED),
            provider: borrowed(answered.provider.as_str()),
            method: borrowed(answered.method.as_str()),
            level: Some(answered.level),
            reused: Some(answered.reused),
            claims: (!answered.claims.is_empty()).then(|| joined(&answered.claims)),
            person: Some(answered.person),
            ..row
        },
        Outcome::Refused(refused) => Row {
            outcome: borrowed(REFUSED),
            reason: borrowed(refused.reason.as_str()),
            provider: refused.provider.as_ref().map(|it| Cow::Borrowed(it.as_str())),
            method: refused.method.as_ref().map(|it| Cow::Borrowed(it.as_str())),
            person: refused.person,
            ..row
        },
    }
}

fn of_accreditation(accreditation: &Accreditation, at: i64) -> Row<'_> {
    Row {
        provider: borrowed(accreditation.provider.as_str()),
        dossier: borrowed(&accreditation.dossier),
        measure: borrowed(accreditation.measure.name()),
        level: accreditation.level,
        since: Some(accreditation.since.millis()),
        until: accreditation.until.map(Timestamp::millis),
        previous: accreditation.previous,
        reason: borrowed(&accreditation.reason),
        ..Row::empty(Kind::Accreditation, at)
    }
}

fn joined(claims: &BTreeSet<String>) -> Cow<'_, str> {
    let names: Vec<_> = claims.iter().map(String::as_str).collect();
    Cow::Owned(names.join(" "))
}

fn of_digest(digest: &[u8; 32]) -> Cow<'_, str> {
    Cow::Owned(URL_SAFE_NO_PAD.encode(digest))
}

impl TryFrom<&Row<'_>> for Entry {
    type Error = MalformedEntry;

    fn try_from(row: &Row<'_>) -> Result<Self, MalformedEntry> {
        if row.v != VERSION {
            return Err(MalformedEntry::Version);
        }
        let fact = match row.kind {
            Kind::Login => Fact::Login(to_login(row)?),
            Kind::Accreditation => Fact::Accreditation(to_accreditation(row)?),
            Kind::Onboarding => Fact::Onboarding(to_onboarding(row)?),
            Kind::Publication => Fact::Publication(to_publication(row)?),
        };
        let entry = Self { at: moment("at", row.at)?, fact };
        // Whatever the fact did not take up does not belong to it.
        match Row::from(&entry).first_difference(row) {
            Some(member) => Err(MalformedEntry::Foreign(member)),
            None => Ok(entry),
        }
    }
}

fn to_login(row: &Row<'_>) -> Result<Login, MalformedEntry> {
    let outcome = match required("outcome", row.outcome.as_deref())? {
        ANSWERED => Outcome::Answered(to_answered(row)?),
        REFUSED => Outcome::Refused(to_refused(row)?),
        _ => return Err(MalformedEntry::Value("outcome")),
    };
    let nth = row.person.map(|_| required("nth", row.nth).and_then(to_nth)).transpose()?;
    Ok(Login { client: to_client(row)?, asked: required("asked", row.asked)?, outcome, nth })
}

/// Counted from 1, within what the archive's column holds.
fn to_nth(nth: u32) -> Result<u32, MalformedEntry> {
    let known = (1..=i32::MAX.unsigned_abs()).contains(&nth);
    known.then_some(nth).ok_or(MalformedEntry::Value("nth"))
}

fn to_answered(row: &Row<'_>) -> Result<Answered, MalformedEntry> {
    let claims = row.claims.as_deref().map(|names| names.split(' ')).into_iter().flatten();
    Ok(Answered {
        person: required("person", row.person)?,
        provider: ProviderId::new(name(
            "provider",
            required("provider", row.provider.as_deref())?,
        )?),
        method: word("method", required("method", row.method.as_deref())?)?,
        level: required("level", row.level)?,
        reused: required("reused", row.reused)?,
        claims: claims
            .map(|claim| name("claims", claim).map(str::to_owned))
            .collect::<Result<_, _>>()?,
    })
}

fn to_refused(row: &Row<'_>) -> Result<Refused, MalformedEntry> {
    let provider = row.provider.as_deref().map(|text| name("provider", text)).transpose()?;
    Ok(Refused {
        reason: word("reason", required("reason", row.reason.as_deref())?)?,
        person: row.person,
        provider: provider.map(ProviderId::new),
        method: row.method.as_deref().map(|text| word("method", text)).transpose()?,
    })
}

fn to_accreditation(row: &Row<'_>) -> Result<Accreditation, MalformedEntry> {
    let provider = name("provider", required("provider", row.provider.as_deref())?)?;
    Ok(Accreditation {
        provider: ProviderId::new(provider),
        dossier: name("dossier", required("dossier", row.dossier.as_deref())?)?.to_owned(),
        measure: to_measure(row, false)?,
        level: row.level,
        since: moment("since", required("since", row.since)?)?,
        until: row.until.map(|until| moment("until", until)).transpose()?,
        previous: row.previous,
        reason: required("reason", row.reason.as_deref())?.to_owned(),
    })
}

fn to_onboarding(row: &Row<'_>) -> Result<Onboarding, MalformedEntry> {
    let digest = row.digest.as_deref().map(to_digest).transpose()?;
    Ok(Onboarding { client: to_client(row)?, measure: to_measure(row, true)?, digest })
}

fn to_publication(row: &Row<'_>) -> Result<Publication, MalformedEntry> {
    Ok(Publication {
        year: required("year", row.year)?,
        size: required("size", row.size)?,
        digest: to_digest(required("digest", row.digest.as_deref())?)?,
    })
}

fn to_client(row: &Row<'_>) -> Result<Client, MalformedEntry> {
    match (row.service.as_deref(), row.partner.as_deref()) {
        (Some(service), None) => Ok(Client::Service(ServiceId::new(name("service", service)?))),
        (None, Some(partner)) => Ok(Client::Partner(PartnerId::new(name("partner", partner)?))),
        (None, None) => Err(MalformedEntry::Missing("service")),
        (Some(_), Some(_)) => Err(MalformedEntry::Foreign("partner")),
    }
}

fn to_measure(row: &Row<'_>, over_clients: bool) -> Result<Measure, MalformedEntry> {
    let text = required("measure", row.measure.as_deref())?;
    let known = Measure::ALL.into_iter().find(|measure| measure.name() == text);
    known
        .filter(|measure| measure.concerns_clients() == over_clients)
        .ok_or(MalformedEntry::Value("measure"))
}

fn required<T>(member: &'static str, value: Option<T>) -> Result<T, MalformedEntry> {
    value.ok_or(MalformedEntry::Missing(member))
}

fn moment(member: &'static str, millis: i64) -> Result<Timestamp, MalformedEntry> {
    let known = MOMENTS.contains(&millis).then(|| Timestamp::from_millis(millis));
    known.ok_or(MalformedEntry::Value(member))
}

/// A name that somebody gave: one line, without spaces.
fn name<'a>(member: &'static str, text: &'a str) -> Result<&'a str, MalformedEntry> {
    let plain = !text.is_empty()
        && text.len() <= MOST_NAME_BYTES
        && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if plain { Ok(text) } else { Err(MalformedEntry::Value(member)) }
}

fn word(member: &'static str, text: &str) -> Result<Word, MalformedEntry> {
    Word::parse(text).ok_or(MalformedEntry::Value(member))
}

fn to_digest(text: &str) -> Result<[u8; 32], MalformedEntry> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| MalformedEntry::Value("digest"))?;
    bytes.try_into().map_err(|_| MalformedEntry::Value("digest"))
}

impl Row<'_> {
    /// The first member, in the order of the JSON, that differs from the other row.
    fn first_difference(&self, other: &Row<'_>) -> Option<&'static str> {
        [
            ("service", self.service == other.service),
            ("partner", self.partner == other.partner),
            ("asked", self.asked == other.asked),
            ("outcome", self.outcome == other.outcome),
            ("reason", self.reason == other.reason),
            ("provider", self.provider == other.provider),
            ("method", self.method == other.method),
            ("level", self.level == other.level),
            ("reused", self.reused == other.reused),
            ("claims", self.claims == other.claims),
            ("person", self.person == other.person),
            ("nth", self.nth == other.nth),
            ("measure", self.measure == other.measure),
            ("dossier", self.dossier == other.dossier),
            ("since", self.since == other.since),
            ("until", self.until == other.until),
            ("previous", self.previous == other.previous),
            ("year", self.year == other.year),
            ("size", self.size == other.size),
            ("digest", self.digest == other.digest),
        ]
        .into_iter()
        .find_map(|(member, same)| (!same).then_some(member))
    }
}

/// A pseudonym as text in JSON.
mod pseudonym {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    use crate::person::Pseudonym;

    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub fn serialize<S: Serializer>(
        person: &Option<Pseudonym>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match person {
            Some(person) => serializer.collect_str(person),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Pseudonym>, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map(Some).map_err(D::Error::custom)
    }
}
