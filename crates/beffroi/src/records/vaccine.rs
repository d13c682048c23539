//! The vaccines of the documents: WHO ATC codes, and the diseases in SNOMED CT.

use super::catalogue::{Term, term};

pub struct Vaccine {
    /// ATC.
    pub product: Term,
    pub diseases: &'static [Term],
}

const DIPHTHERIA: Term = term("397430003", ["Difterie", "Diphtérie", "Diphtherie", "Diphtheria"]);
const TETANUS: Term = term("76902006", ["Tetanus", "Tétanos", "Tetanus", "Tetanus"]);
const PERTUSSIS: Term = term("27836007", ["Kinkhoest", "Coqueluche", "Keuchhusten", "Pertussis"]);

pub const INFLUENZA: Vaccine = Vaccine {
    product: term(
        "J07BB02",
        [
            "Griepvaccin, geïnactiveerd",
            "Vaccin antigrippal inactivé",
            "Grippeimpfstoff, inaktiviert",
            "Influenza vaccine, inactivated",
        ],
    ),
    diseases: &[term("6142004", ["Griep", "Grippe", "Grippe", "Influenza"])],
};
pub const COVID: Vaccine = Vaccine {
    product: term(
        "J07BN01",
        [
            "COVID-19-vaccin, mRNA",
            "Vaccin COVID-19 à ARNm",
            "COVID-19-Impfstoff, mRNA",
            "COVID-19 vaccine, mRNA",
        ],
    ),
    diseases: &[term("840539006", ["COVID-19", "COVID-19", "COVID-19", "COVID-19"])],
};
pub const TETANUS_BOOSTER: Vaccine = Vaccine {
    product: term(
        "J07AJ52",
        [
            "Vaccin tegen difterie, tetanus en kinkhoest",
            "Vaccin contre la diphtérie, le tétanos et la coqueluche",
            "Impfstoff gegen Diphtherie, Tetanus und Keuchhusten",
            "Diphtheria, tetanus and pertussis vaccine",
        ],
    ),
    diseases: &[DIPHTHERIA, TETANUS, PERTUSSIS],
};
pub const MEASLES: Vaccine = Vaccine {
    product: term(
        "J07BD52",
        [
            "Vaccin tegen mazelen, bof en rodehond",
            "Vaccin contre la rougeole, les oreillons et la rubéole",
            "Impfstoff gegen Masern, Mumps und Röteln",
            "Measles, mumps and rubella vaccine",
        ],
    ),
    diseases: &[
        term("14189004", ["Mazelen", "Rougeole", "Masern", "Measles"]),
        term("36989005", ["Bof", "Oreillons", "Mumps", "Mumps"]),
        term("36653000", ["Rodehond", "Rubéole", "Röteln", "Rubella"]),
    ],
};
pub const PAPILLOMA: Vaccine = Vaccine {
    product: term(
        "J07BM03",
        [
            "HPV-vaccin, negenvalent",
            "Vaccin HPV nonavalent",
            "HPV-Impfstoff, neunvalent",
            "HPV vaccine, 9-valent",
        ],
    ),
    diseases: &[term(
        "240532009",
        [
            "Humaan papillomavirus",
            "Papillomavirus humain",
            "Humanes Papillomavirus",
            "Human papillomavirus infection",
        ],
    )],
};
pub const YELLOW_FEVER: Vaccine = Vaccine {
    product: term(
        "J07BL01",
        [
            "Gelekoortsvaccin",
            "Vaccin contre la fièvre jaune",
            "Gelbfieberimpfstoff",
            "Yellow fever vaccine",
        ],
    ),
    diseases: &[term("16541001", ["Gele koorts", "Fièvre jaune", "Gelbfieber", "Yellow fever"])],
};
