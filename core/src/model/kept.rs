//! Which parameters of a network another one can begin with.

use super::{Architecture, Parameter};

impl Architecture {
    /// Number of trainable values in the first `blocks` blocks.
    pub fn parameters_before(&self, blocks: usize) -> usize {
        self.first(blocks).last().map_or(0, |p| p.range().end)
    }

    /// Blocks before the output layer.
    pub fn hidden_blocks(&self) -> usize {
        self.stages.last().map_or(0, |output| output.block)
    }

    /// The parameters of the first `blocks` blocks.
    fn first(&self, blocks: usize) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().take_while(move |p| p.block < blocks)
    }
}

/// How many values at the front of the flat vector of `before` a network of `after` can begin with, when it is
/// to keep the first `blocks` blocks.
///
/// # Errors
/// A sentence that says which block does not fit, and what to do.
pub fn check_kept(
    before: &Architecture,
    after: &Architecture,
    blocks: usize,
) -> Result<usize, String> {
    for (which, network) in [("The network so far", before), ("The next network", after)] {
        let most = network.hidden_blocks();
        if blocks > most {
            return Err(format!(
                "{which} has {most} blocks before its output layer, which is always new; keep at most {most}."
            ));
        }
    }
    let (mut old, mut new) = (before.first(blocks), after.first(blocks));
    loop {
        match (old.next(), new.next()) {
            (None, None) => return Ok(after.parameters_before(blocks)),
            (a, b) if a.map(form) == b.map(form) => {}
            (a, b) => {
                let at = a.or(b).map_or(0, |p| p.block);
                let [a, b] = [a, b].map(|p| p.map_or_else(|| "none".to_owned(), shown));
                return Err(format!(
                    "The weights of block {} cannot be kept: so far it has {a}, in the next network {b}. Keep the \
                     first {at} at most, or leave its size and its input as they were.",
                    at + 1
                ));
            }
        }
    }
}

/// What must be equal for a parameter to be kept.
fn form(parameter: &Parameter) -> (usize, &'static str, [usize; 2], Option<usize>) {
    let p = parameter;
    (p.block, p.name, p.shape, p.kernel)
}

fn shown(parameter: &Parameter) -> String {
    let [rows, columns] = parameter.shape;
    format!("a {} of {rows} × {columns}", parameter.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Shape};

    fn network(blocks: &str) -> Architecture {
        let blocks: Vec<Block> = blocks.split('.').map(|b| b.parse().unwrap()).collect();
        let image = Shape::Map {
            channels: 1,
            height: 28,
            width: 28,
        };
        Architecture::new(&blocks, image, 10).unwrap()
    }

    #[test]
    fn the_front_of_the_flat_vector_belongs_to_the_first_blocks() {
        let network = network("conv-6-5-relu.max-2.conv-16-5-relu.max-2.flatten.120-relu");
        let conv1 = 25 * 6 + 6;
        let conv2 = conv1 + 150 * 16 + 16;
        let counts = [0, conv1, conv1, conv2, conv2, conv2];
        for (blocks, count) in counts.into_iter().enumerate() {
            assert_eq!(network.parameters_before(blocks), count);
        }
        assert_eq!(network.hidden_blocks(), 6);
        assert_eq!(check_kept(&network, &network, 4), Ok(conv2));
    }

    #[test]
    fn only_what_is_kept_has_to_fit() {
        let (a, b) = (network("64-relu.32-relu"), network("64-tanh.16-relu"));
        assert_eq!(check_kept(&a, &b, 1), Ok(784 * 64 + 64));
        let refusal = check_kept(&a, &b, 2).unwrap_err();
        assert!(
            refusal.contains("block 2")
                && refusal.contains("64 × 32")
                && refusal.contains("64 × 16"),
            "{refusal}"
        );
        assert!(
            check_kept(&a, &network("64-relu"), 2)
                .unwrap_err()
                .contains("at most 1")
        );
        assert!(check_kept(&a, &b, 3).unwrap_err().contains("at most 2"));
    }

    #[test]
    fn an_adaptive_block_has_more_to_keep() {
        let (plain, adaptive) = (network("64-relu"), network("64-ahaf"));
        let refusal = check_kept(&plain, &adaptive, 1).unwrap_err();
        assert!(
            refusal.contains("none") && refusal.contains("gamma"),
            "{refusal}"
        );
        assert_eq!(check_kept(&adaptive, &adaptive, 1), Ok(784 * 64 + 3 * 64));
    }
}
