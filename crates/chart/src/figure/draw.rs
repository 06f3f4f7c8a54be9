//! Draws a figure: title, plot, legend, caption, by one pen for an SVG file and for a bitmap.

use super::look::{self, Look};
use super::{Figure, Plot, thumbs, tiles};
use crate::heat;
use crate::labels::Measure;
use crate::layout::Frame;
use crate::line;
use crate::palette::{self, Palette};
use crate::pen::{Align, Pen};
use crate::sheet::{Around, SAMPLE, Sheet, plot_width};
use crate::spec::{Line, Marker, Point};
use crate::surface::{Size, Surface};
use crate::svg::{Ruler, Svg};
use std::rc::Rc;
use web_sys::HtmlCanvasElement;

/// Height of a line chart, in widths of its plot.
const OF_LINES: f64 = 0.6;
/// Height of a heat map, in widths of its plot.
const OF_HEAT: f64 = 0.85;

/// Makes a pen that writes at a size.
type PenOf<'a, 'p> = &'a dyn Fn(f64) -> Result<Pen<'p>, String>;

impl Figure {
    /// Writes the figure as an SVG file; `ruler` measures its text.
    ///
    /// # Errors
    /// What was refused, in words for the console.
    pub fn svg(&self, look: &Look, palette: &Palette, ruler: Ruler) -> Result<String, String> {
        let (frame, sheet) = self.laid_out(look, palette, ruler);
        let svg = Rc::new(Svg::new((sheet.width, sheet.height)));
        let pen_of = |font| Ok(Pen::into_file(svg.clone(), palette, ruler, font));
        self.fill(frame, &sheet, &pen_of)?;
        let [width, height] = look.width.lengths(sheet.height / sheet.width);
        Ok(svg.document([&width, &height], &self.title, &palette.family))
    }

    /// Returns the pixels of the figure as a bitmap, across and down.
    ///
    /// # Errors
    /// The same, where no browser draws that many.
    pub fn pixels(
        &self,
        look: &Look,
        palette: &Palette,
        ruler: Ruler,
    ) -> Result<(u32, u32), (u32, u32)> {
        let (_, sheet) = self.laid_out(look, palette, ruler);
        let width = look.width.bitmap();
        let height = (width * sheet.height / sheet.width).round();
        let whole = (width as u32, height as u32);
        match look::drawable((width, height)) {
            true => Ok(whole),
            false => Err(whole),
        }
    }

    /// Draws the figure onto a canvas, whose bitmap it makes `width` pixels wide.
    ///
    /// # Errors
    /// What the canvas refused, in words for the console.
    pub fn draw_on(
        &self,
        canvas: HtmlCanvasElement,
        width: u32,
        look: &Look,
        palette: &Palette,
        ruler: Ruler,
    ) -> Result<(), String> {
        let (frame, sheet) = self.laid_out(look, palette, ruler);
        let ratio = f64::from(width) / sheet.width;
        let surface = Surface::new(canvas).ok_or("the canvas has no 2-D context")?;
        surface.resize(Size {
            css: (sheet.width, sheet.height),
            device: None,
        });
        surface.prepare(ratio);
        self.fill(frame, &sheet, &|font| Pen::new(&surface, palette, font))
    }

    /// Returns the size of the plot, and where everything stands.
    fn laid_out(&self, look: &Look, palette: &Palette, ruler: Ruler) -> (Frame, Sheet) {
        let em = palette.font();
        let measure = |text: &str| ruler(text, em);
        let width = plot_width(look.width.laid_out(), em);
        let frame = Frame {
            width,
            height: self.height(width, em, &measure),
            font: em,
        };
        let around = Around {
            title: if look.title { &self.title } else { "" },
            legend: &self.legend,
            captions: vec![&self.note, &look.caption],
        };
        (frame, Sheet::new(frame, &around, &measure))
    }

    fn height(&self, width: f64, em: f64, measure: Measure) -> f64 {
        match &self.plot {
            Plot::Lines(..) => OF_LINES * width,
            Plot::Heat(_) => OF_HEAT * width,
            Plot::Tiles(all) => tiles::height(all, width, em, measure),
            Plot::Table(grid) => grid.height(width, em, measure),
            Plot::Cloud(_) => width,
        }
    }

    fn fill(&self, frame: Frame, sheet: &Sheet, pen_of: PenOf) -> Result<(), String> {
        let pen = pen_of(sheet.title_size)?;
        let (ink, muted) = (pen.color(palette::INK), pen.color(palette::MUTED));
        pen.fill(&sheet.paper(), pen.color(palette::SURFACE))?;
        for (text, y) in &sheet.title {
            pen.text(text, (sheet.left, *y), Align::Left, ink);
        }
        pen.shift((sheet.left, sheet.plot_top));
        let drawn = self.plot(frame, pen_of);
        pen.undo();
        drawn?;
        let pen = pen_of(sheet.em)?;
        for (line, at) in self.legend.iter().zip(&sheet.entries) {
            sample(&pen, line, *at);
            let label_at = (at.0 + SAMPLE + 0.5 * sheet.em, at.1);
            pen.text(&line.label, label_at, Align::Left, ink);
        }
        for (text, y) in &sheet.captions {
            pen.text(text, (sheet.left, *y), Align::Left, muted);
        }
        Ok(())
    }

