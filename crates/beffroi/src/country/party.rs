use std::fmt;
use std::str::FromStr;

/// A party of the country. Each has its own port, data and keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The government's authentication service.
    Gateway,
    /// The provider of the app.
    Mobile,
    /// The health service.
    Health,
    /// The demo's bank: the registrar that vouches for people.
    Bank,
    /// The demo's card authority.
    Cards,
    /// The authority that accredits providers.
    Accreditor,
    /// The statistics office.
    Figures,
    /// The demo's start page.
    Start,
}

impl Party {
    pub const ALL: [Self; 8] = [
        Self::Gateway,
        Self::Mobile,
        Self::Health,
        Self::Bank,
        Self::Cards,
        Self::Accreditor,
        Self::Figures,
        Self::Start,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Mobile => "mobile",
            Self::Health => "health",
            Self::Bank => "bank",
            Self::Cards => "cards",
            Self::Accreditor => "accreditor",
            Self::Figures => "figures",
            Self::Start => "start",
        }
    }

    /// Where the demo puts it, counted from the first port.
    pub fn offset(self) -> u16 {
        match self {
            Self::Gateway => 0,
            Self::Mobile => 1,
            Self::Health => 2,
            Self::Bank => 3,
            Self::Cards => 4,
            Self::Accreditor => 5,
            Self::Figures => 7,
            Self::Start => 9,
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown party: expected gateway, mobile, health, bank, cards, accreditor, figures or start"
)]
pub struct UnknownParty;

impl FromStr for Party {
    type Err = UnknownParty;

    fn from_str(text: &str) -> Result<Self, UnknownParty> {
        Self::ALL.into_iter().find(|party| party.name() == text).ok_or(UnknownParty)
    }
}
