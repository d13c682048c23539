//! What a service's own ledger says of the logins that came back from the gateway. Whoever holds it
//! against the gateway's sees what one of them knows and the other does not.

use domain::{Level, Method, PersonId, ProviderId, ServiceId, Timestamp};
use figures::{Answered, Client, Login, Outcome, Refused, Word};
use keeper::Logins;
use openid::relying::{Identity, RelyingError};
use web::{Database, Fault, OpenError, Tx};

use crate::Settings;

/// The ledger, with the names that entries have for who asks and who answers.
pub(crate) struct Ledger {
    pub logins: Logins,
    service: ServiceId,
    gateway: ProviderId,
    /// What the service asks for about a person.
    claims: &'static [&'static str],
}

/// A login that was asked for.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub level: Level,
    /// Unknown for one that began before this was noted.
    pub begun: Option<Timestamp>,
}

impl Ledger {
    pub fn open(settings: &Settings<'_>, ledger: &keeper::Settings) -> Result<Self, OpenError> {
        Ok(Self {
            logins: Logins::open(settings.server, ledger.clone())?,
            service: ServiceId::new(settings.config.client_id.as_str()),
            gateway: ProviderId::new(settings.config.issuer.as_str()),
            claims: settings.claims,
        })
    }

    /// Enters a login that is accepted now: the caller commits it together with the session. The
    /// person is known by the subject that they have here, under the key of the year.
    pub async fn accepted(
        &self,
        tx: &mut Tx,
        (identity, level): (&Identity, Level),
        asked: Asked,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let claims = self.claims.iter().filter(|name| identity.claim(name).is_some());
        let answered = |person| Answered {
            person,
            provider: self.gateway.clone(),
            method: method(identity.amr()),
            level,
            reused: is_reused(identity.auth_time(), asked.begun),
            claims: claims.map(|name| (*name).to_owned()).collect(),
        };
        let subject = PersonId::new(identity.subject());
        let login =
            |outcome| Login { client: self.client(), asked: asked.level, outcome, nth: None };
        self.logins
            .leave(tx, now, |year| login(Outcome::Answered(answered(year.pseudonym(&subject)))))
            .await
    }

    /// Enters a login that came back without a person, before that is said.
    pub async fn refused(
        &self,
        database: &Database,
        error: &RelyingError,
        asked: Level,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(reason) = reason(error) else { return Ok(()) };
        let provider = Some(self.gateway.clone());
        let outcome = Outcome::Refused(Refused { reason, person: None, provider, method: None });
        let login = Login { client: self.client(), asked, outcome, nth: None };
        let mut tx = database.begin().await?;
        self.logins.leave(&mut tx, now, |_| login).await?;
        tx.commit().await
    }

    fn client(&self) -> Client {
        Client::Service(self.service.clone())
    }
}

/// The method, from what was used (RFC 8176): the gateway says `sc` of nothing but the card, and the
/// app is a key that its holder unlocked.
fn method(amr: &[String]) -> Word {
    let used = |word: &str| amr.iter().any(|used| used == word);
    if used("sc") {
        Method::Card.into()
    } else if used("hwk") || used("swk") {
        Method::App.into()
    } else {
        amr.first().and_then(|first| Word::parse(first)).unwrap_or_else(|| Word::new("other"))
    }
}

/// Whether an earlier proof answered, by single sign-on. Moments of proofs are whole seconds.
fn is_reused(proved: Option<Timestamp>, begun: Option<Timestamp>) -> bool {
    proved.zip(begun).is_some_and(|(proved, begun)| proved.seconds() < begun.seconds())
}

/// Why, in a word: the one that the gateway's description begins with, or the standard code. None
/// for what failed on our own side.
fn reason(error: &RelyingError) -> Option<Word> {
    match error {
        RelyingError::Refused { code, description } => {
            let word = description.as_deref().and_then(|text| text.split(':').next());
            let word = word.and_then(Word::parse).or_else(|| Word::parse(code));
            Some(word.unwrap_or_else(|| Word::new("refused")))
        }
        RelyingError::LevelTooLow => Some(Word::new("level_too_low")),
        RelyingError::Unreachable(_) => Some(Word::new("unreachable")),
        RelyingError::Foreign(_) => Some(Word::new("foreign")),
        RelyingError::Invalid(_) | RelyingError::Rejected { .. } => Some(Word::new("invalid")),
        RelyingError::Fault(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_entered_by_the_gateways_own_word() {
        let refused = |code: &str, description: Option<&str>| {
            let (code, description) = (code.to_owned(), description.map(str::to_owned));
            reason(&RelyingError::Refused { code, description }).unwrap().to_string()
        };
        for (code, description, expected) in [
            ("access_denied", Some("declined: the person said no"), "declined"),
            ("access_denied", Some("no_method: none reaches it"), "no_method"),
            ("access_denied", Some("The person said no"), "access_denied"),
            ("server_error", None, "server_error"),
            ("No Code", Some("\u{202e}: x"), "refused"),
        ] {
            assert_eq!(refused(code, description), expected);
        }
        let ours = RelyingError::Fault(Fault::because("the disk is full"));
        assert_eq!(reason(&ours), None);
    }

    #[test]
    fn card_and_app_are_told_apart_by_what_was_used() {
        let of = |amr: &[&str]| {
            let amr: Vec<_> = amr.iter().map(|word| (*word).to_owned()).collect();
            method(&amr).to_string()
        };
        assert_eq!(of(&["sc", "pin", "hwk", "mfa"]), "card");
        assert_eq!(of(&["swk", "user", "mfa"]), "app");
        assert_eq!(of(&["otp", "mfa"]), "otp");
        assert_eq!(of(&["Odd One"]), "other");
        assert_eq!(of(&[]), "other");
    }

    #[test]
    fn a_proof_of_before_the_login_was_used_again() {
        let (before, begun) = (Timestamp::from_seconds(9), Timestamp::from_millis(10_900));
        assert!(is_reused(Some(before), Some(begun)));
        assert!(!is_reused(Some(Timestamp::from_seconds(10)), Some(begun)));
        assert!(!is_reused(Some(before), None));
    }
}
