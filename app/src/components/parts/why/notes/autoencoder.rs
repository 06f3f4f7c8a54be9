//! On autoencoders.

use super::{Note, math, notes};
use std::borrow::Cow;

/// ‖x − x̂‖² / P.
const PIXELS: Cow<'static, str> = math!(
    "<mi>E</mi><mo>=</mo><mfrac><mn>1</mn><mi>P</mi></mfrac><munder><mo>∑</mo><mi>i</mi></munder>",
    "<msup><mrow><mo>(</mo><msub><mover><mi>x</mi><mo>^</mo></mover><mi>i</mi></msub><mo>−</mo>",
    "<msub><mi>x</mi><mi>i</mi></msub><mo>)</mo></mrow><mn>2</mn></msup>",
);

notes! {
    [PIXEL_ERROR,
     "The squared difference between each pixel of an image and of what came back, mean over the P pixels and over \
      the images, with ink from 0 to 1, whatever the loss in use. On MNIST's test images the mean of the training \
      images is off by 0.067, and a PCA with two components by 0.0557.",
     PIXELS,
     "Bishop, Pattern Recognition and Machine Learning, §12.1.2."]

    [GIVEN_BACK,
     "An autoencoder answers with an image: what is left of the one that came in after it went through the narrowest \
      layer. It has seen no other images than those of its data set, so it tends to turn a strange drawing into one \
      that is like them, the more the narrower that layer is.",
     math!("<mover><mi mathvariant=\"normal\">x</mi><mo>^</mo></mover><mo>=</mo><mi>g</mi><mo>(</mo><mi>f</mi><mo>(</mo>",
           "<mi mathvariant=\"normal\">x</mi><mo>)</mo><mo>)</mo>"),
     "Hinton & Salakhutdinov, Science 313, 2006."]

    [RECONSTRUCTIONS,
     "One held-out image of each class, and below it what the network gives back; the number is the mean squared \
      difference of a pixel. What all images have in common comes back first, then what tells them apart. If the \
      narrowest layer has only two units, expect blurred digits, and some that come back as another one.",
     PIXELS,
     "Hinton & Salakhutdinov, Science 313, 2006, fig. 2."]

    [LATENT,
     "Each dot is a test image; its position is given by the outputs of the narrowest layer; with more than two, \
      they are projected onto the plane of greatest variance. No label was used: where classes separate, the network \
      found that by itself. Drag the ring, and the second half of the network draws the image of that place.",
     math!("<mi mathvariant=\"normal\">h</mi><mo>=</mo><mi>f</mi><mo>(</mo><mi mathvariant=\"normal\">x</mi><mo>)</mo>",
           "<mspace width=\"1.5em\"></mspace><mover><mi mathvariant=\"normal\">x</mi><mo>^</mo></mover><mo>=</mo>",
           "<mi>g</mi><mo>(</mo><mi mathvariant=\"normal\">h</mi><mo>)</mo>"),
     "Hinton & Salakhutdinov, Science 313, 2006, fig. 3."]
}
