//! Telling services that a session is over (OpenID Connect Back-Channel Logout 1.0).

use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use futures_util::{StreamExt, stream};
use http::StatusCode;
use openid::client::ClientId;
use web::{Call, Fault, Job, Params};

use super::notice::{self, Notice};
use crate::gateway::Gateway;

/// How often notices are looked for; at most this long after a logout the first one leaves.
const EVERY: Duration = Duration::from_secs(2);
/// So many services are told at once: a slow one must not hold up the others.
const AT_ONCE: usize = 16;
/// The first wait after a failure; each further one is twice as long.
const WAIT: Duration = Duration::from_secs(10);
/// After so many tries, over about three hours, the service has to live with its own timeout.
const TRIES: i64 = 11;

pub fn job(gateway: Arc<Gateway>) -> Job {
    Job::new("tell services of logouts", EVERY, move |now| {
        let gateway = gateway.clone();
        async move { tell_all(&gateway, now).await }
    })
}

async fn tell_all(gateway: &Gateway, now: Timestamp) -> Result<(), Fault> {
    let due = notice::due(&mut *gateway.db.read().await?, now).await?;
    stream::iter(due)
        .for_each_concurrent(AT_ONCE, |notice| async move {
            // One notice that cannot be handled does not keep the others from being sent.
            if let Err(fault) = tell(gateway, &notice, now).await {
                let reference = fault.log();
                tracing::warn!(fault.reference = %reference, "a logout notice failed");
            }
        })
        .await;
    Ok(())
}

async fn tell(gateway: &Gateway, notice: &Notice, now: Timestamp) -> Result<(), Fault> {
    let next = now.plus(wait(notice.tries));
    let mut tx = gateway.db.begin().await?;
    if !notice::postpone(&mut tx, notice, next).await? {
        return Ok(());
    }
    tx.commit().await?;
    // The call comes between the transactions: the notice stays, postponed, until it succeeded.
    let told = send(gateway, notice, now).await?;
    if !told && notice.tries + 1 < TRIES {
        return Ok(());
    }
    if !told {
        tracing::warn!(service.id = %notice.service, "a service could not be told of a logout");
    }
    let mut tx = gateway.db.begin().await?;
    notice::remove(&mut tx, &notice.id).await?;
    tx.commit().await
}

fn wait(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, TRIES)).unwrap_or_default();
    WAIT * 2u32.pow(doublings)
}

/// True when nothing is left to tell this service.
async fn send(gateway: &Gateway, notice: &Notice, now: Timestamp) -> Result<bool, Fault> {
    let client = ClientId::parse(notice.service.as_str()).ok();
    let client = client.and_then(|id| gateway.openid.client(&id));
    let Some((client, url)) =
        client.and_then(|client| Some((client, client.backchannel_logout_uri()?)))
    else {
        return Ok(true);
    };
    let token = gateway.openid.logout_token(client, &notice.person, &notice.session, now)?;
    let form: Params = [("logout_token", token)].into_iter().collect();
    match gateway.fetch.send(Call::form(url.clone(), &form)).await {
        Ok(answer) if answer.status.is_success() => Ok(true),
        // The service understood and says that it cannot: asking again changes nothing (2.8).
        Ok(answer) if answer.status == StatusCode::BAD_REQUEST => {
            tracing::warn!(service.id = %notice.service, "a service refused a logout token");
            Ok(true)
        }
        Ok(_) => Ok(false),
        Err(error) => {
            tracing::info!(service.id = %notice.service, error = %error, "a service is not told yet");
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_spread_over_hours() {
        let total: Duration = (0..TRIES).map(wait).sum();
        assert_eq!(wait(0), Duration::from_secs(10));
        assert!(total > Duration::from_hours(3) && total < Duration::from_hours(6), "{total:?}");
    }
}
