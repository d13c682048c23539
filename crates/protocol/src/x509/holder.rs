//! Who a certificate says its holder is: subject fields into an identity.

use std::fmt;

use super::name::{COMMON_NAME, COUNTRY, GIVEN_NAME, SERIAL_NUMBER, SURNAME, field};
use super::{Certificate, Refused};
use domain::NationalNumber;

/// The country whose national numbers are ours.
const OUR_COUNTRY: &str = "BE";

/// The holder of a card, as its certificate names them. A person may have one name only.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    given_names: Option<String>,
    family_name: Option<String>,
    common_name: Option<String>,
    country: Option<String>,
    identifier: Identifier,
}

/// The number by which the holder is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// The national number, of the National Register or of the bis register.
    National(NationalNumber),
    /// A number of another country or kind, in the form of ETSI EN 319 412-1, section 5.1.3.
    Foreign(ForeignIdentifier),
}

/// Such as the kind `PNO` (a personal number), the country `EE` and a value. Personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct ForeignIdentifier {
    pub kind: String,
    pub country: String,
    pub value: String,
}

impl Holder {
    /// Reads the subject of a certificate. A field that stands twice is refused: whoever reads the
    /// other one would see another person.
    pub(super) fn read(certificate: &Certificate) -> Result<Self, Refused> {
        let subject = certificate.subject();
        let given_names = field(subject, GIVEN_NAME)?;
        let family_name = field(subject, SURNAME)?;
        // The certificate of an organisation or of a machine has neither.
        if given_names.is_none() && family_name.is_none() {
            return Err(Refused::NoPerson);
        }
        let number = field(subject, SERIAL_NUMBER)?.ok_or(Refused::Identifier)?;
        Ok(Self {
            given_names,
            family_name,
            common_name: field(subject, COMMON_NAME)?,
            country: field(subject, COUNTRY)?,
            identifier: Identifier::read(&number)?,
        })
    }

    pub fn given_names(&self) -> Option<&str> {
        self.given_names.as_deref()
    }

    pub fn family_name(&self) -> Option<&str> {
        self.family_name.as_deref()
    }

    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// The country of the subject, as it is written.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    pub fn identifier(&self) -> &Identifier {
        &self.identifier
    }

    /// The national number, where the card is one of this country.
    pub fn national_number(&self) -> Option<&NationalNumber> {
        match &self.identifier {
            Identifier::National(number) => Some(number),
            Identifier::Foreign(_) => None,
        }
    }
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(withheld)")
    }
}

impl Identifier {
    /// The eleven digits alone, as on this country's cards, or a semantic identifier such as
    /// `PNOBE-…` or `PNOEE-…`.
    fn read(text: &str) -> Result<Self, Refused> {
        if text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return national(text);
        }
        let foreign = ForeignIdentifier::read(text).ok_or(Refused::Identifier)?;
        if foreign.kind == "PNO" && foreign.country == OUR_COUNTRY {
            return national(&foreign.value);
        }
        Ok(Self::Foreign(foreign))
    }
}

fn national(text: &str) -> Result<Identifier, Refused> {
    text.parse().map(Identifier::National).map_err(|_| Refused::Identifier)
}

impl ForeignIdentifier {
    fn read(text: &str) -> Option<Self> {
        let (scheme, value) = text.split_once('-')?;
        let (kind, country) = scheme.split_at_checked(3)?;
        let upper = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
        let known = matches!(kind, "PAS" | "IDC" | "PNO" | "TAX" | "TIN");
        let sound = known && country.len() == 2 && upper(country) && !value.is_empty();
        let [kind, country, value] = [kind, country, value].map(str::to_owned);
        sound.then_some(Self { kind, country, value })
    }
}

impl fmt::Debug for ForeignIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}-(withheld)", self.kind, self.country)
    }
}
