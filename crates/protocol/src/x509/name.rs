//! The fields of a distinguished name, as texts.

use x509_cert::attr::AttributeValue;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Tag, Tagged as _};
use x509_cert::name::Name;

use super::Refused;

pub(crate) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
pub(crate) const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
pub(crate) const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
pub(crate) const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
pub(crate) const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
pub(crate) const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
pub(crate) const GIVEN_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.42");

/// Longer than any name on a card, in characters.
const LIMIT: usize = 256;

/// The one value of a field; `None` if the field is absent or blank. A field that stands twice is
/// refused: whoever reads the other one would see someone else.
pub(crate) fn field(name: &Name, kind: ObjectIdentifier) -> Result<Option<String>, Refused> {
    let mut values = name.0.iter().flat_map(|set| set.0.iter()).filter(|entry| entry.oid == kind);
    let Some(entry) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Refused::Name);
    }
    let text = text(&entry.value).ok_or(Refused::Name)?;
    let text = text.trim();
    if text.chars().count() > LIMIT || text.chars().any(char::is_control) {
        return Err(Refused::Name);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The text of a `DirectoryString` (RFC 5280, section 4.1.2.4). `TeletexString` is left out: its
/// accents are read differently by different readers.
fn text(value: &AttributeValue) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        Tag::PrintableString | Tag::Ia5String if bytes.is_ascii() => {
            String::from_utf8(bytes.to_vec()).ok()
        }
        Tag::BmpString => {
            let (units, rest) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            rest.is_empty().then(|| String::from_utf16(&units).ok())?
        }
        _ => None,
    }
}
