//! Delivers notices to phones by Web Push.

use std::time::Duration;

use domain::Timestamp;
use http::HeaderName;
use protocol::push::{self, Delivery, Message, MessageKeys, Subscription, Topic, Urgency, Vapid};
use web::{Call, Fault};

use super::store::{self, Notice};
use super::{Content, What};
use crate::device::{self, Device};
use crate::mobile::Mobile;

/// How long one attempt keeps others off the notice; also the pause before the next one.
const RETRY: Duration = Duration::from_secs(20);
const TRIES: u32 = 6;

/// Sends what is due. A push service that is slow or down holds up nobody but its own phones.
pub async fn deliver(mobile: &Mobile, now: Timestamp) -> Result<(), Fault> {
    let due = store::due(&mut *mobile.db.read().await?, now, 100).await?;
    let all = due.into_iter().map(|notice| deliver_one(mobile, notice, now));
    for done in futures_util::future::join_all(all).await {
        done?;
    }
    Ok(())
}

async fn deliver_one(mobile: &Mobile, notice: Notice, now: Timestamp) -> Result<(), Fault> {
    let mut tx = mobile.db.begin().await?;
    let claimed = store::claim(&mut tx, &notice, now.plus(RETRY)).await?;
    let device = device::store::find(&mut tx, &notice.device).await?.map(|bound| bound.device);
    tx.commit().await?;
    if !claimed {
        return Ok(());
    }
    let delivery = match &device {
        Some(device) if now < notice.expires => send(mobile, device, &notice, now).await,
        _ => Delivery::Refused,
    };
    if delivery == Delivery::Later && notice.tries < TRIES {
        return Ok(());
    }
    let mut tx = mobile.db.begin().await?;
    if let (Delivery::Gone, Some(device)) = (delivery, &device) {
        device::store::subscribe(&mut tx, &device.id, None).await?;
    }
    store::remove(&mut tx, &notice.id).await?;
    tx.commit().await
}

async fn send(mobile: &Mobile, device: &Device, notice: &Notice, now: Timestamp) -> Delivery {
    match try_send(mobile, device, notice, now).await {
        Ok(delivery) => delivery,
        Err(fault) => {
            tracing::warn!(device.id = %device.id, push.failure = %fault.explain(), "a push failed");
            Delivery::Later
        }
    }
}

async fn try_send(
    mobile: &Mobile,
    device: &Device,
    notice: &Notice,
    now: Timestamp,
) -> Result<Delivery, Fault> {
    let Some(subscription) = &device.push else { return Ok(Delivery::Refused) };
    let subscription: Subscription = serde_json::from_str(subscription)
        .map_err(|_| Fault::because("a stored push subscription cannot be read"))?;
    let content = Content { what: notice.what, language: device.language };
    let plaintext = serde_json::to_vec(&content)?;
    let topic = topic(notice.what);
    let message = Message {
        plaintext: &plaintext,
        time_to_live_seconds: time_to_live(notice, now),
        urgency: Urgency::High,
        topic: topic.as_ref(),
    };
    let vapid = Vapid::new(&mobile.push_key, &mobile.push_contact)?;
    let request = push::request(&subscription, &message, &MessageKeys::random()?, &vapid, now)?;
    let mut call = Call::post(request.url, request.body);
    for (name, value) in request.headers {
        call = call.header(HeaderName::from_static(name), &value)?;
    }
    // Where it went and why it failed names a browser's capability, so only the outcome is told.
    let answer = mobile.fetch.send(call).await;
    Ok(answer.map_or(Delivery::Later, |answer| Delivery::from_status(answer.status.as_u16())))
}

/// The push service forgets a request when it has expired: a phone that wakes up later must not
/// ask its owner about something that is over.
fn time_to_live(notice: &Notice, now: Timestamp) -> u32 {
    u32::try_from(notice.expires.since(now).as_secs()).unwrap_or(u32::MAX)
}

/// A second request replaces the first on a phone that was away: one question is one ring.
fn topic(what: What) -> Option<Topic> {
    match what {
        What::Request => Topic::parse("request").ok(),
        What::DeviceAdded | What::Blocked => None,
    }
}
