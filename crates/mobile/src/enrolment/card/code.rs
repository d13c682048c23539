//! The activation code, for whichever phone it is meant for: to scan, to type, or to open here.

use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use serde_json::json;
use web::{Fault, Json, Visitor, Words, see_other};

use super::Desk;
use super::phones::cooling_off;
use super::visit::Offered;
use crate::device::{self, Bound};
use crate::enrolment::{self, Enrolment, State};
use crate::qr;

#[derive(Template)]
#[template(path = "enrol/code.html")]
struct CodePage {
    words: Words,
    state: &'static str,
    code: String,
    link: String,
    qr: String,
    left: String,
}

#[derive(Template)]
#[template(path = "enrol/ready.html")]
struct ReadyPage {
    words: Words,
    phone: String,
    cooling_off: Option<String>,
}

const SCRIPT: &str = "enrol.js";
/// Where scripts do not run, the page looks again by itself.
const REFRESH_SECONDS: u32 = 10;

/// How it stands with the code.
enum Standing {
    Waits,
    /// A phone is bound to it.
    Bound(Box<Bound>),
    /// Withdrawn, or left too long.
    Gone,
}

impl Standing {
    fn name(&self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Bound(_) => "bound",
            Self::Gone => "gone",
        }
    }
}

/// `GET /enrol/code`
pub async fn show(desk: Desk, visitor: Visitor) -> Result<Response, Fault> {
    let Some(visit) = desk.visit(&visitor).await? else { return Ok(desk.over(&visitor)) };
    let Some(offered) = &visit.offered else { return Ok(see_other("/enrol/phones")) };
    match desk.standing(offered, visitor.now).await? {
        Standing::Waits => desk.code(&visitor, offered),
        Standing::Bound(phone) => Ok(desk.ready(&visitor, &phone)),
        Standing::Gone => Ok(see_other("/enrol/phones")),
    }
}

/// `GET /enrol/code/status`: for the page's script, which loads the page again on a change.
pub async fn status(desk: Desk, visitor: Visitor) -> Result<Response, Fault> {
    let visit = desk.visit(&visitor).await?;
    let offered = visit.as_ref().and_then(|visit| visit.offered.as_ref());
    let state = match offered {
        Some(offered) => desk.standing(offered, visitor.now).await?.name(),
        None => Standing::Gone.name(),
    };
    Ok(Json(json!({ "state": state })).into_response())
}

impl Desk {
    async fn standing(&self, offered: &Offered, now: Timestamp) -> Result<Standing, Fault> {
        let mut conn = self.mobile.db.read().await?;
        let found = enrolment::store::find(&mut conn, &offered.enrolment).await?;
        match found {
            Some(Enrolment { state: State::Offered, .. }) if now < offered.expires => {
                Ok(Standing::Waits)
            }
            Some(Enrolment { state: State::Active, person, .. }) => {
                let phones = device::store::list(&mut conn, &person).await?;
                let bound = phones.into_iter().find(|it| it.enrolment.id == offered.enrolment);
                Ok(bound.map_or(Standing::Gone, |phone| Standing::Bound(Box::new(phone))))
            }
            _ => Ok(Standing::Gone),
        }
    }

    fn code(&self, visitor: &Visitor, offered: &Offered) -> Result<Response, Fault> {
        let words = self.mobile.texts.speak(visitor.language);
        let title = words.get("enrol-code-title");
        let link = format!("/app/#activate={}", offered.code);
        let left = match offered.expires.since(visitor.now).as_secs().div_ceil(60) {
            0 | 1 => words.get("enrol-code-minute"),
            minutes => words.with_one("enrol-code-minutes", "minutes", &minutes.to_string()),
        };
        let page = CodePage {
            words,
            state: Standing::Waits.name(),
            code: offered.code.clone(),
            qr: qr::picture(&format!("{}{link}", self.mobile.chassis.origin()))?,
            link,
            left,
        };
        let page = self.mobile.chassis.page(visitor, &title, page).script(SCRIPT);
        Ok(page.refresh(REFRESH_SECONDS).respond())
    }

    fn ready(&self, visitor: &Visitor, phone: &Bound) -> Response {
        let words = self.mobile.texts.speak(visitor.language);
        let title = words.get("enrol-ready-title");
        let page = ReadyPage {
            phone: phone.device.name.clone(),
            cooling_off: cooling_off(&phone.enrolment, &words, visitor.now),
            words,
        };
        self.mobile.chassis.page(visitor, &title, page).respond()
    }
}
