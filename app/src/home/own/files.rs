//! The person's own test set as files.

use super::OwnSet;
use crate::home::download::File;
use playground_data::dataset::SampleShape;
use playground_data::idx;
use playground_data::sketch::labelled;

impl OwnSet {
    /// Writes the set as JSON.
    ///
    /// # Errors
    /// When there is nothing in it.
    pub fn as_json(&self) -> Result<File, String> {
        let drawings = self.drawings();
        if drawings.is_empty() {
            return Err(NOTHING.to_owned());
        }
        let text = labelled::write(&drawings).map_err(|error| error.to_string())?;
        let name = "my-test-set.json".to_owned();
        Ok(File::text(name, "application/json", text))
    }

    /// Writes the images of the drawings of these classes, or their labels, as an IDX file. Returns it and how many
    /// drawings it holds.
    ///
    /// # Errors
    /// When there are no such drawings.
    pub fn as_idx(&self, labels: bool, classes: &[&str]) -> Result<(File, usize), String> {
        let drawings = self.drawings();
        let (pixels, of) = labelled::as_images(&drawings, classes);
        if drawings.is_empty() {
            return Err(NOTHING.to_owned());
        }
        if of.is_empty() {
            return Err(
                "None of your drawings is of a class of this data set. Choose the data set that they belong to."
                    .to_owned(),
            );
        }
        let (word, bytes) = match labels {
            true => ("labels-idx1", idx::write_labels(&of)),
            false => (
                "images-idx3",
                idx::write_images(SampleShape::GREY_28, &pixels),
            ),
        };
        let file = File {
            name: format!("my-test-set-{word}-ubyte"),
            kind: "application/octet-stream",
            bytes,
        };
        Ok((file, of.len()))
    }
}

const NOTHING: &str =
    "There is nothing in your test set yet. Draw, choose what it is, and keep it.";
