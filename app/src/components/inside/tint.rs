//! Values as colours: blue above zero, orange below, pale at zero, as on paper. A dark page turns them when it shows them
//! (`raster.rs`).

use playground_chart::{Rgba, signed_color};

/// Returns the colour of `value` where `strongest` has the full one. What is not a number is grey.
pub fn tint(value: f32, strongest: f32) -> Rgba {
    if !value.is_finite() {
        return [128, 128, 128, 255];
    }
    let share = match strongest > 0.0 {
        true => f64::from(value / strongest),
        false => 0.0,
    };
    let [r, g, b] = signed_color(share);
    [r, g, b, 255]
}

/// Puts a colour under ink from 0 to 1, which shows through as a darkening.
pub fn inked(color: Rgba, ink: f32) -> Rgba {
    let keep = 1.0 - 0.6 * ink.clamp(0.0, 1.0);
    let dark = |channel: u8| (f32::from(channel) * keep).round() as u8;
    [dark(color[0]), dark(color[1]), dark(color[2]), color[3]]
}

/// Returns the largest absolute value; 0 where none is finite.
pub fn strongest(values: &[f32]) -> f32 {
    let finite = values.iter().filter(|v| v.is_finite());
    finite.fold(0.0, |most, v| most.max(v.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_pale_and_ends_are_the_strongest_colours() {
        assert_eq!(tint(0.0, 2.0), tint(0.0, 0.0));
        assert_eq!(tint(2.0, 2.0), tint(9.0, 2.0));
        assert!(tint(2.0, 2.0)[2] > tint(2.0, 2.0)[0], "blue");
        assert!(tint(-2.0, 2.0)[0] > tint(-2.0, 2.0)[2], "orange");
        assert_eq!(tint(f32::NAN, 1.0), [128, 128, 128, 255]);
        assert_eq!(strongest(&[1.0, -3.0, f32::INFINITY]), 3.0);
    }

    #[test]
    fn ink_darkens() {
        let bare = tint(0.5, 1.0);
        assert_eq!(inked(bare, 0.0), bare);
        let under = inked(bare, 1.0);
        assert!(under.iter().zip(bare).take(3).all(|(u, b)| *u < b));
    }
}
