//! Labels beside the ends of lines, moved apart until none covers another, and text: which part of it stands at its
//! place, and how it is broken into lines. Pure.

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its left end.
    Left,
    /// Its middle.
    Centre,
    /// Its right end.
    Right,
}

/// How wide a text is.
pub type Measure<'a> = &'a dyn Fn(&str) -> f64;

/// Returns centres for labels of `height` that want to stand at `wanted` (y downwards), between `top` and `bottom`,
/// moved as little as their order allows. `None` when they do not all fit.
pub fn spread(wanted: &[f64], height: f64, top: f64, bottom: f64) -> Option<Vec<f64>> {
    if wanted.len() as f64 * height > bottom - top {
        return None;
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let (first, last) = (top + height / 2.0, bottom - height / 2.0);
    let mut centres = vec![0.0; wanted.len()];
    for block in blocks(&order, wanted, height, first, last) {
        for (place, index) in order[block.from..block.to].iter().enumerate() {
            centres[*index] = block.start + place as f64 * height;
        }
    }
    Some(centres)
}

/// Labels that touch, from the topmost on; `start` is the centre of the first.
struct Block {
    from: usize,
    to: usize,
    start: f64,
    /// Sum of where the first label would have to be for each one to stand where it wants.
    wish: f64,
}

impl Block {
    fn settle(&mut self, height: f64, first: f64, last: f64) {
        let count = (self.to - self.from) as f64;
        let lowest = last - (count - 1.0) * height;
        self.start = (self.wish / count).clamp(first, lowest.max(first));
    }
}

/// Pools adjacent violators: neighbours that overlap become one block at their mean place.
fn blocks(order: &[usize], wanted: &[f64], height: f64, first: f64, last: f64) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (position, index) in order.iter().enumerate() {
        let wish = wanted[*index];
        let mut block = Block {
            from: position,
            to: position + 1,
            start: wish,
            wish,
        };
        block.settle(height, first, last);
        while let Some(above) = blocks.pop() {
            let above_count = (above.to - above.from) as f64;
            if above.start + above_count * height <= block.start {
                blocks.push(above);
                break;
            }
            let count = (block.to - block.from) as f64;
            block.wish += above.wish - count * above_count * height;
            block.from = above.from;
            block.settle(height, first, last);
        }
        blocks.push(block);
    }
    blocks
}

/// Breaks `text` at spaces into lines of at most `width`; a longer word stands alone.
pub fn wrapped(text: &str, width: f64, measure: Measure) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if measure(&format!("{line} {word}")) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_apart(centres: &[f64], height: f64, top: f64, bottom: f64) {
        let mut sorted = centres.to_vec();
        sorted.sort_by(f64::total_cmp);
        assert!(
            sorted.windows(2).all(|w| w[1] - w[0] >= height - 1e-9),
            "{centres:?}"
        );
        assert!(
            sorted.iter().all(|c| *c >= top + height / 2.0 - 1e-9),
            "{centres:?}"
        );
        assert!(
            sorted.iter().all(|c| *c <= bottom - height / 2.0 + 1e-9),
            "{centres:?}"
        );
    }

    #[test]
    fn labels_with_room_stay_where_they_want() {
        assert_eq!(
            spread(&[80.0, 20.0], 10.0, 0.0, 100.0),
            Some(vec![80.0, 20.0])
        );
    }

    #[test]
    fn two_that_collide_part_evenly() {
        assert_eq!(
            spread(&[50.0, 52.0], 10.0, 0.0, 100.0),
            Some(vec![46.0, 56.0])
        );
    }

    #[test]
    fn the_edges_hold() {
        for wanted in [
            vec![0.0, 1.0, 2.0],
            vec![99.0, 99.0, 98.0, 10.0],
            vec![50.0; 10],
        ] {
            let centres = spread(&wanted, 10.0, 0.0, 100.0).unwrap_or_default();
            assert_eq!(centres.len(), wanted.len());
            assert_apart(&centres, 10.0, 0.0, 100.0);
        }
    }

    #[test]
    fn too_many_labels_are_refused() {
        assert_eq!(spread(&[1.0; 11], 10.0, 0.0, 100.0), None);
    }
}
