//! On the gradient lab, the sweep and the diagnosis.

use super::{Note, math, notes};

notes! {
    [SCATTER,
     "Under cross-entropy the gradient at the logits is p − y, so an image that is confidently wrong pulls hardest. \
      Squared error multiplies by the softmax\u{2019}s Jacobian, which is next to nothing where one class has nearly \
      all of the probability: the confidently wrong image hardly pulls. The curves are these formulas, when one \
      wrong class has all the rest and when all others share it evenly.",
     math!("<mfrac><mrow><mi>∂</mi><msub><mi>L</mi><mi>CE</mi></msub></mrow><mrow><mi>∂</mi><mi>z</mi></mrow></mfrac>",
           "<mo>=</mo><mi>p</mi><mo>−</mo><mi>y</mi><mspace width=\"2em\"></mspace>",
           "<mfrac><mrow><mi>∂</mi><msub><mi>L</mi><mi>MSE</mi></msub></mrow><mrow><mi>∂</mi><mi>z</mi></mrow></mfrac>",
           "<mo>=</mo><mfrac><mn>2</mn><mi>K</mi></mfrac><mo>(</mo><mi>diag</mi><mo>(</mo><mi>p</mi><mo>)</mo><mo>−</mo>",
           "<mi>p</mi><msup><mi>p</mi><mi>T</mi></msup><mo>)</mo><mo>(</mo><mi>p</mi><mo>−</mo><mi>y</mi><mo>)</mo>"),
     "Bishop, Pattern Recognition and Machine Learning, §4.3.4; Golik, Doetsch & Ney, Interspeech 2013."]

    [MICROSCOPE,
     "The loss is a function of each weight. Backpropagation works out its slope by the chain rule, from the loss back \
      to the layer; the finite difference tries both sides of the weight and shares no formula with it. Both are \
      computed in double precision from the run\u{2019}s weights, for one image; the step of the run is the mean over \
      its batch, and other optimisers than plain descent make something else of the gradient.",
     math!("<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><msub><mi>w</mi><mi>ij</mi></msub></mrow></mfrac>",
           "<mo>=</mo><msub><mi>a</mi><mi>i</mi></msub><msub><mi>δ</mi><mi>j</mi></msub><mspace width=\"2em\"></mspace>",
           "<msub><mi>δ</mi><mi>j</mi></msub><mo>=</mo><msup><mi>f</mi><mo>′</mo></msup><mo>(</mo><msub><mi>z</mi><mi>j</mi></msub><mo>)</mo>",
           "<munder><mo>∑</mo><mi>k</mi></munder><msub><mi>w</mi><mi>jk</mi></msub><msub><mi>δ</mi><mi>k</mi></msub>"),
     "Rumelhart, Hinton & Williams, Nature 323, 1986."]

    [UPDATES,
     "Each line is how far a step moves the weights of a layer, divided by their norm. As a rule of thumb 1e-3 is \
      healthy: with much more the steps may overshoot, with much less the layer hardly learns.",
     math!("<mi>r</mi><mo>=</mo><mfrac><mrow><mo>‖</mo><mi>Δ</mi><mi>W</mi><mo>‖</mo></mrow>",
           "<mrow><mo>‖</mo><mi>W</mi><mo>‖</mo></mrow></mfrac>"),
     "Karpathy, CS231n, Neural Networks part 3: ratio of weights to updates."]

    [UNITS,
     "A sigmoid near 0 or 1, or a tanh near ±1, is flat: what is multiplied by its slope vanishes. A ReLU that is 0 \
      for every image has slope 0 and learns nothing, unless earlier layers move its inputs. Measured over images \
      held out of training, where there are any.",
     math!("<msup><mi>σ</mi><mo>′</mo></msup><mo>=</mo><mi>σ</mi><mo>(</mo><mn>1</mn><mo>−</mo><mi>σ</mi><mo>)</mo>",
           "<mspace width=\"2em\"></mspace><msup><mi>tanh</mi><mo>′</mo></msup><mo>=</mo><mn>1</mn><mo>−</mo>",
           "<msup><mi>tanh</mi><mn>2</mn></msup>"),
     "Glorot & Bengio, 2010; Lu et al., Dying ReLU and Initialization, 2020."]

    [LAYERS,
     "Each drawing counts how often values fell into equal bins; the thin line marks zero. A good start keeps the \
      spread of activations and of gradients alike from layer to layer: the formula does so for tanh, 2 / n_in for \
      ReLU. Spikes at the ends of an activation are saturated units, a spike at zero after a ReLU is ordinary.",
     math!("<mi>Var</mi><mo>[</mo><mi>W</mi><mo>]</mo><mo>=</mo><mfrac><mn>2</mn>",
           "<mrow><msub><mi>n</mi><mi>in</mi></msub><mo>+</mo><msub><mi>n</mi><mi>out</mi></msub></mrow></mfrac>"),
     "Glorot & Bengio, AISTATS 2010, figures 6 and 7."]

    [SLICE,
     "The loss of networks near this one: the weights plus α times one random direction plus β times another. Each \
      unit\u{2019}s part of a direction is as long as the unit\u{2019}s own weights, or the picture would depend on \
      the scale of the weights. It shows two directions only; what lies in the others it cannot show.",
     math!("<mi>L</mi><mo>(</mo><mi>w</mi><mo>+</mo><mi>α</mi><mi>d</mi><mo>+</mo><mi>β</mi><mi>e</mi><mo>)</mo><mo>,</mo>",
           "<mspace width=\"2em\"></mspace><mo>‖</mo><msub><mi>d</mi><mi>j</mi></msub><mo>‖</mo><mo>=</mo><mo>‖</mo>",
           "<msub><mi>w</mi><mi>j</mi></msub><mo>‖</mo>"),
     "Li, Xu, Taylor, Studer & Goldstein, Visualizing the Loss Landscape of Neural Nets, NeurIPS 2018, §4."]

    [SWEEP,
     "Each cell is a short run from the same seed, and its colour is what came of it. The best learning rate is \
      usually within a factor of two of the largest one that does not diverge. Near a minimum, plain gradient \
      descent diverges beyond two over the largest eigenvalue of the Hessian.",
     math!("<msub><mi>η</mi><mtext>best</mtext></msub><mo>≈</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>",
           "<msub><mi>η</mi><mi>max</mi></msub><mo>,</mo><mspace width=\"1em\"/>",
           "<msub><mi>η</mi><mi>max</mi></msub><mo>=</mo><mfrac><mn>2</mn><mrow><msub><mi>λ</mi><mi>max</mi></msub>",
           "<mo stretchy=\"false\">(</mo><mi>H</mi><mo stretchy=\"false\">)</mo></mrow></mfrac>"),
     "Bengio, Practical Recommendations for Gradient-Based Training of Deep Architectures, 2012, §3.1.1; \
      LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998, for the bound."]

    [DIAGNOSIS,
     "Each rule watches one figure of the run and speaks when it leaves the range in which training works. Among \
      them are the loss beside that of guessing, ln K under cross-entropy, the gradient of the first layer beside \
      the last one's, and the share of units without slope. A remedy changes as little as it can, so that what it \
      did can be seen.",
     math!("<msub><mi>L</mi><mn>0</mn></msub><mo>=</mo><mo>−</mo><mi>ln</mi><mfrac><mn>1</mn><mi>K</mi></mfrac>",
           "<mo>=</mo><mi>ln</mi><mi>K</mi><mspace width=\"1.5em\"/>",
           "<mfrac><mrow><mo>‖</mo><mo>∂</mo><mi>L</mi><mo>/</mo><mo>∂</mo><msub><mi>W</mi><mn>1</mn></msub><mo>‖</mo></mrow>",
           "<mrow><mo>‖</mo><mo>∂</mo><mi>L</mi><mo>/</mo><mo>∂</mo><msub><mi>W</mi><mi>n</mi></msub><mo>‖</mo></mrow></mfrac>"),
     "Karpathy, A Recipe for Training Neural Networks, 2019; Glorot & Bengio, 2010; He et al., 2015."]
}
