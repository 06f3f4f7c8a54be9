//! The programs in WGSL. Each invocation has a tile of [`TILE`] · [`TILE`] sums in registers, which is what matters
//! most: a value that is fetched serves eight products. All three passes are one loop over products, with rows,
//! columns and the way to their numbers being different ones:
//!
//! | pass | rows | columns | summed over |
//! | --- | --- | --- | --- |
//! | forward | places of the batch | units | inputs of a unit |
//! | to values | pixels of the batch | channels | units and places of the kernel |
//! | to weights | inputs of a unit | units | places of the batch, in parts |
//!
//! Conditions are joined by `&`, not `&&`: for every `&&` a software GPU's compiler follows two ways, and thirty of
//! them took it 24 seconds.

use crate::operation::gpu::{Program, bindings, header};
use playground_kernels::convolution::Convolution;

/// Rows and columns of a tile.
pub(super) const TILE: usize = 8;

/// The direction of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pass {
    /// Σ input · weight + bias.
    Forward,
    /// ∂L/∂x.
    ToValues,
    /// ∂L/∂W and ∂L/∂b.
    ToWeights,
}

/// A pass over a convolution.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WeightedSums {
    pass: Pass,
    /// Whether a kernel can meet padding or (on the way to values) a pixel can miss every place: then that is checked.
    partial: bool,
    /// Whether kernels go more than a pixel from place to place.
    strided: bool,
    /// Whether maps have one pixel, as those of a dense layer: then no loop goes over rows and columns.
    flat: bool,
}

impl WeightedSums {
    /// Builds the program for a convolution like `shape`.
    pub(super) fn new(pass: Pass, shape: &Convolution) -> Self {
        let partial = match pass {
            Pass::Forward | Pass::ToWeights => shape.is_padded(),
            Pass::ToValues => shape.kernel != [1, 1] || shape.stride != [1, 1],
        };
        Self {
            pass,
            partial,
            strided: shape.stride != [1, 1],
            flat: shape.is_dense(),
        }
    }
}

/// What an invocation is told; see `numbers` beside the launches.
const NUMBERS: &str = "
struct Numbers {
    batch: u32, channels: u32, height: u32, width: u32,
    units: u32, down: u32, across: u32, parts: u32,
    out_height: u32, out_width: u32, stride_y: u32, stride_x: u32,
    padding_y: u32, padding_x: u32, unused_0: u32, unused_1: u32,
}";

impl Program for WeightedSums {
    fn source(&self) -> String {
        let (tensors, body): (&[&str], _) = match self.pass {
            Pass::Forward => (&["values", "weight", "bias", "out"], self.forward()),
            Pass::ToValues => (&["signal", "weight", "out"], self.to_values()),
            Pass::ToWeights => (
                &["values", "signal", "of_weight", "of_bias"],
                self.to_weights(),
            ),
        };
        let (bindings, header) = (bindings(tensors, "Numbers"), header());
        format!("{bindings}{NUMBERS}\n{header}{body}\n}}\n")
    }
}

/// The sum of rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct SumOfParts;

impl Program for SumOfParts {
    fn source(&self) -> String {
        let bindings = bindings(&["partial", "out"], "vec4<u32>");
        let body = "
    let count = n.y;
    if (invocation >= count) { return; }
    var sum = 0.0;
    for (var part = 0u; part < n.x; part++) { sum += partial[part * count + invocation]; }
    out[invocation] = sum;
}
";
        format!("{bindings}\n{}{body}", header())
    }
}

/// Repeats `line` for each row or column of a tile, `#` being its number.
fn each(line: &str) -> String {
    (0..TILE)
        .map(|at| line.replace('#', &at.to_string()) + "\n")
        .collect()
}

/// Repeats `line` for each sum of a tile, `#` being its row and `@` its column.
fn every(line: &str) -> String {
    (0..TILE)
        .map(|column| each(&line.replace('@', &column.to_string())))
        .collect()
}

/// Writes the lines that find the tile of an invocation among `rows` and `columns` and declare its sums.
fn tile(rows: &str, columns: &str) -> String {
    format!(
        "
    let rows = {rows};
    let columns = {columns};
    let tiles_across = (columns + {last}u) / {TILE}u;
    let tiles = tiles_across * ((rows + {last}u) / {TILE}u);
    let tile = invocation % tiles;
    let part = invocation / tiles;
    if (part >= n.parts) {{ return; }}
    let row = tile / tiles_across * {TILE}u;
    let column = tile % tiles_across * {TILE}u;
{sums}",
        last = TILE - 1,
        sums = every("var s#_@ = 0.0;"),
    )
}

/// Repeats `line` for each sum of the tile that is one of the output.
fn store(line: &str) -> String {
    every(&format!(
        "if ((row + #u < rows) & (column + @u < columns)) {{ {line} }}"
    ))
}

/// Writes the lines that add x · y to every sum of the tile.
fn products() -> String {
    every("s#_@ += x# * y@;")
}

impl WeightedSums {
    /// Returns `with` where something may be missing, else `without`.
    fn choose<'a>(&self, with: &'a str, without: &'a str) -> &'a str {
        match self.partial {
            true => with,
            false => without,
        }
    }

