//! Which files the sets consist of, and where they can be had.

/// One of the four files of a set.
pub struct DataFile {
    /// The name of the unpacked file.
    pub name: &'static str,
    /// Length in bytes, unpacked.
    pub len: u64,
    /// SHA-256 of the unpacked bytes: gzip's own bytes differ from mirror to mirror.
    pub sha256: &'static str,
}

impl DataFile {
    /// Returns the name under which the file is served.
    pub fn gz_name(&self) -> String {
        format!("{}.gz", self.name)
    }
}

/// A data set in the four-file IDX form.
pub struct DataSet {
    /// The folder's name, and the page's key.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    pub files: [DataFile; 4],
    /// Folders on the web, tried in turn.
    pub mirrors: &'static [&'static str],
    /// What a download is about, for the message.
    pub megabytes: u32,
    pub debian_package: Option<&'static str>,
}

/// All of them.
pub const SETS: [DataSet; 2] = [
    DataSet {
        name: "mnist",
        title: "MNIST",
        files: files([
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ]),
        mirrors: &[
            "https://storage.googleapis.com/cvdf-datasets/mnist",
            "https://ossci-datasets.s3.amazonaws.com/mnist",
        ],
        megabytes: 11,
        debian_package: None,
    },
    DataSet {
        name: "fashion-mnist",
        title: "Fashion-MNIST",
        files: files([
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ]),
        mirrors: &[
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
        ],
        megabytes: 31,
        debian_package: Some("dataset-fashion-mnist"),
    },
];

/// Returns the four files with these SHA-256; both sets call them alike, and they are as long in both.
const fn files([images, labels, test_images, test_labels]: [&'static str; 4]) -> [DataFile; 4] {
    [
        file("train-images-idx3-ubyte", 47_040_016, images),
        file("train-labels-idx1-ubyte", 60_008, labels),
        file("t10k-images-idx3-ubyte", 7_840_016, test_images),
        file("t10k-labels-idx1-ubyte", 10_008, test_labels),
    ]
}

const fn file(name: &'static str, len: u64, sha256: &'static str) -> DataFile {
    DataFile { name, len, sha256 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_mirror_sends_is_compared_with_a_checksum() {
        for set in &SETS {
            for file in &set.files {
                let digits = file.sha256.chars().filter(char::is_ascii_hexdigit).count();
                assert_eq!((digits, file.sha256.len()), (64, 64), "{}", file.name);
                assert!(file.len > 0, "{}", file.name);
            }
        }
    }
}
