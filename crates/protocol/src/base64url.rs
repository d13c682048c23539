//! Base64url without padding, as RFC 7515, section 2, wants it, and in one spelling only.
//!
//! A decoder that forgives padding, line ends or stray trailing bits gives one token many
//! spellings; whatever remembers tokens by their text (replay, revocation) then misses some.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not canonical base64url without padding")]
pub struct NotBase64Url;

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes the one canonical spelling: no padding, no white space, unused trailing bits zero.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase64Url> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| NotBase64Url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_read() {
        assert_eq!(decode("AA"), Ok(vec![0]));
        for other in ["AB", "AA==", "AA=", "A", "A A", "AA\n", "+/8", "\u{ff21}A"] {
            assert_eq!(decode(other), Err(NotBase64Url), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }

        #[test]
        fn two_texts_never_mean_the_same_bytes(text in "[A-Za-z0-9_=-]{0,12}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(bytes), text);
            }
        }
    }
}
