//! What the announcement says of the country, as shares that make it up again.

use domain::Level;

use super::Scale;
use super::share::apportion;

/// Whose ledger: the gateway's, of logins at public services, or the mobile provider's, of logins
/// at its partners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    Gateway,
    Mobile,
}

/// One year of a ledger, at full scale.
pub struct Year {
    pub number: i16,
    /// Answered logins.
    logins: u64,
    /// How the year's logins spread over its months.
    months: [u64; 12],
    pub methods: Vec<Method>,
    /// Who was logged in to: services, or partners.
    pub clients: Vec<Client>,
}

pub struct Method {
    pub word: &'static str,
    pub provider: &'static str,
    pub level: Level,
    share: u64,
    /// How many people used it, and from which on: some use several.
    pub people: (u64, u64),
}

#[derive(Clone)]
pub struct Client {
    pub id: String,
    pub share: u64,
    /// In per cent of its share, month by month.
    pub season: [u64; 12],
}

const EVEN: [u64; 12] = [100; 12];
/// Taxes are declared in spring.
const TAXES: [u64; 12] = [70, 70, 80, 90, 160, 180, 120, 70, 80, 80, 80, 80];
/// Workplaces closed in March 2020, and again in autumn.
const CLOSED: [u64; 12] = [60, 60, 160, 220, 140, 100, 80, 70, 80, 110, 110, 110];
/// The first wave of the epidemic, and the second.
const WAVES: [u64; 12] = [75, 70, 110, 125, 105, 115, 85, 70, 85, 115, 120, 125];
const CALM: [u64; 12] = [95, 85, 85, 80, 110, 120, 85, 65, 75, 80, 80, 90];
/// People use an app for everything else all year.
const STEADY: [u64; 12] = [97, 96, 99, 103, 101, 98, 97, 97, 100, 103, 104, 105];

/// Refused logins, in per mille of the answered.
const REFUSED: u64 = 30;

impl Country {
    /// The name of the ledger, the first line of its heads.
    pub fn origin(self) -> &'static str {
        match self {
            Self::Gateway => "gateway.simulated.example/ledger",
            Self::Mobile => "mobile.simulated.example/ledger",
        }
    }

    pub fn year(self, number: i16) -> Year {
        match (self, number) {
            (Self::Gateway, 2019) => Year {
                number,
                logins: 56_450_000,
                months: CALM,
                methods: vec![
                    Method::new("card", "card", Level::High, 600, (900_000, 4_100_000)),
                    Method::new("app", "app", Level::High, 220, (0, 1_100_000)),
                    Method::new("totp", "keys", Level::Substantial, 120, (1_500_000, 700_000)),
                    Method::new("sms", "keys", Level::Low, 60, (3_000_000, 500_000)),
                ],
                clients: services([260, 110, 110, 60, 30], EVEN),
            },
            (Self::Gateway, _) => Year {
                number,
                logins: 105_000_000,
                months: WAVES,
                methods: vec![
                    Method::new("card", "card", Level::High, 500, (900_000, 5_200_000)),
                    Method::new("app", "app", Level::High, 409, (0, 2_020_000)),
                    Method::new("totp", "keys", Level::Substantial, 60, (1_500_000, 900_000)),
                    Method::new("sms", "keys", Level::Low, 31, (3_000_000, 600_000)),
                ],
                clients: services([210, 170, 120, 90, 70], CLOSED),
            },
            (Self::Mobile, 2019) => Year {
                number,
                logins: 102_960_000,
                months: STEADY,
                methods: vec![Method::new("app", "app", Level::High, 1000, (0, 1_300_000))],
                clients: partners(100),
            },
            (Self::Mobile, _) => Year {
                number,
                logins: 166_320_000,
                months: STEADY,
                methods: vec![Method::new("app", "app", Level::High, 1000, (0, 2_100_000))],
                clients: partners(213),
            },
        }
    }
}

impl Method {
    fn new(
        word: &'static str,
        provider: &'static str,
        level: Level,
        share: u64,
        people: (u64, u64),
    ) -> Self {
        Self { word, provider, level, share, people }
    }
}

impl Year {
    /// How many entries the year has: logins, and refusals.
    pub fn entries(&self, scale: Scale) -> u64 {
        self.months(scale).iter().map(|logins| logins + refused(*logins)).sum()
    }

    /// The answered logins of each month.
    pub fn months(&self, scale: Scale) -> Vec<u64> {
        apportion(scale.of(self.logins), &self.months)
    }

    /// The answered logins of each method in each month. What a month gets of one method is what
    /// the months before it have left over, so that the year's shares hold to the unit.
    pub fn methods_of(&self, month: usize, scale: Scale) -> Vec<u64> {
        let until = |months: &[u64]| self.apportion_methods(months.iter().sum());
        let months = self.months(scale);
        let before = until(&months[..month]);
        until(&months[..=month]).iter().zip(before).map(|(now, before)| now - before).collect()
    }

    /// The answered logins of each method in the whole year.
    pub fn methods_total(&self, scale: Scale) -> Vec<u64> {
        self.apportion_methods(scale.of(self.logins))
    }

    /// Rounded down for all but the first, so that more logins never make fewer of a method.
    fn apportion_methods(&self, logins: u64) -> Vec<u64> {
        let mut parts: Vec<u64> =
            self.methods.iter().map(|method| logins * method.share / 1000).collect();
        let rest: u64 = parts.iter().skip(1).sum();
        if let Some(first) = parts.first_mut() {
            *first = logins - rest;
        }
        parts
    }
}

pub fn refused(logins: u64) -> u64 {
    logins * REFUSED / 1000
}

/// The five that were named, by their shares in per mille, and the many others.
fn services(top: [u64; 5], unemployment: [u64; 12]) -> Vec<Client> {
    let seasons = [TAXES, EVEN, EVEN, EVEN, unemployment];
    let names = ["tax", "health", "social", "ebox", "unemployment"];
    let named = names.iter().zip(top).zip(seasons).map(|((id, share), season)| Client {
        id: (*id).to_owned(),
        share: share * 1000,
        season,
    });
    let rest = (1000 - top.iter().sum::<u64>()) * 1000;
    named.chain(others("service", 195, rest)).collect()
}

/// 150 partners in 2020, the gateway among them with its share in per mille.
fn partners(gateway: u64) -> Vec<Client> {
    let first = Client { id: "gateway".to_owned(), share: gateway * 1000, season: WAVES };
    let rest = (1000 - gateway) * 1000;
    std::iter::once(first).chain(others("partner", 149, rest)).collect()
}

/// A few large ones and a long tail.
fn others(word: &str, count: u64, share: u64) -> impl Iterator<Item = Client> {
    let weights: Vec<u64> = (0..count).map(|rank| 1_000_000 / (rank + 6)).collect();
    let word = word.to_owned();
    (1..).zip(apportion(share, &weights)).map(move |(number, share)| Client {
        id: format!("{word}-{number:03}"),
        share,
        season: EVEN,
    })
}
