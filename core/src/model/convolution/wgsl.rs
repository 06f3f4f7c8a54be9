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

use crate::expression::wgsl;
use crate::operation::gpu::{GROUP, Program, bindings, header};
use playground_experiment::model::Activation;
use playground_experiment::model::activation::Form;
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

/// Where weights, biases and their gradients lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Storage {
    /// In a tensor each.
    Apart,
    /// All of a network in one vector, those of a layer at `weight_at` and `bias_at`.
    Flat,
}

/// A pass over a convolution.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WeightedSums {
    pass: Pass,
    storage: Storage,
    /// On the way forward what is made of the sums, which are kept beside it; on the way to values what the values are made
    /// by, whose slope the signal is multiplied with.
    activation: Option<Activation>,
    /// Whether a kernel can meet padding or (on the way to values) a pixel can miss every place: then that is checked.
    partial: bool,
    /// Whether kernels go more than a pixel from place to place.
    strided: bool,
    /// Whether maps have one pixel, as those of a dense layer: then no loop goes over rows and columns.
    flat: bool,
    /// Whether the sums over the batch are cut into parts.
    cut: bool,
}

impl WeightedSums {
    /// Builds the program for a convolution like `shape`, on the way to weights in so many `parts`.
    pub(super) fn new(
        pass: Pass,
        shape: &Convolution,
        storage: Storage,
        activation: Option<Activation>,
        parts: usize,
    ) -> Self {
        let partial = match pass {
            Pass::Forward | Pass::ToWeights => shape.is_padded(),
            Pass::ToValues => shape.kernel != [1, 1] || shape.stride != [1, 1],
        };
        Self {
            pass,
            storage,
            activation,
            partial,
            strided: shape.stride != [1, 1],
            flat: shape.is_dense(),
            cut: parts > 1,
        }
    }

    /// Lists its tensors.
    fn tensors(&self) -> Vec<&'static str> {
        let [parameters, gradients]: [&[&str]; 2] = match self.storage {
            Storage::Apart => [&["weight", "bias"], &["of_weight", "of_bias"]],
            Storage::Flat => [&["parameters"], &["gradient"]],
        };
        let mut all = match self.pass {
            Pass::Forward => [&["values"], parameters].concat(),
            // A bias has no part in it.
            Pass::ToValues => [&["signal"], &parameters[..1]].concat(),
            Pass::ToWeights => [&["values", "signal"], gradients].concat(),
        };
        if self.activation.is_some() {
            all.push("before");
        }
        if self.pass != Pass::ToWeights {
            all.push("out");
        }
        all
    }

    /// Writes a weight or the gradient of one, by its place in the matrix.
    fn weight(&self, at: &str) -> String {
        match (self.storage, self.pass) {
            (Storage::Apart, Pass::ToWeights) => format!("of_weight[{at}]"),
            (Storage::Apart, _) => format!("weight[{at}]"),
            (Storage::Flat, Pass::ToWeights) => format!("gradient[n.weight_at + {at}]"),
            (Storage::Flat, _) => format!("parameters[n.weight_at + {at}]"),
        }
    }

    /// Writes a bias or the gradient of one, by its unit.
    fn bias(&self, at: &str) -> String {
        match (self.storage, self.pass) {
            (Storage::Apart, Pass::ToWeights) => format!("of_bias[{at}]"),
            (Storage::Apart, _) => format!("bias[{at}]"),
            (Storage::Flat, Pass::ToWeights) => format!("gradient[n.bias_at + {at}]"),
            (Storage::Flat, _) => format!("parameters[n.bias_at + {at}]"),
        }
    }
}

/// What an invocation is told; see `numbers` beside the launches.
const NUMBERS: &str = "
struct Numbers {
    batch: u32, channels: u32, height: u32, width: u32,
    units: u32, down: u32, across: u32, parts: u32,
    out_height: u32, out_width: u32, stride_y: u32, stride_x: u32,
    padding_y: u32, padding_x: u32, weight_at: u32, bias_at: u32,
}
";

impl Program for WeightedSums {
    fn source(&self) -> String {
        let (bindings, header) = (bindings(&self.tensors(), "Numbers"), header());
        let functions = self.formula();
        let body = match self.pass {
            Pass::Forward => self.forward(),
            Pass::ToValues => self.to_values(),
            Pass::ToWeights => self.to_weights(),
        };
        let shared = match self.cut {
            true => SHARED,
            false => "",
        };
        format!("{bindings}{NUMBERS}{shared}{functions}{header}{body}\n}}\n")
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
    let tile = invocation / n.parts;
    let part = invocation % n.parts;
    let row = tile / tiles_across * {TILE}u;
    let column = tile % tiles_across * {TILE}u;
{sums}",
        last = TILE - 1,
        sums = every("var s#_@ = 0.0;"),
    )
}

