//! How far a mean is to be trusted: intervals and tests by resampling, from a fixed seed.

/// So many resamples make an interval.
const RESAMPLES: usize = 1_000;
/// So many random signs make a test.
const RANDOMISATIONS: usize = 10_000;
const SEED: u64 = 0x67_75_69_64_65_70_6f_73;

/// A mean with the interval that holds it in 95 of 100 resamples.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Interval {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
}

/// The means of the columns of a table, with their 95 % intervals by the percentiles of resampled rows; zeros when
/// there are no rows.
#[must_use]
pub fn intervals<const COLUMNS: usize>(rows: &[[f64; COLUMNS]]) -> [Interval; COLUMNS] {
    if rows.is_empty() {
        return [Interval::default(); COLUMNS];
    }
    let mut random = Random(SEED);
    let means: Vec<[f64; COLUMNS]> =
        (0..RESAMPLES).map(|_| mean((0..rows.len()).map(|_| &rows[random.below(rows.len())]))).collect();
    let all = mean(rows.iter());
    std::array::from_fn(|column| {
        let mut sorted: Vec<f64> = means.iter().map(|means| means[column]).collect();
        sorted.sort_by(f64::total_cmp);
        let tail = RESAMPLES / 40;
        Interval { mean: all[column], low: sorted[tail], high: sorted[RESAMPLES - 1 - tail] }
    })
}

fn mean<'a, const COLUMNS: usize>(rows: impl ExactSizeIterator<Item = &'a [f64; COLUMNS]>) -> [f64; COLUMNS] {
    let count = rows.len() as f64;
    let mut sums = [0.0; COLUMNS];
    for row in rows {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    sums.map(|sum| sum / count)
}

/// How likely a mean difference at least this far from 0 would be if each pair had fallen out either way by chance:
/// the two-sided p-value of a randomisation test.
#[must_use]
pub fn p_value(differences: &[f64]) -> f64 {
    let telling: Vec<f64> = differences.iter().copied().filter(|difference| *difference != 0.0).collect();
    let observed = telling.iter().sum::<f64>().abs();
    let mut random = Random(SEED);
    let mut as_far = 0;
    for _ in 0..RANDOMISATIONS {
        let sum: f64 = telling.iter().map(|value| if random.next() >> 63 == 0 { *value } else { -value }).sum();
        // Sums in another order differ by rounding.
        if sum.abs() >= observed - 1e-9 {
            as_far += 1;
        }
    }
    f64::from(as_far + 1) / (RANDOMISATIONS + 1) as f64
}

/// `SplitMix64`: small, and the same on every machine and in every version.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix() {
        // The reference values for seed 1234567.
        let mut random = Random(1_234_567);
        assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
        assert!((0..1_000).all(|_| random.below(7) < 7));
    }

    #[test]
    fn an_interval_is_as_wide_as_the_scatter_and_the_number_say() {
        let rows: Vec<[f64; 2]> = (0..400).map(|at| [f64::from(at % 2), 0.25]).collect();
        let [scattered, constant] = intervals(&rows);
        assert_eq!((constant.low, constant.mean, constant.high), (0.25, 0.25, 0.25));
        // The standard error of 400 coins is 0.025; 95 % lie within 1.96 of it.
        assert!((scattered.mean - 0.5).abs() < 1e-12);
        assert!((scattered.high - scattered.low - 4.0 * 0.0245).abs() < 0.015, "{scattered:?}");
        assert_eq!(intervals(&rows), [scattered, constant]);
        assert_eq!(intervals::<2>(&[])[0], Interval::default());
    }

    #[test]
    fn what_is_always_better_is_no_chance() {
        assert!(p_value(&[0.1; 40]) < 0.001);
        assert!(p_value(&[0.1, -0.1].repeat(20)) > 0.9);
        assert!((p_value(&[]) - 1.0).abs() < 1e-9 && (p_value(&[0.0; 9]) - 1.0).abs() < 1e-9);
        // Five pairs that all went one way: 2 of 32 outcomes are as far.
        assert!((p_value(&[1.0; 5]) - 0.0625).abs() < 0.01);
    }
}
