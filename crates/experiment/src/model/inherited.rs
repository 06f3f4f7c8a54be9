//! Which parameters of a network another one can begin with.

use super::{Architecture, Parameter, ParameterKind};
use std::ops::Range;

/// Values that a network begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InheritedRange {
    /// Where they lie in the flat vector of the network before.
    pub from: Range<usize>,
    /// Where they go in that of the next one.
    pub to: Range<usize>,
}

/// Finds what a network of `after` takes over from one of `before`, when it is to keep the first `blocks` blocks:
/// their parameters and running statistics.
///
/// # Errors
/// A sentence that says which block does not fit, and what to do.
pub fn check_kept(
    before: &Architecture,
    after: &Architecture,
    blocks: usize,
) -> Result<Vec<InheritedRange>, String> {
    for (which, network) in [("The network so far", before), ("The next network", after)] {
        let most = network.hidden_blocks();
        if blocks > most {
            return Err(format!(
                "{which} has {most} blocks before its output layer, which is always new; keep at most {most}."
            ));
        }
    }
    let (mut old, mut new) = (before.first(blocks), after.first(blocks));
    let mut all: Vec<InheritedRange> = Vec::new();
    loop {
        match (old.next(), new.next()) {
            (None, None) => return Ok(all),
            (Some(a), Some(b)) if form(a) == form(b) => add(&mut all, a.range(), b.range()),
            (a, b) => return Err(refusal(a, b)),
        }
    }
}

/// Adds the range of one parameter; where it follows the last range in both networks, that one grows.
fn add(all: &mut Vec<InheritedRange>, from: Range<usize>, to: Range<usize>) {
    match all.last_mut() {
        Some(last) if last.from.end == from.start && last.to.end == to.start => {
            (last.from.end, last.to.end) = (from.end, to.end);
        }
        _ => all.push(InheritedRange { from, to }),
    }
}

/// What must be equal for a parameter to be kept.
type Form = (usize, ParameterKind, [usize; 2], Option<[usize; 2]>);

fn form(p: &Parameter) -> Form {
    (p.block, p.kind, p.shape, p.kernel)
}

fn refusal(a: Option<&Parameter>, b: Option<&Parameter>) -> String {
    let block = |p: Option<&Parameter>| p.map_or(usize::MAX, |p| p.block);
    let at = block(a).min(block(b));
    let shown = |p: Option<&Parameter>| match p.filter(|p| p.block == at) {
        Some(p) => format!("a {} of {} × {}", p.name, p.shape[0], p.shape[1]),
        None => "none such".to_owned(),
    };
    format!(
        "The weights of block {} cannot be kept: so far it has {}, in the next network {}. Keep the first {at} at \
         most, or leave its size and its input as they were.",
        at + 1,
        shown(a),
        shown(b)
    )
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

    fn stretches(
        before: &Architecture,
        after: &Architecture,
        blocks: usize,
    ) -> Vec<(Range<usize>, Range<usize>)> {
        let kept = check_kept(before, after, blocks).unwrap();
        kept.into_iter().map(|k| (k.from, k.to)).collect()
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
        assert_eq!(stretches(&network, &network, 4), [(0..conv2, 0..conv2)]);
    }

    #[test]
    fn only_what_is_kept_has_to_fit() {
        let (a, b) = (network("64-relu.32-relu"), network("64-tanh.16-relu"));
        let first = 784 * 64 + 64;
        assert_eq!(stretches(&a, &b, 1), [(0..first, 0..first)]);
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
            refusal.contains("none such") && refusal.contains("gamma"),
            "{refusal}"
        );
        let all = 784 * 64 + 3 * 64;
        assert_eq!(stretches(&adaptive, &adaptive, 1), [(0..all, 0..all)]);
    }

    #[test]
    fn running_statistics_go_along_though_they_lie_at_the_end() {
        let (a, b) = (
            network("8-linear.bn-relu.16-relu"),
            network("8-linear.bn-relu.4-relu"),
        );
        let trained = 784 * 8 + 8 + 2 * 8;
        let (from, to) = (a.trainable_count(), b.trainable_count());
        assert_eq!(
            stretches(&a, &b, 2),
            [(0..trained, 0..trained), (from..from + 16, to..to + 16)]
        );
        assert_eq!(a.parameters_before(2), trained);
        assert_eq!(stretches(&a, &b, 1), [(0..784 * 8 + 8, 0..784 * 8 + 8)]);
    }
}
