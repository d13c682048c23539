//! Whether an assertion answers a question.

use domain::{Channel, Language};
use protocol::webauthn::{
    Asserted, AuthenticationResponseJson, Ceremony, ClientData, Refused, UserIdentified,
    UserVerification, verify_assertion,
};
use subtle::ConstantTimeEq;

use super::Approval;
use crate::Refusal;
use crate::device::Device;

/// Where our own pages live, as browsers write it into what they sign.
#[derive(Clone, Debug)]
pub struct Site {
    pub rp_id: String,
    pub origins: Vec<String>,
}

impl Site {
    pub fn ceremony<'a>(&'a self, challenge: &'a [u8]) -> Ceremony<'a> {
        Ceremony {
            challenge,
            rp_id: &self.rp_id,
            origins: &self.origins,
            user_verification: UserVerification::Required,
        }
    }
}

impl Approval {
    /// Verifies that `assertion` is `device`'s signature over this very question with the true
    /// match, by a verified user. Names are shown in the language of the screen, so each of our
    /// languages is one right way to have shown it; all are made from the stored row.
    pub fn verify(
        &self,
        site: &Site,
        device: &Device,
        channel: Channel,
        assertion: &AuthenticationResponseJson,
    ) -> Result<Asserted, Refusal> {
        let signed = ClientData::parse(assertion.response.client_data_json.as_slice())
            .map_err(|refused| explain(self, refused))?;
        let challenges = Language::ALL.map(|language| self.challenge(channel, language));
        let answered = challenges.iter().find(|challenge| {
            let text = base64url(&challenge[..]);
            bool::from(text.as_bytes().ct_eq(signed.challenge.as_bytes()))
        });
        let challenge = answered.ok_or_else(|| explain(self, Refused::WrongChallenge))?;
        let identified = match channel {
            Channel::Passkey => UserIdentified::ByCredential,
            _ => UserIdentified::Beforehand,
        };
        verify_assertion(&site.ceremony(challenge), &device.credential, identified, assertion)
            .map_err(|refused| explain(self, refused))
    }
}

/// The rule that struck is for the log; the person hears what they can do about it.
fn explain(approval: &Approval, refused: Refused) -> Refusal {
    tracing::info!(
        approval.id = %approval.id,
        assertion.refused = %refused,
        "an assertion was refused"
    );
    Refusal::from(refused)
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::UnknownCredential | Refused::WrongUserHandle => Self::AssertionOfOther,
            Refused::UserNotVerified | Refused::UserNotPresent => Self::UserNotVerified,
            _ => Self::AssertionInvalid,
        }
    }
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
