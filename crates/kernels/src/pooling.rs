//! The largest value or the mean of each window of a map, windows side by side; what does not fill a window at the
//! right or the bottom is left out.

/// Planes and their windows.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    /// Height and width of a plane.
    pub input: [usize; 2],
    /// Height and width of a window.
    pub size: [usize; 2],
}

impl Windows {
    /// Returns the number of windows down and across.
    pub fn output(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.input[axis] / self.size[axis].max(1))
    }

    /// Returns the number of values of a plane.
    pub fn values(&self) -> usize {
        self.input[0] * self.input[1]
    }

    /// Returns the number of windows of a plane.
    pub fn windows(&self) -> usize {
        let [down, across] = self.output();
        down * across
    }

    /// Returns the pixels at place `at` of the windows in row `y` of windows; places in a window are counted row by
    /// row.
    #[inline]
    fn pixels<'a, T>(&self, plane: &'a [T], y: usize, at: usize) -> impl Iterator<Item = &'a T> {
        let (row, column) = (at / self.size[1], at % self.size[1]);
        let start = (y * self.size[0] + row) * self.input[1] + column;
        plane[start..].iter().step_by(self.size[1])
    }

    /// Returns where the pixel at `at` of window `window` lies in its plane.
    #[inline]
    fn pixel(&self, window: usize, at: usize) -> usize {
        let across = self.output()[1].max(1);
        let (y, x) = (window / across, window % across);
        let (row, column) = (at / self.size[1], at % self.size[1]);
        (y * self.size[0] + row) * self.input[1] + x * self.size[1] + column
    }
}

/// Finds the largest value of each window, and where in the window it lies, counted row by row. Of equal ones it is the
/// first; what is not a number wins.
pub fn largest(shape: &Windows, planes: &[f32]) -> (Vec<f32>, Vec<u32>) {
    let count = planes.len() / shape.values().max(1) * shape.windows();
    let (mut out, mut places) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let [down, across] = shape.output();
    for plane in planes.chunks_exact(shape.values().max(1)) {
        for y in 0..down {
            let start = out.len();
            out.extend(shape.pixels(plane, y, 0).take(across));
            places.resize(out.len(), 0);
            let (out, places) = (&mut out[start..], &mut places[start..]);
            for at in 1..shape.size[0] * shape.size[1] {
                let pixels = shape.pixels(plane, y, at);
                for ((best, place), &value) in out.iter_mut().zip(&mut *places).zip(pixels) {
                    if value > *best || value.is_nan() {
                        (*best, *place) = (value, at as u32);
                    }
                }
            }
        }
    }
    (out, places)
}

/// Computes what `signal` at the windows brings to the values of the planes; `places` are those of [`largest`].
pub fn to_largest(shape: &Windows, places: &[u32], signal: &[f32]) -> Vec<f32> {
    let windows = shape.windows().max(1);
    let mut out = vec![0.0; signal.len() / windows * shape.values()];
    let planes = out.chunks_exact_mut(shape.values().max(1));
    let all = places
        .chunks_exact(windows)
        .zip(signal.chunks_exact(windows));
    for (plane, (places, signal)) in planes.zip(all) {
        for (window, (&at, &signal)) in places.iter().zip(signal).enumerate() {
            plane[shape.pixel(window, at as usize)] = signal;
        }
    }
    out
}

/// Computes the mean of each window.
pub fn means(shape: &Windows, planes: &[f32]) -> Vec<f32> {
    let count = planes.len() / shape.values().max(1) * shape.windows();
    let mut out: Vec<f32> = Vec::with_capacity(count);
    let ([down, across], pixels) = (shape.output(), shape.size[0] * shape.size[1]);
    for plane in planes.chunks_exact(shape.values().max(1)) {
        for y in 0..down {
            let start = out.len();
            out.extend(shape.pixels(plane, y, 0).take(across));
            let out = &mut out[start..];
            for at in 1..pixels {
                for (sum, value) in out.iter_mut().zip(shape.pixels(plane, y, at)) {
                    *sum += value;
                }
            }
            for sum in out {
                *sum /= pixels as f32;
            }
        }
    }
    out
}

/// Computes what `signal` at the means of windows brings to the values of the planes.
pub fn to_means(shape: &Windows, signal: &[f32]) -> Vec<f32> {
    let (windows, pixels) = (shape.windows().max(1), shape.size[0] * shape.size[1]);
    let mut out = vec![0.0; signal.len() / windows * shape.values()];
    let planes = out.chunks_exact_mut(shape.values().max(1));
    for (plane, signal) in planes.zip(signal.chunks_exact(windows)) {
        for (window, &signal) in signal.iter().enumerate() {
            for at in 0..pixels {
                plane[shape.pixel(window, at)] = signal / pixels as f32;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two planes of 3 · 5: the last row and column fill no window of 2 · 2.
    const SHAPE: Windows = Windows {
        input: [3, 5],
        size: [2, 2],
    };

    fn planes() -> Vec<f32> {
        let mut planes = vec![
            1.0, 2.0, 9.0, 0.0, 50.0, //
            4.0, 3.0, 9.0, 8.0, 50.0, //
            70.0, 70.0, 70.0, 70.0, 70.0,
        ];
        planes.extend(planes.clone().iter().map(|v| -v));
        planes
    }

    #[test]
    fn the_largest_of_each_window_is_found_the_first_of_equal_ones() {
        let (values, places) = largest(&SHAPE, &planes());
        assert_eq!(values, [4.0, 9.0, -1.0, 0.0]);
        assert_eq!(places, [2, 0, 0, 1]);
        let back = to_largest(&SHAPE, &places, &[1.0, 2.0, 3.0, 4.0]);
        let mut expected = vec![0.0; 30];
        for (at, signal) in [(5, 1.0), (2, 2.0), (15, 3.0), (18, 4.0)] {
            expected[at] = signal;
        }
        assert_eq!(back, expected);
    }

    #[test]
    fn what_is_not_a_number_wins_wherever_it_lies() {
        for at in [0, 1, 5, 6] {
            let mut planes = planes();
            planes[at] = f32::NAN;
            let (values, _) = largest(&SHAPE, &planes);
            assert!(values[0].is_nan(), "{at}");
            assert_eq!(values[1], 9.0);
        }
    }

    #[test]
    fn means_are_those_of_whole_windows_and_share_the_signal() {
        assert_eq!(means(&SHAPE, &planes()), [2.5, 6.5, -2.5, -6.5]);
        let back = to_means(&SHAPE, &[4.0, 8.0, 0.0, -4.0]);
        assert_eq!(back[..5], [1.0, 1.0, 2.0, 2.0, 0.0]);
        assert_eq!(back[10..18], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0]);
    }
}
