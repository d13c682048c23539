//! Whether a person's phone may be rung because somebody typed its number. Anybody can type any
//! number: without a brake, a stranger could ring until the person says yes to be left alone
//! (push bombing).

use std::time::Duration;

use domain::{ApprovalId, Channel, Timestamp};

use super::{Approval, Stage, Waiting, Why};

/// How far back the brake looks, and so how long it holds.
pub const WINDOW: Duration = Duration::from_hours(1);
/// Declined or unanswered questions within the window after which the phone is left alone.
const REFUSED_LIMIT: usize = 3;
/// One report is enough: the person said that they are being attacked.
const REPORTED_LIMIT: usize = 1;

/// Judges by what was sent to the person within the window, `this` request aside.
pub fn may_ring(recent: &[Approval], this: &ApprovalId, now: Timestamp) -> bool {
    let sent = recent.iter().filter(|approval| {
        approval.id != *this && now.since(approval.matter.asked) < WINDOW && was_sent(approval)
    });
    let (mut refused, mut reported) = (0, 0);
    for approval in sent {
        match approval.clone().lapse(now).stage {
            Stage::Waiting(_) => return false,
            Stage::Approved { .. } => {}
            Stage::Refused { why: Why::Reported, .. } => reported += 1,
            Stage::Refused { why: Why::Declined | Why::WrongMatch | Why::Expired, .. } => {
                refused += 1;
            }
            Stage::Refused { why: Why::Cancelled | Why::Blocked, .. } => {}
        }
    }
    refused < REFUSED_LIMIT && reported < REPORTED_LIMIT
}

/// Whether it reached the person by their number, not by a code that they scanned themselves.
fn was_sent(approval: &Approval) -> bool {
    match &approval.stage {
        Stage::Waiting(Waiting::Asked { addressed })
        | Stage::Refused { was: Waiting::Asked { addressed }, .. } => addressed.is_some(),
        stage => stage.showing().is_some_and(|showing| showing.channel == Channel::PhoneNumber),
    }
}

#[cfg(test)]
mod tests {
    use domain::{DeviceId, Level, PersonId};

    use super::super::{Holder, Showing, sample};
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn sent(name: &str, minutes_ago: u64) -> Approval {
        let asked = NOW.minus(Duration::from_mins(minutes_ago));
        let mut approval = sample::approval(asked);
        approval.id = ApprovalId::new(name);
        approval.address(PersonId::new("ana"), asked).unwrap()
    }

    fn declined(name: &str, minutes_ago: u64, report: bool) -> Approval {
        let approval = sent(name, minutes_ago);
        let at = approval.matter.asked;
        let (person, device) = (PersonId::new("ana"), DeviceId::new("phone"));
        approval.decline(Holder { person: &person, device: &device }, report, at).unwrap()
    }

    fn rings(recent: &[Approval]) -> bool {
        may_ring(recent, &ApprovalId::new("this"), NOW)
    }

    #[test]
    fn one_request_rings_at_a_time() {
        assert!(rings(&[]));
        assert!(!rings(&[sent("other", 1)]));
        assert!(rings(&[sent("this", 1)]), "the request itself is no reason against it");
    }

    #[test]
    fn refusals_and_silence_pause_the_phone_and_time_heals() {
        let three = [declined("a", 50, false), declined("b", 40, false), sent("c", 30)];
        assert!(rings(&three[..2]));
        assert!(!rings(&three), "two declined and one left unanswered");
        let older = [declined("a", 61, false), declined("b", 40, false), sent("c", 30)];
        assert!(rings(&older));
    }

    #[test]
    fn one_report_pauses_the_phone() {
        assert!(!rings(&[declined("a", 59, true)]));
        assert!(rings(&[declined("a", 60, true)]));
    }

    #[test]
    fn what_the_person_scanned_does_not_count() {
        let scanned = |name: &str| {
            let mut approval = sample::approval(NOW.minus(Duration::from_mins(10)));
            approval.id = ApprovalId::new(name);
            let at = approval.matter.asked;
            let showing = Showing {
                person: PersonId::new("ana"),
                device: DeviceId::new("phone"),
                channel: Channel::QrCode,
                wrong_matches: 0,
            };
            let shown = approval.show(showing, Level::Substantial, at).unwrap();
            let (person, device) = (PersonId::new("ana"), DeviceId::new("phone"));
            shown.decline(Holder { person: &person, device: &device }, true, at).unwrap()
        };
        assert!(rings(&[scanned("a"), scanned("b"), scanned("c")]));
    }
}
