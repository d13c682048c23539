//! What a card is asked to sign: made for one login, good for five minutes, used once.

use std::time::Duration;

use domain::{LoginId, Timestamp};
use web::{Conn, Fault, Handle, ticket};

/// 256 random bits, as Web eID writes them: base64 with padding, 44 characters.
#[derive(Clone, Debug)]
pub struct Nonce(Handle);

const KIND: ticket::Kind = ticket::Kind("card_nonce");
const LIFETIME: Duration = Duration::from_mins(5);

impl Nonce {
    /// A fresh one for this login.
    pub async fn issue(conn: &mut Conn, login: &LoginId, now: Timestamp) -> Result<Self, Fault> {
        let handle = Handle::random();
        ticket::issue(conn, KIND, &handle, login, now.plus(LIFETIME)).await?;
        Ok(Self(handle))
    }

    /// Takes the one that this text is, if it was issued for this login, is still good, and has not
    /// been taken. Whatever comes of what was signed: it is never good again.
    pub async fn take(
        conn: &mut Conn,
        text: &str,
        login: &LoginId,
        now: Timestamp,
    ) -> Result<Option<Self>, Fault> {
        let Some(nonce) = Self::parse(text) else { return Ok(None) };
        let issued: Option<LoginId> = ticket::take(conn, KIND, &nonce.0, now).await?;
        Ok(issued.filter(|issued| issued == login).map(|_| nonce))
    }

    pub fn text(&self) -> String {
        self.0.reveal().replace('-', "+").replace('_', "/") + "="
    }

    fn parse(text: &str) -> Option<Self> {
        let bare = text.strip_suffix('=')?.replace('+', "-").replace('/', "_");
        let nonce = Self(Handle::parse(&bare)?);
        // One spelling alone is the one that was signed.
        (nonce.text() == text).then_some(nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Rows, on_both_engines};

    const NOW: Timestamp = Timestamp::from_seconds(1_000);

    on_both_engines!(
        a_nonce_is_good_once,
        a_nonce_is_good_for_five_minutes,
        a_nonce_is_of_one_login_and_gone_when_another_tries_it,
    );

    async fn taken(db: &Rows, text: &str, login: &str, now: Timestamp) -> bool {
        let mut tx = db.begin().await.unwrap();
        let taken = Nonce::take(&mut tx, text, &LoginId::new(login), now).await.unwrap();
        tx.commit().await.unwrap();
        taken.is_some_and(|nonce| nonce.text() == text)
    }

    async fn issued(db: &Rows) -> String {
        let mut tx = db.begin().await.unwrap();
        let nonce = Nonce::issue(&mut tx, &LoginId::new("a"), NOW).await.unwrap();
        tx.commit().await.unwrap();
        nonce.text()
    }

    async fn a_nonce_is_good_once(db: Rows) {
        let text = issued(&db).await;
        assert!(taken(&db, &text, "a", NOW).await);
        assert!(!taken(&db, &text, "a", NOW).await);
    }

    async fn a_nonce_is_good_for_five_minutes(db: Rows) {
        let (text, other) = (issued(&db).await, issued(&db).await);
        assert!(!taken(&db, &text, "a", NOW.plus(LIFETIME)).await);
        let last = NOW.plus(LIFETIME).minus(Duration::from_millis(1));
        assert!(taken(&db, &other, "a", last).await);
    }

    async fn a_nonce_is_of_one_login_and_gone_when_another_tries_it(db: Rows) {
        let text = issued(&db).await;
        assert!(!taken(&db, &text, "b", NOW).await);
        assert!(!taken(&db, &text, "a", NOW).await);
    }

    #[test]
    fn a_nonce_has_44_characters_of_base64_and_one_spelling() {
        for _ in 0..50 {
            let nonce = Nonce(Handle::random());
            let text = nonce.text();
            assert_eq!(text.len(), 44);
            assert!(Nonce::parse(&text).is_some());
            for wrong in [
                text.trim_end_matches('=').to_owned(),
                format!("{text}="),
                format!(" {text}"),
                text.replace('+', "-").replace('/', "_") + "=",
            ] {
                assert!(Nonce::parse(&wrong).is_none(), "{wrong}");
            }
            if text.contains('+') {
                assert!(Nonce::parse(&text.replace('+', "-")).is_none());
            }
        }
    }
}
