//! What is bound to the person's name, ending it, and another phone.

use askama::Template;
use axum::response::Response;
use domain::{EnrolmentId, PersonId, Timestamp};
use http::StatusCode;
use web::{Conn, Fault, Params, Visitor, Words, see_other};

use super::Desk;
use super::outcome::{self, Unsuccessful};
use super::visit::{self, LIFE, Offered, Visit};
use crate::blocking::{self, Ended};
use crate::device::{self, Bound};
use crate::enrolment::Enrolment;
use crate::enrolment::offer::offer;
use crate::enrolment::store::{self, Waiting};
use crate::mobile::Mobile;
use crate::notice::Ring;
use crate::person::{self, PhoneNumber};
use crate::record::{self, Event, Record};

/// What is bound to one person's name.
struct Names {
    person: Option<PersonId>,
    phones: Vec<Bound>,
    waiting: Vec<Waiting>,
}

impl Names {
    async fn read(conn: &mut Conn, visit: &Visit, now: Timestamp) -> Result<Self, Fault> {
        let number = visit.holder()?.national_number;
        let Some(person) = person::store::by_number(conn, &number).await? else {
            return Ok(Self { person: None, phones: Vec::new(), waiting: Vec::new() });
        };
        Ok(Self {
            phones: device::store::list(conn, &person).await?,
            waiting: store::waiting(conn, &person, now).await?,
            person: Some(person),
        })
    }

    fn active(&self) -> impl Iterator<Item = &Bound> {
        self.phones.iter().filter(|phone| phone.is_active())
    }

    /// The code of this visit, as long as it waits.
    fn offered<'v>(&self, visit: &'v Visit) -> Option<&'v Offered> {
        let waits = |offered: &&Offered| self.waiting.iter().any(|it| it.id == offered.enrolment);
        visit.offered.as_ref().filter(waits)
    }
}

/// `GET /enrol/phones`
pub async fn show(desk: Desk, visitor: Visitor) -> Result<Response, Fault> {
    let Some(visit) = desk.visit(&visitor).await? else { return Ok(desk.over(&visitor)) };
    desk.phones(&visitor, &visit, None).await
}

/// `POST /enrol/phones`: gives the code for another phone, or for one that replaces an earlier one,
/// which is then blocked at once, whether or not the new one is ever set up.
pub async fn add(desk: Desk, visitor: Visitor, form: Params) -> Result<Response, Fault> {
    let (mobile, now) = (&desk.mobile, visitor.now);
    let handle = visit::handle(&visitor);
    let visit = desk.visit_of(&visitor, &form).await?;
    let (Some(handle), Some(visit)) = (handle, visit) else { return Ok(desk.over(&visitor)) };
    let mut tx = mobile.db.begin().await?;
    // As it is by now: another click may have brought a code meanwhile.
    let taken = Visit::take(mobile, &mut tx, &handle, now).await?;
    let Some(visit) = taken.filter(|taken| taken.id == visit.id) else {
        return Ok(see_other("/enrol/phones"));
    };
    let names = Names::read(&mut tx, &visit, now).await?;
    if names.offered(&visit).is_some() {
        return Ok(see_other("/enrol/code"));
    }
    let Some(choice) = Choice::read(&form, &names) else {
        drop(tx);
        return desk.phones(&visitor, &visit, Some(Problem::Unchosen)).await;
    };
    let (visit, ended) = desk.give(&mut tx, &visitor, visit, &choice).await?;
    visit.keep(mobile, &mut tx, &handle).await?;
    tx.commit().await?;
    if let Some(ended) = ended {
        ended.ring(mobile);
    }
    Ok(see_other("/enrol/code"))
}

/// What the new phone is to the person.
enum Choice<'a> {
    Beside,
    Replaces(&'a Bound),
}

