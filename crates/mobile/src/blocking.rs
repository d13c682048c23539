//! Ending what is bound to a person's name: blocking by its owner or by three wrong codes, and
//! refusing a stranger's enrolment. What the ended phones had on their screens ends with it.

use std::time::Duration;

use domain::{ApprovalId, PersonId, Timestamp};
use web::{Conn, Fault};

use crate::approval::{self, Holder, Stage, Waiting};
use crate::device::{self, Bound};
use crate::enrolment::{self, State};
use crate::mobile::Mobile;
use crate::notice::{self, Ring, What};
use crate::record::{self, Event, Record};

/// What ended by a block; to be rung after the commit.
#[must_use]
#[derive(Debug)]
pub struct Ended {
    person: PersonId,
    approvals: Vec<ApprovalId>,
}

impl Ended {
    pub fn ring(self, mobile: &Mobile) {
        for approval in self.approvals {
            mobile.bell.ring(Ring::Approval(approval));
        }
        mobile.bell.ring(Ring::Person(self.person));
        mobile.deliver_soon();
    }
}

/// Longer than any request lives.
const RECENT: Duration = Duration::from_hours(1);
/// A notice that comes later than this helps nobody.
const NOTICE_LIFE: Duration = Duration::from_hours(3 * 24);

/// Blocks one enrolment.
pub async fn block_enrolment(
    conn: &mut Conn,
    bound: &Bound,
    why: Event,
    now: Timestamp,
) -> Result<Ended, Fault> {
    enrolment::store::end(conn, &bound.enrolment.id, State::Blocked, now).await?;
    let devices = device::store::list(conn, &bound.device.person).await?;
    let mine = devices.iter().filter(|other| other.enrolment.id == bound.enrolment.id);
    let ids: Vec<_> = mine.map(|other| other.device.id.clone()).collect();
    tell(conn, bound, &devices, why, now).await?;
    end(conn, &bound.device.person, &ids, now).await
}

/// Blocks everything that is bound to the person's name.
pub async fn block_person(conn: &mut Conn, bound: &Bound, now: Timestamp) -> Result<Ended, Fault> {
    let person = &bound.device.person;
    enrolment::store::block_all(conn, person, now).await?;
    let devices = device::store::list(conn, person).await?;
    let ids: Vec<_> = devices.iter().map(|other| other.device.id.clone()).collect();
    tell(conn, bound, &devices, Event::Blocked, now).await?;
    end(conn, person, &ids, now).await
}

/// Ends an enrolment of which its owner says, on an earlier phone, that it was not them. `None`
/// when it had ended already.
pub async fn refuse(
    conn: &mut Conn,
    refused: &Bound,
    now: Timestamp,
) -> Result<Option<Ended>, Fault> {
    let (person, device) = (&refused.device.person, &refused.device.id);
    if !enrolment::store::end(conn, &refused.enrolment.id, State::Refused, now).await? {
        return Ok(None);
    }
    device::store::remove(conn, person, device, now).await?;
    let record = Record {
        person,
        what: Event::Refused,
        registrar: None,
        enrolment: Some(&refused.enrolment.id),
        device: Some(device),
    };
    record::add(conn, record, now).await?;
    end(conn, person, std::slice::from_ref(device), now).await.map(Some)
}

async fn tell(
    conn: &mut Conn,
    bound: &Bound,
    devices: &[Bound],
    why: Event,
    now: Timestamp,
) -> Result<(), Fault> {
    let record = Record {
        person: &bound.device.person,
        what: why,
        registrar: None,
        enrolment: Some(&bound.enrolment.id),
        device: Some(&bound.device.id),
    };
    record::add(conn, record, now).await?;
    for other in devices.iter().filter(|other| other.device.push.is_some()) {
        let until = now.plus(NOTICE_LIFE);
        notice::store::add(conn, &other.device.id, What::Blocked, now, until).await?;
    }
    Ok(())
}

async fn end(
    conn: &mut Conn,
    person: &PersonId,
    devices: &[domain::DeviceId],
    now: Timestamp,
) -> Result<Ended, Fault> {
    let mut ended = Ended { person: person.clone(), approvals: Vec::new() };
    for stored in approval::store::list(conn, person, now.minus(RECENT), 100).await? {
        let Stage::Waiting(Waiting::Shown(showing)) = &stored.approval.stage else { continue };
        if !devices.contains(&showing.device) {
            continue;
        }
        let by = Holder { person, device: &showing.device };
        if let Ok(blocked) = stored.approval.clone().block(by, now) {
            approval::store::save(conn, &stored, &blocked).await?;
            ended.approvals.push(blocked.id);
        }
    }
    Ok(ended)
}