    fn forward(&self) -> String {
        let load = self.choose(
            "let x# = select(0.0, values[u32(max(p# + i32(step), 0))], (u32(py# + i32(ky)) < n.height) & (u32(px# + i32(kx)) < n.width));",
            "let x# = values[p# + step];",
        );
        let place = self.choose(
            "let py# = i32(within# / n.out_width * n.stride_y) - i32(n.padding_y);
    let px# = i32(within# % n.out_width * n.stride_x) - i32(n.padding_x);
    let p# = i32(image# * n.channels * n.height * n.width) + py# * i32(n.width) + px#;",
            "let p# = image# * n.channels * n.height * n.width + within# / n.out_width * n.stride_y * n.width + within# % n.out_width * n.stride_x;",
        );
        let (loops, ends) = match self.flat {
            true => (
                "var q = 0u;
    for (var step = 0u; step < n.channels; step++) {\n",
                "}",
            ),
            false => (
                "var q = 0u;
    for (var channel = 0u; channel < n.channels; channel++) {
    for (var ky = 0u; ky < n.down; ky++) {
    for (var kx = 0u; kx < n.across; kx++) {
    let step = (channel * n.height + ky) * n.width + kx;\n",
                "} } }",
            ),
        };
        [
            "\n    let places = n.out_height * n.out_width;".to_owned(),
            tile("n.batch * places", "n.units"),
            each("let r# = min(row + #u, rows - 1u); let image# = r# / places; let within# = r# % places;"),
            each(place),
            each("let c# = min(column + #u, columns - 1u);"),
            loops.to_owned(),
            each(load),
            each("let y# = weight[q + c#];"),
            products(),
            format!("q += n.units; {ends}\n"),
            store("out[(image# * n.units + c@) * places + within#] = s#_@ + bias[c@];"),
        ]
        .concat()
    }

    fn to_values(&self) -> String {
        // The place whose kernel has its part (ky, kx) on the pixel, if there is one.
        let along = match self.strided {
            true => {
                "let oy# = max(ty#, 0) / i32(n.stride_y); let ox# = max(tx#, 0) / i32(n.stride_x);
    let on# = (oy# * i32(n.stride_y) == ty#) & (ox# * i32(n.stride_x) == tx#);"
            }
            false => "let oy# = ty#; let ox# = tx#; let on# = true;",
        };
        let place = self.choose(
            "let ty# = iy# - i32(ky); let tx# = ix# - i32(kx);
    ALONG
    let met# = on# & (u32(oy#) < n.out_height) & (u32(ox#) < n.out_width);
    var p# = select(0u, image# * n.units * places + u32(oy#) * n.out_width + u32(ox#), met#);",
            "var p# = image# * n.units * places + within#;",
        );
        let place = place.replace("ALONG", along);
        let load = self.choose(
            "let x# = select(0.0, signal[p#], met#); p# += places;",
            "let x# = signal[p#]; p# += places;",
        );
        let pixel = self.choose(
            "let iy# = i32(within# / n.width + n.padding_y); let ix# = i32(within# % n.width + n.padding_x);",
            "",
        );
        [
            "\n    let places = n.out_height * n.out_width;
    let pixels = n.height * n.width;
    let taps = n.down * n.across;"
                .to_owned(),
            tile("n.batch * pixels", "n.channels"),
            each("let r# = min(row + #u, rows - 1u); let image# = r# / pixels; let within# = r# % pixels;"),
            each(pixel),
            each("let c# = min(column + #u, columns - 1u);"),
            "for (var ky = 0u; ky < n.down; ky++) {
    for (var kx = 0u; kx < n.across; kx++) {\n"
                .to_owned(),
            each(&place),
            each("var q# = (c# * taps + ky * n.across + kx) * n.units;"),
            "for (var unit = 0u; unit < n.units; unit++) {\n".to_owned(),
            each(load),
            each("let y# = weight[q#]; q# += 1u;"),
            products(),
            "} } }\n".to_owned(),
            store("out[(image# * n.channels + c@) * pixels + within#] = s#_@;"),
        ]
        .concat()
    }

    fn to_weights(&self) -> String {
        let tap = self.choose(
            "let ky# = i32(r# / n.across % n.down) - i32(n.padding_y); let kx# = i32(r# % n.across) - i32(n.padding_x);
    let p# = i32(r# / (n.across * n.down) * n.height * n.width) + ky# * i32(n.width) + kx#;",
            "let p# = (r# / (n.across * n.down) * n.height + r# / n.across % n.down) * n.width + r# % n.across;",
        );
        let load = self.choose(
            "let x# = select(0.0, values[u32(max(p# + i32(step), 0))], (u32(ky# + i32(y)) < n.height) & (u32(kx# + i32(x)) < n.width));",
            "let x# = values[p# + step];",
        );
        let (loops, ends) = match self.flat {
            true => (
                "let q = image * n.units; let step = image * n.channels;\n",
                "}",
            ),
            false => (
                "var q = image * n.units * places;
    for (var oy = 0u; oy < n.out_height; oy++) {
    for (var ox = 0u; ox < n.out_width; ox++) {
    let y = oy * n.stride_y; let x = ox * n.stride_x;
    let step = (image * n.channels * n.height + y) * n.width + x;\n",
                "q += 1u; } } }",
            ),
        };
        [
            "\n    let places = n.out_height * n.out_width;
    let taps = n.channels * n.down * n.across;"
                .to_owned(),
            tile("taps", "n.units"),
            each("let r# = min(row + #u, taps - 1u);"),
            each(tap),
            each("let c# = min(column + #u, columns - 1u); var b# = 0.0;"),
            "for (var image = part * n.batch / n.parts; image < (part + 1u) * n.batch / n.parts; image++) {\n"
                .to_owned(),
            loops.to_owned(),
            each(load),
            each("let y# = signal[q + c# * places]; b# += y#;"),
            products(),
            format!("{ends}\n"),
            store("of_weight[(part * taps + r#) * n.units + c@] = s#_@;"),
            each("if ((row == 0u) & (column + #u < columns)) { of_bias[part * n.units + c#] = b#; }"),
        ]
        .concat()
    }
}
