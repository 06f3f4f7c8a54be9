//! A small picture: coloured pixels, enlarged without smoothing wherever they are shown.

/// Red, green, blue and how opaque.
pub type Rgba = [u8; 4];

/// Coloured pixels, row by row; too few end early, and the rest is paper.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pixels {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Colours, row by row.
    pub colors: Vec<Rgba>,
}

impl Pixels {
    /// Creates pixels without colours, `width` by `height`.
    pub fn blank(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            colors: vec![[0; 4]; width * height],
        }
    }

    /// Creates black ink of the strength of each value, 0 to 1, `width` values in a row.
    pub fn of_ink(values: &[f32], width: usize) -> Self {
        let black = |ink: &f32| [0, 0, 0, (ink.clamp(0.0, 1.0) * 255.0).round() as u8];
        Self {
            width,
            height: values.len().checked_div(width).unwrap_or(0),
            colors: values.iter().map(black).collect(),
        }
    }

    /// Returns the colour of a pixel; paper outside.
    pub fn color(&self, column: usize, row: usize) -> Rgba {
        let at = row * self.width + column;
        self.colors.get(at).copied().unwrap_or_default()
    }

    /// Returns four bytes for each pixel, those of paper where colours are missing.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.colors.concat();
        bytes.resize(4 * self.width * self.height, 0);
        bytes
    }
}
