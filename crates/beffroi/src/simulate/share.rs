//! Shares in whole numbers.

/// Divides `total` by weights, so that the parts add up to it: each gets its share rounded down,
/// and the largest remainders get one more; of equal ones the first.
pub fn apportion(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = weights.iter().map(|weight| u128::from(total) * u128::from(*weight));
    let (mut parts, mut remainders): (Vec<u64>, Vec<(u128, usize)>) =
        exact.enumerate().map(|(index, exact)| (narrow(exact / sum), (exact % sum, index))).unzip();
    let given: u64 = parts.iter().sum();
    remainders.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    for (_, index) in remainders.iter().take(usize::try_from(total - given).unwrap_or(usize::MAX)) {
        parts[*index] += 1;
    }
    parts
}

pub fn narrow(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_follow_the_weights() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(100, &[50, 41, 9]), [50, 41, 9]);
        assert_eq!(apportion(3, &[50, 41, 9]), [2, 1, 0]);
        assert_eq!(apportion(7, &[0, 0]), [0, 0]);
        for total in 0..500 {
            assert_eq!(apportion(total, &[7, 13, 1, 90]).iter().sum::<u64>(), total);
        }
    }
}
