use std::str::FromStr;

/// How often a PIN may be wrong, one time after the other.
pub const TRIES: u8 = 3;

/// What the holder of a card knows: four to twelve digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has four to twelve digits")]
pub struct InvalidPin;

impl Pin {
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Default for Pin {
    /// That of every card of the demo until its holder gets another one.
    fn default() -> Self {
        Self("1234".to_owned())
    }
}

impl FromStr for Pin {
    type Err = InvalidPin;

    fn from_str(text: &str) -> Result<Self, InvalidPin> {
        let sound = (4..=12).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        if sound { Ok(Self(text.to_owned())) } else { Err(InvalidPin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_four_to_twelve_digits() {
        for sound in ["1234", "000000", "123456789012"] {
            assert!(sound.parse::<Pin>().is_ok(), "{sound}");
        }
        for unsound in ["", "123", "1234567890123", "12a4", "١٢٣٤", "-123"] {
            assert!(unsound.parse::<Pin>().is_err(), "{unsound}");
        }
    }
}
