//! Who a card says its holder is.

use domain::BirthDate;
use protocol::x509::{Holder, Identifier, Refused};
use rcgen::string::{BmpString, PrintableString, TeletexString};
use rcgen::{DistinguishedName, DnType, DnValue};

use crate::authority::{Authority, Kind, NUMBER, card_params, given_name, serial_number, surname};

/// The holder of a card with these subject fields.
fn holder(fields: &[(DnType, DnValue)]) -> Result<Holder, Refused> {
    let authority = Authority::new();
    let mut params = card_params();
    params.distinguished_name = DistinguishedName::new();
    for (kind, value) in fields {
        params.distinguished_name.push(kind.clone(), value.clone());
    }
    let card = authority.judge(&authority.issue(&params, Kind::P256).der)?;
    Ok(card.holder().clone())
}

fn text(value: &str) -> DnValue {
    DnValue::Utf8String(value.to_owned())
}

#[test]
fn names_keep_their_accents_in_every_string_type() {
    let accents = "Zoë Łucja 美咲";
    for value in [text(accents), DnValue::BmpString(BmpString::try_from(accents).unwrap())] {
        let holder = holder(&[(given_name(), value), (serial_number(), text(NUMBER))]).unwrap();
        assert_eq!(holder.given_names(), Some(accents));
    }
    let plain = DnValue::PrintableString(PrintableString::try_from("Ana").unwrap());
    let plain = holder(&[(given_name(), plain), (serial_number(), text(NUMBER))]).unwrap();
    assert_eq!(plain.given_names(), Some("Ana"));
    let teletex = DnValue::TeletexString(TeletexString::try_from("Ana").unwrap());
    let refused = holder(&[(given_name(), teletex), (serial_number(), text(NUMBER))]);
    assert_eq!(refused, Err(Refused::Name));
}

#[test]
fn a_person_may_have_one_name_and_an_organisation_is_no_person() {
    let only_given = holder(&[(given_name(), text("Ana")), (serial_number(), text(NUMBER))]);
    assert_eq!(only_given.unwrap().family_name(), None);
    let only_family = holder(&[(surname(), text("Peeters")), (serial_number(), text(NUMBER))]);
    assert_eq!(only_family.unwrap().given_names(), None);
    for fields in [
        vec![(DnType::CommonName, text("A company")), (serial_number(), text(NUMBER))],
        vec![(surname(), text(" ")), (given_name(), text("")), (serial_number(), text(NUMBER))],
    ] {
        assert_eq!(holder(&fields), Err(Refused::NoPerson));
    }
}

#[test]
fn hostile_names_are_refused() {
    for name in ["Ana\nadmin", "Ana\0", "\u{7f}", &"a".repeat(257)] {
        let refused = holder(&[(surname(), text(name)), (serial_number(), text(NUMBER))]);
        assert_eq!(refused, Err(Refused::Name), "{name:?}");
    }
}

#[test]
fn a_field_that_stands_twice_is_refused() {
    let authority = Authority::new();
    let card = authority.card();
    for oid in ["2.5.4.4", "2.5.4.42", "2.5.4.5", "2.5.4.3", "2.5.4.6"] {
        let twice = authority.edited(&card, |tbs| {
            let fields = &mut tbs.subject.0;
            let of_kind = |set: &&x509_cert::name::RelativeDistinguishedName| {
                set.0.iter().any(|entry| entry.oid.to_string() == oid)
            };
            let again = fields.iter().find(of_kind).unwrap().clone();
            fields.push(again);
        });
        assert_eq!(authority.judge(&twice).map(|_| ()), Err(Refused::Name), "{oid}");
    }
}

#[test]
fn numbers_of_this_country_are_national_numbers_in_either_form() {
    let of = |number: &str| {
        holder(&[(surname(), text("Peeters")), (serial_number(), text(number))])
            .map(|holder| holder.identifier().clone())
    };
    for form in [NUMBER.to_owned(), format!("PNOBE-{NUMBER}")] {
        let Ok(Identifier::National(number)) = of(&form) else {
            unreachable!("{form} is a national number");
        };
        assert_eq!(number.reveal(), NUMBER);
        assert_eq!(number.birth_date(), BirthDate::Day { year: 1985, month: 7, day: 30 });
    }
    let Ok(Identifier::Foreign(foreign)) = of("PNOEE-38001085718") else {
        unreachable!("an Estonian number is not ours");
    };
    assert_eq!((foreign.kind.as_str(), foreign.country.as_str()), ("PNO", "EE"));
    assert_eq!(foreign.value, "38001085718");
    assert!(!format!("{foreign:?}").contains("3800"));
    for odd in [
        "85073003329",
        "PNOBE-85073003329",
        "PNOBE-",
        "PNOEE",
        "pnoEE-38001085718",
        "PNOee-38001085718",
        "PNOEEE-38001085718",
        "XYZEE-38001085718",
        "8507300332",
        "850730033280",
        "85.07.30-033.28",
        "٨٥٠٧٣٠٠٣٣٢٨",
        "é",
    ] {
        assert_eq!(of(odd), Err(Refused::Identifier), "{odd}");
    }
    assert_eq!(holder(&[(surname(), text("Peeters"))]), Err(Refused::Identifier));
}

#[test]
fn a_holder_cannot_be_printed() {
    let holder = holder(&[(surname(), text("Peeters")), (serial_number(), text(NUMBER))]).unwrap();
    assert_eq!(format!("{holder:?}"), "Holder(withheld)");
}
