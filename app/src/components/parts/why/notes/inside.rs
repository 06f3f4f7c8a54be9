//! On the Inside view.

use super::{Note, math, notes};

notes! {
    [PATH,
     "The image goes in on the left, and each layer makes new numbers of those before it: a weighted sum for each \
      unit, then its activation. A unit that is zero, or flat, for nearly all images passes next to no gradient back \
      and hardly learns, unless earlier layers move it; a dot marks it.",
     math!("<msup><mi>h</mi><mrow><mo>(</mo><mi>l</mi><mo>)</mo></mrow></msup><mo>=</mo><mi>f</mi><mo>(</mo>",
           "<msup><mi>h</mi><mrow><mo>(</mo><mi>l</mi><mo>−</mo><mn>1</mn><mo>)</mo></mrow></msup>",
           "<msup><mi>W</mi><mrow><mo>(</mo><mi>l</mi><mo>)</mo></mrow></msup><mo>+</mo>",
           "<msup><mi>b</mi><mrow><mo>(</mo><mi>l</mi><mo>)</mo></mrow></msup><mo>)</mo>"),
     "Goodfellow, Bengio & Courville, Deep Learning, §6.1."]

    [UNIT,
     "A unit of the first layer answers most to images that look like its weights: ink where they are blue, paper \
      where they are orange. What a later unit looks for is seen better from the images that excite it most, out \
      of a sample of images that it was not trained on.",
     math!("<msub><mi>a</mi><mi>j</mi></msub><mo>=</mo><munder><mo>∑</mo><mi>i</mi></munder>",
           "<msub><mi>x</mi><mi>i</mi></msub><msub><mi>W</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>",
           "<mo>+</mo><msub><mi>b</mi><mi>j</mi></msub>"),
     "Zeiler & Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014, §4."]

    [EXPLAIN,
     "Saliency is how fast the logit of the class rises with ink at each pixel; it says nothing of larger changes. \
      Occlusion is how far the logit falls when a patch of 6 by 6 pixels is covered with paper. The two differ even \
      for a linear network, as covering blank paper changes nothing; neither is the whole truth.",
     math!("<msub><mi>s</mi><mi>i</mi></msub><mo>=</mo><mfrac><mrow><mi>∂</mi><msub><mi>z</mi><mi>c</mi></msub></mrow>",
           "<mrow><mi>∂</mi><msub><mi>x</mi><mi>i</mi></msub></mrow></mfrac><mspace width=\"2em\"></mspace>",
           "<msub><mi>o</mi><mi>P</mi></msub><mo>=</mo><msub><mi>z</mi><mi>c</mi></msub><mo>(</mo><mi>x</mi><mo>)</mo>",
           "<mo>−</mo><msub><mi>z</mi><mi>c</mi></msub><mo>(</mo><msub><mi>x</mi><mrow><mi>P</mi><mo>=</mo><mn>0</mn></mrow></msub><mo>)</mo>"),
     "Simonyan, Vedaldi & Zisserman, ICLR workshop 2014, §3; Zeiler & Fergus, ECCV 2014, §4.2."]

    [EMBEDDING,
     "Each dot is a test image; it stands where the numbers that enter the output layer put it on the plane along \
      which they differ most. Classes that the network can tell apart drift apart while it trains. It is a shadow of \
      many dimensions: dots that overlap here may be far from each other.",
     math!("<mi>u</mi><mo>=</mo><mo>(</mo><mi>h</mi><mo>−</mo><mover><mi>h</mi><mo>¯</mo></mover><mo>)</mo>",
           "<msub><mi>v</mi><mn>1</mn></msub><mspace width=\"1.5em\"></mspace>",
           "<mi>w</mi><mo>=</mo><mo>(</mo><mi>h</mi><mo>−</mo><mover><mi>h</mi><mo>¯</mo></mover><mo>)</mo>",
           "<msub><mi>v</mi><mn>2</mn></msub>"),
     "Jolliffe, Principal Component Analysis, 2002, §1.1."]
}