impl<'a> Choice<'a> {
    /// The first phone is no choice; beside another one it is the person's own.
    fn read(form: &Params, names: &'a Names) -> Option<Self> {
        let said = form.once("phone").ok().flatten();
        match said {
            None if names.active().next().is_none() => Some(Self::Beside),
            Some(BESIDE) => Some(Self::Beside),
            Some(id) => {
                let replaced = names.active().find(|it| it.enrolment.id.as_str() == id);
                replaced.map(Self::Replaces)
            }
            None => None,
        }
    }

    /// Nobody vouches for the number of a new phone; the one of a phone that it replaces stays.
    fn phone_number(&self) -> Option<PhoneNumber> {
        match self {
            Self::Beside => None,
            Self::Replaces(phone) => phone.enrolment.phone_number.clone(),
        }
    }
}

const BESIDE: &str = "beside";

impl Desk {
    /// Makes the enrolment, and notes its code with the visit. A code that the card brought before
    /// was on a screen somewhere: it is withdrawn.
    async fn give(
        &self,
        conn: &mut Conn,
        visitor: &Visitor,
        mut visit: Visit,
        choice: &Choice<'_>,
    ) -> Result<(Visit, Option<Ended>), Fault> {
        let (mobile, now) = (&self.mobile, visitor.now);
        let ended = match choice {
            Choice::Replaces(phone) => {
                Some(blocking::block_enrolment(conn, phone, Event::Replaced, now).await?)
            }
            Choice::Beside => None,
        };
        let holder = visit.holder()?;
        if let Some(person) = person::store::by_number(conn, &holder.national_number).await? {
            store::withdraw_by_card(conn, &person, now).await?;
        }
        // The page with the code stays as long as the code; with the first one, and not for ever.
        if visit.offered.is_none() {
            visit.expires = now.plus(LIFE);
        }
        let vouched = holder.vouched(visitor.language, choice.phone_number());
        let given = offer(mobile, conn, vouched, visit.expires.since(now), now).await?;
        tracing::info!(enrolment.id = %given.id, "an enrolment by card was offered");
        visit.offered = Some(Offered {
            enrolment: given.id,
            code: given.code.grouped(),
            expires: visit.expires,
        });
        Ok((visit, ended))
    }
}

/// `POST /enrol/phones/end`: blocks a phone, or withdraws a code that waits.
pub async fn end(desk: Desk, visitor: Visitor, form: Params) -> Result<Response, Fault> {
    let (mobile, now) = (&desk.mobile, visitor.now);
    let Some(visit) = desk.visit_of(&visitor, &form).await? else { return Ok(desk.over(&visitor)) };
    let id = EnrolmentId::new(form.once("enrolment").ok().flatten().unwrap_or_default());
    let mut tx = mobile.db.begin().await?;
    let names = Names::read(&mut tx, &visit, now).await?;
    let phone = names.active().find(|phone| phone.enrolment.id == id);
    if let Some(phone) = phone {
        let ended = blocking::block_enrolment(&mut tx, phone, Event::CardBlocked, now).await?;
        tx.commit().await?;
        ended.ring(mobile);
    } else if let Some(person) = &names.person
        && store::withdraw(&mut tx, person, &id, now).await?
    {
        record::add(&mut tx, Record::withdrawn(person, &id), now).await?;
        tx.commit().await?;
        mobile.bell.ring(Ring::Person(person.clone()));
    }
    // What had ended meanwhile is no longer on the page.
    Ok(see_other("/enrol/phones"))
}

/// `POST /enrol/leave`: nobody who comes to this computer next sees anything.
pub async fn leave(desk: Desk, visitor: Visitor) -> Result<Response, Fault> {
    if let Some(handle) = visit::handle(&visitor) {
        let mut tx = desk.mobile.db.begin().await?;
        Visit::take(&desk.mobile, &mut tx, &handle, visitor.now).await?;
        tx.commit().await?;
    }
    let mut response = see_other("/enrol");
    visit::forget(&desk.mobile).add_to(&mut response);
    Ok(response)
}

