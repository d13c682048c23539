use std::collections::HashSet;

use domain::Language;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::national_number::{Birth, Register, SERIALS, fictional};
use super::places::Place;
use super::{Address, Gender, Person, featured, names, places};

/// How many people live in the demo country.
const INHABITANTS: usize = 320;

/// The year in which the population was made up; the youngest are sixteen in it.
const COUNTED_IN: u16 = 2026;

/// Everyone, the featured people first, and last the one who has died. A named portable generator, so that the same people come
/// out on every platform and with every later release of the generator's crate.
pub fn population() -> Vec<Person> {
    let mut people = featured::people();
    let mut taken: HashSet<_> = people.iter().map(|p| p.national_number.clone()).collect();
    for index in people.len()..INHABITANTS - 1 {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(index as u64);
        let person = loop {
            let person = person(&mut random, index);
            if let Some(person) = person.filter(|p| taken.insert(p.national_number.clone())) {
                break person;
            }
        };
        people.push(person);
    }
    people.extend(featured::departed(INHABITANTS - 1));
    people
}

type Random = Xoshiro256PlusPlus;

fn person(random: &mut Random, index: usize) -> Option<Person> {
    let language = language(random);
    let gender = if random.random_bool(0.5) { Gender::Female } else { Gender::Male };
    let birth = birth(random);
    let (given_name, family_name) = name(random, language, gender);
    let known_day = birth.day != 0;
    Some(Person {
        national_number: fictional(birth, Some(gender), random.random_range(SERIALS))?,
        email: email(given_name.as_deref(), &family_name, index),
        given_name,
        family_name,
        birthdate: if known_day { iso(birth) } else { birth.year.to_string() },
        gender: Some(gender),
        language,
        phone_number: phone_number(index),
        address: address(random, language),
        deceased: false,
        card_valid_from: None,
        story: None,
    })
}

/// Roughly the shares of the country, with some who prefer English.
fn language(random: &mut Random) -> Language {
    match random.random_range(0..100) {
        0..54 => Language::Nl,
        54..89 => Language::Fr,
        89..95 => Language::De,
        _ => Language::En,
    }
}

fn birth(random: &mut Random) -> Birth {
    let year = COUNTED_IN - random.random_range(16..98);
    let month = random.random_range(1..=12);
    let register = match random.random_range(0..100) {
        0..92 => Register::National,
        92..98 => Register::Bis,
        _ => Register::BisSexUnknown,
    };
    // The first of January is kept out: numbers of that day are given to people whose birthday is
    // unknown, and there serials do run high.
    let day = match register {
        Register::BisSexUnknown => 0,
        _ => random.random_range(2..=28),
    };
    Birth { year, month, day, register }
}

fn iso(birth: Birth) -> String {
    format!("{:04}-{:02}-{:02}", birth.year, birth.month, birth.day)
}

fn name(random: &mut Random, language: Language, gender: Gender) -> (Option<String>, String) {
    let from_elsewhere = language == Language::En || random.random_bool(0.12);
    if from_elsewhere && random.random_bool(0.08) {
        return (None, pick(random, names::SINGLE).to_owned());
    }
    let names = match language {
        _ if from_elsewhere => &names::WORLD,
        Language::Nl => &names::DUTCH,
        Language::Fr => &names::FRENCH,
        Language::De => &names::GERMAN,
        Language::En => &names::WORLD,
    };
    let given = if gender == Gender::Female { names.women } else { names.men };
    (Some(pick(random, given).to_owned()), pick(random, names.families).to_owned())
}

fn address(random: &mut Random, language: Language) -> Address {
    let (towns, streets): (&[Place], &[&str]) = match language {
        Language::Nl => (places::DUTCH, places::DUTCH_STREETS),
        Language::Fr | Language::En => (places::FRENCH, places::FRENCH_STREETS),
        Language::De => (places::GERMAN, places::GERMAN_STREETS),
    };
    let town = &towns[random.random_range(0..towns.len())];
    let (street, number) = (pick(random, streets), random.random_range(1..180));
    Address {
        street_address: format!("{street} {number}"),
        postal_code: town.postal_code.to_owned(),
        locality: town.locality.to_owned(),
        country: "BE".to_owned(),
    }
}

/// Under `example.org`, which is kept for examples (RFC 2606, section 3), and distinct by number.
pub(super) fn email(given_name: Option<&str>, family_name: &str, index: usize) -> String {
    let letters = |text: &str| {
        let ascii = text.chars().map(plain).filter(char::is_ascii_alphanumeric);
        ascii.collect::<String>().to_ascii_lowercase()
    };
    let local = given_name.into_iter().chain([family_name]).map(letters).collect::<Vec<_>>();
    format!("{}.{index}@example.org", local.join("."))
}

/// The letter without its accent, as people write their own name in an address.
fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'Á' => 'a',
        'ç' | 'Ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'ễ' | 'É' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ı' | 'ị' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'Ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ứ' => 'u',
        'ğ' => 'g',
        'ł' | 'Ł' => 'l',
        'ř' => 'r',
        'ș' | 'ş' | 'Ş' | 'Ș' | 'ß' => 's',
        'Đ' => 'd',
        other => other,
    }
}

/// In the block `0400`, which no operator holds: mobile numbers begin at `045`.
pub(super) fn phone_number(index: usize) -> String {
    format!("+324000{index:05}")
}

fn pick(random: &mut Random, from: &[&'static str]) -> &'static str {
    from.choose(random).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_people_live_here_every_time() {
        assert_eq!(population(), population());
        assert_eq!(population().len(), INHABITANTS);
    }

    #[test]
    fn nobody_shares_a_number_an_address_for_letters_or_a_phone() {
        let people = population();
        let distinct = |key: fn(&Person) -> String| people.iter().map(key).collect::<HashSet<_>>();
        assert_eq!(distinct(|p| p.national_number.reveal().to_owned()).len(), people.len());
        assert_eq!(distinct(|p| p.email.clone()).len(), people.len());
        assert_eq!(distinct(|p| p.phone_number.clone()).len(), people.len());
    }

    #[test]
    fn every_kind_of_name_and_number_occurs() {
        let people = population();
        let some = |holds: fn(&Person) -> bool| people.iter().any(holds);
        for language in Language::ALL {
            assert!(people.iter().any(|person| person.language == language), "{language}");
        }
        assert!(some(|person| person.given_name.is_none()));
        assert!(some(|person| person.family_name.contains('\'')));
        assert!(some(|person| !person.family_name.is_ascii()));
        assert!(some(|person| person.national_number.is_bis()));
        assert!(some(|person| person.birthdate.len() == 4));
        assert!(some(|person| person.birthdate.starts_with("200")));
    }

    #[test]
    fn a_line_of_the_register_reads_back_as_it_was_written() {
        for person in population() {
            let line = serde_json::to_string(&person).unwrap();
            assert_eq!(serde_json::from_str::<Person>(&line).unwrap(), person);
        }
    }
}
