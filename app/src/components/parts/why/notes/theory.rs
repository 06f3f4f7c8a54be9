//! On the cards of the theory view.

use super::{Note, math, notes};

notes! {
    /// One neuron.
    [NEURON,
     "The neuron learns from the slope of the cost at its weighted input z: under the quadratic cost the error a − y \
      times the slope of the sigmoid, a(1 − a), which is close to 0 while the answer is badly wrong. Under \
      cross-entropy that factor cancels. An η does not mean the same under both: Nielsen takes 0.15 for the \
      quadratic cost and 0.005 for cross-entropy.",
     math!("<mfrac><mrow><mi>∂</mi><msub><mi>C</mi><mtext>quadratic</mtext></msub></mrow><mrow><mi>∂</mi><mi>z</mi></mrow></mfrac>",
           "<mo>=</mo><mo>(</mo><mi>a</mi><mo>−</mo><mi>y</mi><mo>)</mo><mspace width=\"0.2em\"/><mi>a</mi>",
           "<mo>(</mo><mn>1</mn><mo>−</mo><mi>a</mi><mo>)</mo><mo>,</mo><mspace width=\"1em\"/>",
           "<mfrac><mrow><mi>∂</mi><msub><mi>C</mi><mtext>entropy</mtext></msub></mrow><mrow><mi>∂</mi><mi>z</mi></mrow></mfrac>",
           "<mo>=</mo><mi>a</mi><mo>−</mo><mi>y</mi>"),
     "Nielsen, Neural Networks and Deep Learning, chapter 3."]

    /// Gradient calculator.
    [CALCULATOR,
     "The gradient at the logits is the gradient at the probabilities carried back through the softmax. Under \
      cross-entropy this gives p − y for targets that sum to 1; under MSE a factor stays that vanishes where the \
      network is sure.",
     math!("<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><msub><mi>z</mi><mi>k</mi></msub></mrow></mfrac><mo>=</mo>",
           "<msub><mi>p</mi><mi>k</mi></msub><mrow><mo>(</mo><mfrac><mrow><mi>∂</mi><mi>L</mi></mrow>",
           "<mrow><mi>∂</mi><msub><mi>p</mi><mi>k</mi></msub></mrow></mfrac><mo>−</mo><munder><mo>∑</mo><mi>j</mi></munder>",
           "<msub><mi>p</mi><mi>j</mi></msub><mfrac><mrow><mi>∂</mi><mi>L</mi></mrow>",
           "<mrow><mi>∂</mi><msub><mi>p</mi><mi>j</mi></msub></mrow></mfrac><mo>)</mo></mrow>"),
     "Bishop, Pattern Recognition and Machine Learning, §4.3.4."]

    /// Size calculator.
    [SIZES,
     "A dense layer has a weight for each pair of input and unit, and a bias for each unit. An epoch here takes as \
      many steps as there are whole batches; the rest is left out. Plain gradient descent moves all parameters \
      together by the learning rate times the norm of the gradient.",
     math!("<mi>N</mi><mo>=</mo><munder><mo>∑</mo><mi>l</mi></munder><mo>(</mo><msub><mi>n</mi><mrow><mi>l</mi><mo>−</mo><mn>1</mn></mrow></msub>",
           "<msub><mi>n</mi><mi>l</mi></msub><mo>+</mo><msub><mi>n</mi><mi>l</mi></msub><mo>)</mo><mo>,</mo><mspace width=\"1em\"/>",
           "<mo>‖</mo><mi>Δ</mi><mi>w</mi><mo>‖</mo><mo>=</mo><mi>η</mi><mo>‖</mo><mi>g</mi><mo>‖</mo>"),
     "Goodfellow, Bengio & Courville, Deep Learning, §6.4 and §8.3."]

    /// Loss surface.
    [SURFACE,
     "Each place of the map is a pair of weights, its colour their mean loss over all points. If the whole surface \
      is strictly convex and has a minimum, descent with small enough steps leads there; under cross-entropy, points \
      that a line through the origin separates have none. Squared error on a sigmoid has plains on which descent \
      hardly moves.",
     math!("<mi>L</mi><mo>(</mo><msub><mi>w</mi><mn>1</mn></msub><mo>,</mo><msub><mi>w</mi><mn>2</mn></msub><mo>)</mo><mo>=</mo>",
           "<mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mi>n</mi></munder><mi>f</mi><mo>(</mo>",
           "<msub><mi>w</mi><mn>1</mn></msub><msub><mi>x</mi><mrow><mi>n</mi><mn>1</mn></mrow></msub><mo>+</mo>",
           "<msub><mi>w</mi><mn>2</mn></msub><msub><mi>x</mi><mrow><mi>n</mi><mn>2</mn></mrow></msub><mo>,</mo>",
           "<msub><mi>y</mi><mi>n</mi></msub><mo>)</mo>"),
     "Bishop, Pattern Recognition and Machine Learning, §4.3.2."]

    /// Smallest eigenvalue.
    [EIGENVALUE,
     "A surface is convex if its Hessian has no negative eigenvalue anywhere on a convex domain. Where it is blue \
      none is negative, where it is orange one is, and the line is where the sign changes.",
     math!("<mi>H</mi><mo>=</mo><mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mi>n</mi></munder>",
           "<msup><mi>f</mi><mo>″</mo></msup><mo>(</mo><msub><mi>z</mi><mi>n</mi></msub><mo>)</mo><mspace width=\"0.2em\"/>",
           "<msub><mi mathvariant=\"normal\">x</mi><mi>n</mi></msub><msubsup><mi mathvariant=\"normal\">x</mi><mi>n</mi><mi>T</mi></msubsup>",
           "<mo>,</mo><mspace width=\"1em\"/><msub><mi>λ</mi><mtext>min</mtext></msub><mo>≥</mo><mn>0</mn>"),
     "Boyd & Vandenberghe, Convex Optimization, §3.1.4."]

    /// Claims.
    [CLAIMS,
     "A check that fails in one sample refutes a claim. One that holds in all of them supports it and proves \
      nothing; for the proof see the source named beside it.",
     math!("<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><msub><mi>z</mi><mi>k</mi></msub></mrow></mfrac><mo>≈</mo>",
           "<mfrac><mrow><mi>L</mi><mo>(</mo><mi>z</mi><mo>+</mo><mi>h</mi><msub><mi>e</mi><mi>k</mi></msub><mo>)</mo><mo>−</mo>",
           "<mi>L</mi><mo>(</mo><mi>z</mi><mo>−</mo><mi>h</mi><msub><mi>e</mi><mi>k</mi></msub><mo>)</mo></mrow>",
           "<mrow><mn>2</mn><mi>h</mi></mrow></mfrac>"),
     "Nocedal & Wright, Numerical Optimization, §8.1, for derivatives by differences."]
}
