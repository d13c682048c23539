//! The activation code that a registrar hands to a person: easy to read out and to type, hard to
//! guess, used once.

use std::fmt;

use aws_lc_rs::{hmac, rand};
use web::Fault;
use zeroize::Zeroizing;

/// Twelve characters, shown in groups of four: 52 bits.
#[derive(Clone)]
pub struct ActivationCode(Zeroizing<String>);

/// Digits and letters without those that look or sound alike (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and
/// without vowels, so that no code is a word.
const ALPHABET: &[u8; 21] = b"34679CDFGHJKMNPQRTWXY";
const LENGTH: usize = 12;
const GROUP: usize = 4;

impl ActivationCode {
    pub fn random() -> Result<Self, Fault> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH));
        while text.len() < LENGTH {
            let mut byte = [0u8; 1];
            rand::fill(&mut byte)
                .map_err(|error| Fault::new("drawing an activation code", error))?;
            // Bytes beyond the last whole multiple would favour the first characters.
            let fair = usize::from(byte[0]) < 256 / ALPHABET.len() * ALPHABET.len();
            if fair {
                text.push(char::from(ALPHABET[usize::from(byte[0]) % ALPHABET.len()]));
            }
        }
        Ok(Self(text))
    }

    /// Reads what a person types: any case, with or without dashes and spaces.
    pub fn typed(text: &str) -> Option<Self> {
        let compact = Zeroizing::new(
            text.chars()
                .filter(|c| !matches!(c, '-' | ' ' | '\u{2013}' | '\u{2014}' | '\u{a0}'))
                .map(|c| c.to_ascii_uppercase())
                .take(LENGTH + 1)
                .collect::<String>(),
        );
        let known = compact.len() == LENGTH && compact.bytes().all(|byte| ALPHABET.contains(&byte));
        known.then_some(Self(compact))
    }

    /// As it is shown: `4F7K-9QRT-CDGH`.
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> =
            (0..LENGTH / GROUP).map(|at| &self.0[at * GROUP..(at + 1) * GROUP]).collect();
        groups.join("-")
    }

    /// What is stored and looked up: keyed, since 52 bits alone could be searched through by
    /// whoever stole the database.
    pub fn hash(&self, key: &hmac::Key) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(hmac::sign(key, self.0.as_bytes()).as_ref());
        hash
    }
}

impl fmt::Debug for ActivationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActivationCode(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_read_back_as_people_type_it() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[1; 32]);
        let code = ActivationCode::random().unwrap();
        let shown = code.grouped();
        assert_eq!(shown.len(), 14);
        for typed in
            [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('-', "")]
        {
            assert_eq!(ActivationCode::typed(&typed).unwrap().hash(&key), code.hash(&key));
        }
    }

    #[test]
    fn other_text_is_no_code() {
        for text in ["", "4F7K-9QRT-CDE", "4F7K-9QRT-CDGHA", "4F7K-9QRT-CDE0", "ÄÄÄÄÄÄÄÄÄÄÄÄ"]
        {
            assert!(ActivationCode::typed(text).is_none(), "{text}");
        }
    }

    #[test]
    fn codes_differ_and_cannot_be_printed() {
        let one = ActivationCode::random().unwrap();
        assert_ne!(one.grouped(), ActivationCode::random().unwrap().grouped());
        assert_eq!(format!("{one:?}"), "ActivationCode(withheld)");
    }

    proptest! {
        #[test]
        fn hostile_text_never_panics(text in ".{0,60}") {
            let _ = ActivationCode::typed(&text);
        }
    }
}
