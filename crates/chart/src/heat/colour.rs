//! Two colour scales that colour-blind people can read. They are the same on light and dark pages,
//! because a colour stands for a value.

use super::shading::Shades;
use plotters::style::RGBColor;

/// Viridis (van der Walt & Smith, 2015): even steps for the eye, and lighter all along.
const SEQUENTIAL: [u32; 9] = [
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725,
];

/// Orange below zero, blue above, pale at zero: ColorBrewer's PuOr with the page's blue.
const DIVERGING: [u32; 9] = [
    0x7f3b08, 0xb35806, 0xe08214, 0xfdc98f, 0xf5f4f0, 0xb3d6ea, 0x5fa8d3, 0x1f78b4, 0x08406b,
];

/// Returns the colour at `place`, 0 to 1.
pub fn color(shades: Shades, place: f64) -> RGBColor {
    let stops = match shades {
        Shades::Linear | Shades::Log => &SEQUENTIAL,
        Shades::Diverging => &DIVERGING,
    };
    let at = place.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let below = (at.floor() as usize).min(stops.len() - 2);
    let part = at - below as f64;
    let channel = |shift: u32| {
        let of = |stop: u32| f64::from(stop >> shift & 0xff);
        let mixed = of(stops[below]) * (1.0 - part) + of(stops[below + 1]) * part;
        mixed.round() as u8
    };
    RGBColor(channel(16), channel(8), channel(0))
}

/// Returns red, green and blue of the diverging scale at `share`, −1 to 1: orange below zero, pale at it, blue above.
pub fn signed_color(share: f64) -> [u8; 3] {
    let RGBColor(red, green, blue) = color(Shades::Diverging, (share + 1.0) / 2.0);
    [red, green, blue]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of sRGB.
    fn luminance(color: RGBColor) -> f64 {
        let linear = |byte: u8| (f64::from(byte) / 255.0).powf(2.2);
        0.2126 * linear(color.0) + 0.7152 * linear(color.1) + 0.0722 * linear(color.2)
    }

    fn along(shades: Shades) -> Vec<f64> {
        (0..=100)
            .map(|i| luminance(color(shades, f64::from(i) / 100.0)))
            .collect()
    }

    #[test]
    fn one_scale_grows_lighter_and_the_other_towards_its_middle() {
        assert!(along(Shades::Log).windows(2).all(|w| w[0] < w[1]));
        let around = along(Shades::Diverging);
        assert!(around[..51].windows(2).all(|w| w[0] < w[1]));
        assert!(around[50..].windows(2).all(|w| w[0] > w[1]));
    }

    #[test]
    fn ends_are_the_first_and_the_last_stop() {
        assert_eq!(color(Shades::Linear, 0.0), RGBColor(0x44, 0x01, 0x54));
        assert_eq!(color(Shades::Linear, 2.0), RGBColor(0xfd, 0xe7, 0x25));
    }
}
