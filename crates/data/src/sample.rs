//! The size of a sample.

/// Size of one image. Images are stored row by row, one byte per pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleShape {
    /// Rows of pixels.
    pub rows: u32,
    /// Pixels in a row.
    pub columns: u32,
}

impl SampleShape {
    /// The shape of MNIST and of every set that takes its place.
    pub const GREY_28: Self = Self {
        rows: 28,
        columns: 28,
    };

    /// Returns the number of pixels, hence of bytes, of one image.
    pub const fn len(self) -> usize {
        self.rows as usize * self.columns as usize
    }

    /// Returns whether there are no pixels at all.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }
}
