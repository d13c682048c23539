//! What stands in the certificates: the field layout of real cards.

use std::time::Duration;

use domain::Timestamp;
use rcgen::string::PrintableString;
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DistinguishedName,
    DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, SerialNumber,
};
use time::OffsetDateTime;
use x509_cert::der::Encode as _;
use x509_cert::der::asn1::{Ia5String, ObjectIdentifier};
use x509_cert::ext::pkix::certpolicy::PolicyInformation;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AccessDescription, AuthorityInfoAccessSyntax, CertificatePolicies};

use super::Authority;
use crate::people::Person;

/// The policies under which authentication certificates are issued, below the number that is kept
/// for documentation (RFC 5612).
pub const CITIZEN_AUTHENTICATION: &str = "1.3.6.1.4.1.32473.4.1";
pub const FOREIGNER_AUTHENTICATION: &str = "1.3.6.1.4.1.32473.4.2";

const SURNAME: &[u64] = &[2, 5, 4, 4];
const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
const GIVEN_NAME: &[u64] = &[2, 5, 4, 42];
const POLICIES: &[u64] = &[2, 5, 29, 32];
const AUTHORITY_INFORMATION: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");
/// RFC 6960, section 4.2.2.2.1: nobody asks whether a responder is revoked. Its content is NULL.
const NO_CHECK: (&[u64], [u8; 2]) = (&[1, 3, 6, 1, 5, 5, 7, 48, 1, 5], [5, 0]);

const YEAR: Duration = Duration::from_hours(365 * 24);
/// An authority was there before the oldest card, and outlives the newest.
const AUTHORITY_BEFORE: Duration = YEAR.saturating_mul(15);
const AUTHORITY_FOR: Duration = YEAR.saturating_mul(40);

/// From when until when a certificate is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Where an authority's party answers: `http://localhost:8004`.
#[derive(Clone, Debug)]
pub struct Place(pub String);

impl Place {
    pub fn ocsp(&self, authority: Authority) -> String {
        format!("{}/ocsp/{authority}", self.0)
    }

    fn list(&self, authority: Authority) -> String {
        format!("{}/crl/{authority}.crl", self.0)
    }

    fn certificate(&self, authority: Authority) -> String {
        format!("{}/ca/{authority}.cer", self.0)
    }
}

/// An authority's own certificate.
pub fn authority(authority: Authority, place: &Place, founded: Timestamp) -> CertificateParams {
    let from = founded.minus(AUTHORITY_BEFORE);
    let mut params = issued(Validity { from, until: from.plus(AUTHORITY_FOR) });
    params.distinguished_name = name(authority);
    let below = u8::from(authority == Authority::Root);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(below));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    if let Some(above) = authority.above() {
        params.use_authority_key_identifier_extension = true;
        point_at(&mut params, above, place);
    }
    params
}

/// The authentication certificate of a person's card.
pub fn card(
    person: &Person,
    authority: Authority,
    place: &Place,
    validity: Validity,
) -> CertificateParams {
    let mut params = issued(validity);
    params.distinguished_name = holder(person);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.use_authority_key_identifier_extension = true;
    point_at(&mut params, authority, place);
    let policy = if person.national_number.is_bis() {
        FOREIGNER_AUTHENTICATION
    } else {
        CITIZEN_AUTHENTICATION
    };
    params.custom_extensions.push(under(ObjectIdentifier::new_unwrap(policy)));
    params
}

/// The certificate of a responder that answers in an authority's name.
pub fn responder(authority: Authority, validity: Validity) -> CertificateParams {
    let mut params = issued(validity);
    let mut name = country();
    name.push(DnType::CommonName, format!("{} OCSP Responder", authority.common_name()));
    params.distinguished_name = name;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    params.use_authority_key_identifier_extension = true;
    params.custom_extensions =
        vec![CustomExtension::from_oid_content(NO_CHECK.0, NO_CHECK.1.to_vec())];
    params
}

pub fn name(authority: Authority) -> DistinguishedName {
    let mut name = country();
    name.push(DnType::CommonName, authority.common_name());
    name
}

/// Sixteen random bytes, positive and never shortened by a leading zero.
pub fn serial() -> [u8; 16] {
    let [first, rest @ ..] = web::Handle::random().hash();
    let mut serial = [first & 0x7f | 0x40; 16];
    serial[1..].copy_from_slice(&rest[..15]);
    serial
}

pub fn moment(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn issued(validity: Validity) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.not_before = moment(validity.from);
    params.not_after = moment(validity.until);
    params.is_ca = IsCa::NoCa;
    params
}

fn country() -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, printable("BE"));
    name
}

/// A person with a single name has it as the surname, and no given name.
fn holder(person: &Person) -> DistinguishedName {
    let mut name = country();
    // A name of the register may be longer than a common name may be (RFC 5280, appendix A.1).
    let whole: String = person.name().chars().take(47).collect();
    name.push(DnType::CommonName, format!("{whole} (Authentication)"));
    name.push(DnType::from_oid(SURNAME), person.family_name.as_str());
    if let Some(given) = &person.given_name {
        name.push(DnType::from_oid(GIVEN_NAME), given.as_str());
    }
    name.push(DnType::from_oid(SERIAL_NUMBER), printable(person.national_number.reveal()));
    name
}

/// Country codes and numbers are `PrintableString`s (RFC 5280, appendix A.1).
fn printable(text: &str) -> DnValue {
    match PrintableString::try_from(text) {
        Ok(text) => DnValue::PrintableString(text),
        Err(_) => DnValue::Utf8String(text.to_owned()),
    }
}

/// Where to ask about a certificate that `authority` issued.
fn point_at(params: &mut CertificateParams, authority: Authority, place: &Place) {
    params.crl_distribution_points =
        vec![CrlDistributionPoint { uris: vec![place.list(authority)] }];
    let access = [(OCSP, place.ocsp(authority)), (ISSUERS, place.certificate(authority))];
    let descriptions = access.into_iter().filter_map(|(access_method, url)| {
        let url = Ia5String::new(&url).ok()?;
        let access_location = GeneralName::UniformResourceIdentifier(url);
        Some(AccessDescription { access_method, access_location })
    });
    let syntax = AuthorityInfoAccessSyntax(descriptions.collect());
    let content = syntax.to_der().unwrap_or_default();
    params
        .custom_extensions
        .push(CustomExtension::from_oid_content(AUTHORITY_INFORMATION, content));
}

fn under(policy: ObjectIdentifier) -> CustomExtension {
    let policy = PolicyInformation { policy_identifier: policy, policy_qualifiers: None };
    let content = CertificatePolicies(vec![policy]).to_der().unwrap_or_default();
    CustomExtension::from_oid_content(POLICIES, content)
}

/// With this serial.
pub fn numbered(mut params: CertificateParams, serial: &[u8]) -> CertificateParams {
    params.serial_number = Some(SerialNumber::from_slice(serial));
    params
}
