//! The IDX format (MNIST's own): read as it arrives, and written.
//!
//! A file is a big-endian header followed by unsigned bytes: magic `00 00 08 d` (type 8 is a byte,
//! `d` dimensions), then `d` lengths of four bytes each. Format: LeCun, Cortes & Burges, "The MNIST
//! database of handwritten digits".

use super::sample::SampleShape;
use crate::error::{DataError, DataFault};

/// Most items a file may promise: 157 MB of images, three times MNIST.
pub const MAX_ITEMS: u32 = 200_000;

const IMAGES_MAGIC: [u8; 4] = [0, 0, 8, 3];
const LABELS_MAGIC: [u8; 4] = [0, 0, 8, 1];

/// What a file should hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdxKind {
    /// 28×28 images of one byte per pixel.
    Images,
    /// One byte per item, below the number of classes.
    Labels {
        /// Number of classes.
        classes: u8,
    },
}

impl IdxKind {
    fn magic(self) -> [u8; 4] {
        match self {
            Self::Images => IMAGES_MAGIC,
            Self::Labels { .. } => LABELS_MAGIC,
        }
    }

    fn header_len(self) -> usize {
        match self {
            Self::Images => 16,
            Self::Labels { .. } => 8,
        }
    }

    fn item_len(self) -> u64 {
        match self {
            Self::Images => SampleShape::GREY_28.len() as u64,
            Self::Labels { .. } => 1,
        }
    }

    fn wrong_magic(self, found: [u8; 4]) -> DataFault {
        let (expected, hint) = match self {
            Self::Images => ("images", "images-idx3"),
            Self::Labels { .. } => ("labels", "labels-idx1"),
        };
        DataFault::WrongMagic {
            expected,
            found,
            wanted: self.magic(),
            hint,
        }
    }
}

/// What the header of a good file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdxHeader {
    /// Number of images or labels.
    pub count: u32,
}

/// Reads one file in pieces of any size. Holds the header only; the payload passes through.
#[derive(Debug)]
pub struct IdxParser {
    kind: IdxKind,
    file: String,
    head: Vec<u8>,
    header: Option<IdxHeader>,
    /// Payload bytes so far.
    passed: u64,
    /// Set once; a damaged file does not heal.
    fault: Option<DataFault>,
}

impl IdxParser {
    /// Begins a parser for a file that the person knows as `file_name`.
    pub fn new(kind: IdxKind, file_name: &str) -> Self {
        Self {
            kind,
            file: file_name.to_owned(),
            head: Vec::with_capacity(kind.header_len()),
            header: None,
            passed: 0,
            fault: None,
        }
    }

    /// Returns the header, once all of it has arrived and is good.
    pub fn header(&self) -> Option<IdxHeader> {
        self.header
    }

    /// Takes the next bytes of the file and returns those that are payload.
    ///
    /// # Errors
    /// As soon as anything is wrong, a byte too many included: that is how a small gzip file that
    /// unpacks without end is stopped. The same error comes back from then on.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<u8>, DataError> {
        let outcome = match self.fault.clone() {
            Some(fault) => Err(fault),
            None => self.accept(chunk),
        };
        outcome.map_err(|fault| {
            self.fault = Some(fault.clone());
            fault.of(&self.file)
        })
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it ended early, or whatever [`push`](Self::push) found before.
    pub fn finish(self) -> Result<IdxHeader, DataError> {
        if let Some(fault) = self.fault {
            return Err(fault.of(self.file));
        }
        let promised = self.header.map_or(0, |header| self.promised(header));
        let expected = self.kind.header_len() as u64 + promised;
        let found = self.head.len() as u64 + self.passed;
        let whole = self.header.filter(|_| self.passed == promised);
        whole.ok_or_else(|| DataFault::Truncated { expected, found }.of(self.file))
    }

    fn promised(&self, header: IdxHeader) -> u64 {
        u64::from(header.count) * self.kind.item_len()
    }

