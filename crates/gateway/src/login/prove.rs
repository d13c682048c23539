//! Somebody was proved, by a provider or by their card: does that answer this login, now, and for
//! this service?

use axum::response::Response;
use domain::{PersonId, ServiceId, Timestamp};
use jiff::civil::Date;
use openid::client::Client;
use web::{Conn, Fault, Tx, Visitor, see_other};

use super::answer::{self, Basis};
use super::store::Kept;
use super::{Claimed, Reason, Stage, begin, refuse};
use crate::dispute;
use crate::gateway::Gateway;
use crate::person::{self, Person};

/// Moves the login by what is claimed of the person.
pub async fn prove(
    gateway: &Gateway,
    tx: &mut Conn,
    kept: Kept,
    claimed: Claimed,
    now: Timestamp,
) -> Result<Kept, Fault> {
    let accredited = match &kept.login.stage {
        Stage::Chosen(choice) => gateway.accredited(&choice.provider, now),
        _ => None,
    };
    let kept = kept.step(|login| login.prove(claimed, accredited, now))?;
    let Stage::Proved(proof) = &kept.login.stage else { return Ok(kept) };
    let (service, person) = (&kept.login.request.service, &proof.person);
    let meant = match &kept.asked {
        Some(asked) => gateway.openid.is_meant_for(asked, person)?,
        None => true,
    };
    let reason = match bar(gateway, tx, service, person, now).await? {
        None if !meant => Some(Reason::OtherPerson),
        None if dispute::is_blocked(tx, person, proof.method).await? => Some(Reason::MethodBlocked),
        reason => reason,
    };
    match reason {
        Some(reason) => Ok(kept.step(|login| login.refuse(reason, now))?),
        None => Ok(kept),
    }
}

/// Answers a login in which somebody was proved. In any other, the person is told what came of it.
/// The move counts only if nothing else moved the login since it was read, such as the person who
/// cancelled in another tab.
pub async fn conclude(
    gateway: &Gateway,
    visitor: &Visitor,
    mut tx: Tx,
    kept: Kept,
) -> Result<Response, Fault> {
    if let Stage::Proved(_) = kept.login.stage {
        let before = gateway.session(&mut tx, visitor).await?;
        return answer::finish(gateway, tx, kept, Basis::Proof(before), visitor).await;
    }
    let again = see_other(begin::path(&kept.login.id));
    let settled = refuse::settle(gateway, &mut tx, kept, visitor.now).await?;
    let Some(kept) = settled else { return Ok(again) };
    tx.commit().await?;
    Ok(refuse::send_back(gateway, visitor, &kept))
}

/// Why a person may not log in to a service now, however well they are proved.
pub async fn bar(
    gateway: &Gateway,
    conn: &mut Conn,
    service: &ServiceId,
    person: &PersonId,
    now: Timestamp,
) -> Result<Option<Reason>, Fault> {
    let person = person::find(conn, person).await?;
    let person = person.ok_or_else(|| Fault::because("a person who was proved is gone"))?;
    let minimum_age = gateway.client(service).and_then(Client::minimum_age);
    Ok(barred(&person, minimum_age, gateway.zone.day(now)))
}

/// The rule. `today` is the day in the country; on a day that cannot be told, nobody is old enough.
fn barred(person: &Person, minimum_age: Option<u8>, today: Option<Date>) -> Option<Reason> {
    if person.deceased {
        return Some(Reason::Deceased);
    }
    let age = minimum_age?;
    let old_enough = today.is_some_and(|today| {
        born_at_the_latest(person.birth_date.as_deref()).is_some_and(|(year, month, day)| {
            (year + i16::from(age), month, day) <= (today.year(), today.month(), today.day())
        })
    });
    (!old_enough).then_some(Reason::UnderAge)
}

/// The last day on which somebody can have been born of whom the register says this. Of some
/// people it knows the year alone, and then they may be young for it; of some it knows nothing.
/// The year 0000 stands for one that is left out (OpenID Connect Core, section 5.1).
fn born_at_the_latest(birth_date: Option<&str>) -> Option<(i16, i8, i8)> {
    let text = birth_date?;
    let (year, month, day) = match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => (date.year(), date.month(), date.day()),
        _ if text.len() == 4 => (text.parse().ok()?, 12, 31),
        _ => return None,
    };
    (year > 0).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;
    use crate::person::Contact;
    use crate::testing::number;

    fn born(birth_date: Option<&str>) -> Person {
        Person {
            id: PersonId::new("ana"),
            number: number(1),
            given_name: None,
            family_name: "Peeters".to_owned(),
            birth_date: birth_date.map(str::to_owned),
            language: Language::Nl,
            contact: Contact::default(),
            deceased: false,
            card_valid_from: None,
        }
    }

    #[test]
    fn a_service_may_ask_for_an_age_and_what_is_not_known_is_not_guessed() {
        let today = Some(Date::constant(2026, 2, 28));
        for (birth_date, old_enough) in [
            (Some("2008-02-27"), true),
            (Some("2008-02-28"), true),
            (Some("2008-03-01"), false),
            // Of age on the first of March.
            (Some("2008-02-29"), false),
            (Some("2007"), true),
            (Some("2008"), false),
            (Some("0000-02-27"), false),
            (Some("0000"), false),
            (Some("unknown"), false),
            (None, false),
        ] {
            let reason = barred(&born(birth_date), Some(18), today);
            assert_eq!(reason.is_none(), old_enough, "{birth_date:?}");
            assert_eq!(barred(&born(birth_date), None, today), None);
        }
        assert_eq!(barred(&born(Some("1950")), Some(18), None), Some(Reason::UnderAge));
    }

    #[test]
    fn nobody_logs_in_as_someone_who_has_died() {
        let person = Person { deceased: true, ..born(Some("1950-01-01")) };
        for minimum_age in [None, Some(18)] {
            assert_eq!(barred(&person, minimum_age, None), Some(Reason::Deceased));
        }
    }
}
