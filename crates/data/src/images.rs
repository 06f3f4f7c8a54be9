//! Images in memory, in the order in which they arrive.

/// A growing store of images and labels. Pixels stay bytes: a set of 60,000 takes 47 MB that way
/// and four times as much as floats.
#[derive(Debug)]
pub struct Images {
    bytes: Vec<u8>,
    labels: Vec<u8>,
    expected: usize,
    sample_len: usize,
}

impl Images {
    /// Makes room for `expected` images of `sample_len` bytes each.
    pub fn new(expected: usize, sample_len: usize) -> Self {
        Self {
            // Growing by doubling would leave up to half of the memory unused, for good in wasm.
            bytes: Vec::with_capacity(expected.saturating_mul(sample_len)),
            labels: Vec::with_capacity(expected),
            expected,
            sample_len,
        }
    }

    /// Makes room for `expected` images: a set whose size only its files tell says so once a header
    /// has been read.
    pub fn expect(&mut self, expected: usize) {
        let bytes = expected.saturating_mul(self.sample_len);
        self.bytes
            .reserve_exact(bytes.saturating_sub(self.bytes.len()));
        self.labels
            .reserve_exact(expected.saturating_sub(self.labels.len()));
        self.expected = expected;
    }

    /// Appends pixels; the cuts need not fall between images.
    pub fn push_images(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends labels.
    pub fn push_labels(&mut self, labels: &[u8]) {
        self.labels.extend_from_slice(labels);
    }

    /// Finds the highest label that has arrived, and the image that it belongs to.
    pub fn highest_label(&self) -> Option<(usize, u8)> {
        let labels = self.labels.iter().copied().enumerate();
        labels.max_by_key(|&(index, label)| (label, std::cmp::Reverse(index)))
    }

    /// Returns the number of whole images that also have their label.
    pub fn available(&self) -> usize {
        let images = self.bytes.len().checked_div(self.sample_len);
        images.unwrap_or(0).min(self.labels.len())
    }

    /// Returns how many images there will be in the end.
    pub fn expected(&self) -> usize {
        self.expected
    }

    /// Returns the pixels of image `index`, `[sample_len]` bytes.
    ///
    /// # Panics
    /// Like a slice, when `index` is not below [`available`](Self::available).
    pub fn image(&self, index: usize) -> &[u8] {
        &self.bytes[index * self.sample_len..(index + 1) * self.sample_len]
    }

    /// Returns the label of image `index`.
    ///
    /// # Panics
    /// Like a slice, when `index` is not below [`available`](Self::available).
    pub fn label(&self, index: usize) -> u8 {
        self.labels[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(images: &Images) -> bool {
        images.available() >= images.expected()
    }

    #[test]
    fn the_size_of_a_set_may_become_known_later() {
        let mut images = Images::new(0, 3);
        assert!(complete(&images));
        images.expect(1);
        assert!(!complete(&images));
        images.push_images(&[1, 2, 3]);
        images.push_labels(&[0]);
        assert!(complete(&images));
    }

    #[test]
    fn an_image_counts_once_its_last_byte_and_its_label_are_there() {
        let mut images = Images::new(2, 3);
        images.push_labels(&[7]);
        images.push_images(&[1, 2]);
        assert_eq!(images.available(), 0);
        images.push_images(&[3, 4, 5, 6]);
        assert_eq!(images.available(), 1);
        assert!(!complete(&images));
        images.push_labels(&[9]);
        assert!(complete(&images));
        assert_eq!((images.image(1), images.label(1)), (&[4, 5, 6][..], 9));
    }
}
