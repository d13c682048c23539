//! On whose behalf a partner asks: a rich authorization request (RFC 9396) of our own type.

use domain::{Level, Localized, ServiceId};
use openid::provider::Asked;
use protocol::oidc::authorization_details::{AuthorizationDetail, Service, ServiceLogin};

/// What the person is told about who asks in the end.
#[derive(Debug, PartialEq, Eq)]
pub struct Behalf {
    pub service: ServiceId,
    pub name: Localized,
    pub level: Level,
}

const NAME_LIMIT: usize = 80;
const ID_LIMIT: usize = 100;

impl Behalf {
    /// What the request says; a partner that names nobody asks for itself.
    pub fn of(asked: &Asked) -> Result<Self, &'static str> {
        match asked.authorization_details() {
            [] => Ok(Self {
                service: ServiceId::new(asked.client().as_str()),
                name: asked.client_name().clone(),
                level: asked.minimum(),
            }),
            [detail] => Self::read(detail, asked.minimum()),
            _ => Err("one login is for one service"),
        }
    }

    fn read(detail: &AuthorizationDetail, minimum: Level) -> Result<Self, &'static str> {
        let login: ServiceLogin = detail
            .read()
            .map_err(|_| "a service_login names a service, with id and four names, and a level")?;
        let Service { id, name } = login.service;
        let plain = (1..=ID_LIMIT).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
        if !plain {
            return Err("the id of a service is 1 to 100 printable ASCII characters");
        }
        let names = [&name.nl, &name.fr, &name.de, &name.en];
        if !names.into_iter().all(|name| is_name(name)) {
            return Err("the name of a service is 1 to 80 characters, without control characters");
        }
        Ok(Self { service: ServiceId::new(id), name, level: login.level.max(minimum) })
    }
}

/// A name that looks on a phone as it is: no control characters, and none of those that turn the
/// direction of what follows, which could make one name read as another.
fn is_name(text: &str) -> bool {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.trim().is_empty()
        && text.chars().count() <= NAME_LIMIT
        && !text.chars().any(|c| c.is_control() || turns(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login() -> ServiceLogin {
        let name = Localized {
            nl: "Gezondheid".into(),
            fr: "Santé".into(),
            de: "Gesundheit".into(),
            en: "Health".into(),
        };
        ServiceLogin { service: Service { id: "health".into(), name }, level: Level::Substantial }
    }

    #[test]
    fn a_service_is_named_with_the_level_it_needs() {
        let behalf = Behalf::read(&login().detail(), Level::Low).unwrap();
        assert_eq!(behalf.service, ServiceId::new("health"));
        assert_eq!(behalf.name.fr, "Santé");
        assert_eq!(behalf.level, Level::Substantial);
        let stricter = Behalf::read(&login().detail(), Level::High).unwrap();
        assert_eq!(stricter.level, Level::High, "a detail never lowers the level of the request");
    }

    #[test]
    fn a_name_that_could_deceive_is_refused() {
        for name in ["", "   ", "He\u{202e}htlaeH", "a\nb", &"x".repeat(81)] {
            let mut login = login();
            name.clone_into(&mut login.service.name.nl);
            assert!(Behalf::read(&login.detail(), Level::Low).is_err(), "{name:?}");
        }
    }

    #[test]
    fn an_id_is_plain() {
        for id in ["", "a b", "é", &"x".repeat(101)] {
            let mut login = login();
            id.clone_into(&mut login.service.id);
            assert!(Behalf::read(&login.detail(), Level::Low).is_err(), "{id:?}");
        }
    }
}
