//! On the view Mistakes made.

use super::{Note, math, notes};

notes! {
    [HELD_OUT,
     "A network can learn its training images by heart; what counts is how it does on images that it has never \
      seen. Neither validation nor test images are ever trained on, and test images must not be used to \
      choose settings. The loss is the mean over the images, in the unit of the loss in use.",
     math!("<mi>accuracy</mi><mo>=</mo><mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mi>n</mi></munder>",
           "<mo>[</mo><munder><mi>arg max</mi><mi>k</mi></munder><msub><mi>z</mi><mrow><mi>n</mi><mi>k</mi></mrow></msub>",
           "<mo>=</mo><msub><mi>t</mi><mi>n</mi></msub><mo>]</mo>"),
     "Goodfellow, Bengio & Courville, Deep Learning, §5.2 and §5.3."]

    [CONFUSION,
     "Cell (i, k) counts the images of class i that are taken for class k, so the diagonal is what is right and a \
      row sums to all images of its class. Blue is right and vermilion is wrong, each as strong as the cube root \
      of its share of the row, so that rare mistakes can be seen. Pairs of strong cells on both sides of the \
      diagonal are classes that look alike to the network.",
     math!("<msub><mi>C</mi><mrow><mi>i</mi><mi>k</mi></mrow></msub><mo>=</mo><munder><mo>∑</mo><mi>n</mi></munder>",
           "<mo>[</mo><msub><mi>t</mi><mi>n</mi></msub><mo>=</mo><mi>i</mi><mo>]</mo>",
           "<mo>[</mo><msub><mi>ŷ</mi><mi>n</mi></msub><mo>=</mo><mi>k</mi><mo>]</mo>"),
     "Kohavi & Provost, Glossary of Terms, Machine Learning 30, 1998."]

    [CLASSES,
     "Precision: of the images taken for a class, the share that belong to it. Recall: of the images of a class, the \
      share that are taken for it; F1 is the harmonic mean of both. A dash stands where 0 would be divided by 0, as \
      for a class that is never answered, and the mean leaves such a class out.",
     math!("<mi>P</mi><mo>=</mo><mfrac><mi>TP</mi><mrow><mi>TP</mi><mo>+</mo><mi>FP</mi></mrow></mfrac><mspace width=\"1.5em\"/>",
           "<mi>R</mi><mo>=</mo><mfrac><mi>TP</mi><mrow><mi>TP</mi><mo>+</mo><mi>FN</mi></mrow></mfrac><mspace width=\"1.5em\"/>",
           "<msub><mi>F</mi><mn>1</mn></msub><mo>=</mo><mfrac><mrow><mn>2</mn><mi>TP</mi></mrow>",
           "<mrow><mn>2</mn><mi>TP</mi><mo>+</mo><mi>FP</mi><mo>+</mo><mi>FN</mi></mrow></mfrac>"),
     "Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008, §8.3."]

    [CALIBRATION,
     "Images are sorted into 15 equal ranges of confidence, and each point is the share of right answers in one of \
      them: on the dashed line the network is right as often as it says, below it, it is too sure. The expected \
      calibration error is the mean distance from that line, weighted by the images in each range. Modern networks \
      are often too sure, and go on growing surer after their accuracy has stopped rising.",
     math!("<mi>ECE</mi><mo>=</mo><munder><mo>∑</mo><mi>m</mi></munder><mfrac><mrow><mo>|</mo><msub><mi>B</mi><mi>m</mi></msub>",
           "<mo>|</mo></mrow><mi>n</mi></mfrac><mspace width=\"0.2em\"/><mo>|</mo><mi>acc</mi><mo>(</mo><msub><mi>B</mi>",
           "<mi>m</mi></msub><mo>)</mo><mo>−</mo><mi>conf</mi><mo>(</mo><msub><mi>B</mi><mi>m</mi></msub><mo>)</mo><mo>|</mo>"),
     "Guo, Pleiss, Sun & Weinberger, On Calibration of Modern Neural Networks, ICML 2017, §2."]

    [GALLERY,
     "All mistakes come with the largest loss first: under cross-entropy, those whose true class the network held to \
      be least likely. The images of a cell come with the most confident answer first. Among the first of them are \
      images that people argue about, and a few whose label is wrong.",
     math!("<msub><mi>L</mi><mi>n</mi></msub><mo>=</mo><mo>−</mo><mi>ln</mi><mspace width=\"0.2em\"/>",
           "<msub><mi>p</mi><mrow><mi>n</mi><mo>,</mo><msub><mi>t</mi><mi>n</mi></msub></mrow></msub>",
           "<mspace width=\"0.6em\"/><mtext>under cross-entropy</mtext>"),
     "Northcutt, Athalye & Mueller, Pervasive Label Errors in Test Sets, NeurIPS 2021, for wrong labels."]
}
