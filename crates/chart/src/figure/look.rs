//! How wide a figure is to be, and what stands around it.

/// Pixels to an inch of a bitmap.
pub const DPI: f64 = 300.0;
/// The same to a metre, as a PNG file says it.
pub const PIXELS_PER_METRE: u32 = 11_811;

/// Of an inch.
const CENTIMETRES: f64 = 2.54;
/// CSS pixels to an inch.
const CSS_DPI: f64 = 96.0;
/// Widths within which text keeps its size, in CSS pixels: a narrower figure is made smaller, a wider one larger.
const NATURAL: (f64, f64) = (340.0, 1000.0);
/// The longest side of a canvas that every browser draws.
const LONGEST: f64 = 16_384.0;
/// The most pixels of one.
const MOST_PIXELS: f64 = 64e6;

/// The width of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// On paper.
    Centimetres(f64),
    /// On a screen.
    Pixels(f64),
}

impl Width {
    /// The least and the most centimetres.
    pub const CENTIMETRES: (f64, f64) = (1.0, 50.0);
    /// The least and the most pixels.
    pub const PIXELS: (f64, f64) = (100.0, 6000.0);

    /// Reads a width as it is typed, with a decimal point or comma; none where it is not a number within reach, or not
    /// a whole number of pixels.
    pub fn read(text: &str, pixels: bool) -> Option<Self> {
        let value: f64 = text.trim().replace(',', ".").parse().ok()?;
        let (least, most) = match pixels {
            true => Self::PIXELS,
            false => Self::CENTIMETRES,
        };
        let fits = (least..=most).contains(&value) && (!pixels || value.fract() == 0.0);
        fits.then_some(match pixels {
            true => Self::Pixels(value),
            false => Self::Centimetres(value),
        })
    }

    /// Returns the width in which the figure is laid out, in CSS pixels.
    pub(super) fn laid_out(self) -> f64 {
        let css = match self {
            Self::Centimetres(width) => width / CENTIMETRES * CSS_DPI,
            Self::Pixels(width) => width,
        };
        css.clamp(NATURAL.0, NATURAL.1)
    }

    /// Returns the pixels of a bitmap from left to right.
    pub(super) fn bitmap(self) -> f64 {
        match self {
            Self::Centimetres(width) => (width / CENTIMETRES * DPI).round(),
            Self::Pixels(width) => width,
        }
    }

    /// Writes the width and a height of `ratio` times as much, with their unit.
    pub(super) fn lengths(self, ratio: f64) -> [String; 2] {
        let (width, unit) = match self {
            Self::Centimetres(width) => (width, "cm"),
            Self::Pixels(width) => (width, "px"),
        };
        [width, width * ratio].map(|length| {
            let text = format!("{length:.3}");
            let text = text.trim_end_matches('0').trim_end_matches('.');
            format!("{text}{unit}")
        })
    }
}

/// How a figure is to look.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// How wide it is.
    pub width: Width,
    /// Whether its title stands above it.
    pub title: bool,
    /// What it is of; empty for none.
    pub caption: String,
}

/// Returns whether browsers draw a bitmap of this size.
pub(super) fn drawable((width, height): (f64, f64)) -> bool {
    width.max(height) <= LONGEST && width * height <= MOST_PIXELS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_width_on_paper_has_three_hundred_pixels_to_an_inch() {
        assert_eq!(Width::Centimetres(2.54).bitmap(), 300.0);
        assert_eq!(Width::Centimetres(12.0).bitmap(), 1417.0);
        assert_eq!(Width::Centimetres(12.0).lengths(0.5), ["12cm", "6cm"]);
        assert_eq!(Width::Pixels(640.0).bitmap(), 640.0);
        assert_eq!(Width::Pixels(640.0).lengths(0.75), ["640px", "480px"]);
        assert_eq!(f64::from(PIXELS_PER_METRE), (DPI / 0.0254).round());
    }

    #[test]
    fn text_keeps_its_size_on_paper_between_nine_and_twenty_six_centimetres() {
        assert!((Width::Centimetres(12.0).laid_out() - 453.5).abs() < 0.1);
        assert_eq!(Width::Centimetres(1.0).laid_out(), NATURAL.0);
        assert_eq!(Width::Centimetres(50.0).laid_out(), NATURAL.1);
    }

    #[test]
    fn what_is_typed_is_a_width_within_reach_or_nothing() {
        assert_eq!(Width::read(" 8,5 ", false), Some(Width::Centimetres(8.5)));
        assert_eq!(Width::read("640", true), Some(Width::Pixels(640.0)));
        for wrong in ["", "0", "50.1", "-3", "wide", "NaN", "inf", "1e9", "1 2"] {
            assert_eq!(Width::read(wrong, false), None, "{wrong}");
        }
        assert_eq!(Width::read("640.5", true), None);
    }

    #[test]
    fn a_bitmap_has_a_bound() {
        assert!(drawable((5906.0, 5906.0)));
        assert!(!drawable((5906.0, 17_000.0)) && !drawable((12_000.0, 12_000.0)));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_ends_within_reach(text in "\\PC{0,12}", pixels: bool) {
            match Width::read(&text, pixels) {
                Some(Width::Centimetres(v)) => prop_assert!((1.0..=50.0).contains(&v)),
                Some(Width::Pixels(v)) => prop_assert!((100.0..=6000.0).contains(&v)),
                None => {}
            }
        }
    }
}
