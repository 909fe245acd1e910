//! Arithmetic that gives the same bits on every processor.
//!
//! Only `+ - * /` and the square root are used, which IEEE 754 fixes to the last bit; the functions of
//! the platform's mathematics library are not fixed and so are never called here.

/// One, in the fixed-point form in which features are multiplied with weights.
pub(super) const ONE: f32 = 4_096.0;

/// A real number as fixed point, within what 16 bits hold.
pub(super) fn fixed(value: f32) -> i16 {
    let scaled = value * ONE;
    let nearest = if scaled < 0.0 { scaled - 0.5 } else { scaled + 0.5 };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float cast saturates, and that is meant"
    )]
    let value = nearest as i16;
    value
}

/// The logistic function, from 0 to 1.
#[must_use]
pub fn logistic(value: f32) -> f32 {
    if value < 0.0 {
        let small = exponential(value);
        small / (1.0 + small)
    } else {
        1.0 / (1.0 + exponential(-value))
    }
}

/// `e` to the power of a number that is not positive.
fn exponential(value: f32) -> f32 {
    /// Halved this often, the argument is small enough for the series; then the result is squared
    /// back as often.
    const HALVINGS: u32 = 7;
    if value.is_nan() {
        return 0.0;
    }
    let small = value.max(-80.0) / 128.0;
    let mut power = 1.0 + small * (1.0 + small * (0.5 + small * (1.0 / 6.0 + small / 24.0)));
    for _ in 0..HALVINGS {
        power *= power;
    }
    power
}

/// Scales a vector to length one. A vector of zeros stays as it is.
pub(super) fn normalize(vector: &mut [f32]) {
    let square: f32 = vector.iter().map(|value| value * value).sum();
    if square > 0.0 {
        let factor = 1.0 / square.sqrt();
        vector.iter_mut().for_each(|value| *value *= factor);
    }
}

/// The sum of products of two vectors.
pub(super) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let length = left.len().min(right.len());
    let (left, left_rest) = left.get(..length).unwrap_or_default().as_chunks::<4>();
    let (right, right_rest) = right.get(..length).unwrap_or_default().as_chunks::<4>();
    let mut sum = -0.0;
    // Four steps a round, one after the other: the order of a sum decides its last bits.
    for ([a, b, c, d], [e, f, g, h]) in left.iter().zip(right) {
        sum = sum + a * e + b * f + c * g + d * h;
    }
    for (left, right) in left_rest.iter().zip(right_rest) {
        sum += left * right;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_function_is_close_to_the_real_one() {
        for step in -400_i16..=400 {
            let value = f32::from(step) / 20.0;
            let real = 1.0 / (1.0 + (-value).exp());
            assert!((logistic(value) - real).abs() < 1e-4, "{value}");
        }
    }

    #[test]
    fn no_number_leaves_the_range() {
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, -0.0] {
            assert!((0.0..=1.0).contains(&logistic(value)), "{value}");
        }
    }
}
