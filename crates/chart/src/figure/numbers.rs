//! The numbers of a figure as CSV, for a spreadsheet or pandas.

use super::{Cloud, Figure, Grid, Plot, Tile};
use crate::heat::{Along, HeatAxis, HeatSpec};
use crate::spec::ChartSpec;
use playground_experiment::format;
use playground_insight::export::csv::{harmless, line};

impl Figure {
    /// Returns whether there are numbers, and not only colours.
    pub fn has_numbers(&self) -> bool {
        match &self.plot {
            Plot::Tiles(tiles) => tiles.iter().any(|tile| !tile.values.is_empty()),
            Plot::Lines(..) | Plot::Heat(_) | Plot::Table(_) | Plot::Cloud(_) => true,
        }
    }

    /// Writes the numbers as CSV; none where there are only colours.
    pub fn csv(&self) -> Option<String> {
        self.has_numbers().then(|| match &self.plot {
            Plot::Lines(spec, _) => of_lines(spec),
            Plot::Heat(spec) => of_heat(spec),
            Plot::Tiles(tiles) => of_tiles(tiles),
            Plot::Table(grid) => of_grid(grid),
            Plot::Cloud(cloud) => of_cloud(cloud),
        })
    }
}

/// Writes a number in full; nothing for what is none.
fn number(value: f64) -> String {
    match value.is_finite() {
        true => value.to_string(),
        false => String::new(),
    }
}

fn header<const N: usize>(names: [&str; N]) -> String {
    line(names.map(harmless))
}

fn of_lines(spec: &ChartSpec) -> String {
    let mut text = header(["line", &spec.x_label, &spec.y_label, "unit", "smoothed"]);
    for curve in &spec.lines {
        let smoothed = if curve.raw.is_empty() { "" } else { "yes" };
        let kinds = [(&curve.points, smoothed), (&curve.raw, "no")];
        for (points, smoothed) in kinds {
            for &(x, y) in points {
                let cells = [
                    harmless(&curve.label),
                    number(x),
                    number(y),
                    curve.unit.to_owned(),
                    smoothed.to_owned(),
                ];
                text += &line(cells);
            }
        }
    }
    text
}

fn place(axis: &HeatAxis, index: usize, count: usize) -> String {
    match &axis.along {
        Along::Range(..) => number(axis.middle(index, count)),
        Along::Labels(labels) => harmless(labels.get(index).map_or("", String::as_str)),
    }
}

fn of_heat(spec: &HeatSpec) -> String {
    let mut text = header([&spec.x.label, &spec.y.label, &spec.value_label, "note"]);
    for row in 0..spec.rows {
        for column in 0..spec.columns {
            let cell = (column, row);
            let note = spec.notes.get(&cell).map_or("", |note| &note.text);
            text += &line([
                place(&spec.x, column, spec.columns),
                place(&spec.y, row, spec.rows),
                number(spec.value(cell)),
                harmless(note),
            ]);
        }
    }
    text
}

fn of_tiles(tiles: &[Tile]) -> String {
    let mut text = header(["picture", "place", "value"]);
    for tile in tiles {
        for (at, &value) in tile.values.iter().enumerate() {
            let value = match value.is_finite() {
                true => value.to_string(),
                false => String::new(),
            };
            text += &line([harmless(&tile.name), at.to_string(), value]);
        }
    }
    text
}

/// Writes what a page shows as a number in the way that programs read: without grouping, a share for per cent, nothing
/// for a dash. What is no number is text.
fn plain_number(shown: &str) -> String {
    if shown == format::NO_NUMBER {
        return String::new();
    }
    let (figures, hundredth) = match shown.strip_suffix('%') {
        Some(figures) => (figures.trim_end(), true),
        None => (shown, false),
    };
    let figures = figures.replace(',', "").replace('−', "-");
    match figures.parse::<f64>() {
        Ok(value) if hundredth => number((value * 1e4).round() / 1e6),
        Ok(_) => figures,
        Err(_) => harmless(shown),
    }
}

fn of_grid(grid: &Grid) -> String {
    let row = |cells: &Vec<super::GridCell>| {
        let cell = |cell: &super::GridCell| match cell.number {
            true => plain_number(&cell.text),
            false => harmless(&cell.text),
        };
        line(cells.iter().map(cell))
    };
    grid.rows.iter().map(row).collect()
}

fn of_cloud(cloud: &Cloud) -> String {
    let mut text = header(["class", "across", "downwards"]);
    for &((x, y), class) in &cloud.dots {
        let name = cloud.classes.get(class).map_or("", |(name, _)| name);
        text += &line([harmless(name), number(x), number(y)]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::GridCell;
    use super::*;
    use crate::pixels::Pixels;
    use crate::spec::Line;

    #[test]
    fn shown_numbers_are_written_for_programs() {
        let cases = [
            ("109,386", "109386"),
            ("97.3 %", "0.973"),
            ("1.20e-9", "1.20e-9"),
            ("−3", "-3"),
            ("—", ""),
            ("=1+1", "'=1+1"),
            ("784-10", "784-10"),
        ];
        for (shown, written) in cases {
            assert_eq!(plain_number(shown), written);
        }
    }

    #[test]
    fn lines_are_written_point_by_point_and_gaps_are_empty() {
        let spec = ChartSpec {
            x_label: "step".into(),
            y_label: "loss (nats)".into(),
            lines: vec![Line::new("=A1", "--a", vec![(1.0, 0.5), (2.0, f64::NAN)])],
            ..ChartSpec::default()
        };
        let text = Figure::lines(spec, &|_| false).csv().unwrap();
        assert_eq!(
            text,
            "line,step,loss (nats),unit,smoothed\n'=A1,1,0.5,,\n'=A1,2,,,\n"
        );
    }

    #[test]
    fn heat_maps_and_tables_have_a_row_for_each_cell_or_row() {
        let spec = HeatSpec {
            x: HeatAxis::range("a", (0.0, 2.0)),
            y: HeatAxis::labels("b", vec!["low, lower".into()]),
            columns: 2,
            rows: 1,
            values: vec![1.5, f64::NAN],
            value_label: "loss".into(),
            ..HeatSpec::default()
        };
        let text = Figure::heat(spec).csv().unwrap();
        assert_eq!(
            text,
            "a,b,loss,note\n0.5,\"low, lower\",1.5,\n1.5,\"low, lower\",,\n"
        );
        let rows = vec![
            vec![GridCell::words("class"), GridCell::words("images")],
            vec![GridCell::words("-1"), GridCell::number("-2")],
        ];
        let table = Figure::of("t", Plot::Table(Grid { head: 1, rows }));
        assert_eq!(table.csv().unwrap(), "class,images\n'-1,-2\n");
    }

    #[test]
    fn pictures_of_colours_alone_have_no_numbers() {
        let tile = Tile::new("a", Pixels::blank(1, 1));
        let figure = |tile| Figure::of("t", Plot::Tiles(vec![tile]));
        assert_eq!(figure(tile.clone()).csv(), None);
        let text = figure(tile.with_values(vec![0.25])).csv().unwrap();
        assert_eq!(text, "picture,place,value\na,0,0.25\n");
    }
}
