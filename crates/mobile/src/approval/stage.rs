//! The stages of an approval. It moves by value: a wrong move is an error, and nothing moves twice.

use domain::{Channel, DeviceId, Level, PersonId, Timestamp};

use super::Approval;
use crate::Refusal;

/// Where an approval stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    Waiting(Waiting),
    Approved {
        showing: Showing,
        level: Level,
        at: Timestamp,
    },
    /// It ended without an answer of yes. `was` says how far it had come.
    Refused {
        why: Why,
        was: Waiting,
        at: Timestamp,
    },
}

/// An approval that can still be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// The computer's page shows it. Where somebody typed the phone number of a person, it also
    /// waits in that person's app.
    Asked { addressed: Option<PersonId> },
    /// One device of one person has it on its screen; from here on it is nobody else's.
    Shown(Showing),
}

/// Who sees the question, and how it reached them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    pub person: PersonId,
    pub device: DeviceId,
    pub channel: Channel,
    pub wrong_matches: u8,
}

/// Why an approval ended without a yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Declined,
    /// The second wrong match: whoever holds the phone does not see the asking screen.
    WrongMatch,
    Reported,
    Expired,
    Cancelled,
    Blocked,
}

/// How many times the two digits may be typed. With ninety possible matches, two tries leave
/// someone who sees only the phone a chance of one in forty-five.
pub const MATCH_TRIES: u8 = 2;

impl Approval {
    /// The approval as it stands at `now`: one that nobody answered in time has expired.
    #[must_use]
    pub fn lapse(self, now: Timestamp) -> Self {
        match self.stage {
            Stage::Waiting(was) if now >= self.matter.expires => {
                let at = self.matter.expires;
                Self { stage: Stage::Refused { why: Why::Expired, was, at }, ..self }
            }
            _ => self,
        }
    }

    /// Sends it to the person whose phone number was typed, unless a phone already shows it.
    pub fn address(self, person: PersonId, now: Timestamp) -> Result<Self, Refusal> {
        self.waiting(now, |waiting| match waiting {
            Waiting::Asked { .. } => Ok(Stage::Waiting(Waiting::Asked { addressed: Some(person) })),
            Waiting::Shown(_) => Err(Refusal::RequestTaken),
        })
    }

    /// Puts it on a device's screen. `reach` is the best that this device can prove over this
    /// channel: too little is said now, before the person approves, and leaves the request free
    /// for a device that can do better.
    pub fn show(self, showing: Showing, reach: Level, now: Timestamp) -> Result<Self, Refusal> {
        let asked = self.matter.level;
        self.waiting(now, |waiting| {
            let wrong_matches = match waiting {
                Waiting::Asked { addressed } if showing.was_sent() => {
                    addressed.filter(|person| *person == showing.person).ok_or(UNKNOWN)?;
                    0
                }
                Waiting::Asked { .. } => 0,
                Waiting::Shown(before) if before.device == showing.device => before.wrong_matches,
                Waiting::Shown(before) => return Err(before.taken_for(&showing.person)),
            };
            if reach < asked {
                return Err(Refusal::LevelTooLow);
            }
            Ok(Stage::Waiting(Waiting::Shown(Showing { wrong_matches, ..showing })))
        })
    }

    /// Counts a wrong match; the second one ends the request.
    pub fn mismatch(self, by: Holder<'_>, now: Timestamp) -> Result<Self, Refusal> {
        self.shown(by, now, |mut showing| {
            showing.wrong_matches += 1;
            let over = showing.wrong_matches >= MATCH_TRIES;
            let was = Waiting::Shown(showing);
            Ok(if over { refused(Why::WrongMatch, was, now) } else { Stage::Waiting(was) })
        })
    }

    /// The yes. Whoever calls this has verified the assertion of the device over the question.
    pub fn approve(self, by: Holder<'_>, level: Level, now: Timestamp) -> Result<Self, Refusal> {
        if level < self.matter.level {
            return Err(Refusal::LevelTooLow);
        }
        self.shown(by, now, |showing| Ok(Stage::Approved { showing, level, at: now }))
    }

    /// The no, perhaps with the report that the person did not ask for this. What was sent to a
    /// person can be declined unseen.
    pub fn decline(self, by: Holder<'_>, report: bool, now: Timestamp) -> Result<Self, Refusal> {
        let why = if report { Why::Reported } else { Why::Declined };
        self.waiting(now, |was| match &was {
            Waiting::Shown(showing) if showing.device == *by.device => Ok(refused(why, was, now)),
            Waiting::Shown(showing) => Err(showing.taken_for(by.person)),
            Waiting::Asked { addressed } if addressed.as_ref() == Some(by.person) => {
                Ok(refused(why, was, now))
            }
            Waiting::Asked { .. } => Err(UNKNOWN),
        })
    }

