//! Files written and read back, their names and shapes, and those that do not fit.

use super::*;
use playground_experiment::model::{Activation, Block, Init};

fn network(blocks: &[(u32, Activation)]) -> Architecture {
    let blocks: Vec<Block> = blocks
        .iter()
        .map(|&(units, activation)| Block::dense(units, activation))
        .collect();
    Architecture::new(&blocks, 3, 2).unwrap()
}

fn file(network: &Architecture) -> (Vec<f32>, Vec<u8>) {
    let values = network.initial(Init::PyTorch, 1.0, 7);
    let about = About {
        experiment: "v=1&lr=0.1".to_owned(),
        step: Some(400),
    };
    let bytes = write(network, &values, &about).unwrap();
    (values, bytes)
}

#[test]
fn a_round_trip_keeps_every_bit() {
    for activation in [Activation::Relu, Activation::Glu, Activation::Ahaf] {
        let network = network(&[(4, activation), (6, Activation::Tanh)]);
        let (values, bytes) = file(&network);
        let again = read(&network, &bytes).unwrap();
        assert!(
            values
                .iter()
                .zip(&again)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
        assert_eq!(values.len(), again.len());
        let about = about(&bytes).unwrap();
        assert_eq!(
            (about.experiment.as_str(), about.step),
            ("v=1&lr=0.1", Some(400))
        );
    }
}

#[test]
fn tensors_have_the_names_shapes_and_order_of_pytorch() {
    let network = network(&[(4, Activation::Ahaf)]);
    let (values, bytes) = file(&network);
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut shapes: Vec<(String, Vec<usize>)> = tensors
        .iter()
        .map(|(name, view)| (name.to_owned(), view.shape().to_vec()))
        .collect();
    shapes.sort();
    let named = |name: &str, shape: &[usize]| (name.to_owned(), shape.to_vec());
    assert_eq!(
        shapes,
        [
            named("layers.0.beta", &[4]),
            named("layers.0.bias", &[4]),
            named("layers.0.gamma", &[4]),
            named("layers.0.weight", &[4, 3]),
            named("layers.1.bias", &[2]),
            named("layers.1.weight", &[2, 4]),
        ]
    );
    // The weight from input 2 to unit 1 is at [1, 2] there and at [2, 1] here.
    let weight = tensors.tensor("layers.0.weight").unwrap();
    let at = 4 * (3 + 2);
    assert_eq!(weight.data()[at..at + 4], values[2 * 4 + 1].to_le_bytes());
}

#[test]
fn a_file_of_another_network_says_what_differs() {
    let small = network(&[(4, Activation::Relu)]);
    let (_, bytes) = file(&small);
    let said = |network: &Architecture| read(network, &bytes).unwrap_err().to_string();
    let wider = said(&network(&[(5, Activation::Relu)]));
    assert!(
        wider.contains("layers.0.weight is [4, 3]") && wider.contains("[5, 3]"),
        "{wider}"
    );
    let deeper = said(&network(&[(4, Activation::Relu), (2, Activation::Relu)]));
    assert!(deeper.contains("layers.2.weight"), "{deeper}");
    let shallower = said(&network(&[]));
    assert!(shallower.contains("layers.0.weight"), "{shallower}");
    let adaptive = said(&network(&[(4, Activation::Ahaf)]));
    assert!(adaptive.contains("“layers.0.gamma”"), "{adaptive}");
}

#[test]
fn more_layers_than_the_network_has_are_refused() {
    let deep = Architecture::new(
        &[2, 2].map(|units| Block::dense(units, Activation::Relu)),
        2,
        2,
    )
    .unwrap();
    let shallow = Architecture::new(&[], 2, 2).unwrap();
    let (_, bytes) = file(&deep);
    let error = read(&shallow, &bytes).unwrap_err().to_string();
    assert!(error.contains("layers.1.bias"), "{error}");
}

#[test]
fn broken_and_foreign_files_are_refused_in_words() {
    let network = network(&[(4, Activation::Relu)]);
    let (values, bytes) = file(&network);
    for broken in [
        &b""[..],
        b"not a file",
        &bytes[..bytes.len() - 1],
        &bytes[..20],
    ] {
        let error = read(&network, broken).unwrap_err().to_string();
        assert!(error.contains("not a safetensors file"), "{error}");
        assert!(about(&broken[..broken.len().min(20)]).is_err());
    }
    let half = [0_u8; 24];
    let view = TensorView::new(Dtype::F16, vec![4, 3], &half).unwrap();
    let bytes = safetensors::serialize([("layers.0.weight", view)], None).unwrap();
    let error = read(&network, &bytes).unwrap_err().to_string();
    assert!(
        error.contains("F16") && error.contains("float32"),
        "{error}"
    );
    assert!(about(&bytes).unwrap().experiment.is_empty());
    let error = write(&network, &values[1..], &About::default()).unwrap_err();
    assert!(error.to_string().contains("Save the network once more"));
}
