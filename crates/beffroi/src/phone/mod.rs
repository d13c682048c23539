//! A phone in software: it speaks the same HTTP phone API as the app, and its device key is a real
//! P-256 key that makes real WebAuthn assertions. It serves tests, load runs and people without a
//! phone at hand.

mod call;
mod error;
mod keep;
mod question;
mod set_up;

use domain::Language;
use protocol::webauthn::{
    CredentialDescriptor, PublicKeyCredentialCreationOptionsJson,
    PublicKeyCredentialRequestOptionsJson, SoftwareAuthenticator,
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use call::Line;
pub use error::PhoneError;
pub use keep::PhoneBook;
pub use question::{Claim, Named, Question, Request};
pub use set_up::SetUpError;

/// A phone with the app on it.
pub struct Phone {
    line: Line,
    pub authenticator: SoftwareAuthenticator,
    /// The five digits that its owner chose and remembers.
    code: Option<String>,
}

/// What the owner decides while the app is being set up.
#[derive(Clone, Debug)]
pub struct Choices {
    pub code: String,
    pub device_name: String,
    pub language: Language,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            code: "27182".to_owned(),
            device_name: "Software phone".to_owned(),
            language: Language::En,
        }
    }
}

/// What the owner adds to an approval.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The two digits that the asking screen shows.
    pub digits: Option<String>,
    /// The five digits, where they are not those chosen at enrolment.
    pub code: Option<String>,
}

#[derive(Deserialize)]
struct Activation {
    activation: String,
    options: PublicKeyCredentialCreationOptionsJson,
}

impl Phone {
    /// A phone out of the box, that will talk to the mobile provider at `provider`.
    pub fn new(provider: &Url, language: Language) -> Result<Self, PhoneError> {
        Ok(Self {
            line: Line::new(provider, language)?,
            authenticator: SoftwareAuthenticator::new(),
            code: None,
        })
    }

    /// Sets the app up with the activation code that a registrar gave. Answers what the provider
    /// says of the new enrolment and device.
    pub async fn enrol(&mut self, code: &str, choices: &Choices) -> Result<Value, PhoneError> {
        let opened = self.line.post("activations", &json!({"activation_code": code})).await?;
        let Activation { activation, options } = read(opened)?;
        let credential = self.authenticator.create(self.line.origin(), &options)?;
        let enrolment = json!({
            "credential": credential,
            "code": choices.code,
            "device_name": choices.device_name,
            "language": choices.language,
        });
        let enrolled = self.line.post(&format!("activations/{activation}"), &enrolment).await?;
        self.code = Some(choices.code.clone());
        Ok(enrolled)
    }

    /// Who the app belongs to, and how it stands.
    pub async fn me(&mut self) -> Result<Value, PhoneError> {
        self.line.get("me").await
    }

    /// The requests that wait for this phone's owner.
    pub async fn waiting(&mut self) -> Result<Vec<Request>, PhoneError> {
        read(self.line.get("requests").await?)
    }

    pub async fn history(&mut self) -> Result<Value, PhoneError> {
        self.line.get("history").await
    }

    /// Scans a QR code: the whole address in it, or the bare handle.
    pub async fn scan(&mut self, code: &str) -> Result<Question, PhoneError> {
        let handle = code.split_once("#scan=").map_or(code, |(_, handle)| handle);
        read(self.line.post("scans", &json!({"scan": handle})).await?)
    }

    /// Opens a request that was made in this phone's own browser, whose cookies are `browser`.
    pub async fn open_here(&mut self, id: &str, browser: &str) -> Result<Question, PhoneError> {
        let call = format!("requests/{id}/open");
        read(self.line.post_with_cookies(&call, &json!({}), browser).await?)
    }

    /// Reads a question, which from then on counts as shown on this phone.
    pub async fn question(&mut self, id: &str) -> Result<Question, PhoneError> {
        read(self.line.get(&format!("requests/{id}")).await?)
    }

    /// The owner says yes, with finger or face: the device key signs this very question.
    pub async fn approve(
        &mut self,
        question: &Question,
        answer: &Answer,
    ) -> Result<Value, PhoneError> {
        let body = self.approval(question, answer)?;
        self.line.post(&format!("requests/{}/approve", question.id), &body).await
    }

    /// The owner says no, and perhaps that they never asked for this.
    pub async fn decline(&mut self, id: &str, report: bool) -> Result<Value, PhoneError> {
        self.line.post(&format!("requests/{id}/decline"), &json!({"report": report})).await
    }

    /// The body of an approval. Apart from sending it, so that tests can send it elsewhere or twice.
    pub fn approval(&mut self, question: &Question, answer: &Answer) -> Result<Value, PhoneError> {
        let digits = answer.digits.as_deref();
        if question.needs_match && digits.is_none() {
            return Err(PhoneError::MatchNeeded);
        }
        let options = PublicKeyCredentialRequestOptionsJson {
            challenge: question.challenge(digits).to_vec().into(),
            timeout: None,
            rp_id: question.rp_id.clone(),
            allow_credentials: question.allow_credentials.clone(),
            user_verification: "required".to_owned(),
            hints: Vec::new(),
        };
        let assertion = self.authenticator.get(self.line.origin(), &options)?;
        let mut body = json!({"assertion": assertion});
        if let Some(digits) = digits {
            body["match"] = digits.into();
        }
        if let Some(code) = answer.code.as_ref().or(self.code.as_ref())
            && question.needs_code
        {
            body["code"] = code.as_str().into();
        }
        Ok(body)
    }

    /// Signs a WebAuthn request of a page of the mobile provider, as the phone's passkey does when
    /// a browser nearby asks for it.
    pub fn assert(
        &mut self,
        options: &PublicKeyCredentialRequestOptionsJson,
    ) -> Result<Value, PhoneError> {
        Ok(json!(self.authenticator.get(self.line.origin(), options)?))
    }
}

/// Which credentials a question may be signed with, as the phone API writes them.
#[derive(Deserialize)]
struct Allowed {
    id: protocol::webauthn::Base64Url,
    #[serde(default)]
    transports: Vec<String>,
}

impl From<Allowed> for CredentialDescriptor {
    fn from(allowed: Allowed) -> Self {
        Self::new(allowed.id.as_slice(), allowed.transports)
    }
}

fn read<T: serde::de::DeserializeOwned>(answer: Value) -> Result<T, PhoneError> {
    serde_json::from_value(answer).map_err(PhoneError::Unintelligible)
}
