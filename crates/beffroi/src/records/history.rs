//! A plausible health history for a person of a given age.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use services::health::fhir::Date;

use super::catalogue::{AILMENTS, ALLERGIES, Ailment, Allergy, Medicine, PAST, PENICILLIN};
use super::vaccine::{
    COVID, INFLUENZA, MEASLES, PAPILLOMA, TETANUS_BOOSTER, Vaccine, YELLOW_FEVER,
};

/// The year in which the documents were drawn up.
pub const DRAWN_UP: Date = Date { year: 2026, month: Some(11), day: Some(2) };

pub struct History {
    pub allergies: Vec<(&'static Allergy, u16)>,
    pub ailments: Vec<(&'static Ailment, u16)>,
    pub past: Vec<(&'static Medicine, Date, Date)>,
    pub vaccinations: Vec<Dose>,
}

pub struct Dose {
    pub vaccine: &'static Vaccine,
    pub number: u32,
    pub on: Date,
    pub lot: String,
}

type Random = Xoshiro256PlusPlus;

impl History {
    /// The same history every time for the same `seed`.
    pub fn of(seed: u64, born: u16) -> Self {
        let mut random = Random::seed_from_u64(seed);
        let age = DRAWN_UP.year.saturating_sub(born);
        let allergies = allergies(&mut random, born);
        let past = past(&mut random, &allergies);
        let ailments = ailments(&mut random, born, age);
        Self { allergies, ailments, past, vaccinations: vaccinations(&mut random, born, age) }
    }
}

fn allergies(random: &mut Random, born: u16) -> Vec<(&'static Allergy, u16)> {
    let kept = ALLERGIES.iter().filter_map(|allergy| {
        let noted = random.random_range(born + 5..DRAWN_UP.year);
        random.random_ratio(1, 8).then_some((allergy, noted))
    });
    kept.collect()
}

fn ailments(random: &mut Random, born: u16, age: u16) -> Vec<(&'static Ailment, u16)> {
    let common = AILMENTS.iter().filter(|ailment| ailment.from_age < age);
    let kept = common.filter_map(|ailment| {
        let since = random.random_range(born + ailment.from_age..=DRAWN_UP.year - 1);
        random.random_ratio(ailment.share, 100).then_some((ailment, since))
    });
    kept.collect()
}

fn past(
    random: &mut Random,
    allergies: &[(&'static Allergy, u16)],
) -> Vec<(&'static Medicine, Date, Date)> {
    let penicillin = allergies.iter().any(|(allergy, _)| allergy.to.code == PENICILLIN);
    let safe = PAST.iter().filter(|it| !(penicillin && it.substance.code == "J01CA04"));
    let kept = safe.filter_map(|medicine| {
        let (year, month) = (random.random_range(2022..DRAWN_UP.year), random.random_range(1..=12));
        let course = (medicine, Date::day(year, month, 3), Date::day(year, month, 10));
        random.random_ratio(1, 3).then_some(course)
    });
    kept.collect()
}

fn vaccinations(random: &mut Random, born: u16, age: u16) -> Vec<Dose> {
    let mut doses = Vec::new();
    let mut give = |vaccine, years: &[u16], month| {
        let after_birth = years.iter().filter(|year| (born..DRAWN_UP.year).contains(*year));
        for (number, year) in (1..).zip(after_birth) {
            let on = Date::day(*year, month, random.random_range(1..=28));
            let lot = format!("FICT{:05}", random.random_range(0..100_000));
            doses.push(Dose { vaccine, number, on, lot });
        }
    };
    if born >= 1985 {
        give(&MEASLES, &[born + 1, born + 11], 9);
    }
    if born >= 1998 {
        give(&PAPILLOMA, &[born + 13, born + 14], 11);
    }
    give(&TETANUS_BOOSTER, &[born + 15, born + 25, born + 35, born + 45, born + 55, born + 65], 5);
    give(&COVID, &[2021, 2022], 6);
    if age >= 65 {
        give(&INFLUENZA, &[2022, 2023, 2024, 2025], 10);
    }
    if born.is_multiple_of(7) {
        give(&YELLOW_FEVER, &[born + 22], 2);
    }
    doses
}
