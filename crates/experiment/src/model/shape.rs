//! What one example looks like between two blocks.

use playground_data::dataset::SampleShape;
use std::fmt;

/// Shape of one example. In memory it is always one row of numbers: channel by channel, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// This many values without an order.
    Flat(usize),
    /// Channels of an image.
    Map {
        /// Channels: 1 for grey.
        channels: usize,
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
}

impl Shape {
    /// Returns the number of values.
    #[allow(clippy::len_without_is_empty)] // An example is never empty.
    pub fn len(self) -> usize {
        match self {
            Self::Flat(values) => values,
            Self::Map {
                channels,
                height,
                width,
            } => channels * height * width,
        }
    }

    /// Returns the number of places of each channel: 1 where there is no order.
    pub fn places(self) -> usize {
        match self {
            Self::Flat(_) => 1,
            Self::Map { height, width, .. } => height * width,
        }
    }

    /// Returns its extents, outermost first: `[values]` or `[channels, height, width]`.
    pub fn dims(self) -> Vec<usize> {
        match self {
            Self::Flat(values) => vec![values],
            Self::Map {
                channels,
                height,
                width,
            } => vec![channels, height, width],
        }
    }
}

impl From<usize> for Shape {
    fn from(values: usize) -> Self {
        Self::Flat(values)
    }
}

/// Channels, rows and columns.
impl From<[usize; 3]> for Shape {
    fn from([channels, height, width]: [usize; 3]) -> Self {
        Self::Map {
            channels,
            height,
            width,
        }
    }
}

impl From<SampleShape> for Shape {
    fn from(sample: SampleShape) -> Self {
        Self::from([1, sample.rows as usize, sample.columns as usize])
    }
}

/// As people read it: `784`, `6×14×14`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dims: Vec<String> = self.dims().iter().map(usize::to_string).collect();
        f.write_str(&dims.join("×"))
    }
}