    fn accept(&mut self, chunk: &[u8]) -> Result<Vec<u8>, DataFault> {
        let missing = self.kind.header_len() - self.head.len();
        let (head, payload) = chunk.split_at(missing.min(chunk.len()));
        self.head.extend_from_slice(head);
        let Some(header) = self.read_header()? else {
            return Ok(Vec::new());
        };
        let promised = self.promised(header);
        if self.passed + payload.len() as u64 > promised {
            return Err(DataFault::TooLong {
                expected: self.kind.header_len() as u64 + promised,
            });
        }
        if let IdxKind::Labels { classes } = self.kind {
            check_labels(payload, self.passed, classes)?;
        }
        self.passed += payload.len() as u64;
        Ok(payload.to_vec())
    }

    /// Judges the header as far as it is there: a wrong magic is refused at the fourth byte.
    fn read_header(&mut self) -> Result<Option<IdxHeader>, DataFault> {
        if self.header.is_none() {
            let Some(magic) = self.head.first_chunk::<4>() else {
                return Ok(None);
            };
            if *magic != self.kind.magic() {
                return Err(self.kind.wrong_magic(*magic));
            }
            if self.head.len() < self.kind.header_len() {
                return Ok(None);
            }
            self.header = Some(judge(&self.head[4..])?);
        }
        Ok(self.header)
    }
}

/// Judges the lengths that follow the magic.
fn judge(lengths: &[u8]) -> Result<IdxHeader, DataFault> {
    let (lengths, _) = lengths.as_chunks();
    let mut lengths = lengths.iter().copied().map(u32::from_be_bytes);
    let count = lengths.next().unwrap_or(0);
    let shape = SampleShape::GREY_28;
    if let (Some(rows), Some(columns)) = (lengths.next(), lengths.next())
        && (rows, columns) != (shape.rows, shape.columns)
    {
        return Err(DataFault::ImageSize { rows, columns });
    }
    match count {
        0 => Err(DataFault::Empty),
        1..=MAX_ITEMS => Ok(IdxHeader { count }),
        _ => Err(DataFault::TooMany {
            count: u64::from(count),
            limit: u64::from(MAX_ITEMS),
        }),
    }
}

fn check_labels(labels: &[u8], before: u64, classes: u8) -> Result<(), DataFault> {
    match labels.iter().position(|label| *label >= classes) {
        None => Ok(()),
        Some(position) => Err(DataFault::LabelOutOfRange {
            index: before + position as u64,
            label: labels[position],
            max: classes.saturating_sub(1),
        }),
    }
}

/// Reads from the first bytes of a file, `head`, whether it is one of labels and how many items it promises.
///
/// # Errors
/// When it is a file of neither labels nor images, or `head` is shorter than eight bytes.
pub fn read_head(head: &[u8]) -> Result<(bool, u32), DataFault> {
    let ([magic, count, ..], _) = head.as_chunks::<4>() else {
        return Err(DataFault::Truncated {
            expected: 8,
            found: head.len() as u64,
        });
    };
    let labels = match *magic {
        IMAGES_MAGIC => false,
        LABELS_MAGIC => true,
        found => return Err(IdxKind::Images.wrong_magic(found)),
    };
    Ok((labels, u32::from_be_bytes(*count)))
}

/// Checks that there are as many images as labels in `files`.
///
/// # Errors
/// When they differ in number.
pub fn check_pair(images: u32, labels: u32, files: &str) -> Result<(), DataError> {
    if images == labels {
        return Ok(());
    }
    let (images, labels) = (images.into(), labels.into());
    Err(DataFault::CountMismatch { images, labels }.of(files))
}

/// Writes a file of images of this shape; `pixels` holds whole images of one byte per pixel.
pub fn write_images(shape: SampleShape, pixels: &[u8]) -> Vec<u8> {
    let count = (pixels.len() / shape.len()) as u32;
    write(IMAGES_MAGIC, &[count, shape.rows, shape.columns], pixels)
}

/// Writes a file of labels.
pub fn write_labels(labels: &[u8]) -> Vec<u8> {
    write(LABELS_MAGIC, &[labels.len() as u32], labels)
}

fn write(magic: [u8; 4], lengths: &[u32], payload: &[u8]) -> Vec<u8> {
    let mut file = magic.to_vec();
    file.extend(lengths.iter().flat_map(|length| length.to_be_bytes()));
    file.extend_from_slice(payload);
    file
}

#[cfg(test)]
mod tests;