/// What is wrong with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    /// The person did not say what the new phone is to them, or the phone that it replaces has
    /// ended meanwhile.
    Unchosen,
}

#[derive(Template)]
#[template(path = "enrol/phones.html")]
struct PhonesPage {
    words: Words,
    visit: String,
    name: String,
    phones: Vec<Line>,
    waiting: Vec<Line>,
    /// Whether a code of this visit still waits.
    offered: bool,
    problem: Option<Problem>,
    hours: String,
}

/// One thing that is bound to the person's name.
struct Line {
    id: String,
    title: String,
    facts: Vec<String>,
    active: bool,
}

impl PhonesPage {
    fn active(&self) -> impl Iterator<Item = &Line> {
        self.phones.iter().filter(|line| line.active)
    }
}

impl Desk {
    async fn phones(
        &self,
        visitor: &Visitor,
        visit: &Visit,
        problem: Option<Problem>,
    ) -> Result<Response, Fault> {
        let names = Names::read(&mut *self.mobile.db.read().await?, visit, visitor.now).await?;
        let words = self.mobile.texts.speak(visitor.language);
        let lines = Lines { mobile: &self.mobile, words: &words, now: visitor.now };
        let title = words.get("enrol-phones-title");
        let page = PhonesPage {
            visit: visit.id.clone(),
            name: visit.holder()?.claims.name(),
            phones: names.phones.iter().map(|phone| lines.phone(phone)).collect(),
            waiting: names.waiting.iter().map(|code| lines.code(code)).collect(),
            offered: names.offered(visit).is_some(),
            problem,
            hours: (self.mobile.cooling_off.as_secs() / (60 * 60)).to_string(),
            words,
        };
        let status =
            if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(self.mobile.chassis.page(visitor, &title, page).status(status).respond())
    }

    pub fn over(&self, visitor: &Visitor) -> Response {
        outcome::page(&self.mobile, visitor, Unsuccessful::Over)
    }
}

/// Puts what is bound into words.
struct Lines<'a> {
    mobile: &'a Mobile,
    words: &'a Words,
    now: Timestamp,
}

impl Lines<'_> {
    fn phone(&self, phone: &Bound) -> Line {
        let words = self.words;
        let enrolment = &phone.enrolment;
        let mut facts = vec![
            self.mobile.enrolled_by(enrolment.registrar.as_ref(), words),
            self.ago("enrol-added", phone.device.added),
        ];
        if phone.is_active() {
            facts.push(self.ago("enrol-used", phone.device.seen));
            facts.extend(cooling_off(enrolment, words, self.now));
        } else {
            facts.push(words.get("enrol-blocked"));
        }
        Line {
            id: enrolment.id.to_string(),
            title: phone.device.name.clone(),
            facts,
            active: phone.is_active(),
        }
    }

    fn code(&self, code: &Waiting) -> Line {
        let words = self.words;
        let facts = vec![
            self.mobile.enrolled_by(code.registrar.as_ref(), words),
            self.ago("enrol-added", code.offered),
        ];
        let title = words.get("enrol-waiting");
        Line { id: code.id.to_string(), title, facts, active: true }
    }

    /// How long ago: nobody has told us in which time zone the person is.
    fn ago(&self, key: &str, then: Timestamp) -> String {
        const DAY: u64 = 24 * 60 * 60;
        match self.now.since(then).as_secs() / DAY {
            0 => self.words.get(&format!("{key}-today")),
            1 => self.words.get(&format!("{key}-day")),
            days => self.words.with_one(&format!("{key}-days"), "days", &days.to_string()),
        }
    }
}

/// What is said of a phone that joined another one, while it waits.
pub fn cooling_off(enrolment: &Enrolment, words: &Words, now: Timestamp) -> Option<String> {
    match enrolment.hours_to_settle(now) {
        0 => None,
        1 => Some(words.get("enrol-cooling-soon")),
        hours => Some(words.with_one("enrol-cooling", "hours", &hours.to_string())),
    }
}
