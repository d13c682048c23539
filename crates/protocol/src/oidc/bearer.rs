//! Bearer tokens at a resource such as userinfo (RFC 6750).

use super::{BearerError, Parameters};

const MAX_TOKEN: usize = 4096;

/// The access token of a call, from the header or from the form of a POST. Never from the query,
/// where it would end up in logs and histories (section 5.3).
pub fn access_token<'a>(
    authorization: Option<&'a str>,
    form: Option<&'a Parameters>,
) -> Result<Option<&'a str>, BearerError> {
    let in_form = match form {
        Some(form) => form.once("access_token").map_err(|_| BearerError::InvalidRequest)?,
        None => None,
    };
    let in_header = match authorization {
        Some(header) => Some(from_header(header)?),
        None => None,
    };
    // One method per request (section 2).
    let found = match (in_header, in_form) {
        (Some(_), Some(_)) => return Err(BearerError::InvalidRequest),
        (found, None) | (None, found) => found,
    };
    match found {
        Some(token) if !is_token(token) => Err(BearerError::InvalidToken),
        found => Ok(found),
    }
}

fn from_header(header: &str) -> Result<&str, BearerError> {
    let (scheme, token) = header.split_once(' ').ok_or(BearerError::InvalidRequest)?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(BearerError::InvalidRequest);
    }
    Ok(token.trim_start_matches(' '))
}

/// The `b64token` of section 2.1.
fn is_token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let allowed = |c: u8| c.is_ascii_alphanumeric() || b"-._~+/".contains(&c);
    !body.is_empty() && text.len() <= MAX_TOKEN && body.bytes().all(allowed)
}

/// The `WWW-Authenticate` header of a refusal (section 3). Without a token there is no error to
/// tell, only the way to authenticate.
pub fn challenge(realm: &str, error: Option<(BearerError, &str)>) -> String {
    match error {
        None => format!(r#"Bearer realm="{realm}""#),
        Some((error, description)) => {
            format!(r#"Bearer realm="{realm}", error="{error}", error_description="{description}""#)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_comes_by_header_or_by_form() {
        let form = Parameters::parse("access_token=abc").unwrap();
        assert_eq!(access_token(Some("bEARER a-._~+/=="), None), Ok(Some("a-._~+/==")));
        assert_eq!(access_token(None, Some(&form)), Ok(Some("abc")));
        assert_eq!(access_token(None, None), Ok(None));
        assert_eq!(access_token(Some("Bearer abc"), Some(&form)), Err(BearerError::InvalidRequest));
    }

    #[test]
    fn what_is_not_a_bearer_token_is_refused() {
        for (header, expected) in [
            ("Basic abc", BearerError::InvalidRequest),
            ("Bearer", BearerError::InvalidRequest),
            ("Bearer ", BearerError::InvalidToken),
            ("Bearer a b", BearerError::InvalidToken),
            ("Bearer a=b", BearerError::InvalidToken),
            ("Bearer é", BearerError::InvalidToken),
        ] {
            assert_eq!(access_token(Some(header), None), Err(expected), "{header}");
        }
        let form = Parameters::parse("access_token=a&access_token=a").unwrap();
        assert_eq!(access_token(None, Some(&form)), Err(BearerError::InvalidRequest));
    }
}