    /// Ended at the computer.
    pub fn cancel(self, now: Timestamp) -> Result<Self, Refusal> {
        self.waiting(now, |was| Ok(refused(Why::Cancelled, was, now)))
    }

    /// Ended because the app of whoever sees it was blocked.
    pub fn block(self, by: Holder<'_>, now: Timestamp) -> Result<Self, Refusal> {
        self.shown(by, now, |showing| Ok(refused(Why::Blocked, Waiting::Shown(showing), now)))
    }

    /// Takes the waiting stage through `step`; an ended one is refused with what became of it.
    fn waiting(
        self,
        now: Timestamp,
        step: impl FnOnce(Waiting) -> Result<Stage, Refusal>,
    ) -> Result<Self, Refusal> {
        let Self { id, matter, stage } = self.lapse(now);
        match stage {
            Stage::Waiting(waiting) => Ok(Self { id, matter, stage: step(waiting)? }),
            Stage::Approved { .. } => Err(Refusal::RequestApproved),
            Stage::Refused { why, .. } => Err(why.into()),
        }
    }

    /// Takes what the device has on its screen through `step`.
    fn shown(
        self,
        by: Holder<'_>,
        now: Timestamp,
        step: impl FnOnce(Showing) -> Result<Stage, Refusal>,
    ) -> Result<Self, Refusal> {
        self.waiting(now, |waiting| match waiting {
            Waiting::Shown(showing) if showing.device == *by.device => step(showing),
            Waiting::Shown(showing) => Err(showing.taken_for(by.person)),
            Waiting::Asked { .. } => Err(UNKNOWN),
        })
    }
}

/// What may not be known to exist is refused as what does not exist.
const UNKNOWN: Refusal = Refusal::RequestUnknown;

/// Who answers: a device, and the person that it is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub person: &'a PersonId,
    pub device: &'a DeviceId,
}

impl Showing {
    /// Whether it came because somebody typed a phone number: then it may be shown only to whom
    /// it was sent.
    fn was_sent(&self) -> bool {
        self.channel == Channel::PhoneNumber
    }

    /// What another device hears. Its own owner may know that the question is on another phone,
    /// and so may whoever scanned the same code, for both know that the request exists.
    fn taken_for(&self, person: &PersonId) -> Refusal {
        let known = self.person == *person || !self.was_sent();
        if known { Refusal::RequestTaken } else { UNKNOWN }
    }
}

fn refused(why: Why, was: Waiting, at: Timestamp) -> Stage {
    Stage::Refused { why, was, at }
}

impl Waiting {
    /// The person it concerns, as far as anybody knows.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Asked { addressed } => addressed.as_ref(),
            Self::Shown(showing) => Some(&showing.person),
        }
    }
}

impl Stage {
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Waiting(waiting) | Self::Refused { was: waiting, .. } => waiting.person(),
            Self::Approved { showing, .. } => Some(&showing.person),
        }
    }

    /// The device that has or had it on its screen.
    pub fn showing(&self) -> Option<&Showing> {
        match self {
            Self::Waiting(Waiting::Shown(showing))
            | Self::Refused { was: Waiting::Shown(showing), .. }
            | Self::Approved { showing, .. } => Some(showing),
            _ => None,
        }
    }

    /// The word for this stage in tables, logs and answers.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting(Waiting::Asked { .. }) => "asked",
            Self::Waiting(Waiting::Shown(_)) => "shown",
            Self::Approved { .. } => "approved",
            Self::Refused { why, .. } => why.name(),
        }
    }
}

impl Why {
    pub const ALL: [Self; 6] = [
        Self::Declined,
        Self::WrongMatch,
        Self::Reported,
        Self::Expired,
        Self::Cancelled,
        Self::Blocked,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::WrongMatch => "wrong_match",
            Self::Reported => "reported",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Blocked => "blocked",
        }
    }

    /// The word that the partner hears. A wrong match is the person's no, whatever its reason.
    pub fn outcome(self) -> &'static str {
        match self {
            Self::WrongMatch => Self::Declined.name(),
            other => other.name(),
        }
    }
}

