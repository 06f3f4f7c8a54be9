//! Typed errors. Every message is a sentence for the person at the page: what is wrong, and what
//! to do about it.

/// A data file that cannot be used. `file` is the name that the person knows it by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct DataError {
    /// Name of the file as the person picked or the page fetched it.
    pub file: String,
    /// What is wrong with it.
    pub fault: DataFault,
}

/// The ways in which an IDX file can be unusable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataFault {
    /// The first four bytes are not those of an IDX file of unsigned bytes.
    #[error(
        "this is not an IDX file of {expected}: it starts with {found:02x?} where {wanted:02x?} was \
         expected. Choose the file whose name contains “{hint}”."
    )]
    WrongMagic {
        /// "images" or "labels".
        expected: &'static str,
        /// The four bytes found.
        found: [u8; 4],
        /// The four bytes of such a file.
        wanted: [u8; 4],
        /// Part of the usual file name.
        hint: &'static str,
    },
    /// The file ended early.
    #[error(
        "the file ends after {found} of {expected} bytes. It was probably cut off on its way; \
         fetch or copy it again."
    )]
    Truncated {
        /// Bytes the header promises, header included.
        expected: u64,
        /// Bytes there were.
        found: u64,
    },
    /// There is more than the header says; also how a gzip bomb is stopped.
    #[error(
        "the file goes on after the {expected} bytes that its header promises. It is damaged or \
         not an IDX file; fetch or copy it again."
    )]
    TooLong {
        /// Bytes the header promises, header included.
        expected: u64,
    },
    /// The header promises more than the page is willing to hold.
    #[error("the header promises {count} items; the most that fits here is {limit}.")]
    TooMany {
        /// Items promised.
        count: u64,
        /// The limit.
        limit: u64,
    },
    /// An empty set.
    #[error("the file holds no items.")]
    Empty,
    /// Images of another size.
    #[error(
        "the images are {rows}×{columns} pixels; this page trains on 28×28. Resize them first."
    )]
    ImageSize {
        /// Rows in the header.
        rows: u32,
        /// Columns in the header.
        columns: u32,
    },
    /// A label that is not a class.
    #[error(
        "label number {index} is {label}; labels must be 0 to {max}. Choose a set of up to {} \
         classes.",
        u16::from(*max) + 1
    )]
    LabelOutOfRange {
        /// Position in the file, from 0.
        index: u64,
        /// Its value.
        label: u8,
        /// The largest label allowed.
        max: u8,
    },
    /// A training part of one class only.
    #[error(
        "all labels are {label}, and with a single class there is nothing to tell apart. Choose a \
         set of at least two classes."
    )]
    SingleClass {
        /// The one label.
        label: u8,
    },
    /// A label of the test part that no training image has.
    #[error(
        "label number {index} is {label}, which no training label is. Choose the training and the \
         test files of the same set."
    )]
    NotInTraining {
        /// Position in the file, from 0.
        index: u64,
        /// Its value.
        label: u8,
    },
    /// Images and labels do not belong together.
    #[error(
        "there are {images} images but {labels} labels. Choose the image and the label file of the \
         same set."
    )]
    CountMismatch {
        /// Number of images.
        images: u64,
        /// Number of labels.
        labels: u64,
    },
    /// The gzip stream is damaged.
    #[error("the gzip data is damaged ({0}). Fetch or copy the file again.")]
    Gzip(String),
    /// Its transfer stands still.
    #[error(
        "nothing of it has come for {seconds} seconds. Check the connection, then fetch it again."
    )]
    Stalled {
        /// For how long.
        seconds: u64,
    },
    /// The browser has no `DecompressionStream`.
    #[error(
        "it is packed by gzip, which this browser cannot unpack: it lacks DecompressionStream, which Chrome and Edge \
         have from version 80, Firefox from 113 and Safari from 16.4. The built-in digits work without, and so do \
         files of your own that are unpacked already."
    )]
    NoUnpacker,
    /// The file could not be had at all.
    #[error("it could not be read ({0}). Check that it exists and try again.")]
    Unreachable(String),
}

impl DataFault {
    /// Returns this fault as an error of `file`.
    pub fn of(self, file: impl Into<String>) -> DataError {
        DataError {
            file: file.into(),
            fault: self,
        }
    }
}

/// A split that a data set cannot be divided by: a sentence with the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SplitError(pub String);
