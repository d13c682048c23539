use domain::{Level, Timestamp};
use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::mark::{Mark, MarkError};

/// The accreditation scheme: which trust mark type stands for which level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    pub substantial: String,
    pub high: String,
}

impl Scheme {
    /// The trust mark type for a level; there is none for `low`.
    pub fn mark_type(&self, level: Level) -> Option<&str> {
        match level {
            Level::Low => None,
            Level::Substantial => Some(&self.substantial),
            Level::High => Some(&self.high),
        }
    }
}

/// What an accreditation proves: this provider, up to this level, until this second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accreditation {
    pub level: Level,
    /// The mark's own end. It stops to count earlier when the chain does, or is suspended.
    pub until: Timestamp,
    pub mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unaccredited {
    #[error("the provider shows no trust mark of the scheme")]
    NoMark,
    #[error("the provider and the issuer of the mark do not stand under one trust anchor")]
    OtherAnchor,
    #[error("the trust anchor does not let this issuer accredit")]
    IssuerNotNamed,
    #[error("a mark of the scheme must say when it ends")]
    Endless,
    #[error("{0}")]
    Mark(#[source] MarkError),
}

/// Decides whether a provider is accredited, and for what: the one place that binds key → entity →
/// mark → level. Both chains are already verified; the provider's own configuration, proved by
/// its chain, shows the mark, and the issuer's chain gives the keys that must have signed it.
///
/// Of several marks the highest level that holds counts. If none holds, the reason is that of the
/// highest one shown.
pub fn accredited(
    provider: &Chain,
    issuer: &Chain,
    scheme: &Scheme,
    now: Timestamp,
) -> Result<Accreditation, Unaccredited> {
    if provider.anchor().subject() != issuer.anchor().subject() {
        return Err(Unaccredited::OtherAnchor);
    }
    let mut reason = Unaccredited::NoMark;
    for level in [Level::High, Level::Substantial] {
        let Some(mark_type) = scheme.mark_type(level) else { continue };
        let shown = &provider.configuration().claims().trust_marks;
        for reference in shown.iter().filter(|mark| mark.trust_mark_type == mark_type) {
            match holds(&reference.trust_mark, mark_type, (provider, issuer), now) {
                Ok((mark, until)) => return Ok(Accreditation { level, until, mark }),
                Err(refused) if reason == Unaccredited::NoMark => reason = refused,
                Err(_) => {}
            }
        }
    }
    Err(reason)
}

fn holds(
    jwt: &str,
    mark_type: &str,
    (provider, issuer): (&Chain, &Chain),
    now: Timestamp,
) -> Result<(Mark, Timestamp), Unaccredited> {
    // Only those whom the anchor names may accredit. An empty list would mean anyone
    // (section 3.1.2), which for an accreditation is no statement at all.
    let named = issuer.anchor().claims().trust_mark_issuers.get(mark_type);
    if !named.is_some_and(|issuers| issuers.contains(issuer.subject())) {
        return Err(Unaccredited::IssuerNotNamed);
    }
    let mark = Mark::verify(jwt, (issuer.subject(), issuer.keys()), provider.subject(), now)
        .map_err(Unaccredited::Mark)?;
    if mark.claims().trust_mark_type != mark_type {
        return Err(Unaccredited::NoMark);
    }
    let until = mark.expires().ok_or(Unaccredited::Endless)?;
    Ok((mark, until))
}
