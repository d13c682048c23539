//! What the documents are made of: real codes (SNOMED CT, WHO ATC) with their words in every
//! language.

/// A code with its words in nl, fr, de, en.
pub struct Term {
    pub code: &'static str,
    pub words: [&'static str; 4],
}

pub struct Allergy {
    pub to: Term,
    pub high_criticality: bool,
    pub reaction: Term,
}

/// A medicine as it is taken.
pub struct Medicine {
    /// ATC.
    pub substance: Term,
    pub dosage: [&'static str; 4],
}

/// A long-standing condition, from which age it is common, and what is taken for it.
pub struct Ailment {
    pub condition: Term,
    pub from_age: u16,
    /// Out of a hundred people of that age.
    pub share: u32,
    pub medicine: Medicine,
}

pub const fn term(code: &'static str, words: [&'static str; 4]) -> Term {
    Term { code, words }
}

const ONCE_MORNING: [&str; 4] =
    ["1 tablet 's morgens", "1 comprimé le matin", "1 Tablette morgens", "1 tablet in the morning"];
const ONCE_EVENING: [&str; 4] =
    ["1 tablet 's avonds", "1 comprimé le soir", "1 Tablette abends", "1 tablet in the evening"];
const TWICE: [&str; 4] = [
    "1 tablet, tweemaal per dag bij de maaltijd",
    "1 comprimé deux fois par jour pendant le repas",
    "1 Tablette zweimal täglich zu den Mahlzeiten",
    "1 tablet twice a day with a meal",
];

pub const AILMENTS: &[Ailment] = &[
    Ailment {
        condition: term(
            "38341003",
            ["Hypertensie", "Hypertension artérielle", "Bluthochdruck", "Hypertension"],
        ),
        from_age: 45,
        share: 35,
        medicine: Medicine {
            substance: term(
                "C09AA05",
                ["Ramipril 5 mg", "Ramipril 5 mg", "Ramipril 5 mg", "Ramipril 5 mg"],
            ),
            dosage: ONCE_MORNING,
        },
    },
    Ailment {
        condition: term(
            "13644009",
            [
                "Hypercholesterolemie",
                "Hypercholestérolémie",
                "Hypercholesterinämie",
                "Hypercholesterolaemia",
            ],
        ),
        from_age: 50,
        share: 30,
        medicine: Medicine {
            substance: term(
                "C10AA05",
                [
                    "Atorvastatine 20 mg",
                    "Atorvastatine 20 mg",
                    "Atorvastatin 20 mg",
                    "Atorvastatin 20 mg",
                ],
            ),
            dosage: ONCE_EVENING,
        },
    },
    Ailment {
        condition: term(
            "44054006",
            [
                "Diabetes mellitus type 2",
                "Diabète de type 2",
                "Diabetes mellitus Typ 2",
                "Type 2 diabetes mellitus",
            ],
        ),
        from_age: 50,
        share: 12,
        medicine: Medicine {
            substance: term(
                "A10BA02",
                ["Metformine 850 mg", "Metformine 850 mg", "Metformin 850 mg", "Metformin 850 mg"],
            ),
            dosage: TWICE,
        },
    },
    Ailment {
        condition: term(
            "49436004",
            [
                "Voorkamerfibrillatie",
                "Fibrillation auriculaire",
                "Vorhofflimmern",
                "Atrial fibrillation",
            ],
        ),
        from_age: 65,
        share: 12,
        medicine: Medicine {
            substance: term(
                "B01AF02",
                ["Apixaban 5 mg", "Apixaban 5 mg", "Apixaban 5 mg", "Apixaban 5 mg"],
            ),
            dosage: TWICE,
        },
    },
    Ailment {
        condition: term("195967001", ["Astma", "Asthme", "Asthma", "Asthma"]),
        from_age: 16,
        share: 8,
        medicine: Medicine {
            substance: term(
                "R03AC02",
                [
                    "Salbutamol 100 µg",
                    "Salbutamol 100 µg",
                    "Salbutamol 100 µg",
                    "Salbutamol 100 µg",
                ],
            ),
            dosage: [
                "2 pufjes zo nodig, hoogstens viermaal per dag",
                "2 bouffées au besoin, au maximum quatre fois par jour",
                "2 Hübe bei Bedarf, höchstens viermal täglich",
                "2 puffs when needed, at most four times a day",
            ],
        },
    },
    Ailment {
        condition: term(
            "40930008",
            ["Hypothyreoïdie", "Hypothyroïdie", "Hypothyreose", "Hypothyroidism"],
        ),
        from_age: 30,
        share: 7,
        medicine: Medicine {
            substance: term(
                "H03AA01",
                [
                    "Levothyroxine 75 µg",
                    "Lévothyroxine 75 µg",
                    "Levothyroxin 75 µg",
                    "Levothyroxine 75 µg",
                ],
            ),
            dosage: [
                "1 tablet 's morgens, nuchter",
                "1 comprimé le matin, à jeun",
                "1 Tablette morgens, nüchtern",
                "1 tablet in the morning, on an empty stomach",
            ],
        },
    },
    Ailment {
        condition: term(
            "35489007",
            [
                "Depressieve stoornis",
                "Trouble dépressif",
                "Depressive Störung",
                "Depressive disorder",
            ],
        ),
        from_age: 20,
        share: 7,
        medicine: Medicine {
            substance: term(
                "N06AB06",
                ["Sertraline 50 mg", "Sertraline 50 mg", "Sertralin 50 mg", "Sertraline 50 mg"],
            ),
            dosage: ONCE_MORNING,
        },
    },
    Ailment {
        condition: term("37796009", ["Migraine", "Migraine", "Migräne", "Migraine"]),
        from_age: 16,
        share: 10,
        medicine: Medicine {
            substance: term(
                "M01AE01",
                ["Ibuprofen 400 mg", "Ibuprofène 400 mg", "Ibuprofen 400 mg", "Ibuprofen 400 mg"],
            ),
            dosage: [
                "1 tablet zo nodig, hoogstens driemaal per dag",
                "1 comprimé au besoin, au maximum trois fois par jour",
                "1 Tablette bei Bedarf, höchstens dreimal täglich",
                "1 tablet when needed, at most three times a day",
            ],
        },
    },
];

/// A course of medicine that is over.
pub const PAST: &[Medicine] = &[
    Medicine {
        substance: term(
            "J01CA04",
            [
                "Amoxicilline 500 mg",
                "Amoxicilline 500 mg",
                "Amoxicillin 500 mg",
                "Amoxicillin 500 mg",
            ],
        ),
        dosage: [
            "1 capsule driemaal per dag gedurende 7 dagen",
            "1 gélule trois fois par jour pendant 7 jours",
            "1 Kapsel dreimal täglich, 7 Tage lang",
            "1 capsule three times a day for 7 days",
        ],
    },
    Medicine {
        substance: term(
            "A02BC02",
            ["Pantoprazol 20 mg", "Pantoprazole 20 mg", "Pantoprazol 20 mg", "Pantoprazole 20 mg"],
        ),
        dosage: ONCE_MORNING,
    },
    Medicine {
        substance: term(
            "N02BE01",
            ["Paracetamol 1 g", "Paracétamol 1 g", "Paracetamol 1 g", "Paracetamol 1 g"],
        ),
        dosage: [
            "1 tablet zo nodig, hoogstens driemaal per dag",
            "1 comprimé au besoin, au maximum trois fois par jour",
            "1 Tablette bei Bedarf, höchstens dreimal täglich",
            "1 tablet when needed, at most three times a day",
        ],
    },
];

/// The code for penicillin, to which nobody allergic gets amoxicillin.
pub const PENICILLIN: &str = "91936005";

pub const ALLERGIES: &[Allergy] = &[
    Allergy {
        to: term(
            PENICILLIN,
            [
                "Allergie voor penicilline",
                "Allergie à la pénicilline",
                "Allergie gegen Penicillin",
                "Allergy to penicillin",
            ],
        ),
        high_criticality: true,
        reaction: term("39579001", ["Anafylaxie", "Anaphylaxie", "Anaphylaxie", "Anaphylaxis"]),
    },
    Allergy {
        to: term(
            "91935009",
            [
                "Allergie voor pinda",
                "Allergie à l'arachide",
                "Allergie gegen Erdnuss",
                "Allergy to peanut",
            ],
        ),
        high_criticality: true,
        reaction: term("41291007", ["Angio-oedeem", "Angio-œdème", "Angioödem", "Angioedema"]),
    },
    Allergy {
        to: term(
            "418689008",
            [
                "Allergie voor graspollen",
                "Allergie au pollen de graminées",
                "Allergie gegen Gräserpollen",
                "Allergy to grass pollen",
            ],
        ),
        high_criticality: false,
        reaction: term("76067001", ["Niezen", "Éternuements", "Niesen", "Sneezing"]),
    },
    Allergy {
        to: term(
            "300916003",
            ["Allergie voor latex", "Allergie au latex", "Allergie gegen Latex", "Latex allergy"],
        ),
        high_criticality: false,
        reaction: term("126485001", ["Netelroos", "Urticaire", "Nesselsucht", "Urticaria"]),
    },
];

pub const NO_KNOWN_ALLERGY: Term = term(
    "no-known-allergies",
    [
        "Geen allergieën bekend",
        "Aucune allergie connue",
        "Keine Allergien bekannt",
        "No known allergies",
    ],
);
pub const NO_KNOWN_MEDICINE: Term = term(
    "no-known-medications",
    [
        "Geen medicatie bekend",
        "Aucun médicament connu",
        "Keine Medikation bekannt",
        "No known medications",
    ],
);
pub const NO_KNOWN_PROBLEM: Term = term(
    "no-known-problems",
    [
        "Geen aandoeningen bekend",
        "Aucune affection connue",
        "Keine Erkrankungen bekannt",
        "No known problems",
    ],
);
