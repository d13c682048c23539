//! Where people live: real municipalities, streets of names that every town has.

/// A municipality, with its name in the language of the person.
pub struct Place {
    pub postal_code: &'static str,
    pub locality: &'static str,
}

const fn place(postal_code: &'static str, locality: &'static str) -> Place {
    Place { postal_code, locality }
}

pub const DUTCH: &[Place] = &[
    place("1000", "Brussel"),
    place("2000", "Antwerpen"),
    place("2800", "Mechelen"),
    place("3000", "Leuven"),
    place("3500", "Hasselt"),
    place("3600", "Genk"),
    place("8000", "Brugge"),
    place("8400", "Oostende"),
    place("8500", "Kortrijk"),
    place("9000", "Gent"),
    place("9100", "Sint-Niklaas"),
    place("9300", "Aalst"),
];

pub const FRENCH: &[Place] = &[
    place("1000", "Bruxelles"),
    place("1180", "Uccle"),
    place("1300", "Wavre"),
    place("4000", "Liège"),
    place("4800", "Verviers"),
    place("5000", "Namur"),
    place("5500", "Dinant"),
    place("6000", "Charleroi"),
    place("6700", "Arlon"),
    place("7000", "Mons"),
    place("7500", "Tournai"),
    place("6900", "Marche-en-Famenne"),
];

pub const GERMAN: &[Place] = &[
    place("4700", "Eupen"),
    place("4730", "Raeren"),
    place("4760", "Büllingen"),
    place("4780", "Sankt Vith"),
    place("4720", "Kelmis"),
    place("4750", "Bütgenbach"),
];

pub const DUTCH_STREETS: &[&str] = &[
    "Kerkstraat",
    "Stationsstraat",
    "Molenstraat",
    "Schoolstraat",
    "Dorpsstraat",
    "Lindelaan",
    "Nieuwstraat",
    "Sint-Jansplein",
    "Beukendreef",
    "Veldwegel",
];

pub const FRENCH_STREETS: &[&str] = &[
    "Rue de l'Église",
    "Rue de la Station",
    "Avenue des Tilleuls",
    "Rue du Moulin",
    "Rue Neuve",
    "Place Saint-Jean",
    "Chaussée de l'Étang",
    "Rue des Écoles",
    "Clos des Hêtres",
    "Rue du Château",
];

pub const GERMAN_STREETS: &[&str] =
    &["Kirchstraße", "Bahnhofstraße", "Mühlenweg", "Schulstraße", "Gerberstraße", "Am Wäldchen"];