impl From<Why> for Refusal {
    fn from(why: Why) -> Self {
        match why {
            Why::Declined | Why::WrongMatch | Why::Reported => Self::RequestDeclined,
            Why::Expired => Self::RequestExpired,
            Why::Cancelled => Self::RequestCancelled,
            Why::Blocked => Self::Blocked,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::approval::sample;

    const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn later(seconds: u64) -> Timestamp {
        START.plus(std::time::Duration::from_secs(seconds))
    }

    fn asked() -> Approval {
        sample::approval(START)
    }

    /// Somebody who answers.
    struct Someone(PersonId, DeviceId);

    impl Someone {
        fn by(&self) -> Holder<'_> {
            Holder { person: &self.0, device: &self.1 }
        }
    }

    fn someone(name: &str) -> Someone {
        Someone(PersonId::new(format!("owner of {name}")), DeviceId::new(name))
    }

    fn decline(
        approval: Approval,
        name: &str,
        report: bool,
        now: Timestamp,
    ) -> Result<Approval, Refusal> {
        approval.decline(someone(name).by(), report, now)
    }

    fn on(name: &str, channel: Channel) -> Showing {
        Showing {
            person: PersonId::new(format!("owner of {name}")),
            device: DeviceId::new(name),
            channel,
            wrong_matches: 0,
        }
    }

    fn shown() -> Approval {
        asked().show(on("ana", Channel::QrCode), Level::Substantial, later(10)).unwrap()
    }

    #[test]
    fn a_question_is_asked_shown_and_approved_once() {
        let approved = shown().approve(someone("ana").by(), Level::Substantial, later(20)).unwrap();
        assert_eq!(approved.stage.name(), "approved");
        let again = approved.approve(someone("ana").by(), Level::Substantial, later(21));
        assert_eq!(again, Err(Refusal::RequestApproved));
    }

    #[test]
    fn the_second_phone_is_refused() {
        let second = shown().show(on("bob", Channel::QrCode), Level::High, later(11));
        assert_eq!(second, Err(Refusal::RequestTaken));
        let approval = shown().approve(someone("bob").by(), Level::High, later(11));
        assert_eq!(approval, Err(Refusal::RequestTaken));
        assert_eq!(decline(shown(), "bob", true, later(11)), Err(Refusal::RequestTaken));
    }

    #[test]
    fn nobody_answers_what_no_phone_shows() {
        let unseen = asked().approve(someone("ana").by(), Level::High, later(1));
        assert_eq!(unseen, Err(Refusal::RequestUnknown));
    }

    #[test]
    fn a_typed_number_can_be_wrong_and_the_code_on_the_screen_still_works() {
        let elsewhere = asked().address(PersonId::new("stranger"), later(5)).unwrap();
        assert_eq!(elsewhere.stage.person(), Some(&PersonId::new("stranger")));
        let scanned = elsewhere.show(on("ana", Channel::QrCode), Level::Substantial, later(9));
        assert_eq!(scanned.unwrap().stage.person(), Some(&PersonId::new("owner of ana")));
        assert_eq!(shown().address(PersonId::new("x"), later(9)), Err(Refusal::RequestTaken));
    }

    #[test]
    fn what_was_sent_to_one_person_is_nobody_elses() {
        let mine = asked().address(PersonId::new("owner of ana"), later(5)).unwrap();
        let stranger = mine.clone().show(on("bob", Channel::PhoneNumber), Level::High, later(6));
        assert_eq!(stranger, Err(Refusal::RequestUnknown));
        assert_eq!(decline(mine.clone(), "bob", true, later(6)), Err(Refusal::RequestUnknown));
        assert_eq!(decline(mine.clone(), "ana", true, later(6)).unwrap().stage.name(), "reported");
        let opened = mine.show(on("ana", Channel::PhoneNumber), Level::High, later(6)).unwrap();
        let stranger = opened.clone().show(on("bob", Channel::QrCode), Level::High, later(7));
        assert_eq!(stranger, Err(Refusal::RequestUnknown));
        let never = asked().show(on("ana", Channel::PhoneNumber), Level::High, later(6));
        assert_eq!(never, Err(Refusal::RequestUnknown));
    }

    #[test]
    fn the_second_wrong_match_ends_it_and_showing_it_again_wins_no_try() {
        let once = shown().mismatch(someone("ana").by(), later(20)).unwrap();
        assert_eq!(once.stage.name(), "shown");
        let again = once.show(on("ana", Channel::QrCode), Level::Substantial, later(21)).unwrap();
        let twice = again.mismatch(someone("ana").by(), later(30)).unwrap();
        assert_eq!(twice.stage.name(), "wrong_match");
        let late = twice.approve(someone("ana").by(), Level::Substantial, later(31));
        assert_eq!(late, Err(Refusal::RequestDeclined));
    }

    #[test]
    fn too_low_a_level_is_refused_before_the_question_is_shown() {
        let mut high = asked();
        high.matter.level = Level::High;
        let weak = high.clone().show(on("ana", Channel::QrCode), Level::Substantial, later(1));
        assert_eq!(weak, Err(Refusal::LevelTooLow));
        let strong = high.show(on("ana", Channel::SameDevice), Level::High, later(1)).unwrap();
        let lied = strong.approve(someone("ana").by(), Level::Substantial, later(2));
        assert_eq!(lied, Err(Refusal::LevelTooLow));
    }

    #[test]
    fn every_ending_refuses_every_move_with_its_own_error() {
        let lived = asked().matter.expires.since(START).as_secs();
        let endings = [
            (decline(shown(), "ana", false, later(20)).unwrap(), Refusal::RequestDeclined),
            (decline(shown(), "ana", true, later(20)).unwrap(), Refusal::RequestDeclined),
            (shown().cancel(later(20)).unwrap(), Refusal::RequestCancelled),
            (asked().cancel(later(20)).unwrap(), Refusal::RequestCancelled),
            (shown().block(someone("ana").by(), later(20)).unwrap(), Refusal::Blocked),
            (shown().lapse(later(lived)), Refusal::RequestExpired),
            (
                shown().approve(someone("ana").by(), Level::Substantial, later(20)).unwrap(),
                Refusal::RequestApproved,
            ),
        ];
        for (ended, refusal) in endings {
            let now = later(lived);
            let ana = someone("ana");
            for answer in [
                ended.clone().approve(ana.by(), Level::High, now),
                decline(ended.clone(), "ana", false, now),
                ended.clone().mismatch(ana.by(), now),
                ended.clone().cancel(now),
                ended.clone().block(ana.by(), now),
                ended.clone().address(PersonId::new("ana"), now),
                ended.clone().show(on("ana", Channel::SameDevice), Level::High, now),
            ] {
                assert_eq!(answer, Err(refusal.clone()), "{}", ended.stage.name());
            }
        }
    }

    #[test]
    fn it_lives_to_the_millisecond() {
        let expires = asked().matter.expires;
        let last = Timestamp::from_millis(expires.millis() - 1);
        assert_eq!(asked().lapse(last).stage.name(), "asked");
        assert_eq!(asked().lapse(expires).stage.name(), "expired");
    }

    #[derive(Clone, Debug)]
    enum Move {
        Show(bool, Channel),
        Mismatch(bool),
        Approve(bool),
        Decline(bool, bool),
        Cancel,
        Block(bool),
        Address,
    }

    fn moves() -> impl Strategy<Value = Move> {
        prop_oneof![
            (any::<bool>(), prop::sample::select(Channel::ALL.to_vec()))
                .prop_map(|(ana, channel)| Move::Show(ana, channel)),
            any::<bool>().prop_map(Move::Mismatch),
            any::<bool>().prop_map(Move::Approve),
            (any::<bool>(), any::<bool>()).prop_map(|(ana, report)| Move::Decline(ana, report)),
            Just(Move::Cancel),
            any::<bool>().prop_map(Move::Block),
            Just(Move::Address),
        ]
    }

    fn take(approval: Approval, step: &Move, now: Timestamp) -> Result<Approval, Refusal> {
        let who = |ana: bool| if ana { "ana" } else { "bob" };
        match *step {
            Move::Show(ana, channel) => approval.show(on(who(ana), channel), Level::High, now),
            Move::Mismatch(ana) => approval.mismatch(someone(who(ana)).by(), now),
            Move::Approve(ana) => approval.approve(someone(who(ana)).by(), Level::High, now),
            Move::Decline(ana, report) => decline(approval, who(ana), report, now),
            Move::Cancel => approval.cancel(now),
            Move::Block(ana) => approval.block(someone(who(ana)).by(), now),
            Move::Address => approval.address(PersonId::new("typed"), now),
        }
    }

    proptest! {
        /// Whatever two people and a computer do in whatever order: one ending, and an approval
        /// only by the device that showed it, with fewer wrong matches than tries, in time.
        #[test]
        fn an_ending_is_final(steps in prop::collection::vec((moves(), 0u64..60), 0..24)) {
            let mut approval = asked();
            let mut seconds = 0;
            for (step, pause) in steps {
                seconds += pause;
                let now = later(seconds);
                let before = approval.clone().lapse(now);
                let ended = !matches!(before.stage, Stage::Waiting(_));
                match take(approval.clone(), &step, now) {
                    Ok(moved) => {
                        prop_assert!(!ended);
                        if let Stage::Approved { showing, .. } = &moved.stage {
                            prop_assert_eq!(before.stage.showing(), Some(showing));
                            prop_assert!(showing.wrong_matches < MATCH_TRIES);
                            prop_assert!(now < moved.matter.expires);
                        }
                        prop_assert_eq!(&moved.matter, &before.matter);
                        approval = moved;
                    }
                    Err(_) => approval = before,
                }
            }
        }
    }
}
