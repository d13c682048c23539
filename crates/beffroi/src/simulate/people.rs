//! Who logs in: for each method a set of people of whom a few come often and many rarely.

use domain::PersonId;
use figures::{Pseudonym, YearKey};
use rand::seq::SliceRandom;

use super::country::Year;
use super::share::narrow;
use super::{Order, random};

/// The people of one year, in the order in which they come.
pub struct People {
    /// For each method, one person for each login that is left.
    queues: Vec<Vec<u32>>,
    pseudonyms: Vec<Option<Pseudonym>>,
    /// How often each person came.
    counts: Vec<u32>,
}

impl People {
    pub fn of(year: &Year, order: &Order, key: &YearKey) -> Self {
        let mut pseudonyms = Vec::new();
        let mut queues = Vec::new();
        for (method, logins) in year.methods.iter().zip(year.methods_total(order.scale)) {
            let (first, count) = method.people;
            let (first, count) = (order.scale.of(first), order.scale.of(count).min(logins));
            let end = usize::try_from(first + count).unwrap_or_default();
            pseudonyms.resize(pseudonyms.len().max(end), None);
            for person in first..first + count {
                let slot = pseudonyms.get_mut(usize::try_from(person).unwrap_or_default());
                if let Some(slot @ None) = slot {
                    *slot = Some(key.pseudonym(&PersonId::new(format!("person-{person}"))));
                }
            }
            let mut queue = queue(first, count, logins);
            queue.shuffle(&mut random(order, &format!("people {} {}", year.number, method.word)));
            queues.push(queue);
        }
        let counts = vec![0; pseudonyms.len()];
        Self { queues, pseudonyms, counts }
    }

    /// The next person who logs in by a method, and how often they came this year with this login.
    pub fn next(&mut self, method: usize) -> Option<(Pseudonym, u32)> {
        let person = usize::try_from(self.queues.get_mut(method)?.pop()?).ok()?;
        let count = self.counts.get_mut(person)?;
        *count += 1;
        Some(((*self.pseudonyms.get(person)?)?, *count))
    }
}

/// Each of `count` people once, and the other logins by the cube of a person's rank: the most
/// frequent come about four times as often as the mean, and a third hardly more than once.
fn queue(first: u64, count: u64, logins: u64) -> Vec<u32> {
    let extra = u128::from(logins.saturating_sub(count));
    let cubes = |until: u64| (u128::from(until) * u128::from(until.saturating_sub(1)) / 2).pow(2);
    let all = cubes(count).max(1);
    let until = |rank: u64| narrow(extra * cubes(rank) / all);
    let mut queue = Vec::with_capacity(usize::try_from(logins).unwrap_or_default());
    for rank in 0..count {
        let times = 1 + until(rank + 1) - until(rank);
        let person = u32::try_from(first + rank).unwrap_or(u32::MAX);
        queue.extend(std::iter::repeat_n(person, usize::try_from(times).unwrap_or_default()));
    }
    queue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_comes_and_the_logins_add_up() {
        let queue = queue(10, 200, 4_290);
        let times = |person| queue.iter().filter(|other| **other == person).count();
        assert_eq!(queue.len(), 4_290);
        assert!((10..210).all(|person| times(person) >= 1));
        assert!(times(209) > 70 && times(10) == 1);
    }
}
