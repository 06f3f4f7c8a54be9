//! What makes one person's digit differ from another's: unsteady points, a bent sheet, slant.

use rand::RngExt;

use crate::rng::ChaCha8Rng;

/// Where the straight pieces end that make up the curve between two given points.
const ENDS: [f32; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];

/// Draws a number from the standard normal distribution, near enough: the sum of four uniform ones. It is bounded at
/// ±3.5, so that no digit is torn apart, and free of the platform's logarithm.
pub(super) fn normal(rng: &mut ChaCha8Rng) -> f32 {
    let sum: f32 = (0..4).map(|_| rng.random_range(-1.0f32..1.0)).sum();
    sum * (3.0f32 / 4.0).sqrt()
}

/// Returns a Catmull-Rom curve through `points`, as a polyline. A point given twice in a row is a corner.
pub(super) fn curve(points: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let mut line: Vec<_> = points.first().copied().into_iter().collect();
    let last = points.len().saturating_sub(1);
    for index in 0..last {
        let (p1, p2) = (points[index], points[index + 1]);
        if p1 == p2 {
            continue;
        }
        let p0 = points[index.saturating_sub(1)];
        let p3 = points[(index + 2).min(last)];
        line.extend_from_slice(&ENDS.map(|t| {
            (
                catmull_rom(p0.0, p1.0, p2.0, p3.0, t),
                catmull_rom(p0.1, p1.1, p2.1, p3.1, t),
            )
        }));
    }
    line
}

fn catmull_rom(p0: f32, p1: f32, p2: f32, p3: f32, t: f32) -> f32 {
    let cubic = 3.0 * (p1 - p2) + p3 - p0;
    let square = 2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3;
    0.5 * (2.0 * p1 + t * (p2 - p0 + t * (square + t * cubic)))
}

/// Nodes along each side of the grid that displaces.
const GRID: usize = 4;

/// A smooth random displacement of the unit square: normal offsets at the nodes of a coarse grid,
/// blended between them (the elastic distortion of Simard et al., 2003, on paths instead of pixels).
pub(super) struct Elastic {
    nodes: [[(f32, f32); GRID]; GRID],
}

impl Elastic {
    /// Draws a displacement; `strength` is the standard deviation at a node.
    pub(super) fn new(rng: &mut ChaCha8Rng, strength: f32) -> Self {
        let mut nodes = [[(0.0, 0.0); GRID]; GRID];
        for node in nodes.as_flattened_mut() {
            *node = (strength * normal(rng), strength * normal(rng));
        }
        Self { nodes }
    }

    pub(super) fn apply(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (column, right) = cell(x);
        let (row, down) = cell(y);
        let [top, bottom] = [&self.nodes[row], &self.nodes[row + 1]];
        let blend = |pick: fn((f32, f32)) -> f32| {
            let above = mix(pick(top[column]), pick(top[column + 1]), right);
            let below = mix(pick(bottom[column]), pick(bottom[column + 1]), right);
            mix(above, below, down)
        };
        (x + blend(|node| node.0), y + blend(|node| node.1))
    }
}

fn mix(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}

/// Returns the grid cell that a coordinate falls in and the eased position inside it. Easing makes the displacement's
/// slope continuous, or straight strokes would show a kink at each cell's edge.
fn cell(coordinate: f32) -> (usize, f32) {
    let scaled = coordinate.clamp(0.0, 1.0) * (GRID - 1) as f32;
    let index = (scaled as usize).min(GRID - 2);
    let t = scaled - index as f32;
    (index, t * t * (3.0 - 2.0 * t))
}

/// Rotation, slant and aspect about the middle of the unit square.
pub(super) struct Affine {
    xx: f32,
    xy: f32,
    yx: f32,
    yy: f32,
}

impl Affine {
    /// Composes three maps: first `aspect` scales x, then `slant` shifts the top to the right by this much per unit of
    /// height, then all turns by `angle` radians.
    pub(super) fn new(aspect: f32, slant: f32, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self {
            xx: cos * aspect,
            xy: -cos * slant - sin,
            yx: sin * aspect,
            yy: -sin * slant + cos,
        }
    }

    pub(super) fn apply(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (x, y) = (x - 0.5, y - 0.5);
        (
            0.5 + self.xx * x + self.xy * y,
            0.5 + self.yx * x + self.yy * y,
        )
    }
}
