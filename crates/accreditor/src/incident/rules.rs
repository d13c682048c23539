use std::time::Duration;

use domain::Timestamp;

/// What a provider owes after it noticed an incident, in the order and the times of Directive (EU)
/// 2022/2555, article 23.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    EarlyWarning,
    Notification,
    FinalReport,
    /// Anything in between, from either side. Nobody owes it.
    Note,
}

/// What comes next, and when it is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    pub step: Step,
    pub due: Timestamp,
}

impl Step {
    pub const ALL: [Self; 4] =
        [Self::EarlyWarning, Self::Notification, Self::FinalReport, Self::Note];

    pub fn name(self) -> &'static str {
        match self {
            Self::EarlyWarning => "early-warning",
            Self::Notification => "notification",
            Self::FinalReport => "final-report",
            Self::Note => "note",
        }
    }

    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// The next thing that is owed, given what was reported so far. A later report stands for the
/// earlier ones too.
pub fn owed(noticed: Timestamp, reported: &[Step]) -> Option<Owed> {
    let notification = noticed.plus(Duration::from_hours(72));
    let all = [
        Owed { step: Step::EarlyWarning, due: noticed.plus(Duration::from_hours(24)) },
        Owed { step: Step::Notification, due: notification },
        Owed { step: Step::FinalReport, due: notification.plus_months(1) },
    ];
    let furthest = reported.iter().copied().filter(|step| *step != Step::Note).max();
    all.into_iter().find(|owed| furthest.is_none_or(|furthest| owed.step > furthest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_owes_a_warning_then_a_notification_then_a_report() {
        use Step::{EarlyWarning, FinalReport, Note, Notification};
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let noticed = at("2021-01-30T10:00:00Z");
        for (reported, next) in [
            (&[][..], Some((EarlyWarning, "2021-01-31T10:00:00Z"))),
            (&[Note], Some((EarlyWarning, "2021-01-31T10:00:00Z"))),
            (&[EarlyWarning], Some((Notification, "2021-02-02T10:00:00Z"))),
            (&[Notification], Some((FinalReport, "2021-03-02T10:00:00Z"))),
            (&[EarlyWarning, Notification, Note], Some((FinalReport, "2021-03-02T10:00:00Z"))),
            (&[FinalReport], None),
        ] {
            let next = next.map(|(step, due)| Owed { step, due: at(due) });
            assert_eq!(owed(noticed, reported), next, "{reported:?}");
        }
    }
}
