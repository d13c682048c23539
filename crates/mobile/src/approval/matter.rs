//! What is asked: fixed when the partner asks, and bound by every approval.

use domain::{Channel, Language, Level, Localized, PartnerId, ServiceId, Timestamp};
use protocol::question::Question;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::Approval;

/// The unchanging part of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub partner: PartnerId,
    pub partner_name: Localized,
    /// On whose behalf the partner asks; the partner itself where it names nobody.
    pub service: ServiceId,
    pub service_name: Localized,
    /// The lowest level that answers.
    pub level: Level,
    /// What will be shared, sorted.
    pub claims: Vec<String>,
    pub code_required: bool,
    /// Makes two questions with the same content two different challenges.
    pub nonce: String,
    pub pair: Pair,
    pub asked: Timestamp,
    pub expires: Timestamp,
}

/// The two digits that the asking screen shows and the person types on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pair(u8);

impl Pair {
    /// 10 to 99, so that nobody wonders about a leading zero. The bias of the remainder is below
    /// one in 10^17.
    pub fn drawn(random: u64) -> Self {
        Self(u8::try_from(10 + random % 90).unwrap_or(10))
    }

    pub fn number(self) -> u8 {
        self.0
    }

    pub fn digits(self) -> String {
        self.0.to_string()
    }

    pub fn is(self, typed: &str) -> bool {
        self.digits().as_bytes().ct_eq(typed.trim().as_bytes()).into()
    }
}

impl TryFrom<i64> for Pair {
    type Error = std::num::TryFromIntError;

    fn try_from(stored: i64) -> Result<Self, Self::Error> {
        u8::try_from(stored).map(Self)
    }
}

impl Approval {
    /// The challenge of the canonical question, as a screen in `language` shows it when it came
    /// over `channel`, with the true match. Always made from the stored row, never from what a
    /// phone sent.
    pub fn challenge(&self, channel: Channel, language: Language) -> [u8; 32] {
        let matter = &self.matter;
        let digits = channel.needs_match().then(|| matter.pair.digits());
        let claims: Vec<&str> = matter.claims.iter().map(String::as_str).collect();
        let question = Question {
            id: &self.id,
            nonce: &matter.nonce,
            partner: &matter.partner,
            partner_name: matter.partner_name.text(language),
            service: &matter.service,
            service_name: matter.service_name.text(language),
            level: matter.level,
            channel,
            digits: digits.as_deref(),
            expires: matter.expires,
            claims: &claims,
        };
        question.challenge()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_very_digits_match() {
        let pair = Pair::drawn(37);
        assert_eq!(pair.digits(), "47");
        for (typed, right) in
            [("47", true), (" 47 ", true), ("047", false), ("74", false), ("", false), ("4", false)]
        {
            assert_eq!(pair.is(typed), right, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn a_pair_has_two_digits(random: u64) {
            let pair = Pair::drawn(random);
            prop_assert!((10..=99).contains(&pair.number()));
        }
    }
}
