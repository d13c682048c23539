use domain::Timestamp;

use super::{Accreditation, Standing};

/// So many months before the end both sides are reminded.
pub const REMINDERS: [i32; 4] = [12, 6, 3, 1];

/// A reminder that is to go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The months that it speaks of.
    pub months: i32,
    /// All that it settles: after a standstill one reminder goes out, and not four.
    pub settles: Vec<i32>,
}

/// The reminder that is due now, given those sent before. Nobody is reminded of an accreditation
/// that is over, or that another one continues.
pub fn due_reminder(held: &Accreditation, sent: &[i32], now: Timestamp) -> Option<Reminder> {
    let counts = matches!(held.standing(now), Standing::Active | Standing::Suspended);
    if !counts || held.is_succeeded() {
        return None;
    }
    let reached = |months: &i32| held.until.plus_months(-months) <= now;
    let settles: Vec<i32> =
        REMINDERS.into_iter().filter(reached).filter(|months| !sent.contains(months)).collect();
    let months = settles.iter().copied().min()?;
    // One that was overtaken by a later one is not sent any more.
    let news = sent.iter().all(|earlier| *earlier > months);
    news.then_some(Reminder { months, settles })
}
