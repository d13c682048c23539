use axum::body::Body;
use domain::{ApprovalId, Channel, PartnerId, ServiceId, Timestamp};
use http::{Method, Request};
use protocol::question::Question;
use protocol::webauthn::{
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson,
    SoftwareAuthenticator,
};
use serde_json::{Value, json};

use super::operator::ORIGIN;
use super::{Ask, Browser, Got, Operator};

pub const CODE: &str = "27182";

/// A phone with the app, and a real device key.
pub struct Phone<'a> {
    pub operator: &'a Operator,
    pub authenticator: SoftwareAuthenticator,
    pub cookie: Option<String>,
    pub code: String,
}

impl<'a> Phone<'a> {
    pub fn new(operator: &'a Operator) -> Self {
        let authenticator = SoftwareAuthenticator::new();
        Self { operator, authenticator, cookie: None, code: CODE.to_owned() }
    }

    pub async fn call(&mut self, method: Method, path: &str, body: Option<&Value>) -> Got {
        self.call_with(method, path, body, None).await
    }

    pub async fn call_with(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        browser: Option<&Browser<'_>>,
    ) -> Got {
        let mut cookies: Vec<String> = self.cookie.iter().cloned().collect();
        cookies.extend(browser.iter().flat_map(|browser| {
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}"))
        }));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/phone/v1/{path}"))
            .header("origin", ORIGIN)
            .header("accept-language", "en")
            .header("cookie", cookies.join("; "));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        let got = self.operator.send(request.body(body).unwrap()).await;
        for set in got.headers.get_all("set-cookie") {
            let (pair, _) = set.to_str().unwrap().split_once(';').unwrap();
            if pair.starts_with("mobile_device=") {
                self.cookie = Some(pair.to_owned());
            }
        }
        got
    }

    pub async fn get(&mut self, path: &str) -> Got {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Got {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn open_activation(&mut self, code: &str) -> Got {
        self.post("activations", &json!({ "activation_code": code })).await
    }

    /// What the app sends after an activation was opened.
    pub fn enrolment(&mut self, opened: &Value) -> Value {
        let options: PublicKeyCredentialCreationOptionsJson =
            serde_json::from_value(opened["options"].clone()).unwrap();
        let credential = self.authenticator.create(ORIGIN, &options).unwrap();
        json!({
            "credential": credential, "code": self.code, "device_name": "Pixel", "language": "en",
        })
    }

    pub async fn enrol(&mut self, code: &str) -> Got {
        let opened = self.open_activation(code).await.ok();
        let body = self.enrolment(&opened);
        let path = format!("activations/{}", opened["activation"].as_str().unwrap());
        self.post(&path, &body).await
    }

    /// The id of its enrolment.
    pub async fn enrolment_id(&mut self) -> String {
        let me = self.get("me").await.ok();
        me["enrolment"]["id"].as_str().unwrap().to_owned()
    }

    /// Opens a question of this level in the browser beside the app; the refusal, if there is one.
    pub async fn open_here(&mut self, browser: &mut Browser<'_>) -> Got {
        let path = format!("requests/{}/open", browser.request_id().await);
        self.call_with(Method::POST, &path, Some(&json!({})), Some(browser)).await
    }

    /// Logs in at level high, with the app and the asking browser on one device.
    pub async fn log_in_high(&mut self) -> Got {
        let mut browser = self.operator.partner().ask(&Ask::level("high")).await;
        let opened = self.open_here(&mut browser).await;
        if opened.status != 200 {
            return opened;
        }
        let question = opened.ok();
        self.approve(&question, None).await
    }

    pub async fn scan(&mut self, browser: &Browser<'_>) -> Got {
        self.post("scans", &json!({ "scan": browser.scan_handle() })).await
    }

    pub async fn waiting(&mut self) -> Vec<String> {
        let list = self.get("requests").await.ok();
        let id = |request: &Value| request["id"].as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(id).collect()
    }

    /// What the app sends to say yes: signed over what it was shown and the digits typed.
    pub fn yes(&mut self, question: &Value, digits: Option<&str>) -> Value {
        let options = PublicKeyCredentialRequestOptionsJson {
            challenge: challenge(question, digits).to_vec().into(),
            timeout: None,
            rp_id: question["rp_id"].as_str().unwrap().to_owned(),
            allow_credentials: serde_json::from_value(question["allow_credentials"].clone())
                .unwrap(),
            user_verification: "required".to_owned(),
            hints: Vec::new(),
        };
        let mut body = json!({ "assertion": self.authenticator.get(ORIGIN, &options).unwrap() });
        if let Some(digits) = digits {
            body["match"] = digits.into();
        }
        if question["needs_code"] == true {
            body["code"] = self.code.as_str().into();
        }
        body
    }

    pub async fn send_yes(&mut self, question: &Value, yes: &Value) -> Got {
        let path = format!("requests/{}/approve", question["id"].as_str().unwrap());
        self.post(&path, yes).await
    }

    pub async fn approve(&mut self, question: &Value, digits: Option<&str>) -> Got {
        let yes = self.yes(question, digits);
        self.send_yes(question, &yes).await
    }

    pub async fn decline(&mut self, id: &str, report: bool) -> Got {
        self.post(&format!("requests/{id}/decline"), &json!({ "report": report })).await
    }

    /// Scans and says yes with the digits of the page.
    pub async fn scan_and_approve(&mut self, browser: &mut Browser<'_>) -> Got {
        let question = self.scan(browser).await.ok();
        let digits = browser.digits().await;
        self.approve(&question, Some(&digits)).await
    }

    /// What the phone's passkey answers in the asking browser.
    pub async fn passkey(&mut self, browser: &mut Browser<'_>) -> Value {
        let options = browser.passkey_options().await;
        json!({ "assertion": self.authenticator.get(ORIGIN, &options).unwrap() })
    }
}

/// The challenge as the phone computes it, from what it shows.
pub fn challenge(question: &Value, digits: Option<&str>) -> [u8; 32] {
    let text = |path: &str| question.pointer(path).unwrap().as_str().unwrap();
    let claims: Vec<&str> = question["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| claim["name"].as_str().unwrap())
        .collect();
    let channel: Channel = serde_json::from_value(question["channel"].clone()).unwrap();
    Question {
        id: &ApprovalId::new(text("/id")),
        nonce: text("/nonce"),
        partner: &PartnerId::new(text("/partner/id")),
        partner_name: text("/partner/name"),
        service: &ServiceId::new(text("/service/id")),
        service_name: text("/service/name"),
        level: text("/level").parse().unwrap(),
        channel,
        digits,
        expires: Timestamp::from_millis(question["expires_at"].as_i64().unwrap()),
        claims: &claims,
    }
    .challenge()
}
