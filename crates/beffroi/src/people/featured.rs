//! The eight people whom the demo introduces: each shows something that a government must get
//! right about people.

use domain::{Language, Localized};

use super::national_number::{Birth, Register, SERIALS, fictional};
use super::population::{email, phone_number};
use super::{Address, Gender, Person};

struct Portrait {
    name: (Option<&'static str>, &'static str),
    gender: Option<Gender>,
    birth: Birth,
    language: Language,
    /// Street with number, postal code, locality.
    home: (&'static str, &'static str, &'static str),
    /// In nl, fr, de, en.
    story: [&'static str; 4],
}

const fn born(year: u16, month: u8, day: u8) -> Birth {
    Birth { year, month, day, register: Register::National }
}

const PORTRAITS: [Portrait; 8] = [
    Portrait {
        name: (Some("Anna"), "Peeters"),
        gender: Some(Gender::Female),
        birth: born(1985, 7, 30),
        language: Language::Nl,
        home: ("Lindelaan 12", "9000", "Gent"),
        story: [
            "Lerares in Gent. Een gewone dag: een app, een gsm, een gezondheidsoverzicht.",
            "Enseignante à Gand. Un jour ordinaire : une application, un téléphone, un résumé de santé.",
            "Lehrerin in Gent. Ein gewöhnlicher Tag: eine App, ein Handy, eine Gesundheitsübersicht.",
            "A teacher in Ghent. An ordinary day: one app, one phone, one health summary.",
        ],
    },
    Portrait {
        name: (Some("Émilie-Rose"), "Lambert"),
        gender: Some(Gender::Female),
        birth: born(1991, 3, 9),
        language: Language::Fr,
        home: ("Rue des Écoles 41", "4000", "Liège"),
        story: [
            "Apothekeres in Luik. Haar naam heeft een accent en een koppelteken.",
            "Pharmacienne à Liège. Son nom porte un accent et un trait d'union.",
            "Apothekerin in Lüttich. Ihr Name hat einen Akzent und einen Bindestrich.",
            "A pharmacist in Liège. Her name has an accent and a hyphen.",
        ],
    },
    Portrait {
        name: (Some("Jürgen"), "Weiß"),
        gender: Some(Gender::Male),
        birth: born(1968, 11, 17),
        language: Language::De,
        home: ("Gerberstraße 5", "4700", "Eupen"),
        story: [
            "Schrijnwerker in Eupen, in de Duitstalige Gemeenschap.",
            "Menuisier à Eupen, en Communauté germanophone.",
            "Schreiner in Eupen, in der Deutschsprachigen Gemeinschaft.",
            "A joiner in Eupen, in the German-speaking Community.",
        ],
    },
    Portrait {
        name: (Some("Koen"), "D'Hondt"),
        gender: Some(Gender::Male),
        birth: born(1979, 2, 14),
        language: Language::Nl,
        home: ("Sint-Jansplein 3", "8000", "Brugge"),
        story: [
            "Verpleger in Brugge. Zijn naam heeft een apostrof.",
            "Infirmier à Bruges. Son nom porte une apostrophe.",
            "Krankenpfleger in Brügge. Sein Name hat einen Apostroph.",
            "A nurse in Bruges. His name has an apostrophe.",
        ],
    },
    Portrait {
        name: (Some("Yasmina"), "El Amrani"),
        gender: Some(Gender::Female),
        birth: born(2004, 2, 29),
        language: Language::Fr,
        home: ("Chaussée de l'Étang 88", "1000", "Bruxelles"),
        story: [
            "Studente in Brussel, geboren na 2000: haar nummer volgt de tweede controleregel.",
            "Étudiante à Bruxelles, née après 2000 : son numéro suit la seconde règle de contrôle.",
            "Studentin in Brüssel, nach 2000 geboren: Ihre Nummer folgt der zweiten Prüfregel.",
            "A student in Brussels, born after 2000: her number follows the second checksum rule.",
        ],
    },
    Portrait {
        name: (None, "Tenzin"),
        gender: Some(Gender::Male),
        birth: Birth { year: 1994, month: 5, day: 21, register: Register::Bis },
        language: Language::En,
        home: ("Rue Neuve 140", "1000", "Bruxelles"),
        story: [
            "Programmeur met één enkele naam en een nummer van het bisregister.",
            "Programmeur qui ne porte qu'un seul nom, avec un numéro du registre bis.",
            "Programmierer mit einem einzigen Namen und einer Nummer des Bis-Registers.",
            "A programmer with a single name and a number of the bis register.",
        ],
    },
    Portrait {
        name: (Some("Georgette"), "de Wautier"),
        gender: Some(Gender::Female),
        birth: born(1931, 9, 2),
        language: Language::Fr,
        home: ("Rue de l'Église 7", "5500", "Dinant"),
        story: [
            "Vijfennegentig, in Dinant. Ze leest in grote letters en neemt haar tijd.",
            "Quatre-vingt-quinze ans, à Dinant. Elle lit en grands caractères et prend son temps.",
            "Fünfundneunzig, in Dinant. Sie liest in großer Schrift und nimmt sich Zeit.",
            "Ninety-five, in Dinant. She reads in large letters and takes her time.",
        ],
    },
    Portrait {
        name: (Some("Thị Hoa"), "Nguyễn"),
        gender: None,
        birth: Birth { year: 1978, month: 0, day: 0, register: Register::BisSexUnknown },
        language: Language::Nl,
        home: ("Stationsstraat 60", "3500", "Hasselt"),
        story: [
            "Kokkin in Hasselt. Van haar geboorte is alleen het jaar bekend.",
            "Cuisinière à Hasselt. De sa naissance, on ne connaît que l'année.",
            "Köchin in Hasselt. Von ihrer Geburt ist nur das Jahr bekannt.",
            "A cook in Hasselt. Of her birth only the year is known.",
        ],
    },
];

const DEPARTED: Portrait = Portrait {
    name: (Some("Odilon"), "Claes"),
    gender: Some(Gender::Male),
    birth: born(1939, 4, 12),
    language: Language::Nl,
    home: ("Kerkstraat 22", "8500", "Kortrijk"),
    story: [
        "Overleden dit voorjaar. Zijn kaart ligt nog in een lade.",
        "Décédé ce printemps. Sa carte se trouve encore dans un tiroir.",
        "Im Frühjahr verstorben. Seine Karte liegt noch in einer Schublade.",
        "Died this spring. His card still lies in a drawer.",
    ],
};

/// One who has died, and under whose name nobody may log in.
pub fn departed(index: usize) -> Option<Person> {
    person(&DEPARTED, index).map(|person| Person { deceased: true, ..person })
}

pub fn people() -> Vec<Person> {
    PORTRAITS.iter().enumerate().filter_map(|(index, portrait)| person(portrait, index)).collect()
}

fn person(portrait: &Portrait, index: usize) -> Option<Person> {
    let (given_name, family_name) = portrait.name;
    let Birth { year, month, day, .. } = portrait.birth;
    let (street_address, postal_code, locality) = portrait.home;
    let [nl, fr, de, en] = portrait.story.map(str::to_owned);
    Some(Person {
        national_number: SERIALS
            .into_iter()
            .find_map(|serial| fictional(portrait.birth, portrait.gender, serial))?,
        given_name: given_name.map(str::to_owned),
        family_name: family_name.to_owned(),
        birthdate: match day {
            0 => year.to_string(),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        },
        gender: portrait.gender,
        language: portrait.language,
        email: email(given_name, family_name, index),
        phone_number: phone_number(index),
        address: Address {
            street_address: street_address.to_owned(),
            postal_code: postal_code.to_owned(),
            locality: locality.to_owned(),
            country: "BE".to_owned(),
        },
        deceased: false,
        card_valid_from: None,
        story: Some(Localized { nl, fr, de, en }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_eight_are_introduced() {
        assert_eq!(people().len(), PORTRAITS.len());
        assert!(departed(8).unwrap().deceased);
    }
}
