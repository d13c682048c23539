//! Sends a request to the phone whose number was typed, if somebody has it and may be rung.

use domain::{ApprovalId, Timestamp};
use web::{Conn, Fault};

use super::{Approval, pressure, store};
use crate::device;
use crate::enrolment;
use crate::mobile::Mobile;
use crate::notice::{self, Ring, What};
use crate::person::PhoneNumber;

/// Sends one request, if its number was not looked up yet.
pub async fn send(mobile: &Mobile, id: &ApprovalId, now: Timestamp) -> Result<(), Fault> {
    let typed = store::typed_numbers(&mut *mobile.db.read().await?).await?;
    for (other, number) in typed.iter().filter(|(other, _)| other == id) {
        send_to(mobile, other, number, now).await?;
    }
    Ok(())
}

/// Sends what a restart left behind.
pub async fn send_rest(mobile: &Mobile, now: Timestamp) -> Result<(), Fault> {
    for (id, number) in store::typed_numbers(&mut *mobile.db.read().await?).await? {
        send_to(mobile, &id, &number, now).await?;
    }
    Ok(())
}

async fn send_to(
    mobile: &Mobile,
    id: &ApprovalId,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut tx = mobile.db.begin().await?;
    if !store::take_number(&mut tx, id).await? {
        return Ok(());
    }
    let sent = address(&mut tx, id, number, now).await?;
    tx.commit().await?;
    if let Some(approval) = sent {
        mobile.bell.ring(Ring::Approval(approval.id));
        if let Some(person) = approval.stage.person() {
            mobile.bell.ring(Ring::Person(person.clone()));
        }
        notice::delivery::deliver(mobile, now).await?;
    }
    Ok(())
}

async fn address(
    conn: &mut Conn,
    id: &ApprovalId,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<Option<Approval>, Fault> {
    let Some(person) = enrolment::store::by_phone_number(conn, number).await? else {
        return Ok(None);
    };
    let recent = store::list(conn, &person, now.minus(pressure::WINDOW), 100).await?;
    let recent: Vec<Approval> = recent.into_iter().map(|stored| stored.approval).collect();
    if !pressure::may_ring(&recent, id, now) {
        tracing::info!(approval.id = %id, "a phone was left alone: it was rung too often");
        return Ok(None);
    }
    let Some(stored) = store::find(conn, id).await? else { return Ok(None) };
    // What is over, or on another phone's screen by now, is not sent anywhere.
    let Ok(approval) = stored.approval.clone().address(person.clone(), now) else {
        return Ok(None);
    };
    if !store::save(conn, &stored, &approval).await? {
        return Ok(None);
    }
    for bound in device::store::list(conn, &person).await? {
        if bound.device.push.is_some() {
            let until = approval.matter.expires;
            notice::store::add(conn, &bound.device.id, What::Request, now, until).await?;
        }
    }
    Ok(Some(approval))
}