/// Ends the invocations beyond the last tile.
const NO_MORE: &str = "if (tile >= tiles) { return; }\n";

/// What the invocations of a group hand each other: a row of a tile each.
const SHARED: &str = "var<workgroup> shared_sums: array<f32, 512>;\n";

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

    /// Writes the activation, `f`, or its `slope` as a function, once for all sums of a tile.
    fn formula(&self) -> String {
        let Some(Form::Elementwise(f)) = self.activation.map(|one| &one.info().form) else {
            return String::new();
        };
        match self.pass {
            Pass::Forward => wgsl::function("f", &f.value),
            Pass::ToValues | Pass::ToWeights => wgsl::function("slope", &f.derivative),
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
            NO_MORE.to_owned(),
            each("let r# = min(row + #u, rows - 1u); let image# = r# / places; let within# = r# % places;"),
            each(place),
            each("let c# = min(column + #u, columns - 1u);"),
            loops.to_owned(),
            each(load),
            each(&format!("let y# = {};", self.weight("q + c#"))),
            products(),
            format!("q += n.units; {ends}\n"),
            store(&format!(
                "{into}[(image# * n.units + c@) * places + within#] = s#_@ + {bias};",
                into = if self.activation.is_some() { "before" } else { "out" },
                bias = self.bias("c@"),
            )),
            self.after(
                "(at / places * n.units + unit) * places + at % places",
                "out[place] = f(before[place]);",
            ),
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
            NO_MORE.to_owned(),
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
            each(&format!("let y# = {}; q# += 1u;", self.weight("q#"))),
            products(),
            "} } }\n".to_owned(),
            store("out[(image# * n.channels + c@) * pixels + within#] = s#_@;"),
            self.after(
                "(at / pixels * n.channels + unit) * pixels + at % pixels",
                "out[place] *= slope(before[place]);",
            ),
        ]
        .concat()
    }

    /// Writes a loop over the places of the tile's sums, where there is an activation. (A formula written out for each of
    /// them takes a software GPU's compiler minutes.)
    fn after(&self, place: &str, line: &str) -> String {
        if self.activation.is_none() {
            return String::new();
        }
        format!(
            "for (var at = row; at < min(row + {TILE}u, rows); at++) {{
    for (var unit = column; unit < min(column + {TILE}u, columns); unit++) {{
    let place = {place};
    {line}
    }} }}\n"
        )
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
            // Where parts are added up, nobody may leave before.
            if self.cut { String::new() } else { NO_MORE.to_owned() },
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
            match self.cut {
                true => self.sum_of_parts(),
                false => self.own_sums(),
            },
        ]
        .concat()
    }

    /// Writes the lines that store the sums of an invocation over the whole batch.
    fn own_sums(&self) -> String {
        let weight = self.weight("r# * n.units + c@");
        let bias = self.bias("c#");
        store(&format!("{weight} = s#_@;"))
            + &each(&format!(
                "if ((row == 0u) & (column + #u < columns)) {{ {bias} = b#; }}"
            ))
    }

    /// Writes the lines that add up the parts of the batch that the invocations of a group have gone over, a row of every
    /// tile after the other, and behind the last one the biases.
    fn sum_of_parts(&self) -> String {
        let sums: String = (0..TILE)
            .map(|row| each(&format!("sums[{row}u * {TILE}u + #u] = s{row}_#;")))
            .collect();
        format!(
            "var sums: array<f32, {numbers}>;
{sums}{biases}
    let slots = {GROUP}u / n.parts;
    let first = (invocation - local) / n.parts;
    for (var from_row = 0u; from_row <= {TILE}u; from_row++) {{
        for (var one = 0u; one < {TILE}u; one++) {{ shared_sums[local * {TILE}u + one] = sums[from_row * {TILE}u + one]; }}
        workgroupBarrier();
        for (var at = local; at < slots * {TILE}u; at += {GROUP}u) {{
            let slot = at / {TILE}u;
            let whole = first + slot;
            let to_row = whole / tiles_across * {TILE}u;
            let to = whole % tiles_across * {TILE}u + at % {TILE}u;
            var sum = 0.0;
            for (var one = 0u; one < n.parts; one++) {{ sum += shared_sums[(slot * n.parts + one) * {TILE}u + at % {TILE}u]; }}
            if ((whole < tiles) & (to < columns)) {{
                if (from_row < {TILE}u) {{
                    if (to_row + from_row < rows) {{ {weight} = sum; }}
                }} else if (to_row == 0u) {{ {bias} = sum; }}
            }}
        }}
        workgroupBarrier();
    }}
",
            numbers = TILE * (TILE + 1),
            biases = each(&format!("sums[{TILE}u * {TILE}u + #u] = b#;")),
            weight = self.weight("(to_row + from_row) * n.units + to"),
            bias = self.bias("to"),
        )
    }
}
