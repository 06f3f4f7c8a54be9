//! A link as a QR code, in SVG: what a class takes off a wall with its phones.

use qrcodegen::{DataTooLong, QrCode as Code, QrCodeEcc, QrSegment, Version};

/// Light modules around the code, without which no reader finds it (ISO/IEC 18004, §9.1).
pub const QUIET_ZONE: usize = 4;
/// The largest code, 117 modules a side: on a wall of two metres a module is 17 mm, which a phone tells apart from ten
/// metres.
const LARGEST: u8 = 25;
/// The longest text that the largest code holds, in bytes.
pub const MOST_BYTES: usize = 1273;

/// A code: which of its modules are dark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    side: usize,
    /// `[side, side]`, row by row, without the quiet zone.
    dark: Vec<bool>,
}

impl QrCode {
    /// Encodes `text`, as strongly against errors as the smallest code that holds it allows.
    ///
    /// # Errors
    /// The text is longer than [`MOST_BYTES`].
    pub fn of(text: &str) -> Result<Self, TooLong> {
        let segments = QrSegment::make_segments(text);
        let (least, most) = (Version::MIN, Version::new(LARGEST));
        let code =
            Code::encode_segments_advanced(&segments, QrCodeEcc::Low, least, most, None, true);
        let code = code.map_err(|_: DataTooLong| TooLong { bytes: text.len() })?;
        let side = code.size();
        let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        Ok(Self {
            side: usize::try_from(side).unwrap_or_default(),
            dark: dark.map(|(x, y)| code.get_module(x, y)).collect(),
        })
    }

    /// Returns the modules along a side, quiet zone included: the width and height of its drawing.
    pub fn extent(&self) -> usize {
        self.side + 2 * QUIET_ZONE
    }

    /// Returns whether a module is dark, counted with the quiet zone; none beyond it is.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < self.side);
        inside(column)
            .zip(inside(row))
            .is_some_and(|(x, y)| self.dark[y * self.side + x])
    }

    /// Draws the dark modules as the path of an SVG, a module being one unit; those beside each other as one bar.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for row in 0..self.extent() {
            let mut column = 0;
            while column < self.extent() {
                let run = (column..self.extent())
                    .take_while(|&at| self.is_dark(at, row))
                    .count();
                if run > 0 {
                    path.push_str(&format!("M{column} {row}h{run}v1h-{run}z"));
                }
                column += run.max(1);
            }
        }
        path
    }

    /// Writes the code as an SVG file, black on white in whatever surroundings, under `title`.
    pub fn svg(&self, title: &str) -> String {
        let extent = self.extent();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {extent} {extent}\" width=\"{0}\" height=\"{0}\" \
             shape-rendering=\"crispEdges\" role=\"img\"><title>{1}</title>\
             <path fill=\"#fff\" d=\"M0 0h{extent}v{extent}h-{extent}z\"/><path d=\"{2}\"/></svg>\n",
            8 * extent,
            escaped(title),
            self.path()
        )
    }
}

/// A text that no code holds which could be read off a wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The link is {bytes} characters long, and a QR code that a phone reads off a wall holds {MOST_BYTES}. Leave out what it \
     need not carry: untick “this view”, remove runs, or reset, which forgets the changes made while it trained."
)]
pub struct TooLong {
    /// Its length.
    bytes: usize,
}

/// Writes text so that it may stand in an element.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a code as a camera would, at four pixels a module.
    fn read(code: &QrCode) -> String {
        let side = 4 * code.extent();
        let ink = |x: usize, y: usize| match code.is_dark(x / 4, y / 4) {
            true => 0,
            false => 255,
        };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, ink);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is seen");
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_link_is_read_back() {
        let link =
            "https://example.org/playground/#v=1&preset=confidently-wrong&ui.tab=batch&ui.start=1";
        let code = QrCode::of(link).unwrap();
        assert_eq!(read(&code), link);
        assert_eq!(code.extent(), code.side + 8);
        assert!(!code.is_dark(3, 3) && code.is_dark(4, 4) && !code.is_dark(999, 4));
    }

    #[test]
    fn the_longest_text_fits_and_one_more_does_not() {
        let longest = "a".repeat(MOST_BYTES);
        assert_eq!(QrCode::of(&longest).unwrap().side, 117);
        let refused = QrCode::of(&format!("{longest}a")).unwrap_err().to_string();
        assert!(refused.contains("1274") && refused.contains("Leave out"));
    }

    #[test]
    fn the_file_is_a_drawing_with_a_title() {
        let code = QrCode::of("#v=1").unwrap();
        let svg = code.svg("A & <b>");
        assert!(svg.starts_with("<svg xmlns") && svg.trim_end().ends_with("</svg>"));
        assert!(svg.contains("<title>A &amp; &lt;b&gt;</title>"));
        // The corner of a finder pattern is a bar of seven.
        assert!(code.path().starts_with("M4 4h7v1h-7z"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_link_is_read_back(text in "[a-zA-Z0-9:/#&=.,;%+_-]{1,600}") {
            prop_assert_eq!(read(&QrCode::of(&text).unwrap()), text);
        }
    }
}
