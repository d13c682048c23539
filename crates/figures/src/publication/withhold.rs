//! What is not told, so that nobody can be recognised, nor computed from what is told.

/// Fewer than this are not told of.
pub const LEAST: u64 = 10;

/// A number of a table, and whether it is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guarded {
    pub number: u64,
    pub withheld: bool,
}

impl Guarded {
    /// A number that stands for so many people.
    pub fn new(number: u64, people: u64) -> Self {
        Self { number, withheld: number > 0 && people < LEAST }
    }

    /// A number that counts nothing but itself.
    pub fn alone(number: u64) -> Self {
        Self::new(number, number)
    }
}

/// Withholds more, until in no sum anything small can be computed. A sum is the places of numbers
/// that add up to a total that is told.
pub fn protect(cells: &mut [Guarded], sums: &[Vec<usize>]) {
    while let Some(place) = sums.iter().find_map(|sum| weakest(cells, sum)) {
        cells[place].withheld = true;
    }
}

/// The smallest number of a sum that must be withheld too, so that what is withheld is safe.
fn weakest(cells: &[Guarded], sum: &[usize]) -> Option<usize> {
    let withheld = || sum.iter().filter(|place| cells[**place].withheld);
    let hidden: u64 = withheld().map(|place| cells[*place].number).sum();
    if withheld().count() == 0 || (withheld().count() > 1 && hidden >= LEAST) {
        return None;
    }
    let told = sum.iter().filter(|place| !cells[**place].withheld && cells[**place].number > 0);
    told.min_by_key(|place| (cells[**place].number, **place)).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn withheld(numbers: &[u64], sums: &[Vec<usize>]) -> Vec<usize> {
        let mut cells: Vec<_> = numbers.iter().map(|number| Guarded::alone(*number)).collect();
        protect(&mut cells, sums);
        (0..cells.len()).filter(|place| cells[*place].withheld).collect()
    }

    #[test]
    fn a_small_number_takes_the_next_smallest_with_it() {
        assert_eq!(withheld(&[500, 4, 70, 60], &[vec![0, 1, 2, 3]]), [1, 3]);
    }

    #[test]
    fn small_numbers_that_are_small_together_take_another_with_them() {
        assert_eq!(withheld(&[500, 4, 3, 60], &[vec![0, 1, 2, 3]]), [1, 2, 3]);
        assert_eq!(withheld(&[500, 8, 7, 60], &[vec![0, 1, 2, 3]]), [1, 2]);
    }

    #[test]
    fn nothing_is_withheld_where_nothing_is_small_and_zeroes_are_told() {
        assert_eq!(withheld(&[500, 0, 10, 60], &[vec![0, 1, 2, 3]]), [] as [usize; 0]);
    }

    #[test]
    fn rows_and_columns_protect_each_other() {
        // Two rows of two: the small one takes its row's and its column's other, and they the last.
        let sums = [vec![0, 1], vec![2, 3], vec![0, 2], vec![1, 3]];
        assert_eq!(withheld(&[4, 100, 200, 300], &sums), [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn no_sum_gives_a_small_number_away(
            numbers in prop::collection::vec(0u64..60, 12..13), width in 2usize..5,
        ) {
            let rows = (0..12).collect::<Vec<_>>().chunks(width).map(<[usize]>::to_vec).collect::<Vec<_>>();
            let columns = (0..width).map(|column| (0..12).filter(|place| place % width == column).collect());
            let sums: Vec<Vec<usize>> = rows.into_iter().chain(columns).collect();
            let mut cells: Vec<_> = numbers.iter().map(|number| Guarded::alone(*number)).collect();
            protect(&mut cells, &sums);
            for sum in sums {
                let hidden: Vec<_> = sum.iter().filter(|place| cells[**place].withheld).collect();
                let together: u64 = hidden.iter().map(|place| cells[**place].number).sum();
                let told = sum.iter().any(|place| !cells[*place].withheld && cells[*place].number > 0);
                prop_assert!(hidden.is_empty() || !told || (hidden.len() > 1 && together >= LEAST));
            }
            prop_assert!(cells.iter().all(|cell| cell.withheld || cell.number == 0 || cell.number >= LEAST));
        }
    }
}