    fn plot(&self, frame: Frame, pen_of: PenOf) -> Result<(), String> {
        let pen = pen_of(frame.font)?;
        match &self.plot {
            Plot::Lines(spec, pictures) => {
                let layout = line::draw_with(pen, frame, spec, None, &|_| false)?;
                thumbs::draw(pictures, &layout, &pen_of(frame.font)?)
            }
            Plot::Heat(spec) => heat::draw_with(pen, frame, spec, None).map(drop),
            Plot::Tiles(all) => tiles::draw(all, &pen, frame),
            Plot::Table(grid) => grid.draw(frame, pen_of),
            Plot::Cloud(cloud) => cloud.draw(&pen, frame),
        }
    }
}

/// Draws a piece of a line with its dash and marker, its middle at the height of `at`.
fn sample(pen: &Pen, line: &Line, at: Point) {
    let color = pen.color(&line.color);
    if line.width > 0.0 {
        pen.dash(line.dash.pattern());
        pen.path(&[at, (at.0 + SAMPLE, at.1)], line.width.max(2.0), color);
        pen.dash(&[]);
    }
    let middle = (at.0 + SAMPLE / 2.0, at.1);
    let corners = line.marker.corners().iter();
    let corners: Vec<_> = corners
        .map(|c| (middle.0 + 3.5 * c.0, middle.1 + 3.5 * c.1))
        .collect();
    match line.marker {
        Marker::None => {}
        Marker::Circle => pen.disc(middle, 3.5, color),
        Marker::Triangle | Marker::Square | Marker::Diamond => pen.polygon(&corners, color),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cloud, Fill, Grid, GridCell, Tile, Width};
    use super::*;
    use crate::heat::{HeatAxis, HeatSpec};
    use crate::pixels::Pixels;
    use crate::spec::{Band, ChartSpec, Mark};

    const HOSTILE: &str = "</text><script>alert(1)</script>&\u{7}";

    fn ruler(text: &str, size: f64) -> f64 {
        0.55 * size * text.chars().count() as f64
    }

    fn look(width: Width) -> Look {
        Look {
            width,
            title: true,
            caption: format!("MNIST, {HOSTILE}, step 40. Gradient Playground"),
        }
    }

    fn lines() -> Figure {
        let marked = Line::new("CE", "--a", vec![(0.0, 0.1), (10.0, 0.5), (20.0, 0.3)])
            .with_marker(Marker::Circle)
            .with_width(0.0);
        let gap = Line::new(
            HOSTILE,
            "--b",
            vec![(0.0, 0.2), (5.0, f64::NAN), (20.0, 0.4)],
        );
        let spec = ChartSpec {
            title: HOSTILE.into(),
            x_label: "step".into(),
            y_label: "loss (nats)".into(),
            bands: vec![Band {
                line: "CE".into(),
                color: "--a".into(),
                ends: vec![(0.0, [0.1, 0.2]), (20.0, [0.2, 0.3])],
            }],
            lines: vec![marked, gap],
            marks: vec![Mark {
                x: 10.0,
                label: "lr 0.01".into(),
            }],
            ..ChartSpec::default()
        };
        let mut figure = Figure::lines(spec, &|_| false);
        if let Plot::Lines(_, pictures) = &mut figure.plot {
            pictures.push(((10.0, 0.5), Pixels::of_ink(&[1.0; 784], 28)));
        }
        figure
    }

    fn heat() -> Figure {
        Figure::heat(HeatSpec {
            title: "Surface".into(),
            x: HeatAxis::range("w₁", (-1.0, 1.0)),
            y: HeatAxis::range("w₂", (-1.0, 1.0)),
            columns: 4,
            rows: 3,
            values: (0..11).map(f64::from).chain([f64::NAN]).collect(),
            value_label: "loss".into(),
            contours: vec![5.0],
            path: vec![(0.0, 0.0)],
            ..HeatSpec::default()
        })
    }

    fn table() -> Figure {
        let shade = |text: &str| GridCell::number(text).with(Fill::Shade("--a".into(), 0.4));
        let bar = GridCell::number("0.5").with(Fill::Bar("--a".into(), 0.5));
        let columns = GridCell::words("0 to 1").with(Fill::Columns(vec![0.1, 1.0]));
        let head = ["a", "b", HOSTILE].map(GridCell::words).to_vec();
        Figure::of(
            "Table",
            Plot::Table(Grid {
                head: 1,
                rows: vec![head, vec![shade("7"), bar, columns]],
            }),
        )
    }

    fn cloud() -> Figure {
        let cloud = Cloud {
            classes: vec![("0".into(), "--a".into()), ("shirt".into(), "--b".into())],
            dots: vec![((0.1, 0.2), 0), ((0.5, 0.5), 1), ((f64::NAN, 0.5), 1)],
            rings: vec![(0.3, 0.3)],
        };
        Figure {
            legend: cloud.legend(),
            ..Figure::of("Map", Plot::Cloud(cloud))
        }
    }

    fn mosaic() -> Figure {
        let mut tile = Tile::new(HOSTILE, Pixels::blank(28, 28));
        tile.marks.push([1.0, 1.0, 2.0, 2.0]);
        let few = Tile::new("few", Pixels::of_ink(&[1.0; 8], 4));
        Figure::of("Mosaic", Plot::Tiles(vec![tile, few])).with_note("Blue above zero.")
    }

    fn all() -> [Figure; 5] {
        [lines(), heat(), table(), cloud(), mosaic()]
    }

    fn written(figure: &Figure, look: &Look) -> String {
        figure.svg(look, &Palette::grey(), &ruler).unwrap()
    }

    fn count(text: &str, name: &str) -> usize {
        let read = roxmltree::Document::parse(text).unwrap();
        read.descendants().filter(|n| n.has_tag_name(name)).count()
    }

    #[test]
    fn every_kind_is_well_formed_and_runs_nothing_that_a_link_planted() {
        for figure in all() {
            for width in [
                Width::Centimetres(1.0),
                Width::Centimetres(50.0),
                Width::Pixels(640.0),
            ] {
                let text = written(&figure, &look(width));
                let read = roxmltree::Document::parse(&text).unwrap();
                let known = [
                    "svg", "title", "text", "rect", "circle", "polyline", "polygon", "g",
                    "clipPath", "image",
                ];
                for node in read.descendants().filter(|n| n.is_element()) {
                    assert!(known.contains(&node.tag_name().name()), "{node:?}");
                    assert!(
                        node.attributes().all(|a| !a.value().contains("NaN")),
                        "{node:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_width_is_as_asked_and_the_height_follows_the_sheet() {
        for figure in all() {
            let text = written(&figure, &look(Width::Centimetres(12.5)));
            let read = roxmltree::Document::parse(&text).unwrap();
            let root = read.root_element();
            assert_eq!(root.attribute("width"), Some("12.5cm"));
            let sides = root.attribute("viewBox").unwrap().split(' ').skip(2);
            let sides: Vec<f64> = sides.map(|v| v.parse().unwrap()).collect();
            let height = root.attribute("height").unwrap().trim_end_matches("cm");
            let height: f64 = height.parse().unwrap();
            assert!((height / 12.5 - sides[1] / sides[0]).abs() < 1e-3);
        }
    }

    #[test]
    fn marks_are_as_many_as_points_and_text_is_text() {
        let text = written(&lines(), &look(Width::Centimetres(12.0)));
        // Three points, the two that a gap leaves alone, and the sample in the legend.
        assert_eq!(count(&text, "circle"), 6);
        assert_eq!(count(&text, "image"), 1);
        let map = written(&cloud(), &look(Width::Centimetres(12.0)));
        // Two dots, three discs of the ring, two samples; the third dot has no place.
        assert_eq!(count(&map, "circle"), 7);
        let read = roxmltree::Document::parse(&map).unwrap();
        assert!(
            read.descendants()
                .any(|n| n.has_tag_name("text") && n.text() == Some("shirt"))
        );
        let cells = written(&mosaic(), &look(Width::Centimetres(12.0)));
        assert_eq!(count(&cells, "image"), 1, "few pixels are cells");
    }

    #[test]
    fn title_and_caption_can_be_left_out() {
        let bare = Look {
            width: Width::Centimetres(12.0),
            title: false,
            caption: String::new(),
        };
        let (with, without) = (written(&heat(), &look(bare.width)), written(&heat(), &bare));
        let says = |text: &str, words: &str| {
            let read = roxmltree::Document::parse(text).unwrap();
            let texts = read.descendants().filter(|n| n.has_tag_name("text"));
            texts
                .filter_map(|n| n.text().map(str::to_owned))
                .any(|t| t.contains(words))
        };
        assert!(says(&with, "Surface") && says(&with, "MNIST"));
        assert!(!says(&without, "Surface") && !says(&without, "MNIST"));
    }

    #[test]
    fn the_legend_has_names_in_full() {
        let text = written(&lines(), &look(Width::Centimetres(12.0)));
        assert!(text.contains("(CE), nats"), "{text}");
    }

    #[test]
    fn a_bitmap_has_the_pixels_of_its_width_and_a_bound() {
        let size = |figure: &Figure, cm| {
            figure.pixels(&look(Width::Centimetres(cm)), &Palette::grey(), &ruler)
        };
        assert_eq!(size(&heat(), 12.0).unwrap().0, 1417);
        let row = || vec![GridCell::words("a")];
        let long = Grid {
            head: 0,
            rows: (0..3000).map(|_| row()).collect(),
        };
        let long = Figure::of("Long", Plot::Table(long));
        assert!(size(&long, 12.0).is_err());
    }
}
