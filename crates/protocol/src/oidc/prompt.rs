use serde::{Deserialize, Serialize};

/// What the client wants the person to be asked (OpenID Connect Core, section 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the standard lists four independent wishes")]
pub struct Prompt {
    pub none: bool,
    pub login: bool,
    pub consent: bool,
    pub select_account: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPrompt {
    #[error("prompt has an unknown value")]
    Unknown,
    #[error("prompt none cannot stand with another value")]
    NoneWithOthers,
}

impl Prompt {
    /// `create` and other extensions are unknown: a person asked for something else than the
    /// client meant would be misled.
    pub fn parse(text: &str) -> Result<Self, InvalidPrompt> {
        let mut prompt = Self::default();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            match value {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                _ => return Err(InvalidPrompt::Unknown),
            }
        }
        if prompt.none && (prompt.login || prompt.consent || prompt.select_account) {
            return Err(InvalidPrompt::NoneWithOthers);
        }
        Ok(prompt)
    }
}

/// How the client would like the pages shown. A wish only: ours fit every size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Display {
    #[default]
    Page,
    Popup,
    Touch,
    Wap,
}

impl Display {
    /// Unknown values are as good as none (the parameter is a hint).
    pub fn parse(text: &str) -> Self {
        match text {
            "popup" => Self::Popup,
            "touch" => Self::Touch,
            "wap" => Self::Wap,
            _ => Self::Page,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_stands_alone_and_unknown_values_are_refused() {
        assert_eq!(Prompt::parse("none login"), Err(InvalidPrompt::NoneWithOthers));
        assert_eq!(Prompt::parse("create"), Err(InvalidPrompt::Unknown));
        assert_eq!(Prompt::parse("Login"), Err(InvalidPrompt::Unknown));
        let both = Prompt::parse("login consent").unwrap();
        assert!(both.login && both.consent && !both.none);
        assert_eq!(Prompt::parse(""), Ok(Prompt::default()));
    }
}
